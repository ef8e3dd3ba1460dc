"""The same mistakes of the LSTM notebook as learners write them."""

import numpy as np
import pytest

from grader.reference import lstm as reference
from tests.grader.judging import SEEDS, names
from utils.params import LSTMParams


def tied_gates(a_prev, x_t, p):
    gamma_u, _, gamma_o = reference.lstm_gates(a_prev, x_t, p)
    return gamma_u, (1.0 - gamma_u), gamma_o


def sigmoid_candidate(a_prev, x_t, p):
    n_a = a_prev.shape[1]
    z = x_t @ p.Wc[:, n_a:].T + a_prev @ p.Wc[:, :n_a].T + p.bc
    return 0.5 * (1 + np.tanh(0.5 * z))


def cell_of_the_gru(a_prev, c_prev, x_t, p):
    step = reference.lstm_cell(a_prev, c_prev, x_t, p)
    c_t = c_prev + step.gamma_u * (step.c_tilde - c_prev)
    return step._replace(c_t=c_t, a_t=np.tanh(c_t) * step.gamma_o)


def spoken_variation(a_prev, c_prev, x_t, p):
    step = reference.lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_t=step.c_t * step.gamma_o)


def always_from_c0(x, a0, c0, p):
    a, steps = np.zeros((*x.shape[:2], a0.shape[1]), a0.dtype), []
    for t in range(len(x)):
        step = reference.lstm_cell(a[t - 1] if t else a0, c0, x[t], p)
        a[t] = step.a_t
        steps.append(step)
    return a, steps


def backward_without_tanh_slope(da_t, dc_t, step, p):
    u, f, o = step.gamma_u, step.gamma_f, step.gamma_o
    into_c = dc_t + o * da_t
    dz_u = into_c * step.c_tilde * u * (1 - u)
    dz_f = into_c * step.c_prev * f * (1 - f)
    dz_o = da_t * np.tanh(step.c_t) * o * (1 - o)
    dz_c = into_c * u * (1 - step.c_tilde**2)
    stacked = np.hstack([dz_u, dz_f, dz_o, dz_c])
    d_both = stacked @ np.vstack(p[:4])
    both = np.hstack([step.a_prev, step.x_t])
    n_a = da_t.shape[1]
    weights = np.split(stacked.T @ both, 4)
    biases = np.split(stacked.sum(0), 4)
    dp = LSTMParams(*weights, *biases)
    return d_both[:, :n_a], f * into_c, d_both[:, n_a:], dp


def the_published_bug(da, steps, p):
    dx = np.zeros((len(da), *steps[0].x_t.shape), da.dtype)
    dp = [np.zeros_like(part) for part in p]
    for t in reversed(range(len(da))):
        da_prev, dc_prev, dx[t], part = reference.lstm_cell_backward(
            da[t], np.zeros_like(da[t]), steps[t], p
        )
        dp = [whole + share for whole, share in zip(dp, part, strict=True)]
    return dx, da_prev, dc_prev, LSTMParams(*dp)


def only_the_activation_goes_back(da, steps, p):
    dx, da_next, dp = [], 0, [0] * 8
    for t in reversed(range(len(da))):
        da_next, dc_prev, dx_t, part = reference.lstm_cell_backward(
            da[t] + da_next, 0 * da[t], steps[t], p
        )
        dx.append(dx_t)
        dp = [whole + share for whole, share in zip(dp, part, strict=True)]
    return np.array(dx[::-1]), da_next, dc_prev, LSTMParams(*dp)


def normal_weights(n_x, n_a, rng, forget_bias=1.0):
    shape = (n_a, n_a + n_x)
    weights = [rng.standard_normal(shape) / np.sqrt(n_a) for _ in range(4)]
    biases = [np.zeros(n_a), np.full(n_a, forget_bias), np.zeros(n_a), np.zeros(n_a)]
    return LSTMParams(*weights, *biases)


