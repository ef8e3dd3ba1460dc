"""The visible checks of the GRU notebook: right passes, wrong is told why."""

import numpy as np
import pytest

from grader.misconceptions import for_notebook
from grader.reference import gru as reference
from utils.checks import gru as check
from utils.checks.counts import COUNTS
from utils.checks.report import NotRight

FUNCTIONS = list(check.__all__)
EARLIER = {
    "gru_cell_backward": (reference.gru_cell, reference.numerical_gradient),
    "gru_backward": (reference.gru_forward, reference.numerical_gradient),
}
WRONG = [
    (function, variant)
    for function, variants in for_notebook("1_gru").items()
    for variant in variants
]
# Small numbers cannot show it: only grading asks for σ beyond the range of exp.
SEEN_BY_GRADING_ONLY = {"clips_too_late"}


def run(function, answer):
    getattr(check, function)(answer, *EARLIER.get(function, ()))


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


@pytest.mark.parametrize("function", FUNCTIONS)
def test_something_that_is_no_function_is_named(function, capsys):
    with pytest.raises(NotRight):
        run(function, 7)
    assert f"{function} is an int" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "variant"), WRONG, ids=[variant.__name__ for _, variant in WRONG]
)
def test_a_wrong_answer_fails_with_cause_and_next_step(function, variant, capsys):
    if variant.__name__ in SEEN_BY_GRADING_ONLY:
        run(function, variant)
        return
    with pytest.raises(NotRight):
        run(function, variant)
    out = capsys.readouterr().out
    for title in ("got", "expected", "likely", "next"):
        lines = [line for line in out.splitlines() if line.startswith(f"      {title}")]
        assert len(lines) == 1
        assert len(lines[0].split(maxsplit=1)[1]) > 1
    assert out.count("✗") == 1


CAUSES = {
    "gates_swapped": "swapped",
    "gates_read_x_first": "x<t> stands before c<t-1>",
    "candidate_reads_x_first": "x<t> stands before c<t-1>",
    "reset_after_product": "after the matrix product",
    "relevance_ignored": "past the gamma_r",
    "candidate_not_squashed": "tanh is missing",
    "update_and_keep_swapped": "Γu and 1 - Γu are swapped",
    "candidate_without_relevance": "relevance gate",
    "step_shares_arrays": "caller's own arrays",
    "steps_share_arrays": "caller's own arrays",
    "memory_updated_in_place": "in place",
    "memory_not_carried": "not handed on",
    "forward_difference": "one-sided",
    "eps_ignored": "not eps",
    "moves_pile_up": "not put back",
    "kept_memory_forgotten": "direct way",
    "update_gate_path_forgotten": "four ways",
    "input_sees_candidate_only": "both gates and the candidate",
    "mean_over_batch": "sum over the batch",
    "nothing_carried": "carries back is dropped",
    "parameters_overwritten": "overwritten",
    "inputs_in_reverse_order": "reverse order",
    "hidden_bias_outside": "outside r",
    "z_takes_candidate": "z and 1 - z are swapped",
}


@pytest.mark.parametrize("name", CAUSES)
def test_the_likely_cause_of_a_common_slip_is_the_cause(name, capsys):
    function, variant = next(pair for pair in WRONG if pair[1].__name__ == name)
    with pytest.raises(NotRight):
        run(function, variant)
    out = capsys.readouterr().out
    likely = next(line for line in out.splitlines() if line.startswith("      likely"))
    assert CAUSES[name] in likely


@pytest.mark.parametrize(
    ("function", "earlier", "named"),
    [
        ("gru_cell_backward", (None, reference.numerical_gradient), "gru_cell"),
        ("gru_cell_backward", (reference.gru_cell, np.sum), "numerical_gradient"),
        ("gru_backward", (None, reference.numerical_gradient), "gru_forward"),
        ("gru_backward", (reference.gru_forward, np.sum), "numerical_gradient"),
    ],
)
def test_a_wrong_earlier_exercise_is_named_first(function, earlier, named, capsys):
    with pytest.raises(NotRight):
        getattr(check, function)(getattr(reference, function), *earlier)
    assert f"{named} does not pass its own check yet" in capsys.readouterr().out
