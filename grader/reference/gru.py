"""The reference for the GRU notebook: each function as its equations stand there.

The lecture's GRU, after Cho et al. (2014), arXiv:1406.1078, with Γu and Γr for their
gates z and r; backward by the chain rule. Every function computes in the dtype it is
given and leaves its arguments as they were.
"""

import numpy as np

from utils.params import GRUParams, GRUStep


def sigmoid(z):
    """The logistic function, without overflow at either end.

    σ(z) = 1 / (1 + exp(-z)) = exp(min(z, 0)) / (1 + exp(-abs(z)))

    `z` is a number or an array; the result has its shape.
    """
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def gru_gates(c_prev, x_t, p):
    """The two gates of a GRU, (gamma_u, gamma_r), both of shape (m, n_c).

    Γu = σ(Wu[c_prev, x_t] + bu),  Γr = σ(Wr[c_prev, x_t] + br)

    `c_prev` (m, n_c), `x_t` (m, n_x).
    """
    concat = np.concatenate([c_prev, x_t], axis=1)  # (m, n_c + n_x)
    gamma_u = sigmoid(concat @ p.Wu.T + p.bu)
    gamma_r = sigmoid(concat @ p.Wr.T + p.br)
    return gamma_u, gamma_r


def gru_candidate(c_prev, x_t, gamma_r, p):
    """The candidate for the new memory, (m, n_c).

    c̃ = tanh(Wc[Γr * c_prev, x_t] + bc)

    `c_prev` and `gamma_r` (m, n_c), `x_t` (m, n_x).
    """
    concat = np.concatenate([gamma_r * c_prev, x_t], axis=1)  # (m, n_c + n_x)
    return np.tanh(concat @ p.Wc.T + p.bc)


def gru_cell(c_prev, x_t, p):
    """One step of a GRU, as a `GRUStep` that keeps its own copies of its inputs.

    c_t = Γu * c̃ + (1 - Γu) * c_prev

    `c_prev` (m, n_c), `x_t` (m, n_x).
    """
    gamma_u, gamma_r = gru_gates(c_prev, x_t, p)
    c_tilde = gru_candidate(c_prev, x_t, gamma_r, p)
    c_t = gamma_u * c_tilde + (1 - gamma_u) * c_prev
    return GRUStep(c_prev.copy(), x_t.copy(), gamma_u, gamma_r, c_tilde, c_t)


def gru_forward(x, c0, p):
    """A GRU over a whole sequence: (c, steps), c of shape (T, m, n_c).

    `x` (T, m, n_x), `c0` (m, n_c); `steps` is a list of T `GRUStep`.
    """
    steps, c_prev = [], c0
    for x_t in x:
        steps.append(gru_cell(c_prev, x_t, p))
        c_prev = steps[-1].c_t
    return np.stack([step.c_t for step in steps]), steps


def numerical_gradient(f, x, eps=1e-5):
    """The gradient of a scalar-valued `f` at `x` by central differences.

    ∂f/∂x_k ≈ (f(x + eps·e_k) - f(x - eps·e_k)) / (2·eps)

    `x` is an array of any shape, or a number; the result is float64 of its shape.
    """
    x = np.array(x, dtype=np.float64)  # a copy: the caller's x is never moved
    gradient = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[k] += eps
        below[k] -= eps
        gradient[k] = (f(above) - f(below)) / (2 * eps)
    return gradient


def gru_cell_backward(dc_t, step, p):
    """Backward through one step: (dc_prev, dx_t, dp), dp a `GRUParams`.

    With dz* the gradients before the nonlinearities and d_reset that of Γr * c_prev:
    dzu = dc_t * (c̃ - c_prev) * Γu * (1 - Γu),  dzc = dc_t * Γu * (1 - c̃²),
    dzr = d_reset * c_prev * Γr * (1 - Γr).

    `dc_t` (m, n_c) is the gradient that arrives at c_t from everything later.
    """
    c_prev, x_t, gamma_u, gamma_r, c_tilde, _ = step
    n_c = c_prev.shape[1]
    dzu = dc_t * (c_tilde - c_prev) * gamma_u * (1 - gamma_u)  # (m, n_c)
    dzc = dc_t * gamma_u * (1 - c_tilde**2)  # (m, n_c)
    d_reset = dzc @ p.Wc[:, :n_c]  # (m, n_c)
    dzr = d_reset * c_prev * gamma_r * (1 - gamma_r)  # (m, n_c)

    d_concat = dzu @ p.Wu + dzr @ p.Wr  # (m, n_c + n_x)
    dc_prev = dc_t * (1 - gamma_u) + d_reset * gamma_r + d_concat[:, :n_c]
    dx_t = d_concat[:, n_c:] + dzc @ p.Wc[:, n_c:]

    concat = np.concatenate([c_prev, x_t], axis=1)
    concat_reset = np.concatenate([gamma_r * c_prev, x_t], axis=1)
    dp = GRUParams(
        Wu=dzu.T @ concat,
        Wr=dzr.T @ concat,
        Wc=dzc.T @ concat_reset,
        bu=dzu.sum(axis=0),
        br=dzr.sum(axis=0),
        bc=dzc.sum(axis=0),
    )
    return dc_prev, dx_t, dp


def gru_backward(dc, steps, p):
    """Backward through time: (dx, dc0, dp), dp summed over all steps.

    What arrives at c_t is dc[t] and what step t + 1 carries back.

    `dc` (T, m, n_c) is the upstream gradient on every c_t; `dx` (T, m, n_x),
    `dc0` (m, n_c), `dp` a `GRUParams`.
    """
    dc_carried = np.zeros_like(dc[0])
    dx = [None] * len(steps)
    dp = GRUParams(*(np.zeros_like(parameter) for parameter in p))
    for t in reversed(range(len(steps))):
        dc_carried, dx[t], dp_t = gru_cell_backward(dc[t] + dc_carried, steps[t], p)
        dp = GRUParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
    return np.stack(dx), dc_carried, dp


def gru_cell_reset_after(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """One step of torch's GRU: the reset comes after the recurrent product.

    r = σ(W_ir x + b_ir + W_hr h + b_hr),  z = σ(W_iz x + b_iz + W_hz h + b_hz),
    n = tanh(W_in x + b_in + r * (W_hn h + b_hn)),  h_t = (1 - z) * n + z * h

    `h_prev` (m, n), `x_t` (m, n_x), `W_ih` (3n, n_x), `W_hh` (3n, n), biases (3n,),
    rows in the order r, z, n. The result is (m, n). Equations: torch.nn.GRUCell.
    """
    from_x = np.split(x_t @ W_ih.T + b_ih, 3, axis=1)  # three of (m, n)
    from_h = np.split(h_prev @ W_hh.T + b_hh, 3, axis=1)
    r = sigmoid(from_x[0] + from_h[0])
    z = sigmoid(from_x[1] + from_h[1])
    n = np.tanh(from_x[2] + r * from_h[2])
    return (1 - z) * n + z * h_prev
