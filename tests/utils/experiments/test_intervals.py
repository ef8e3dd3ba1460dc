"""Wilson's interval and McNemar's test are SciPy's, and Holm's correction holds."""

import pytest
from scipy.stats import binomtest

from utils.experiments.intervals import holm, mcnemar, wilson


@pytest.mark.parametrize(("k", "n"), [(0, 20), (20, 20), (7, 20), (53, 100), (1, 1)])
def test_it_is_scipys(k, n):
    theirs = binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert wilson(k, n) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 5), (0, 0)])
def test_counts_that_do_not_fit_are_refused(k, n):
    with pytest.raises(ValueError, match="runs"):
        wilson(k, n)


@pytest.mark.parametrize(("a", "b"), [(13, 2), (0, 0), (7, 7), (0, 57), (5, 11)])
def test_mcnemar_is_an_exact_binomial_test_of_the_pairs_that_differ(a, b):
    theirs = binomtest(a, a + b, 0.5).pvalue if a + b else 1.0
    assert mcnemar(a, b) == pytest.approx(theirs, rel=1e-9)
    assert mcnemar(a, b) == mcnemar(b, a)


def test_holm_multiplies_by_how_many_are_left_and_never_falls():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []
