"""The visible checks of the peephole notebook: right passes, wrong is told why."""

import pytest

from grader.misconceptions.peephole import MISCONCEPTIONS
from grader.reference import peephole as reference
from utils.checks import peephole as check
from utils.checks.counts import COUNTS
from utils.checks.report import NotRight

FUNCTIONS = list(check.__all__)
EARLIER = {
    "peephole_cell_backward": reference.peephole_cell,
    "peephole_backward": reference.peephole_forward,
    "peephole_influence": reference.peephole_gates,
}
WRONG = [
    (function, variant)
    for function, variants in MISCONCEPTIONS.items()
    for variant in variants
]


def run(function, answer):
    earlier = (EARLIER[function],) if function in EARLIER else ()
    getattr(check, function)(answer, *earlier)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_reference_passes_and_hears_how_much_grading_asks(function, capsys):
    assert run(function, getattr(reference, function)) is None
    out, err = capsys.readouterr()
    assert out.startswith(f"{function}: right so far\n  ✓ ")
    assert f"Grading asks {COUNTS[function]} more things of it" in out
    assert "✗" not in out
    assert err == ""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_stub_is_told_that_it_is_not_written(function, capsys):
    def stub(*args):
        raise NotImplementedError(f"Exercise 1: {function}")

    with pytest.raises(NotRight, match=f"{function} is not right yet"):
        run(function, stub)
    out = capsys.readouterr().out
    assert "✗ is written" in out
    assert "not written yet" in out


@pytest.mark.parametrize(
    ("function", "variant"), WRONG, ids=[f"{f}-{v.__name__}" for f, v in WRONG]
)
def test_a_wrong_answer_fails_with_cause_and_next_step(function, variant, capsys):
    with pytest.raises(NotRight):
        run(function, variant)
    out = capsys.readouterr().out
    for title in ("got", "expected", "likely", "next"):
        lines = [line for line in out.splitlines() if line.startswith(f"      {title}")]
        assert len(lines) == 1
        assert len(lines[0].split(maxsplit=1)[1]) > 1
    assert out.count("✗") == 1


@pytest.mark.parametrize("function", EARLIER)
def test_a_wrong_earlier_exercise_is_named_first(function, capsys):
    with pytest.raises(NotRight):
        getattr(check, function)(getattr(reference, function), None)
    named = EARLIER[function].__name__
    assert f"{named} does not pass its own check yet" in capsys.readouterr().out
