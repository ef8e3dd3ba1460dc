"""The reference for the LSTM notebook: each function as its equations stand there.

The lecture's LSTM, after Hochreiter and Schmidhuber (1997) with the forget gate of
Gers et al. (2000): Γu, Γf, Γo for the input, forget and output gates. Every function
computes in the dtype it is given and leaves its arguments as they were.
"""

import numpy as np
from scipy import special

from utils.params import LSTMParams, LSTMStep


def lstm_gates(a_prev, x_t, p):
    """The three gates, (gamma_u, gamma_f, gamma_o), each of shape (m, n_a).

    Γu = σ(Wu[a_prev, x_t] + bu),  Γf = σ(Wf[a_prev, x_t] + bf),
    Γo = σ(Wo[a_prev, x_t] + bo)

    `a_prev` (m, n_a), `x_t` (m, n_x).
    """
    concat = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    gamma_u = special.expit(concat @ p.Wu.T + p.bu)
    gamma_f = special.expit(concat @ p.Wf.T + p.bf)
    gamma_o = special.expit(concat @ p.Wo.T + p.bo)
    return gamma_u, gamma_f, gamma_o


def lstm_candidate(a_prev, x_t, p):
    """The candidate for the new memory, (m, n_a).

    c̃ = tanh(Wc[a_prev, x_t] + bc)

    `a_prev` (m, n_a), `x_t` (m, n_x).
    """
    concat = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    return np.tanh(concat @ p.Wc.T + p.bc)


def lstm_cell(a_prev, c_prev, x_t, p):
    """One step of an LSTM, as an `LSTMStep` that keeps its own copies of its inputs.

    c_t = Γu * c̃ + Γf * c_prev,  a_t = Γo * tanh(c_t)

    `a_prev` and `c_prev` (m, n_a), `x_t` (m, n_x).
    """
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    c_tilde = lstm_candidate(a_prev, x_t, p)
    c_t = gamma_u * c_tilde + gamma_f * c_prev
    a_t = gamma_o * np.tanh(c_t)
    kept = a_prev.copy(), c_prev.copy(), x_t.copy()
    return LSTMStep(*kept, gamma_u, gamma_f, gamma_o, c_tilde, c_t, a_t)


def lstm_forward(x, a0, c0, p):
    """An LSTM over a whole sequence: (a, steps), a of shape (T, m, n_a).

    `x` (T, m, n_x), `a0` and `c0` (m, n_a); `steps` is a list of T `LSTMStep`.
    """
    steps, a_prev, c_prev = [], a0, c0
    for x_t in x:
        steps.append(lstm_cell(a_prev, c_prev, x_t, p))
        a_prev, c_prev = steps[-1].a_t, steps[-1].c_t
    return np.stack([step.a_t for step in steps]), steps


def lstm_cell_backward(da_t, dc_t, step, p):
    """Backward through one step: (da_prev, dc_prev, dx_t, dp), dp an `LSTMParams`.

    With dc = dc_t + da_t * Γo * (1 - tanh²(c_t)), all that reaches c_t, and dz* the
    gradients before the nonlinearities:
    dzo = da_t * tanh(c_t) * Γo * (1 - Γo),  dzu = dc * c̃ * Γu * (1 - Γu),
    dzf = dc * c_prev * Γf * (1 - Γf),  dzc = dc * Γu * (1 - c̃²),  dc_prev = dc * Γf.

    `da_t` and `dc_t` (m, n_a) arrive at a_t and c_t from everything later.
    """
    a_prev, c_prev, x_t, gamma_u, gamma_f, gamma_o, c_tilde, c_t, _ = step
    n_a = a_prev.shape[1]
    tanh_c = np.tanh(c_t)
    dc = dc_t + da_t * gamma_o * (1 - tanh_c**2)  # (m, n_a)
    dzo = da_t * tanh_c * gamma_o * (1 - gamma_o)
    dzu = dc * c_tilde * gamma_u * (1 - gamma_u)
    dzf = dc * c_prev * gamma_f * (1 - gamma_f)
    dzc = dc * gamma_u * (1 - c_tilde**2)

    d_concat = dzu @ p.Wu + dzf @ p.Wf + dzo @ p.Wo + dzc @ p.Wc  # (m, n_a + n_x)
    concat = np.concatenate([a_prev, x_t], axis=1)
    dp = LSTMParams(
        Wu=dzu.T @ concat,
        Wf=dzf.T @ concat,
        Wo=dzo.T @ concat,
        Wc=dzc.T @ concat,
        bu=dzu.sum(axis=0),
        bf=dzf.sum(axis=0),
        bo=dzo.sum(axis=0),
        bc=dzc.sum(axis=0),
    )
    return d_concat[:, :n_a], dc * gamma_f, d_concat[:, n_a:], dp


