"""The LSTM checks ask what tells, and take right answers in whatever style."""

import numpy as np
import pytest
import torch

from grader.checks import draw
from grader.checks.lstm.initial import UNEVEN
from grader.judge.scan import forbidden_use
from grader.reference import lstm as reference
from grader.sandbox.inside import wire
from tests.grader.judging import CHECKS, SEEDS, failures, judged
from utils.params import LSTMParams, LSTMStep

NB = "2_lstm"


# the questions


@pytest.mark.parametrize("seed", SEEDS[NB])
def test_sizes_in_a_question_are_distinct(seed):
    for name in ("lstm_cell", "lstm_forward", "lstm_backward"):
        _, calls = judged(NB, name, getattr(reference, name), seed)
        for call in calls:
            n_a, columns = call.args[-1].Wu.shape
            sizes = [n_a, columns - n_a, *call.args[0].shape[:-1]]
            if name == "lstm_cell":
                sizes = [n_a, columns - n_a, len(call.args[0])]
            more_than_one = [size for size in sizes if size > 1]
            assert len(set(more_than_one)) == len(more_than_one)


def test_gates_are_neither_shut_nor_open_where_values_are_compared():
    _, calls = judged(NB, "lstm_cell", reference.lstm_cell)
    gates = np.stack(calls[0].value[3:6])
    assert 0.01 < gates.min() < 0.5 < gates.max() < 0.99


def test_gradient_questions_carry_upstream_on_every_step_and_on_the_last_alone():
    _, calls = judged(NB, "lstm_backward", reference.lstm_backward)
    upstream = [call.args[0] for call in calls]
    assert all(np.abs(da[-1]).min() > 0 for da in upstream)
    assert [bool(np.abs(da[:-1]).max() > 0) for da in upstream].count(False) == 1
    assert all(len(da) >= 5 for da in upstream)


@pytest.mark.parametrize("unit", ["nn.LSTM(3, 4)", "nn.LSTMCell(3, 4)", "_VF.lstm(x)"])
def test_torchs_unit_may_not_stand_in_but_for_the_port(unit):
    for name in CHECKS[NB]:
        cells = ["import torch", f"def {name}(*args):\n    return torch.{unit}"]
        found = forbidden_use(cells, name, CHECKS[NB][name].forbids, list(CHECKS[NB]))
        assert (found is None) == (name == "lstm_to_torch")


# init_lstm leaves things to chance


@pytest.mark.parametrize("block", range(4))
def test_a_right_initialisation_is_never_faulted(block):
    for seed in range(500 * block, 500 * (block + 1)):
        number = seed.to_bytes(2, "big")
        assert failures(NB, "init_lstm", reference.init_lstm, number) == []


def test_the_bound_on_unevenness_is_far_from_what_chance_does():
    rng = np.random.default_rng(0)
    count = 2000
    values = np.sort(rng.uniform(size=(1000, count)), axis=1)
    found = np.abs(values - np.arange(count) / count).max(axis=1) * np.sqrt(count)
    assert found.max() < UNEVEN / 1.5
    assert 2 * np.exp(-2 * UNEVEN**2) < 1e-13  # Kolmogorov's tail


# right answers in other people's styles


def gates_from_one_fused_weight(a_prev, x_t, p):
    W, b = np.vstack(p[:3]), np.hstack(p[4:7])
    z = np.hstack([a_prev, x_t]) @ W.T + b
    return np.split(0.5 * (1 + np.tanh(0.5 * z)), 3, axis=1)


def gates_stacked_in_one_array(a_prev, x_t, p):
    return np.stack(reference.lstm_gates(a_prev, x_t, p))


def candidate_by_two_products(a_prev, x_t, p):
    n_a = a_prev.shape[1]
    from_activation = np.einsum("mj,kj->mk", a_prev, p.Wc[:, :n_a])
    return np.tanh(from_activation + x_t @ p.Wc[:, n_a:].T + p.bc)


def cell_by_names(a_prev, c_prev, x_t, p):
    step = reference.lstm_cell(a_prev, c_prev, x_t, p)
    c_t = c_prev * step.gamma_f + step.c_tilde * step.gamma_u
    own = {"a_prev": np.array(a_prev), "c_prev": +c_prev, "x_t": np.copy(x_t)}
    return step._replace(c_t=c_t, a_t=np.tanh(c_t) * step.gamma_o, **own)


def forward_into_an_array_as_a_list(x, a0, c0, p):
    a, steps, c_prev = np.empty((*x.shape[:2], a0.shape[1]), a0.dtype), (), c0
    for t in range(len(x)):
        step = reference.lstm_cell(a[t - 1] if t else a0, c_prev, x[t], p)
        a[t], c_prev, steps = step.a_t, step.c_t, (*steps, step)
    return [a, steps]


def cell_backward_example_by_example(da_t, dc_t, step, p):
    parts, dp = [], [0] * 8
    for i in range(len(da_t)):
        one, row = LSTMStep(*(field[i : i + 1] for field in step)), slice(i, i + 1)
        *grads, dp_i = reference.lstm_cell_backward(da_t[row], dc_t[row], one, p)
        parts.append(grads)
        dp = [a + b for a, b in zip(dp, dp_i, strict=True)]
    rows = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return [*rows, LSTMParams(*dp)]


def backward_into_arrays(da, steps, p):
    dx = np.empty((len(da), *steps[0].x_t.shape), da.dtype)
    dp = LSTMParams(*map(np.zeros_like, p))
    da_next, dc_next = 0, 0 * da[0]
    for t in range(len(da) - 1, -1, -1):
        da_next, dc_next, dx[t], part = reference.lstm_cell_backward(
            da[t] + da_next, dc_next, steps[t], p
        )
        for whole, share in zip(dp, part, strict=True):
            whole += share
    return dx, da_next, dc_next, dp


