"""Points follow the weights of what held, and form alone earns nothing."""

import numpy as np
import pytest

from grader.checks.expect import (
    Check,
    Expectation,
    kept,
    not_run,
    raises,
    same,
    unchanged,
)
from grader.checks.student import Here, Student
from grader.judge.score import run_check, score


def run(check, **functions):
    found = run_check(Check("f", check), Student(Here(functions)), None)
    return {e.name: e.passed for e in found}


def check(student, rng):
    x = np.ones(3, np.float32)
    answer = student.f(x)
    yield same("doubled", answer, 2 * x)
    yield unchanged("left alone", answer)
    yield kept("float32", answer, np.float32)


def test_form_counts_when_the_values_hold():
    held = {"doubled": True, "left alone": True, "float32": True}
    assert run(check, f=lambda x: 2 * x) == held


def test_form_alone_is_withdrawn():
    found = run(check, f=lambda x: 3 * x)
    assert found == {"doubled": False, "left alone": None, "float32": None}


def test_form_can_fail_by_itself():
    def in_place(x):
        x *= 2
        return x

    assert run(check, f=in_place)["left alone"] is False
    assert run(check, f=lambda x: x.astype(float) * 2)["float32"] is False


def test_form_is_withdrawn_when_any_value_of_the_call_failed():
    def two_values(student, rng):
        answer = student.f(np.ones(2))
        yield same("first", answer[0], np.ones(2))
        yield same("second", answer[1], np.ones(2))
        yield unchanged("left alone", answer)

    found = run(two_values, f=lambda x: (x, 2 * x))
    assert found == {"first": True, "second": False, "left alone": None}


def test_a_raised_error_is_a_value():
    def refuses(student, rng):
        yield raises("refuses", student.f("?"), ValueError)

    def refuse(x):
        raise ValueError(x)

    assert run(refuses, f=refuse) == {"refuses": True}
    assert run(refuses, f=lambda x: x) == {"refuses": False}


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([(True, 1), (True, 1)], 4),
        ([(True, 1), (False, 1)], 2),
        ([(True, 3), (False, 1)], 3),
        ([(True, 1), (None, 9)], 4),
        ([(False, 1), (None, 9)], 0),
        ([(None, 1)], 0),
        ([], 0),
    ],
)
def test_points_are_shared_by_weight_over_what_was_run(held, expected):
    expectations = [Expectation("e", passed, weight=w) for passed, w in held]
    assert score(expectations, 4.0) == expected


def test_what_was_not_run_says_why():
    expectation = not_run("on a GPU", "there is none")
    assert (expectation.passed, expectation.message) == (None, "there is none")
