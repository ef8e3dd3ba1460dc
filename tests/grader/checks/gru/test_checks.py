"""The GRU checks ask what tells, and take right answers in whatever style."""

import numpy as np
import pytest

from grader.reference import gru as reference
from tests.grader.judging import SEEDS, failures, judged
from utils.params import GRUParams, GRUStep

NB = "1_gru"


# the questions


@pytest.mark.parametrize("seed", SEEDS[NB])
def test_sizes_in_a_question_are_distinct(seed):
    for name in ("gru_cell", "gru_forward", "gru_backward"):
        _, calls = judged(NB, name, getattr(reference, name), seed)
        for call in calls:
            n_c, columns = call.args[2].Wu.shape
            sizes = [n_c, columns - n_c, *call.args[0].shape[:-1]]
            more_than_one = [size for size in sizes if size > 1]
            assert len(set(more_than_one)) == len(more_than_one)


def test_gates_are_neither_shut_nor_open_where_values_are_compared():
    _, calls = judged(NB, "gru_cell", reference.gru_cell)
    gates = calls[0].value.gamma_u
    assert 0.02 < gates.min() < 0.5 < gates.max() < 0.98


def test_gradient_questions_carry_upstream_on_every_step_and_on_the_last_alone():
    _, calls = judged(NB, "gru_backward", reference.gru_backward)
    upstream = [call.args[0] for call in calls]
    assert all(np.abs(dc[-1]).min() > 0 for dc in upstream)
    assert [bool(np.abs(dc[:-1]).max() > 0) for dc in upstream].count(False) == 1
    assert all(len(dc) >= 5 for dc in upstream)


# right answers in other people's styles


def sigmoid_entry_by_entry(z):
    z = np.asarray(z)
    out = np.empty(z.shape, z.dtype)
    for k in np.ndindex(z.shape):
        small = np.exp(-abs(z[k]))
        out[k] = 1 / (1 + small) if z[k] >= 0 else small / (1 + small)
    return out


