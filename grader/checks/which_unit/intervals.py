"""What is asked of the bootstrap interval, and of the rule that tells two units apart.

The questions are drawn so that means, other quantiles, or runs that are not paired end
elsewhere: their medians lie apart, and no sign hangs on chance.
"""

from grader.checks.expect import Checks, same, together, unchanged
from grader.checks.which_unit.budgets import not_refused
from grader.checks.which_unit.runs import (
    equal_but_for_a_few,
    from_other_seeds,
    medians_that_differ_in_vain,
    mostly_more,
    now_more_now_less,
    one_run_went_wrong,
    picks_of,
    results,
    steadily_more,
)
from grader.reference import which_unit as reference

CHECKS = Checks()
DRAWS = 401  # (1 ± level)/2 of 400 is whole: every rule for quantiles agrees there


@CHECKS.check("interval")
def interval(student, rng):
    """The ends between which most of the medians lie that redrawn runs have."""

    def asked(name, question, *level, weight=1.0):
        answer = student.interval(*question, *level)
        expected = reference.interval(*question, *level)
        return answer, same(name, answer, expected, weight=weight)

    first = results(rng, R=20, B=DRAWS)
    answer, right = asked("both ends", first, weight=2)
    yield right
    yield unchanged("inputs are left unchanged", answer)
    R = int(rng.integers(12, 30))
    yield asked("another number of runs", results(rng, R=R, B=201))[1]
    for level in (0.8, 0.5):
        question = results(rng, R=20, B=DRAWS, level=level)
        yield asked(f"at a level of {level}", question, level)[1]
    yield asked("a run that went wrong", results(rng, R=20, B=DRAWS, astray=100.0))[1]
    question = results(rng, R=20, B=150)
    yield asked("ends that lie between two medians", question)[1]
    values, picks = results(rng, R=20, B=DRAWS)
    yield asked("values in a list", (values.tolist(), picks), weight=0.5)[1]


@CHECKS.check("told_apart")
def told_apart(student, rng):
    """Whether the median of the differences, run by run, is away from zero."""
    answers = []

    def asked(one, other, *level):
        picks = picks_of(rng, R=len(one), B=DRAWS)
        answers.append(student.told_apart(one, other, picks, *level))
        return same("", answers[-1], reference.told_apart(one, other, picks, *level))

    yield together(
        "always a little more, and now more, now less",
        asked(*steadily_more(rng)),
        asked(*now_more_now_less(rng)),
        asked(*now_more_now_less(rng, by=0.03)),
        weight=2,
    )
    yield unchanged("inputs are left unchanged", answers[0])
    yield together(
        "always a little less, and in no relation",
        asked(*reversed(steadily_more(rng, around=0.0))),
        asked(*from_other_seeds(rng)),
        weight=2,
    )
    yield together(
        "apart but for a run that went wrong, and not run by run",
        asked(*one_run_went_wrong(rng)),
        asked(*medians_that_differ_in_vain(rng)),
        weight=2,
    )
    mostly = tuple(reversed(mostly_more(rng)))
    yield together(
        "at a level of 0.5, not at 0.95", asked(*mostly, 0.5), asked(*mostly)
    )
    more = equal_but_for_a_few(rng)
    less = tuple(reversed(equal_but_for_a_few(rng)))
    same_runs = (more[0], more[0])
    beyond = (more[0] + 0.125, more[1])
    yield together(
        "an end at zero isn't apart, one beyond it is",
        *(asked(*pair) for pair in (more, less, same_runs, beyond)),
    )
    one, other = steadily_more(rng)
    picks = picks_of(rng, R=len(one), B=DRAWS)
    for name, fewer in (("fewer", other[:-1]), ("one", other[:1])):
        refused = student.told_apart(one, fewer, picks)
        name = f"unequal lengths are a ValueError: {name}"
        yield not_refused(name, refused, answers[0])
