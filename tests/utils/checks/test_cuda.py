"""The visible checks of the CUDA notebook: right passes, wrong is told why."""

import pytest

from grader import reference
from grader.misconceptions import for_notebook
from utils.checks import cuda as check
from utils.checks.counts import IN_CUDA
from utils.checks.messages import WHY
from utils.checks.messages_cuda import CUDA
from utils.checks.report import NotRight

RIGHT = reference.for_notebook("4_cuda")
FUNCTIONS = list(check.__all__)
WRONG = [
    (function, variant)
    for function, variants in for_notebook("4_cuda").items()
    for variant in variants
]


def run(function, answer):
    getattr(check, function)(answer)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_reference_passes_and_hears_how_much_grading_asks(function, capsys):
    run(function, RIGHT[function])
    out, err = capsys.readouterr()
    assert out.startswith(f"{function}: right so far\n  ✓ ")
    assert f"Grading asks {IN_CUDA[function]} more things of it" in out
    assert "✗" not in out
    assert err == ""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_stub_is_told_that_it_is_not_written(function, capsys):
    def stub(*args, **named):
        raise NotImplementedError(f"Exercise 1: {function}")

    with pytest.raises(NotRight, match=f"{function} is not right yet"):
        run(function, stub)
    assert "not written yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "variant"), WRONG, ids=[variant.__name__ for _, variant in WRONG]
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


def test_no_message_takes_the_place_of_another_notebooks():
    assert all(WHY[name] is why for name, why in CUDA.items())