def init_gate_by_gate(n_x, n_a, rng, forget_bias=1.0):
    bound, size = n_a**-0.5, (n_a, n_a + n_x)
    Wc, Wo, Wf, Wu = (rng.uniform(-bound, bound, size) for _ in range(4))
    zeros = np.zeros(n_a)
    bias = np.ones(n_a) * forget_bias
    return LSTMParams(Wu=Wu, Wf=Wf, Wo=Wo, Wc=Wc, bu=zeros, bf=bias, bo=zeros, bc=zeros)


def init_from_random(n_x, n_a, rng, forget_bias=1.0):
    zeros = np.zeros(n_a)
    parts = [(rng.random((n_a, k)) * 2 - 1) / np.sqrt(n_a) for k in 4 * [n_x, n_a]]
    weights = [np.hstack(parts[k : k + 2]) for k in range(0, 8, 2)]
    return LSTMParams(*weights, zeros, zeros + forget_bias, zeros, zeros)


def init_in_float32(n_x, n_a, rng, forget_bias=1.0):
    p = reference.init_lstm(n_x, n_a, rng, forget_bias)
    return LSTMParams(*(part.astype(np.float32) for part in p))


def hold_by_huge_biases(n_x, n_a):
    W, b = np.zeros((n_a, n_a + n_x)), np.full(n_a, 1e4)
    return LSTMParams(W, W, W, W, -b, b, b, b)


def hold_with_weights_of_output_and_candidate(n_x, n_a):
    rng, zero = np.random.default_rng(0), np.zeros((n_a, n_a + n_x))
    p = reference.init_lstm(n_x, n_a, rng, forget_bias=50.0)
    return p._replace(Wu=zero, Wf=zero, bu=np.full(n_a, -50.0))


def hold_by_a_silent_candidate(n_x, n_a):
    W, b = np.zeros((n_a, n_a + n_x)), np.zeros(n_a)
    return LSTMParams(W, W, W, W, b, b + 30, b, b)


def hold_in_whole_numbers(n_x, n_a):
    W, b = np.zeros((n_a, n_a + n_x), int), np.full(n_a, 40)
    return LSTMParams(W, W, W, W, -b, b, 0 * b, 0 * b)


def relevance_by_slices(a_prev, c_prev, x_t, p):
    n_a = a_prev.shape[1]
    u, f, o, r = (
        0.5 + 0.5 * np.tanh((a_prev @ W[:, :n_a].T + x_t @ W[:, n_a:].T + b) / 2)
        for W, b in zip(p[:4], p[5:9], strict=True)
    )
    inside = (r * a_prev) @ p.Wc[:, :n_a].T + x_t @ p.Wc[:, n_a:].T + p.bc
    c_t = u * np.tanh(inside) + f * c_prev
    return [o * np.tanh(c_t), c_t]


def port_with_biases_halved(p):
    state = reference.lstm_to_torch(p)
    half = state["bias_ih_l0"] / 2
    return state | {"bias_ih_l0": half, "bias_hh_l0": half}


def port_with_the_other_bias(p):
    state = reference.lstm_to_torch(p)
    b, zero = state["bias_ih_l0"], state["bias_hh_l0"]
    return {**state, "bias_ih_l0": zero, "bias_hh_l0": b}


def port_as_tensors(p):
    return {key: torch.tensor(v) for key, v in reference.lstm_to_torch(p).items()}


def port_through_the_wire(p):
    sent = {k: torch.nn.Parameter(v) for k, v in port_as_tensors(p).items()}
    return wire.unpack(*wire.pack(sent, strict=False), max_bytes=100_000)


STYLES = [
    ("lstm_gates", gates_from_one_fused_weight),
    ("lstm_gates", gates_stacked_in_one_array),
    ("lstm_candidate", candidate_by_two_products),
    ("lstm_cell", cell_by_names),
    ("lstm_forward", forward_into_an_array_as_a_list),
    ("lstm_cell_backward", cell_backward_example_by_example),
    ("lstm_backward", backward_into_arrays),
    ("init_lstm", init_gate_by_gate),
    ("init_lstm", init_from_random),
    ("init_lstm", init_in_float32),
    ("hold_memory", hold_by_huge_biases),
    ("hold_memory", hold_with_weights_of_output_and_candidate),
    ("hold_memory", hold_by_a_silent_candidate),
    ("hold_memory", hold_in_whole_numbers),
    ("lstm_cell_with_relevance", relevance_by_slices),
    ("lstm_to_torch", port_with_biases_halved),
    ("lstm_to_torch", port_with_the_other_bias),
    ("lstm_to_torch", port_as_tensors),
    ("lstm_to_torch", port_through_the_wire),
]


@pytest.mark.parametrize(("name", "style"), STYLES)
def test_a_right_answer_in_another_style_scores_full(name, style):
    for seed in SEEDS[NB][: 4 if name == "hold_memory" else None]:
        assert failures(NB, name, style, seed) == []


def test_parameters_of_the_two_kinds_of_question_are_drawn_as_named_tuples():
    rng = np.random.default_rng(0)
    p, a_prev, c_prev, x_t = draw.relevance_step(rng, batch=2, n_x=3, n_a=4)
    assert type(p).__name__ == "RelevanceLSTMParams"
    assert (a_prev.shape, c_prev.shape, x_t.shape) == ((2, 4), (2, 4), (2, 3))
    assert (p.Wr.shape, p.br.shape) == ((4, 7), (4,))