def lstm_backward(da, steps, p):
    """Backward through time: (dx, da0, dc0, dp), dp summed over all steps.

    What arrives at a_t is da[t] and what step t + 1 carries back; what arrives at
    c_t comes from step t + 1 alone, and nothing arrives at the last.

    `da` (T, m, n_a) is the upstream gradient on every a_t; `dx` (T, m, n_x),
    `da0` and `dc0` (m, n_a), `dp` an `LSTMParams`.
    """
    da_carried = dc_carried = np.zeros_like(da[0])
    dx = [None] * len(steps)
    dp = LSTMParams(*(np.zeros_like(parameter) for parameter in p))
    for t in reversed(range(len(steps))):
        da_carried, dc_carried, dx[t], dp_t = lstm_cell_backward(
            da[t] + da_carried, dc_carried, steps[t], p
        )
        dp = LSTMParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
    return np.stack(dx), da_carried, dc_carried, dp


def init_lstm(n_x, n_a, rng, forget_bias=1.0):
    """Parameters to begin training with, as an `LSTMParams`.

    W* ~ U(-1/√n_a, 1/√n_a),  bf = forget_bias,  bu = bo = bc = 0

    `rng` is a `numpy.random.Generator`; a forget gate that is open at first lets
    the gradient pass (Jozefowicz et al. 2015).
    """
    bound = 1 / np.sqrt(n_a)
    weights = rng.uniform(-bound, bound, size=(4, n_a, n_a + n_x))
    bu, bf, bo, bc = np.zeros((4, n_a))
    return LSTMParams(*weights, bu, bf + forget_bias, bo, bc)


def hold_memory(n_x, n_a):
    """Parameters under which c_t stays what it was, whatever comes in.

    Γf = σ(100) = 1 and Γu = σ(-100) = 0, so c_t = 0 * c̃ + 1 * c_prev
    """
    weights = np.zeros((4, n_a, n_a + n_x))
    zero, far = np.zeros(n_a), np.full(n_a, 100.0)
    return LSTMParams(*weights, bu=-far, bf=far, bo=zero, bc=zero.copy())


def lstm_cell_with_relevance(a_prev, c_prev, x_t, p):
    """One step of an LSTM with the GRU's relevance gate put back: (a_t, c_t).

    Γr = σ(Wr[a_prev, x_t] + br),  c̃ = tanh(Wc[Γr * a_prev, x_t] + bc),
    c_t = Γu * c̃ + Γf * c_prev,  a_t = Γo * tanh(c_t)

    `a_prev` and `c_prev` (m, n_a), `x_t` (m, n_x), `p` a `RelevanceLSTMParams`.
    """
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    concat = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    gamma_r = special.expit(concat @ p.Wr.T + p.br)
    c_tilde = lstm_candidate(gamma_r * a_prev, x_t, p)
    c_t = gamma_u * c_tilde + gamma_f * c_prev
    return gamma_o * np.tanh(c_t), c_t


def lstm_to_torch(p):
    """The same LSTM as the state of a one-layer `torch.nn.LSTM`, as a dict of arrays.

    Rows in the order i, f, g, o, which is Γu, Γf, c̃, Γo; `weight_ih_l0` (4n_a, n_x),
    `weight_hh_l0` (4n_a, n_a), `bias_ih_l0` and `bias_hh_l0` (4n_a,), which torch adds.
    """
    n_a = p.bu.shape[0]
    W = np.concatenate([p.Wu, p.Wf, p.Wc, p.Wo])  # (4n_a, n_a + n_x)
    b = np.concatenate([p.bu, p.bf, p.bc, p.bo])
    return {
        "weight_ih_l0": W[:, n_a:].copy(),
        "weight_hh_l0": W[:, :n_a].copy(),
        "bias_ih_l0": b,
        "bias_hh_l0": np.zeros_like(b),
    }
