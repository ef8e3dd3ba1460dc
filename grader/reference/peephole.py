"""The reference for the peephole notebook: an LSTM whose gates may see the memory.

Gers and Schmidhuber (2000) and Gers, Schraudolph and Schmidhuber (2002), JMLR 3,
with Γu for their input gate. `output_sees` says which memory the output gate sees:
"previous", c_prev, as in the lecture, or "current", c_t, as in Gers and in ONNX.
Every function computes in the dtype it is given and leaves its arguments as they were.
"""

import numpy as np
from scipy import special

from utils.params import LSTMStep, PeepholeParams


def peephole_gates(a_prev, c_prev, x_t, p):
    """The two gates that act on the memory, (gamma_u, gamma_f), each (m, n).

    Γu = σ(Wu[a_prev, x_t] + pu * c_prev + bu)
    Γf = σ(Wf[a_prev, x_t] + pf * c_prev + bf)

    `a_prev` and `c_prev` (m, n), `x_t` (m, n_x); `*` is element by element.
    """
    concat = np.concatenate([a_prev, x_t], axis=1)  # (m, n + n_x)
    gamma_u = special.expit(concat @ p.Wu.T + p.pu * c_prev + p.bu)
    gamma_f = special.expit(concat @ p.Wf.T + p.pf * c_prev + p.bf)
    return gamma_u, gamma_f


def peephole_output_gate(a_prev, c_seen, x_t, p):
    """The output gate, (m, n), from whichever memory it is shown.

    Γo = σ(Wo[a_prev, x_t] + po * c_seen + bo)

    `a_prev` and `c_seen` (m, n), `x_t` (m, n_x).
    """
    concat = np.concatenate([a_prev, x_t], axis=1)  # (m, n + n_x)
    return special.expit(concat @ p.Wo.T + p.po * c_seen + p.bo)


def peephole_cell(a_prev, c_prev, x_t, p, output_sees="previous"):
    """One step, as an `LSTMStep` that keeps its own copies of its inputs.

    c̃ = tanh(Wc[a_prev, x_t] + bc),  c_t = Γu * c̃ + Γf * c_prev,  a_t = Γo * tanh(c_t)

    `a_prev` and `c_prev` (m, n), `x_t` (m, n_x). Raises ValueError for an
    `output_sees` that is neither "previous" nor "current".
    """
    concat = np.concatenate([a_prev, x_t], axis=1)  # (m, n + n_x)
    gamma_u, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
    c_tilde = np.tanh(concat @ p.Wc.T + p.bc)
    c_t = gamma_u * c_tilde + gamma_f * c_prev
    c_seen = memory_seen(output_sees, c_prev, c_t)
    gamma_o = peephole_output_gate(a_prev, c_seen, x_t, p)
    a_t = gamma_o * np.tanh(c_t)
    kept = a_prev.copy(), c_prev.copy(), x_t.copy()
    return LSTMStep(*kept, gamma_u, gamma_f, gamma_o, c_tilde, c_t, a_t)


def memory_seen(output_sees, c_prev, c_t):
    """The memory that the output gate sees; ValueError for an unknown form."""
    if output_sees == "previous":
        return c_prev
    if output_sees == "current":
        return c_t
    raise ValueError(f"output_sees is 'previous' or 'current', not {output_sees!r}")


def peephole_forward(x, a0, c0, p, output_sees="previous"):
    """A peephole LSTM over a whole sequence: (a, steps), a of shape (T, m, n).

    `x` (T, m, n_x), `a0` and `c0` (m, n); `steps` is a list of T `LSTMStep`. Raises
    ValueError for an unknown `output_sees`.
    """
    steps, a_prev, c_prev = [], a0, c0
    for x_t in x:
        steps.append(peephole_cell(a_prev, c_prev, x_t, p, output_sees))
        a_prev, c_prev = steps[-1].a_t, steps[-1].c_t
    return np.stack([step.a_t for step in steps]), steps