def numbers_from_numpy(n_x, n_a, rng, forget_bias=1.0):
    bound = n_a**-0.5
    weights = np.random.uniform(-bound, bound, (4, n_a, n_a + n_x))
    biases = [np.zeros(n_a), np.full(n_a, forget_bias), np.zeros(n_a), np.zeros(n_a)]
    return LSTMParams(*weights, *biases)


def open_both_gates(n_x, n_a):
    W = np.ones((n_a, n_a + n_x))
    far = np.full(n_a, 200.0)
    return LSTMParams(0 * W, 0 * W, 0 * W, W, far, far, far, far)


def keep_by_a_bias_of_nine(n_x, n_a):
    W, b = np.zeros((n_a, n_a + n_x)), np.zeros(n_a)
    return LSTMParams(W, W, W, W, b - 9, b + 9, b, b)


def relevance_after(a_prev, c_prev, x_t, p):
    n_a = a_prev.shape[1]
    gamma_r = 1 / (
        1 + np.exp(-(np.hstack([a_prev, x_t]) @ p.Wr.T + p.br).clip(-80, 80))
    )
    gamma_u, gamma_f, gamma_o = reference.lstm_gates(a_prev, x_t, p)
    inside = gamma_r * (p.Wc[:, :n_a] @ a_prev.T).T + x_t @ p.Wc[:, n_a:].T + p.bc
    c_t = gamma_u * np.tanh(inside) + gamma_f * c_prev
    return gamma_o * np.tanh(c_t), c_t


def ported_in_our_order(p):
    W, b = np.vstack(p[:4]), np.hstack(p[4:])
    n_a = len(p.bu)
    return {
        "weight_hh_l0": W[:, :n_a],
        "weight_ih_l0": W[:, n_a:],
        "bias_hh_l0": b,
        "bias_ih_l0": 0 * b,
    }


def ported_with_the_bias_twice(p):
    order = ("u", "f", "c", "o")
    W = np.vstack([getattr(p, f"W{gate}") for gate in order])
    b = np.hstack([getattr(p, f"b{gate}") for gate in order])
    n_a = len(p.bu)
    weights = {"weight_ih_l0": W[:, n_a:], "weight_hh_l0": W[:, :n_a]}
    return weights | {"bias_ih_l0": b, "bias_hh_l0": b}


AS_LEARNERS_WRITE = [
    ("lstm_gates", tied_gates, "forget_gate_from_update"),
    ("lstm_candidate", sigmoid_candidate, "candidate_through_sigmoid"),
    ("lstm_cell", cell_of_the_gru, "update_decides_what_is_kept"),
    ("lstm_cell", spoken_variation, "activation_without_tanh"),
    ("lstm_forward", always_from_c0, "memory_not_carried"),
    (
        "lstm_cell_backward",
        backward_without_tanh_slope,
        "output_tanh_slope_forgotten",
    ),
    ("lstm_backward", the_published_bug, "nothing_carried"),
    ("lstm_backward", only_the_activation_goes_back, "memory_gradient_not_carried"),
    ("init_lstm", normal_weights, "weights_not_uniform"),
    ("init_lstm", numbers_from_numpy, "global_generator"),
    ("hold_memory", open_both_gates, "update_gate_open"),
    ("hold_memory", keep_by_a_bias_of_nine, "gates_not_far_enough"),
    ("lstm_cell_with_relevance", relevance_after, "relevance_after_product"),
    ("lstm_to_torch", ported_in_our_order, "order_of_our_parameters"),
    ("lstm_to_torch", ported_with_the_bias_twice, "biases_in_both"),
]


@pytest.mark.parametrize(("name", "version", "mistake"), AS_LEARNERS_WRITE)
def test_it_is_named_in_whatever_words_it_is_written(name, version, mistake):
    for seed in SEEDS["2_lstm"][:4]:
        assert names("2_lstm", name, version, seed) == [mistake]
