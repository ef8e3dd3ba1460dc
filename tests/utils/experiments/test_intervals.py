"""Wilson's interval is SciPy's, and two intervals are apart when they are."""

import pytest
from scipy.stats import binomtest

from utils.experiments.intervals import apart, wilson


@pytest.mark.parametrize(("k", "n"), [(0, 20), (20, 20), (7, 20), (53, 100), (1, 1)])
def test_it_is_scipys(k, n):
    theirs = binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert wilson(k, n) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 5), (0, 0)])
def test_counts_that_do_not_fit_are_refused(k, n):
    with pytest.raises(ValueError, match="runs"):
        wilson(k, n)


def test_intervals_that_share_a_number_are_not_apart():
    assert apart((0.1, 0.2), (0.3, 0.4))
    assert apart((0.3, 0.4), (0.1, 0.2))
    assert not apart((0.1, 0.3), (0.2, 0.4))
    assert not apart((0.1, 0.4), (0.2, 0.3))
    assert not apart((0.1, 0.2), (0.2, 0.3))
