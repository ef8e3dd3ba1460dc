"""What counts as equal, and what is said where it is not."""

import re

import numpy as np
import pytest

from grader.checks import tolerance
from grader.checks.compare import Foreign, describe, difference
from utils.params import GRUParams, GRUStep

ONES = np.ones((2, 3))
STEP = GRUStep(*(k * ONES for k in range(6)))

EQUAL = [
    (1, 1),
    (1, 1.0),
    (np.float64(0.5), 0.5),
    (np.array(0.5), 0.5),
    (0.5, np.array(0.5)),
    (None, None),
    ("a", "a"),
    (True, True),
    (np.bool_(True), True),
    (np.array(False), False),
    (ONES, ONES.astype(int)),
    (ONES * (1 + 0.5 * tolerance.FLOAT64), ONES),
    (np.float32(ONES * (1 + 0.5 * tolerance.FLOAT32)), ONES),
    (np.array([1.0, 1e-9]), np.array([1.0, 0.0])),
    ([ONES, 2 * ONES], (ONES, 2 * ONES)),
    (np.stack([ONES, 2 * ONES]), (ONES, 2 * ONES)),
    ({"b": ONES, "a": 1}, {"a": 1, "b": ONES}),
    (STEP, STEP),
    ([STEP, STEP], [STEP, STEP]),
    (np.zeros((0, 3)), np.zeros((0, 3))),
    (np.array([np.nan, 1, np.inf]), np.array([np.nan, 1, np.inf])),
]


@pytest.mark.parametrize(("got", "expected"), EQUAL)
def test_equal(got, expected):
    assert difference(got, expected) is None


DIFFERENT = [
    (1, 2, "100 %|50 %"),
    (None, 1, "got None, expected a number"),
    (True, 1, "got a bool"),
    (1, True, "got a int, expected True or False"),
    (False, True, "got False, expected True"),
    (np.bool_(True), False, "got True, expected False"),
    (
        np.ones(1, bool),
        True,
        r"got an array of shape \(1,\) .*, expected True or False",
    ),
    ("1", 1, "got a str"),
    (1, None, "got a int, expected None"),
    ("a", "b", "got a str"),
    (10**400, 1, "expected a number"),
    (1j, 1, "expected a number"),
    (Foreign("Tensor"), ONES, r"a Tensor object, expected an array of shape \(2, 3\)"),
    ([[1, 1, 1], [1, 1, 1]], ONES, "got a list of 2"),
    (ONES.T, ONES, r"the shape is \(3, 2\), expected \(2, 3\)"),
    (ONES[:1], ONES, "the shape is"),
    (1.0, ONES, "the shape is"),
    (ONES * np.nan, ONES, "some values are NaN"),
    (ONES * np.inf, ONES, "some values are infinite"),
    (ONES, ONES * np.nan, "finite that should not be"),
    (-np.inf, np.array(np.inf), "finite"),
    (
        ONES * (1 + 2 * tolerance.FLOAT64),
        ONES,
        r"the shape \(2, 3\) is right, but 6 of 6 values",
    ),
    (np.float32(ONES * 1.01), ONES, "6 of 6 values"),
    (ONES * 1e308, -ONES * 1e308, "6 of 6 values differ"),
    (np.full((2, 3), None), ONES, "dtype object"),
    (np.full((2, 3), "1"), ONES, "dtype <U1"),
    (ONES, (ONES, ONES), r"\[0\]: the shape is \(3,\)"),
    ((ONES,), (ONES, ONES), "got 1 values, expected 2"),
    ((ONES, 2 * ONES), (ONES, ONES), r"\[1\]: the shape"),
    (3, (ONES, ONES), "got a int, expected 2 values"),
    (np.array(3), (ONES, ONES), "expected 2 values"),
    ({}, {"a": 1}, r"the keys are \[\], expected \['a'\]"),
    ([], {"a": 1}, "expected a dict"),
    (tuple(STEP), STEP, "got a tuple of 6, expected a GRUStep with the fields c_prev"),
    (np.stack(STEP), STEP, "expected a GRUStep"),
    (GRUParams(*STEP), STEP, "got a GRUParams, expected a GRUStep"),
    (STEP._replace(c_t=ONES), STEP, "c_t: the shape"),
]


@pytest.mark.parametrize(("got", "expected", "words"), DIFFERENT)
def test_different(got, expected, words):
    found = difference(got, expected)
    assert found is not None
    assert re.search(words, found)


def test_a_check_that_expects_what_cannot_be_compared_is_an_error():
    with pytest.raises(TypeError, match="a check expects object"):
        difference(1, object())


def test_zero_tolerance_is_exact():
    assert difference(ONES, ONES, tol=0) is None
    assert difference(np.nextafter(ONES, 2), ONES, tol=0)


def test_difference_is_measured_against_the_largest_expected_entry():
    expected = np.array([1000.0, 0.0])
    assert difference(np.array([1000.0, 500 * tolerance.FLOAT64]), expected) is None
    assert difference(np.array([1000.0, 2000 * tolerance.FLOAT64]), expected)


def test_zeros_are_expected_to_be_small_on_the_scale_of_the_inputs():
    assert difference(np.array([1e-12]), np.zeros(1)) is None
    assert difference(np.array([1e-4]), np.zeros(1))


def test_no_message_gives_a_value_away():
    secret = np.array([[0.123456789, 0.987654321]])
    for got in (None, "x", 0.5, np.zeros((1, 2)), np.zeros(3), secret * np.nan):
        found = difference(got, secret)
        assert "123" not in found
        assert "987" not in found


def test_description_names_kind_and_shape_only():
    assert (
        describe(np.full((2, 1), 7.25)) == "an array of shape (2, 1) and dtype float64"
    )
    assert describe([7, 7]) == "a list of 2"
    assert describe({"key": 7}) == "a dict of 1"
    assert describe(STEP) == "a GRUStep"
    assert describe(Foreign("Module")) == "a Module object"
    assert describe(7) == "a int"


def test_tolerance_is_that_of_the_narrowest_dtype():
    assert tolerance.for_dtypes("f8", "f8") == tolerance.FLOAT64
    assert tolerance.for_dtypes("f8", "i8") == tolerance.FLOAT64
    assert tolerance.for_dtypes("f8", "f4") == tolerance.FLOAT32
    assert tolerance.for_dtypes("f2", "f8") == tolerance.FLOAT32
    assert tolerance.FLOAT64 < tolerance.FLOAT32 < 1e-3


def test_finite_differences_are_held_to_more_than_one_side_can_give():
    one_sided, central = np.expm1(1e-5) / 1e-5, np.sinh(1e-5) / 1e-5
    assert difference(central, 1.0, tolerance.FINITE_DIFFERENCES) is None
    assert difference(one_sided, 1.0, tolerance.FINITE_DIFFERENCES)
