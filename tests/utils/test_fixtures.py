import numpy as np
import pytest

from utils.fixtures import BUILDERS, scalar_function

KINDS = ["parabola", "cubic", "exponential", "wave"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("parabola", 2 * 1 + 3 * 4),
        ("cubic", 2 * 1 + 3 * 8),
        ("exponential", 2 * np.e + 3 * np.e**2),
        ("wave", np.sin(2 * 1 + 3 * 2)),
    ],
)
def test_value_is_that_of_the_formula(kind, value):
    f = BUILDERS["scalar_function"](kind, [2, 3])
    assert f(np.array([1.0, 2.0])) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_it_gives_a_float_and_changes_nothing(kind):
    weights, x = np.ones((2, 3)), np.linspace(-1, 1, 6).reshape(2, 3)
    before = x.copy()
    f = scalar_function(kind, weights)
    value = f(x)
    assert type(value) is float
    assert np.array_equal(x, before)
    weights += 1
    assert f(x) == value


@pytest.mark.parametrize("kind", KINDS)
def test_one_sided_differences_are_far_off_at_a_large_step(kind):
    f = scalar_function(kind, [0.7])
    above, here, below = (f(np.array([0.5 + step])) for step in (0.3, 0, -0.3))
    central = (above - below) / 0.6
    assert abs((above - here) / 0.3 - central) > 0.01
    assert abs((here - below) / 0.3 - central) > 0.01


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'line'"):
        scalar_function("line", [1.0])
