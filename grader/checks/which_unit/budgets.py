"""What is asked of the cost of a unit, and of the width that a budget allows."""

from dataclasses import replace

import numpy as np

from grader.checks.answer import opened
from grader.checks.expect import Checks, refuses, same, together, whole
from grader.reference import which_unit as reference

CHECKS = Checks()
UNITS = tuple(reference.BLOCKS)
NO_UNIT = "elman"  # a name that no unit has


@CHECKS.check("parameter_count")
def parameter_count(student, rng):
    """The weights, biases and peepholes of each unit, of whatever size."""
    for unit in UNITS:
        n_x, n = two_sizes(rng, 3, 10)
        wide_n_x, wide = two_sizes(rng, 60, 300)
        for name, sizes in (
            (unit, (n_x, n)),
            (f"{unit}, wide", (wide_n_x, wide)),
            (f"{unit}, a single cell", (n_x, 1)),
            (f"{unit}, a single input", (1, n)),
        ):
            answer = student.parameter_count(unit, *sizes)
            expected = reference.parameter_count(unit, *sizes)
            yield same(name, answer, expected, tol=0)
    yield whole("a whole number", answer)
    unknown = student.parameter_count(NO_UNIT, n_x, n)
    yield not_refused("an unknown unit is a ValueError", unknown, answer)
    yield says("the ValueError says which unit it was", NO_UNIT, unknown, answer)


@CHECKS.check("width_for")
def width_for(student, rng):
    """The greatest width within a budget, which may be used up exactly."""

    def asked(name, unit, n_x, budget):
        answer = student.width_for(unit, n_x, budget)
        expected = reference.width_for(unit, n_x, budget)
        return answer, same(name, answer, expected, tol=0)

    for unit in UNITS:
        just_above, just_below = around(rng, unit, *sizes_of(rng, 20, 30))
        n_x, budget = just_above if unit in ("plain", "lstm") else just_below
        answer, right = asked(unit, unit, n_x, budget)
        yield right
    for unit in ("gru", "peephole"):
        n_x, n = sizes_of(rng, 20, 30)
        budget = reference.parameter_count(unit, n_x, n)
        yield together(
            f"{unit}, exactly the budget and one less",
            asked("", unit, n_x, budget)[1],
            asked("", unit, n_x, budget - 1)[1],
        )
    n_x, _ = sizes_of(rng, 20, 30)
    one, two = (reference.parameter_count("lstm", n_x, n) for n in (1, 2))
    yield together(
        "a budget for one cell, and for two",
        asked("", "lstm", n_x, one)[1],
        asked("", "lstm", n_x, two)[1],
    )
    n_x, n = sizes_of(rng, 12, 15, least_n_x=100)
    less, more = (reference.parameter_count("gru", n_x, n + k) for k in (0, 1))
    budget = less + round(0.7 * (more - less))
    yield asked("many more inputs than cells", "gru", n_x, budget)[1]
    just_above, _ = around(rng, "lstm", *sizes_of(rng, 4900, 4980))
    yield asked("nearly a hundred million parameters", "lstm", *just_above)[1]
    yield whole("a whole number", answer)
    n_x, _ = sizes_of(rng, 1, 1)
    too_little = reference.parameter_count("lstm", n_x, 1) - 1
    too_small = student.width_for("lstm", n_x, too_little)
    yield not_refused("too small a budget is a ValueError", too_small, answer)


def two_sizes(rng, low, high):
    """Two different sizes from `low` to `high`."""
    first, second = rng.permutation(np.arange(low, high + 1))[:2]
    return int(first), int(second)


def sizes_of(rng, low, high, *, least_n_x=5):
    """n_x, from `least_n_x` on, and a width n from `low` to `high`."""
    return int(rng.integers(least_n_x, least_n_x + 5)), int(rng.integers(low, high + 1))


def around(rng, unit, n_x, n):
    """(n_x, budget) just above what width n costs, and just below what n + 1 costs."""
    few = int(rng.integers(1, 4))
    just_above = reference.parameter_count(unit, n_x, n) + few
    just_below = reference.parameter_count(unit, n_x, n + 1) - few
    return (n_x, just_above), (n_x, just_below)


def not_refused(name, answer, right):
    """What has no answer is a ValueError; it counts where `right` held."""
    return refuses(name, answer, ValueError, right, mistake="not_refused")


def says(name, word, answer, right):
    """The ValueError's message has `word` in it; it counts where `right` held."""
    found = refuses(name, answer, ValueError, right, mistake="refused_without_a_word")
    if not found.passed:
        return replace(found, mistake="")  # not to refuse has a name already
    _, problem, _ = opened(answer)
    if word in problem.partition(" (line ")[0]:
        return found
    message = f"the message doesn't say that it was {word!r}"
    return replace(found, passed=False, message=message)
