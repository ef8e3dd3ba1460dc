"""The words that checks are written in."""

import warnings

import numpy as np
import pytest

from grader.checks.compare import Foreign
from grader.checks.expect import (
    Checks,
    holds,
    kept,
    not_run,
    raises,
    same,
    silent,
    together,
    unchanged,
    whole,
)
from grader.checks.student import Here, Student
from grader.judge.score import run_check, score


def answered(function, *args):
    """The answer of a learner's `function` to `args`."""
    return Student(Here({"f": function})).f(*args)


def gives(value):
    return answered(lambda: value)


def failing():
    raise ValueError("no")


# same


def test_same_holds_for_the_expected_value():
    expectation = same("values", gives(np.ones(2)), np.ones(2), weight=3)
    assert expectation.passed is True
    assert (expectation.name, expectation.message, expectation.weight) == (
        "values",
        "",
        3,
    )
    assert not expectation.form


def test_same_says_how_the_value_differs():
    expectation = same("values", gives(np.ones(2)), np.zeros(2))
    assert expectation.passed is False
    assert "2 of 2 values differ" in expectation.message


def test_same_says_why_there_is_no_value():
    expectation = same("values", answered(failing), 1)
    assert expectation.passed is False
    assert "ValueError" in expectation.message


def test_same_takes_a_tolerance():
    assert same("values", gives(1.001), 1.0, tol=0.01).passed
    assert not same("values", gives(1.001), 1.0, tol=1e-4).passed


# holds


def test_holds_where_the_condition_is_true():
    assert holds("positive", gives(1.0), lambda v: v > 0, "it is not positive").passed


@pytest.mark.parametrize("value", [-1.0, None, "text", [], {}, Foreign("Tensor"), 1j])
def test_holds_not_where_the_condition_is_false_or_fails(value):
    expectation = holds("positive", gives(value), lambda v: v > 0, "it is not positive")
    assert expectation.passed is False
    assert expectation.message == "it is not positive"


def test_holds_does_not_warn_of_what_the_learner_computed():
    big = np.full(2, 1e308)
    expectation = holds("small", gives(big), lambda v: (v * v).sum() < 1, "too large")
    assert expectation.passed is False


def test_holds_says_why_there_is_no_value():
    message = holds("positive", answered(failing), lambda v: True, "unused").message
    assert "ValueError" in message


# together


def test_together_all_have_to_hold_and_the_first_that_does_not_is_told():
    right, wrong = same("", gives(1), 1), same("", gives(2), 4)
    both = together("both", right, right, weight=2)
    assert (both.name, both.passed, both.message, both.weight) == ("both", True, "", 2)
    for pair in ((right, wrong), (wrong, right)):
        found = together("both", *pair)
        assert found.passed is False
        assert found.message == wrong.message
        assert not found.form


# raises


def test_raises_looks_at_the_type_of_the_error():
    assert raises("refuses", answered(failing), ValueError).passed
    other = raises("refuses", answered(failing), KeyError)
    said = "it raised ValueError, expected a KeyError"
    assert (other.passed, other.message) == (False, said)
    none = raises("refuses", gives(1), KeyError)
    said = "it raised nothing, expected a KeyError"
    assert (none.passed, none.message) == (False, said)


# unchanged


def adds_one(x):
    x += 1
    return x


def test_unchanged_sees_a_change_however_small():
    def nudges(x):
        x[0] = np.nextafter(x[0], 2)

    assert unchanged("inputs", answered(lambda x: x, np.ones(2))).passed
    assert not unchanged("inputs", answered(adds_one, np.ones(2))).passed
    assert not unchanged("inputs", answered(nudges, np.ones(2))).passed


def test_unchanged_looks_into_lists_and_records():
    def clears(pair):
        pair[1].clear()

    assert not unchanged("inputs", answered(clears, ([1], [2]))).passed


def test_unchanged_is_form_and_says_what_to_do():
    expectation = unchanged("inputs", answered(adds_one, np.ones(2)))
    assert expectation.form
    assert "copies" in expectation.message


# kept


@pytest.mark.parametrize(
    "value",
    [
        np.ones(2, np.float32),
        np.float32(1),
        [np.ones(2, np.float32), {"a": (np.ones(1, np.float32),)}],
    ],
)
def test_kept_where_every_array_has_the_dtype(value):
    assert kept("float32", gives(value), np.float32).passed


@pytest.mark.parametrize(
    "value",
    [np.ones(2), np.float64(1), [np.ones(2, np.float32), {"a": (np.ones(1),)}]],
)
def test_kept_not_where_one_array_has_another(value):
    expectation = kept("float32", gives(value), np.float32)
    assert expectation.passed is False
    assert "float64 came out" in expectation.message


def test_kept_ends_on_a_list_that_contains_itself():
    endless = [np.ones(2)]
    endless.append(endless)
    assert kept("float32", gives(endless), np.float32).passed is False


def test_kept_says_why_there_is_no_value():
    assert "ValueError" in kept("float32", answered(failing), np.float32).message


# whole


@pytest.mark.parametrize("value", [3, np.int64(3), np.array(3)])
def test_whole_takes_whole_numbers_of_any_kind(value):
    expectation = whole("a count", gives(value))
    assert expectation.passed
    assert expectation.form


@pytest.mark.parametrize("value", [3.0, np.float64(3), True, None, "3"])
def test_whole_takes_no_other_and_says_what_it_got(value):
    expectation = whole("a count", gives(value))
    assert expectation.passed is False
    assert "expected an int" in expectation.message
    assert expectation.mistake == "not_whole"


# silent


def test_silent_tells_the_first_warning():
    def warns():
        warnings.warn("overflow", RuntimeWarning, stacklevel=1)

    expectation = silent("quiet", answered(warns))
    assert (expectation.passed, expectation.message) == (False, "it warns: overflow")
    assert silent("quiet", gives(1)).passed


# not run, scores, and checks


def test_what_was_not_run_counts_neither_way():
    expectation = not_run("on a GPU", "there is none here")
    assert expectation.passed is None
    assert expectation.message == "there is none here"
    assert score([expectation, same("values", gives(1), 1)], 4) == 4
    assert score([expectation, same("values", gives(1), 2)], 4) == 0


@pytest.mark.parametrize(
    ("value", "expected_score"), [(1.0, 4), (2.0, 0), (np.float64(1), 3)]
)
def test_form_counts_only_where_the_values_hold(value, expected_score):
    checks = Checks()

    @checks.check("f")
    def f(student, rng):
        answer = student.f()
        yield kept("float32 kept", answer, np.float32)
        yield unchanged("inputs unchanged", answer)
        yield same("values", answer, 1.0)

    learner = Student(Here({"f": lambda: value}))
    expectations = run_check(checks["f"], learner, None)
    assert score(expectations, 4) == expected_score


def test_a_check_has_the_first_line_of_its_docstring_as_title():
    checks = Checks()

    @checks.check("f", forbids=["torch.nn.GRU"], by_properties=True)
    def f(student, rng):
        """What is asked of f.

        And more.
        """

    assert checks["f"].title == "What is asked of f."
    assert checks["f"].forbids == ("torch.nn.GRU",)
    assert checks["f"].by_properties
    with pytest.raises(ValueError, match="f has a check already"):
        checks.check("f")(f)
