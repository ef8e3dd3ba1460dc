"""The peephole checks ask in both forms, and take right answers in whatever style."""

import numpy as np
import pytest
from scipy import special

from grader.checks.peephole.asked import UNITS
from grader.judge.score import score
from grader.reference import peephole as reference
from tests.grader.judging import CHECKS, RIGHT, SEEDS, failures, judged
from utils.params import LSTMStep, PeepholeParams

NB = "3_peephole"
OF_BOTH_FORMS = [
    "peephole_cell",
    "peephole_forward",
    "peephole_cell_backward",
    "peephole_backward",
]


def test_a_librarys_unit_may_not_stand_in():
    forbidden = {name: CHECKS[NB][name].forbids for name in CHECKS[NB]}
    assert forbidden.pop("peephole_to_onnx") == ()
    assert set(forbidden.values()) == {UNITS}


REFUSAL = "an unknown output_sees is a ValueError"


def refusing(error):
    """Makes of a right function one that meets an unknown form with `error`."""

    def over(right):
        def function(*args, output_sees="previous"):
            if output_sees not in ("previous", "current"):
                raise error
            return right(*args, output_sees=output_sees)

        return function

    return over


@pytest.mark.parametrize("name", OF_BOTH_FORMS)
def test_an_unknown_form_wants_a_value_error_and_no_other(name):
    assert failures(NB, name, refusing(ValueError())(RIGHT[NB][name])) == []
    wrong = refusing(KeyError("next"))(RIGHT[NB][name])
    message = "it raised KeyError, expected a ValueError"
    assert failures(NB, name, wrong) == [(REFUSAL, message)]


@pytest.mark.parametrize("name", OF_BOTH_FORMS)
def test_each_form_is_judged_apart(name):
    def broken_when_current(*args, output_sees="previous"):
        if output_sees == "current":
            raise NotImplementedError
        return RIGHT[NB][name](*args, output_sees=output_sees)

    failed = failures(NB, name, broken_when_current)
    assert failed
    assert all("current" in expectation for expectation, _ in failed)


def test_the_default_is_judged():
    def with_no_default(*args, output_sees=None):
        if output_sees is None:
            raise TypeError("output_sees is missing")
        return RIGHT[NB][name](*args, output_sees=output_sees)

    for name in OF_BOTH_FORMS:
        assert score(judged(NB, name, with_no_default)[0], 4) < 4


# the questions


def states_and_p(call):
    """The arrays of a question other than the parameters, and the parameters."""
    *arrays, p = call.args
    return arrays, p


@pytest.mark.parametrize("name", CHECKS[NB])
def test_peepholes_are_neither_zero_nor_small(name):
    for seed in SEEDS[NB]:
        for call in judged(NB, name, RIGHT[NB][name], seed)[1]:
            _, p = states_and_p(call)
            for peephole in (p.pu, p.pf, p.po):
                assert np.abs(peephole).min() >= 0.5
                assert np.abs(peephole).max() <= 0.9


@pytest.mark.parametrize("name", CHECKS[NB])
def test_sizes_in_a_question_are_distinct(name):
    for seed in SEEDS[NB]:
        for call in judged(NB, name, RIGHT[NB][name], seed)[1]:
            arrays, p = states_and_p(call)
            n, columns = p.Wu.shape
            sizes = [n, columns - n]
            if name in ("peephole_forward", "peephole_backward"):
                sizes += arrays[0].shape[:2]
            elif arrays:
                sizes += arrays[0].shape[:1]
            more_than_one = [size for size in sizes if size > 1]
            assert len(set(more_than_one)) == len(more_than_one)


def test_gates_are_neither_shut_nor_open_where_values_are_compared():
    _, calls = judged(NB, "peephole_cell", reference.peephole_cell)
    for gate in calls[0].value[3:6]:
        assert 0.01 < gate.min() < 0.5 < gate.max() < 0.99


def test_gradient_questions_are_long_and_carry_upstream_and_on_the_last_step_alone():
    _, calls = judged(NB, "peephole_backward", reference.peephole_backward)
    asked = [(c.args[0], c.kwargs.get("output_sees", "previous")) for c in calls]
    for form in ("previous", "current"):
        upstream = [da for da, asked_form in asked if asked_form == form]
        assert all(len(da) >= 5 for da in upstream)
        assert all(np.abs(da[-1]).min() > 0 for da in upstream)
        silent_before_last = [not da[:-1].any() for da in upstream]
        assert silent_before_last.count(True) == 1


def test_states_are_never_zero():
    _, calls = judged(NB, "peephole_backward", reference.peephole_backward)
    for call in calls:
        first = call.args[1][0]
        assert np.abs(first.a_prev).min() > 0
        assert np.abs(first.c_prev).min() > 0


# right answers in other people's styles


def gates_element_by_element(a_prev, c_prev, x_t, p):
    gates = []
    for W, w, b in ((p.Wu, p.pu, p.bu), (p.Wf, p.pf, p.bf)):
        gate = np.empty_like(c_prev)
        for i, k in np.ndindex(gate.shape):
            z = b[k] + w[k] * c_prev[i, k]
            for j, value in enumerate([*a_prev[i], *x_t[i]]):
                z = z + W[k, j] * value
            gate[i, k] = special.expit(z)
        gates.append(gate)
    return gates


def gates_from_one_fused_weight(a_prev, c_prev, x_t, p):
    n = c_prev.shape[1]
    W = np.block([[p.Wu, np.diag(p.pu)], [p.Wf, np.diag(p.pf)]])
    seen = np.hstack([a_prev, x_t, c_prev])
    both = special.expit(np.einsum("mj,kj->mk", seen, W) + np.hstack([p.bu, p.bf]))
    return np.stack([both[:, :n], both[:, n:]])


def output_gate_by_a_diagonal_matrix(a_prev, c_seen, x_t, p):
    n = c_seen.shape[1]
    z = p.Wo[:, :n] @ a_prev.T + p.Wo[:, n:] @ x_t.T + np.diag(p.po) @ c_seen.T
    return 1 - special.expit(-(z.T + p.bo))


def influence_filled_in_by_loops(a_prev, c_prev, x_t, p):
    _, gamma_f = reference.peephole_gates(a_prev, c_prev, x_t, p)
    m, n = gamma_f.shape
    J = np.zeros((m, n, n), gamma_f.dtype)
    for i in range(m):
        for k in range(n):
            J[i, k, k] = p.pf[k] * gamma_f[i, k] * (1 - gamma_f[i, k])
    return J


def influence_by_diag(a_prev, c_prev, x_t, p):
    _, gamma_f = reference.peephole_gates(a_prev, c_prev, x_t, p)
    return np.stack([np.diag(g * (1 - g) * p.pf) for g in gamma_f])


def influence_by_einsum(a_prev, c_prev, x_t, p):
    _, gamma_f = reference.peephole_gates(a_prev, c_prev, x_t, p)
    return np.einsum("mk,kj->mkj", gamma_f - gamma_f**2, np.diag(p.pf))


def cell_all_gates_at_once(a_prev, c_prev, x_t, p, output_sees="previous"):
    if output_sees not in {"previous", "current"}:
        raise ValueError(output_sees)
    W, b = np.vstack(p[:4]), np.hstack(p[7:])
    zu, zf, zo, zc = np.split(np.hstack([a_prev, x_t]) @ W.T + b, 4, axis=1)
    u, f = special.expit(zu + p.pu * c_prev), special.expit(zf + p.pf * c_prev)
    candidate = np.tanh(zc)
    c_t = u * candidate + f * c_prev
    o = special.expit(zo + p.po * (c_t if output_sees == "current" else c_prev))
    kept = map(np.array, (a_prev, c_prev, x_t))
    return LSTMStep(*kept, u, f, o, candidate, c_t, np.tanh(c_t) * o)


def forward_into_an_array(x, a0, c0, p, output_sees="previous"):
    a, steps, c = np.empty((len(x), *a0.shape), a0.dtype), [], c0
    for t in range(len(x)):
        before = a[t - 1] if t else a0
        step = cell_all_gates_at_once(before, c, x[t], p, output_sees)
        a[t], c = step.a_t, step.c_t
        steps = [*steps, step]
    return [a, tuple(steps)]