def sigmoid_by_tanh(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def sigmoid_as_python_float(z):
    found = reference.sigmoid(z)
    return float(found) if np.ndim(z) == 0 else found


def sigmoid_by_logaddexp(z):
    return np.exp(-np.logaddexp(np.zeros_like(z), -z))


def gates_from_one_fused_weight(c_prev, x_t, p):
    n_c = c_prev.shape[1]
    W, b = np.vstack([p.Wu, p.Wr]), np.hstack([p.bu, p.br])
    both = reference.sigmoid(np.hstack([c_prev, x_t]) @ W.T + b)
    return both[:, :n_c], both[:, n_c:]


def gates_stacked_in_one_array(c_prev, x_t, p):
    return np.stack(reference.gru_gates(c_prev, x_t, p))


def gates_as_a_list_row_by_row(c_prev, x_t, p):
    gamma_u, gamma_r = np.empty_like(c_prev), np.empty_like(c_prev)
    for i in range(len(c_prev)):
        for k in range(c_prev.shape[1]):
            for gate, W, b in ((gamma_u, p.Wu, p.bu), (gamma_r, p.Wr, p.br)):
                z = b[k]
                for j in range(c_prev.shape[1]):
                    z = z + W[k, j] * c_prev[i, j]
                for j in range(x_t.shape[1]):
                    z = z + W[k, c_prev.shape[1] + j] * x_t[i, j]
                gate[i, k] = reference.sigmoid(z)
    return [gamma_u, gamma_r]


def candidate_by_two_products(c_prev, x_t, gamma_r, p):
    n_c = c_prev.shape[1]
    from_memory = np.einsum("mj,kj->mk", c_prev * gamma_r, p.Wc[:, :n_c])
    return np.tanh(from_memory + x_t @ p.Wc[:, n_c:].T + p.bc)


def cell_blended_by_difference(c_prev, x_t, p):
    step = reference.gru_cell(c_prev, x_t, p)
    return step._replace(c_t=c_prev + step.gamma_u * (step.c_tilde - c_prev))


def forward_into_an_array_as_a_list(x, c0, p):
    c, steps = np.empty((*x.shape[:2], c0.shape[1]), c0.dtype), ()
    for t in range(len(x)):
        step = reference.gru_cell(c[t - 1] if t else c0, x[t], p)
        c[t], steps = step.c_t, (*steps, step)
    return [c, steps]


def gradient_with_x_put_back(f, x, eps=1e-5):
    gradient, flat = np.zeros(x.size), x.reshape(-1)
    for k in range(x.size):
        old = flat[k]
        flat[k] = old + eps
        above = f(x)
        flat[k] = old - eps
        gradient[k] = (above - f(x)) / (2 * eps)
        flat[k] = old
    return gradient.reshape(x.shape)


def gradient_by_unit_vectors(f, x, eps=1e-5):
    units = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [0.5 * (f(x + eps * e) - f(x - eps * e)) / eps for e in units]
    return np.array(slopes).reshape(x.shape)


def cell_backward_example_by_example(dc_t, step, p):
    dc_prev, dx_t, dp = [], [], [0] * 6
    for i in range(len(dc_t)):
        one = GRUStep(*(field[i : i + 1] for field in step))
        grads = reference.gru_cell_backward(dc_t[i : i + 1], one, p)
        dc_prev.append(grads[0][0])
        dx_t.append(grads[1][0])
        dp = [a + b for a, b in zip(dp, grads[2], strict=True)]
    return [np.array(dc_prev), np.array(dx_t), GRUParams(*dp)]


def backward_into_arrays(dc, steps, p):
    dx = np.empty((len(dc), *steps[0].x_t.shape), dc.dtype)
    dp = GRUParams(*map(np.zeros_like, p))
    dc_prev = 0
    for t in range(len(dc) - 1, -1, -1):
        dc_prev, dx[t], part = reference.gru_cell_backward(dc[t] + dc_prev, steps[t], p)
        for whole, share in zip(dp, part, strict=True):
            whole += share
    return dx, dc_prev, dp


def reset_after_by_slices(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    n_h, gates = h_prev.shape[1], []
    for k in range(2):
        rows = slice(k * n_h, (k + 1) * n_h)
        W, b = np.hstack([W_ih[rows], W_hh[rows]]), b_ih[rows] + b_hh[rows]
        gates.append(reference.sigmoid(np.hstack([x_t, h_prev]) @ W.T + b))
    r, z = gates
    memory = h_prev @ W_hh[2 * n_h :].T + b_hh[2 * n_h :]
    n = np.tanh(x_t @ W_ih[2 * n_h :].T + b_ih[2 * n_h :] + r * memory)
    return n + z * (h_prev - n)


STYLES = [
    ("sigmoid", sigmoid_entry_by_entry),
    ("sigmoid", sigmoid_by_tanh),
    ("sigmoid", sigmoid_as_python_float),
    ("sigmoid", sigmoid_by_logaddexp),
    ("gru_gates", gates_from_one_fused_weight),
    ("gru_gates", gates_stacked_in_one_array),
    ("gru_gates", gates_as_a_list_row_by_row),
    ("gru_candidate", candidate_by_two_products),
    ("gru_cell", cell_blended_by_difference),
    ("gru_forward", forward_into_an_array_as_a_list),
    ("numerical_gradient", gradient_with_x_put_back),
    ("numerical_gradient", gradient_by_unit_vectors),
    ("gru_cell_backward", cell_backward_example_by_example),
    ("gru_backward", backward_into_arrays),
    ("gru_cell_reset_after", reset_after_by_slices),
]


@pytest.mark.parametrize(("name", "style"), STYLES)
def test_a_right_answer_in_another_style_scores_full(name, style):
    for seed in SEEDS[NB]:
        assert failures(NB, name, style, seed) == []
