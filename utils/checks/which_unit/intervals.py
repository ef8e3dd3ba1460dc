"""Visible checks of the bootstrap interval, and of what it tells apart.

Five draws of five places, whose medians are the five values themselves: the middle half
of 1, 2, 3, 4, 5 goes from 2 to 4, the middle 95 % from 1.1 to 4.9.
"""

import numpy as np

from utils.checks.report import Report, describe
from utils.checks.which_unit.messages import MESSAGES

VALUES = np.array([3.0, 1.0, 5.0, 2.0, 4.0])
PICKS = np.array(
    [  # the values drawn       their median
        [1, 1, 1, 3, 0],  # 1, 1, 1, 2, 3     1
        [1, 3, 3, 4, 2],  # 1, 2, 2, 4, 5     2
        [0, 0, 0, 1, 2],  # 3, 3, 3, 1, 5     3
        [4, 4, 4, 1, 2],  # 4, 4, 4, 1, 5     4
        [2, 2, 2, 1, 3],  # 5, 5, 5, 1, 2     5
    ]
)
OTHER = np.array([10.0, 50.0, 20.0, 40.0, 30.0])


def interval(function):
    """The interval of the median, from the medians of draws that are given."""
    report = Report("interval", function, MESSAGES)
    got = report.call(VALUES, PICKS)
    pair = isinstance(got, (tuple, list, np.ndarray)) and np.shape(got) == (2,)
    report.holds("two numbers", pair, describe(got), "(low, high)", "interval_parts")
    low, high = got
    found = f"{low:.4g}, {high:.4g}"
    report.holds("low ≤ high", low <= high, found, "low first", "interval_order")
    one_place = np.full((4, 5), 2)
    label = "each draw takes place 2: its value, twice"
    got = report.call(VALUES, one_place)
    report.equal(label, got, [5, 5], "interval_values")
    label = "level 0.5: the middle half of the medians"
    got = report.call(VALUES, PICKS, 0.5)
    report.equal(label, got, [2, 4], "interval_medians")
    label = "level 0.95, which is the default"
    got = report.call(VALUES, PICKS)
    report.equal(label, got, [1.1, 4.9], "interval_ends")
    astray = np.where(VALUES == 5, 1000.0, VALUES)
    label = "a run that went wrong changes nothing at level 0.5"
    got = report.call(astray, PICKS, 0.5)
    report.equal(label, got, [2, 4], "interval_medians")
    got = report.call(VALUES.tolist(), PICKS, 0.5)
    report.equal("the values in a list", got, [2, 4], "interval_list")
    report.end()


def told_apart(function):
    """Whether zero is outside the interval of the differences, run by run."""
    report = Report("told_apart", function, MESSAGES)

    def asked(label, differences, wanted, why, *level):
        got = report.call(OTHER + differences, OTHER, PICKS, *level)
        said(report, label, got, wanted, why)

    asked("more on every seed, by 1 to 5: apart", VALUES, True, "told_pairs")
    asked("less on every seed, by 1 to 5: apart", VALUES - 6, True, "told_less")
    asked("from 2 less to 2 more: not apart", VALUES - 3, False, "told_within")
    got = report.call(np.roll(OTHER, -1) + 1, OTHER, PICKS)
    label = "the same results and 1 more, on other seeds: not apart"
    said(report, label, got, False, "told_pairs")
    astray = OTHER + np.where(VALUES == 5, -10.0, VALUES)
    got = report.call(astray, OTHER, PICKS[:4])  # medians 1, 2, 3, 4
    label = "more on every seed but one, which went wrong: apart"
    said(report, label, got, True, "told_medians")
    label = "between -0.4 and 3.4: not apart, at level 0.95"
    asked(label, VALUES - 1.5, False, "told_level")
    label = "between 0.5 and 2.5: apart, at level 0.5"
    asked(label, VALUES - 1.5, True, "told_level", 0.5)
    label = "low is 0: not apart"
    asked(label, VALUES - 2, False, "told_zero", 0.5)
    label = "high is 0: not apart"
    asked(label, VALUES - 4, False, "told_zero", 0.5)
    asked("no difference at all", 0 * VALUES, False, "told_zero")
    one = np.repeat([6.0, 6.0, 5.0, 5.0], [16, 12, 8, 4])
    other = np.repeat([5.0, 6.1, 5.1, 4.9], [16, 12, 8, 4])
    picks = np.random.default_rng(3).integers(0, 40, (400, 40))
    label = "medians 6 and 5, but as often less as more: not apart"
    said(report, label, report.call(one, other, picks), False, "told_pairs")
    for count in (4, 1):
        label = f"5 results and {count}: refused"
        fewer = OTHER[:count]
        report.refuses(
            label,
            lambda fewer=fewer: function(VALUES, fewer, PICKS),
            ValueError,
            "told_lengths",
        )
    report.end()


def said(report, label, got, wanted, why):
    """`got` is the truth value `wanted`."""
    truth = np.shape(got) == () and np.asarray(got).dtype == bool
    report.holds("a bool", truth, describe(got), "a bool", "told_kind")
    report.holds(label, bool(got) is wanted, str(bool(got)), str(wanted), why)