def cell_backward_fused(da_t, dc_t, step, p, output_sees="previous"):
    if output_sees not in {"previous", "current"}:
        raise ValueError(output_sees)
    current = output_sees == "current"
    a_prev, c_prev, x_t, u, f, o, candidate, c_t, a_t = step
    zo = da_t * a_t * (1 - o)
    dc = dc_t + da_t * (o - a_t * np.tanh(c_t)) + current * zo * p.po
    zu, zf = dc * candidate * (u - u * u), dc * c_prev * (f - f * f)
    z = np.hstack([zu, zf, zo, dc * u * (1 - candidate**2)])
    seen = np.hstack([a_prev, x_t])
    d_seen = z @ np.vstack(p[:4])
    weights = np.split(np.einsum("mk,mj->kj", z, seen), 4)
    zs = np.split(z, 4, axis=1)
    memories = c_prev, c_prev, c_t if current else c_prev
    peepholes = [np.diag(zs[k].T @ memory) for k, memory in enumerate(memories)]
    dc_prev = f * dc + zs[0] * p.pu + zs[1] * p.pf + (not current) * zo * p.po
    dp = PeepholeParams(*weights, *peepholes, *np.split(z.sum(axis=0), 4))
    n = a_prev.shape[1]
    return [d_seen[:, :n], dc_prev, d_seen[:, n:], dp]


def cell_backward_example_by_example(da_t, dc_t, step, p, output_sees="previous"):
    states, dp = [], [0] * 11
    for i in range(len(da_t)):
        one = slice(i, i + 1)
        *grads, part = reference.peephole_cell_backward(
            da_t[one], dc_t[one], LSTMStep(*(f[one] for f in step)), p, output_sees
        )
        states.append(grads)
        dp = [a + b for a, b in zip(dp, part, strict=True)]
    return (*map(np.concatenate, zip(*states, strict=True)), PeepholeParams(*dp))


def backward_into_arrays(da, steps, p, output_sees="previous"):
    dx = np.empty((len(da), *steps[0].x_t.shape), da.dtype)
    dp = PeepholeParams(*map(np.zeros_like, p))
    da_next, dc_next = np.zeros_like(da[0]), np.zeros_like(da[0])
    for t in range(len(da) - 1, -1, -1):
        da_next, dc_next, dx[t], part = cell_backward_fused(
            da_next + da[t], dc_next, steps[t], p, output_sees
        )
        for whole, share in zip(dp, part, strict=True):
            whole += share
    return dx, da_next, dc_next, dp


def onnx_with_biases(share):
    """A layout in which W's half of B holds `share` of each bias, and R's the rest."""

    def layout(p):
        n = p.bu.size
        W = np.vstack([p.Wu, p.Wo, p.Wf, p.Wc])
        biases = np.hstack([p.bu, p.bo, p.bf, p.bc])
        first = (share * biases).astype(biases.dtype)
        return {
            "P": np.hstack([p.pu, p.po, p.pf]).reshape(1, -1),
            "B": np.hstack([first, biases - first]).reshape(1, -1),
            "R": np.expand_dims(W[:, :n], 0),
            "W": np.expand_dims(W[:, n:], 0),
        }

    return layout


STYLES = {
    "gates element by element": ("peephole_gates", gates_element_by_element),
    "gates fused": ("peephole_gates", gates_from_one_fused_weight),
    "output gate": ("peephole_output_gate", output_gate_by_a_diagonal_matrix),
    "influence by loops": ("peephole_influence", influence_filled_in_by_loops),
    "influence by diag": ("peephole_influence", influence_by_diag),
    "influence by einsum": ("peephole_influence", influence_by_einsum),
    "cell": ("peephole_cell", cell_all_gates_at_once),
    "forward": ("peephole_forward", forward_into_an_array),
    "cell backward fused": ("peephole_cell_backward", cell_backward_fused),
    "one by one": ("peephole_cell_backward", cell_backward_example_by_example),
    "backward": ("peephole_backward", backward_into_arrays),
    "biases with W": ("peephole_to_onnx", onnx_with_biases(1)),
    "biases with R": ("peephole_to_onnx", onnx_with_biases(0)),
    "biases shared out": ("peephole_to_onnx", onnx_with_biases(0.3)),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_right_answer_in_another_style_scores_full(style):
    name, function = STYLES[style]
    for seed in SEEDS[NB][:8]:
        assert failures(NB, name, function, seed) == []
