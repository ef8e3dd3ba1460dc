"""A mistake keeps its name beside others: of form, and of the same function.

Answers go through the sandbox's own encoding, as those of learners do.
"""

import itertools

import pytest

from grader.misconceptions.source import wrong_version
from grader.sandbox.inside import wire
from tests.grader.forms import FORMS
from tests.grader.judging import (
    CHECKS,
    FUNCTIONS,
    IN_TORCH,
    MISTAKES,
    SEEDS,
    naming,
    wrong,
)

OF_ARRAYS = [(nb, name) for nb, name in FUNCTIONS if nb not in IN_TORCH]
BY_PROPERTIES = {  # their answers are judged by what holds of them, not by one value
    (nb, name) for nb, name in OF_ARRAYS if CHECKS[nb][name].by_properties
}
PAIRS = 12  # of each function, spread over all that it has


def crossed(function):
    """`function` as over the wire: what it returns is encoded and decoded again."""

    def answer(*args, **kwargs):
        text, blob = wire.pack(function(*args, **kwargs), strict=False)
        return wire.unpack(text, blob, max_bytes=2**26)

    return answer


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("nb", "name"), OF_ARRAYS)
def test_a_mistake_keeps_its_name_beside_one_of_form(nb, name, form):
    lost = []
    for mistake in MISTAKES[nb][name]:
        version = crossed(FORMS[form](wrong(mistake)))
        found = naming(nb, name, version, SEEDS[nb][1])
        if mistake.name not in found.names:
            lost.append((mistake.name, found.names))
    assert lost == []


@pytest.mark.parametrize(
    ("nb", "name"), [pair for pair in OF_ARRAYS if pair not in BY_PROPERTIES]
)
def test_two_mistakes_are_both_named_or_not_at_all(nb, name):
    pairs = list(itertools.combinations(MISTAKES[nb][name], 2))
    unnamed, misnamed, tried = [], [], 0
    for one, other in pairs[:: max(1, len(pairs) // PAIRS)]:
        both = wrong_version(one, other)
        if both is None or same_as_one(nb, name, both, one, other):
            continue
        tried += 1
        names = set(naming(nb, name, crossed(both), SEEDS[nb][1]).names)
        if not names:
            unnamed.append((one.name, other.name))
        elif not names & {one.name, other.name}:
            misnamed.append((one.name, other.name, names))
    # Two mistakes may make the same numbers as another: that is an account, too.
    assert len(misnamed) <= 1, misnamed
    assert len(unnamed) <= 0.1 * tried, unnamed


def same_as_one(nb, name, both, *mistakes):
    """Does one of two mistakes hide the other, so that only one can be named?"""
    found = naming(nb, name, both, SEEDS[nb][1])
    return any(found.names == (mistake.name,) for mistake in mistakes)
