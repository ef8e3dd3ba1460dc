"""Visible checks of what a unit costs, and of the width that a budget allows.

The numbers are small enough to be counted on paper: with 2 inputs and a width of 3, a
block has 3 rows of 3 + 2 weights and 3 biases, 18 in all.
"""

from numbers import Integral

from utils.checks.report import Report, describe
from utils.checks.which_unit.messages import MESSAGES

# n_x, n, and what each unit costs
COUNTED = (
    (2, 3, {"plain": 18, "gru": 54, "lstm": 72, "peephole": 81}),
    (3, 2, {"plain": 12, "gru": 36, "lstm": 48, "peephole": 54}),
    (1, 1, {"plain": 3, "gru": 9, "lstm": 12, "peephole": 15}),
    (10, 100, {"plain": 11_100, "gru": 33_300, "lstm": 44_400, "peephole": 44_700}),
)
# With one input, what a width of 10 costs, and what a width of 11 does.
TEN_AND_ELEVEN = {
    "plain": (120, 143),
    "gru": (360, 429),
    "lstm": (480, 572),
    "peephole": (510, 605),
}


def parameter_count(function):
    """How many parameters a unit has: its blocks, and peepholes if there are any."""
    report = Report("parameter_count", function, MESSAGES)
    is_whole(report, report.call("plain", 2, 3))
    for n_x, n, costs in COUNTED:
        for unit, wanted in costs.items():
            label = f"{unit}: n_x = {n_x}, n = {n}"
            got = report.call(unit, n_x, n)
            report.equal(label, got, wanted, f"count_{unit}", tol=0)
    error = report.refuses(
        "an unknown unit is refused",
        lambda: function("elman", 2, 3),
        ValueError,
        "count_unknown",
    )
    label, found = "and the message says which it was", f"{str(error)!r}"
    named = "elman" in str(error)
    report.holds(label, named, found, "'elman' in the message", "count_unknown")
    report.end()


def width_for(function):
    """The greatest width that costs no more than the budget."""
    report = Report("width_for", function, MESSAGES)
    got = report.call("plain", 1, 121)
    is_whole(report, got)
    label = "plain: n_x = 1, a budget of 121"
    report.equal(label, got, 10, "width_count", tol=0)
    label = "plain: n_x = 4, a budget of 151"
    report.equal(label, report.call("plain", 4, 151), 10, "width_inputs", tol=0)
    for unit, (ten, eleven) in TEN_AND_ELEVEN.items():
        for budget, wanted, why in (
            (ten + 1, 10, "width_count"),
            (eleven - 1, 10, "width_exceeds"),
            (ten, 10, "width_exact"),
            (ten - 1, 9, "width_exceeds"),
        ):
            label = f"{unit}: n_x = 1, a budget of {budget}"
            report.equal(label, report.call(unit, 1, budget), wanted, why, tol=0)
    for budget, wanted in ((3, 1), (7, 1), (8, 2)):
        label = f"plain: n_x = 1, a budget of {budget}"
        got = report.call("plain", 1, budget)
        report.equal(label, got, wanted, "width_exact", tol=0)
    label = "lstm: n_x = 1, a budget of 100,000,000"
    got = report.call("lstm", 1, 100_000_000)
    report.equal(label, got, 4_999, "width_large", tol=0)
    label = "a budget of 2 is refused"
    report.refuses(label, lambda: function("plain", 1, 2), ValueError, "width_none")
    report.end()


def is_whole(report, got):
    """`got` is a whole number."""
    whole = isinstance(got, Integral) and not isinstance(got, bool)
    report.holds("a whole number", whole, describe(got), "an int", "not_whole")
