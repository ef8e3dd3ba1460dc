"""The checks of all notebooks tell right from wrong, whatever comes back."""

import re
from pathlib import Path

import numpy as np
import pytest

from grader.judge.score import score
from tests.grader.checks.mutants import OF_TENSORS, mutants
from tests.grader.checks.worthless import WORTHLESS, always
from tests.grader.forms import EVERY
from tests.grader.judging import (
    CHECKS,
    FUNCTIONS,
    IN_TORCH,
    MISTAKES,
    RIGHT,
    SEEDS,
    failed,
    failures,
    judged,
    wrong,
)

MASTERS = Path(__file__).parents[3] / "solutions"
FEW = {"hold_memory": 5}  # 3 × 1,000 steps each
OF_ARRAYS = [(nb, name) for nb, name in FUNCTIONS if nb not in IN_TORCH]
every_check = pytest.mark.parametrize(("nb", "name"), FUNCTIONS)
every_numpy_check = pytest.mark.parametrize(("nb", "name"), OF_ARRAYS)


@every_check
def test_the_reference_holds_every_expectation(nb, name):
    for seed in SEEDS[nb][: FEW.get(name)]:
        assert failures(nb, name, RIGHT[nb][name], seed) == []
        expectations, _ = judged(nb, name, RIGHT[nb][name], seed)
        assert score(expectations, 4) == 4


@pytest.mark.parametrize("nb", CHECKS)
def test_every_exercise_has_a_check(nb):
    master = (MASTERS / f"{nb}.py").read_text(encoding="utf-8")
    assert sorted(CHECKS[nb]) == sorted(re.findall(r'exercise="(\w+)"', master))


@every_check
def test_names_of_expectations_are_short_and_differ(nb, name):
    expectations, _ = judged(nb, name, RIGHT[nb][name])
    names = [e.name for e in expectations]
    assert len(set(names)) == len(names) >= 4
    assert max(map(len, names)) <= 60


# answers that must earn nothing


@pytest.mark.parametrize(
    ("nb", "name", "answer"),
    [(nb, name, answer) for nb, name in FUNCTIONS for answer in WORTHLESS[nb]],
)
def test_a_worthless_answer_scores_nothing(nb, name, answer):
    right, rightly_asked = judged(nb, name, RIGHT[nb][name])
    worthless = WORTHLESS[nb][answer](RIGHT[nb][name])
    expectations, asked = judged(nb, name, worthless)
    assert score(expectations, 4) == 0, [e.name for e in expectations if e.passed]
    assert [e.name for e in expectations] == [e.name for e in right]
    assert all(isinstance(e.message, str) for e in expectations)
    if nb in IN_TORCH:
        return  # its questions hold handles, and follow what was built
    for call, other in zip(asked, rightly_asked, strict=True):
        assert call.kwargs == other.kwargs
        assert same_arrays(call.args, other.args)


def same_arrays(one, other):
    """Do two tuples of arguments hold the same arrays?"""
    if isinstance(one, (tuple, list)):
        return all(same_arrays(*pair) for pair in zip(one, other, strict=True))
    return not isinstance(one, np.ndarray) or np.array_equal(one, other)


@every_check
def test_a_missing_function_scores_nothing(nb, name):
    expectations, _ = judged(nb, name, None)
    assert score(expectations, 4) == 0
    assert expectations[0].message == f"{name} is not defined"


# every expectation can fail


@every_check
def test_every_expectation_is_failed_by_some_wrong_answer(nb, name):
    right = RIGHT[nb][name]
    never = {e.name for e in judged(nb, name, right)[0] if e.passed}
    listed = [wrong(mistake) for mistake in MISTAKES[nb][name]]
    forms = [form(right) for form in EVERY] if nb not in IN_TORCH else []
    for version in [*listed, *forms, *mutants(nb, name, right)]:
        never -= failed(nb, name, version)
    if nb in ("2_lstm", *IN_TORCH):  # properties and first values, which any answer has
        never -= failed(nb, name, always(None)(right))
    assert never == set()


@pytest.mark.parametrize(
    ("nb", "name", "mutant", "expectation"),
    [(nb, *slip) for nb, slips in OF_TENSORS.items() for slip in slips],
)
def test_form_is_judged_where_values_are_right(nb, name, mutant, expectation):
    version = mutant(RIGHT[nb][name])
    expectations, _ = judged(nb, name, version)
    failed = [e.name for e in expectations if e.passed is False]
    assert failed[:1] == [expectation]


# single precision


def cast(value, dtype):
    """Every array of floats, and float, of a nested answer or question in `dtype`."""
    if isinstance(value, dict):
        return {key: cast(item, dtype) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        items = [cast(item, dtype) for item in value]
        return value._make(items) if hasattr(value, "_make") else type(value)(items)
    of_floats = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return dtype(value) if of_floats or isinstance(value, float) else value


@every_numpy_check
def test_float32_throughout_scores_full(nb, name):
    right = RIGHT[nb][name]

    def narrow(*args, **kwargs):
        if name == "numerical_gradient":  # its steps need float64, its result does not
            return cast(right(*args, **kwargs), np.float32)
        return cast(right(*cast(args, np.float32), **kwargs), np.float32)

    for i in range(FEW.get(name, 60)):
        assert failures(nb, name, narrow, bytes([i])) == []


@pytest.mark.parametrize(
    "name", [f for f in CHECKS["1_gru"] if f != "numerical_gradient"]
)
def test_float32_inside_with_answers_in_the_dtype_of_the_question_scores_full(name):
    right = RIGHT["1_gru"][name]

    def narrow_inside(*args):
        leaf = args[0]
        dtype = np.float32 if getattr(leaf, "dtype", None) == np.float32 else np.float64
        return cast(right(*cast(args, np.float32)), dtype)

    for i in range(60):
        assert failures("1_gru", name, narrow_inside, bytes([i])) == []