def peephole_cell_backward(da_t, dc_t, step, p, output_sees="previous"):
    """Backward through one step: (da_prev, dc_prev, dx_t, dp), nothing cut off.

    With dz* the gradients before the nonlinearities, and c_seen what Γo saw:
    dzo = da_t * tanh(c_t) * Γo(1 - Γo),
    dc = dc_t + da_t * Γo * (1 - tanh²(c_t)), and + dzo * po where Γo saw c_t,
    dzu = dc * c̃ * Γu(1 - Γu),  dzf = dc * c_prev * Γf(1 - Γf),
    dzc = dc * Γu * (1 - c̃²),
    dc_prev = dc * Γf + dzu * pu + dzf * pf, and + dzo * po where Γo saw c_prev.

    `da_t` and `dc_t` (m, n) are the gradients that arrive at a_t and c_t from
    everything later; dp is a `PeepholeParams`. Raises ValueError for an unknown
    `output_sees`.
    """
    a_prev, c_prev, x_t, gamma_u, gamma_f, gamma_o, c_tilde, c_t, _ = step
    n = a_prev.shape[1]
    c_seen = memory_seen(output_sees, c_prev, c_t)
    tanh_c = np.tanh(c_t)

    dzo = da_t * tanh_c * gamma_o * (1 - gamma_o)  # (m, n), as all that follow
    dc = dc_t + da_t * gamma_o * (1 - tanh_c**2)
    if output_sees == "current":
        dc = dc + dzo * p.po  # before dc is split
    dzu = dc * c_tilde * gamma_u * (1 - gamma_u)
    dzf = dc * c_prev * gamma_f * (1 - gamma_f)
    dzc = dc * gamma_u * (1 - c_tilde**2)

    dc_prev = dc * gamma_f + dzu * p.pu + dzf * p.pf
    if output_sees == "previous":
        dc_prev = dc_prev + dzo * p.po
    d_concat = dzu @ p.Wu + dzf @ p.Wf + dzo @ p.Wo + dzc @ p.Wc  # (m, n + n_x)

    concat = np.concatenate([a_prev, x_t], axis=1)
    dp = PeepholeParams(
        Wu=dzu.T @ concat,
        Wf=dzf.T @ concat,
        Wo=dzo.T @ concat,
        Wc=dzc.T @ concat,
        pu=(dzu * c_prev).sum(axis=0),
        pf=(dzf * c_prev).sum(axis=0),
        po=(dzo * c_seen).sum(axis=0),
        bu=dzu.sum(axis=0),
        bf=dzf.sum(axis=0),
        bo=dzo.sum(axis=0),
        bc=dzc.sum(axis=0),
    )
    return d_concat[:, :n], dc_prev, d_concat[:, n:], dp


def peephole_backward(da, steps, p, output_sees="previous"):
    """Backward through time: (dx, da0, dc0, dp), dp summed over all steps.

    What arrives at a_t is da[t] and what step t + 1 carries back; what arrives at
    c_t is what step t + 1 carries back, and nothing at the last one.

    `da` (T, m, n) is the upstream gradient on every a_t; `dx` (T, m, n_x), `da0` and
    `dc0` (m, n), `dp` a `PeepholeParams`. Raises ValueError for an unknown
    `output_sees`.
    """
    da_carried, dc_carried = np.zeros_like(da[0]), np.zeros_like(da[0])
    dx = [None] * len(steps)
    dp = PeepholeParams(*(np.zeros_like(parameter) for parameter in p))
    for t in reversed(range(len(steps))):
        da_carried, dc_carried, dx[t], dp_t = peephole_cell_backward(
            da[t] + da_carried, dc_carried, steps[t], p, output_sees
        )
        parts = zip(dp, dp_t, strict=True)
        dp = PeepholeParams(*(total + part for total, part in parts))
    return np.stack(dx), da_carried, dc_carried, dp


def peephole_influence(a_prev, c_prev, x_t, p):
    """How each element of the memory moves each element of the forget gate.

    J[i, k, j] = ∂Γf[i, k] / ∂c_prev[i, j] = Γf(1 - Γf)[i, k] pf[k] where j = k, else 0

    `a_prev` and `c_prev` (m, n), `x_t` (m, n_x); the Jacobian is (m, n, n), one
    diagonal matrix for each example.
    """
    _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
    diagonal = gamma_f * (1 - gamma_f) * p.pf  # (m, n)
    return diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)


def peephole_to_onnx(p):
    """The parameters in the layout of ONNX's LSTM operator: a dict of W, R, B, P.

    The gates' rows stand in the order i, o, f, c (Γu, Γo, Γf, c̃), the peepholes in
    i, o, f. W (1, 4n, n_x) acts on x_t, R (1, 4n, n) on a_prev; B (1, 8n) is [Wb, Rb],
    two biases that are added up; P (1, 3n). The first axis counts directions.

    Source: the operator specification of ONNX, LSTM, version 14.
    """
    n = len(p.pu)
    weights = np.concatenate([p.Wu, p.Wo, p.Wf, p.Wc])  # (4n, n + n_x)
    Wb = np.concatenate([p.bu, p.bo, p.bf, p.bc])  # (4n,)
    return {
        "W": weights[None, :, n:].copy(),
        "R": weights[None, :, :n].copy(),
        "B": np.concatenate([Wb, np.zeros_like(Wb)])[None],
        "P": np.concatenate([p.pu, p.po, p.pf])[None],
    }
