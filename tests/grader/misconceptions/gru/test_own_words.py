"""The same mistakes of the GRU notebook as learners write them."""

import numpy as np
import pytest

from grader.reference import gru as reference
from tests.grader.judging import SEEDS, names


def overflowing(z):
    return 1.0 / (1.0 + np.exp(-1.0 * z))


def masks_without_zero(z):
    z = np.asarray(z)
    out = np.zeros_like(z)
    out[z > 0] = 1 / (1 + np.exp(-z[z > 0]))
    out[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return out


def input_joined_first(c_prev, x_t, p):
    both = np.hstack([x_t, c_prev])
    gates = [
        reference.sigmoid(both @ W.T + b) for W, b in zip(p[:2], p[3:5], strict=True)
    ]
    return gates[0], gates[1]


def reset_on_the_product(c_prev, x_t, gamma_r, p):
    n_c = c_prev.shape[1]
    W_memory, W_input = np.split(p.Wc, [n_c], axis=1)
    return np.tanh((W_memory @ c_prev.T).T * gamma_r + (W_input @ x_t.T).T + p.bc)


def swapped_blend(c_prev, x_t, p):
    step = reference.gru_cell(c_prev, x_t, p)
    blend = step.c_tilde + step.gamma_u * (c_prev - step.c_tilde)
    return step._replace(c_t=blend)


def always_from_the_start(x, c0, p):
    c, steps = np.zeros((*x.shape[:2], c0.shape[1]), c0.dtype), []
    for t in range(len(x)):
        step = reference.gru_cell(c0, x[t], p)
        c[t] = step.c_t
        steps.append(step)
    return c, steps


def one_sided(f, x, eps=1e-5):
    gradient, here = np.zeros(x.shape), f(x)
    for k in np.ndindex(*x.shape):
        moved = np.array(x)
        moved[k] = moved[k] + eps
        gradient[k] = (f(moved) - here) / eps
    return gradient


def backward_without_direct_path(dc_t, step, p):
    c_prev, x_t, u, r, candidate, _ = step
    n_c = c_prev.shape[1]
    da_u = (candidate - c_prev) * dc_t * u * (1 - u)
    da_c = u * dc_t * (1 - candidate * candidate)
    d_inner = da_c @ p.Wc
    da_r = d_inner[:, :n_c] * c_prev * r * (1 - r)
    dc_prev = d_inner[:, :n_c] * r + da_u @ p.Wu[:, :n_c] + da_r @ p.Wr[:, :n_c]
    dx_t = d_inner[:, n_c:] + da_u @ p.Wu[:, n_c:] + da_r @ p.Wr[:, n_c:]
    both, inner = np.hstack([c_prev, x_t]), np.hstack([r * c_prev, x_t])
    weights = da_u.T @ both, da_r.T @ both, da_c.T @ inner
    biases = da_u.sum(0), da_r.sum(0), da_c.sum(0)
    return dc_prev, dx_t, type(p)(*weights, *biases)


def overwriting(dc, steps, p):
    dx, carried = np.zeros((len(dc), *steps[0].x_t.shape), dc.dtype), 0
    for t in reversed(range(len(dc))):
        carried, dx[t], dp = reference.gru_cell_backward(dc[t] + carried, steps[t], p)
    return dx, carried, dp


def onnx_order(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    n_h = h_prev.shape[1]
    gi, gh = x_t @ W_ih.T + b_ih, h_prev @ W_hh.T + b_hh
    z = reference.sigmoid(gi[:, :n_h] + gh[:, :n_h])
    r = reference.sigmoid(gi[:, n_h : 2 * n_h] + gh[:, n_h : 2 * n_h])
    n = np.tanh(gi[:, 2 * n_h :] + r * gh[:, 2 * n_h :])
    return n * (1 - z) + h_prev * z


AS_LEARNERS_WRITE = [
    ("sigmoid", overflowing, "warns"),
    ("sigmoid", masks_without_zero, "zero_between_the_masks"),
    ("gru_gates", input_joined_first, "gates_read_x_first"),
    ("gru_candidate", reset_on_the_product, "reset_after_product"),
    ("gru_cell", swapped_blend, "update_and_keep_swapped"),
    ("gru_forward", always_from_the_start, "memory_not_carried"),
    ("numerical_gradient", one_sided, "forward_difference"),
    ("gru_cell_backward", backward_without_direct_path, "kept_memory_forgotten"),
    ("gru_backward", overwriting, "parameters_overwritten"),
    ("gru_cell_reset_after", onnx_order, "z_before_r"),
]


@pytest.mark.parametrize(("name", "version", "mistake"), AS_LEARNERS_WRITE)
def test_it_is_named_in_whatever_words_it_is_written(name, version, mistake):
    for seed in SEEDS["1_gru"][:6]:
        assert names("1_gru", name, version, seed) == [mistake]
