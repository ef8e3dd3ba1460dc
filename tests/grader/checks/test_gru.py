"""The GRU checks tell right from wrong, whatever comes back and in whatever style."""

import numpy as np
import pytest

from grader.checks.gru import CHECKS
from grader.checks.student import Here, Student
from grader.judge.score import run_check, score
from grader.misconceptions.gru import MISCONCEPTIONS
from grader.reference import gru as reference
from tests.grader.checks.worthless import (
    EVERYWHERE,
    always,
    mapped,
    raising,
    same_arrays,
)
from utils.fixtures import BUILDERS
from utils.params import GRUParams, GRUStep

SEEDS = range(20)
FUNCTIONS = list(CHECKS)


def judged(name, function, seed=0):
    """The expectations of a check, and its calls, for this version of its function."""
    calls = []
    functions = {} if function is None else {name: function}
    student = Student(Here(functions, BUILDERS), calls)
    return run_check(CHECKS[name], student, np.random.default_rng(seed)), calls


def failures(expectations):
    return [(e.name, e.message) for e in expectations if e.passed is not True]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_reference_holds_every_expectation(name):
    for seed in range(50):
        expectations, _ = judged(name, getattr(reference, name), seed)
        assert failures(expectations) == []
        assert score(expectations, 4) == 4


def test_checks_stand_in_the_order_of_the_notebook():
    assert FUNCTIONS == [
        "sigmoid",
        "gru_gates",
        "gru_candidate",
        "gru_cell",
        "gru_forward",
        "numerical_gradient",
        "gru_cell_backward",
        "gru_backward",
        "gru_cell_reset_after",
    ]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_names_of_expectations_are_short_and_differ(name):
    expectations, _ = judged(name, getattr(reference, name))
    names = [e.name for e in expectations]
    assert len(set(names)) == len(names) >= 5
    assert max(map(len, names)) <= 50


# answers that must earn nothing


WORTHLESS = {
    **EVERYWHERE,
    "raises": raising(ZeroDivisionError()),
    "a failed assertion": raising(AssertionError("a" * 10_000)),
    "a number": always(1),
    "a wrong record": always(GRUStep(*"abcdef")),
    "huge values": mapped(lambda value: np.full_like(value, 1e38)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("answer", WORTHLESS)
def test_a_worthless_answer_scores_nothing(name, answer):
    right, rightly_asked = judged(name, getattr(reference, name))
    expectations, asked = judged(name, WORTHLESS[answer](getattr(reference, name)))
    assert score(expectations, 4) == 0
    assert [e.name for e in expectations] == [e.name for e in right]
    assert all(isinstance(e.message, str) for e in expectations)
    for call, other in zip(asked, rightly_asked, strict=True):
        assert same_arrays(call.args, other.args)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_missing_function_scores_nothing(name):
    expectations, _ = judged(name, None)
    assert score(expectations, 4) == 0
    assert expectations[0].message == f"{name} is not defined"


# every expectation can fail: by a misconception, or by one of these


def reading_over(right):
    """Right, but leaves its array arguments changed."""

    def function(*args):
        answer = right(*args)
        for array in args:
            if isinstance(array, np.ndarray):
                array += 1
        return answer

    return function


MUTANTS = {"changes its inputs": reading_over}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_expectation_is_failed_by_some_wrong_answer(name):
    mutants = [mutant(getattr(reference, name)) for mutant in MUTANTS.values()]
    never = {e.name for e in judged(name, getattr(reference, name))[0]}
    for wrong in [*MISCONCEPTIONS[name], *mutants]:
        expectations, _ = judged(name, wrong)
        never -= {e.name for e in expectations if e.passed is False}
    assert never == set()


# the questions


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_in_a_question_are_distinct(seed):
    for name in ("gru_cell", "gru_forward", "gru_backward"):
        _, calls = judged(name, getattr(reference, name), seed)
        for call in calls:
            n_c, columns = call.args[2].Wu.shape
            sizes = [n_c, columns - n_c, *call.args[0].shape[:-1]]
            more_than_one = [size for size in sizes if size > 1]
            assert len(set(more_than_one)) == len(more_than_one)


def test_gates_are_neither_shut_nor_open_where_values_are_compared():
    _, calls = judged("gru_cell", reference.gru_cell)
    gates = calls[0].value.gamma_u
    assert 0.02 < gates.min() < 0.5 < gates.max() < 0.98


def test_gradient_questions_carry_upstream_on_every_step_and_on_the_last_alone():
    _, calls = judged("gru_backward", reference.gru_backward)
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
    for seed in SEEDS:
        assert failures(judged(name, style, seed)[0]) == []


def cast(value, dtype):
    """Every array and number of a nested answer or question in `dtype`."""
    if isinstance(value, (tuple, list)):
        items = [cast(item, dtype) for item in value]
        return value._make(items) if hasattr(value, "_make") else type(value)(items)
    return dtype(value) if isinstance(value, (float, np.ndarray)) else value


@pytest.mark.parametrize("name", FUNCTIONS)
def test_float32_throughout_scores_full(name):
    right = getattr(reference, name)

    def narrow(*args):
        if name == "numerical_gradient":  # its steps need float64, its result does not
            return cast(right(*args), np.float32)
        return cast(right(*cast(args, np.float32)), np.float32)

    for seed in range(100):
        assert failures(judged(name, narrow, seed)[0]) == []


@pytest.mark.parametrize("name", [f for f in FUNCTIONS if f != "numerical_gradient"])
def test_float32_inside_with_answers_in_the_dtype_of_the_question_scores_full(name):
    right = getattr(reference, name)

    def narrow_inside(*args):
        leaf = args[0]
        dtype = np.float32 if getattr(leaf, "dtype", None) == np.float32 else np.float64
        return cast(right(*cast(args, np.float32)), dtype)

    for seed in range(100):
        assert failures(judged(name, narrow_inside, seed)[0]) == []
