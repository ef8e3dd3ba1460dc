"""The visible checks of all notebooks: right passes, wrong is told why."""

from importlib import import_module

import numpy as np
import pytest

from grader import reference
from grader.checks import NOTEBOOKS
from grader.misconceptions import for_notebook
from grader.misconceptions.source import wrong_version
from utils.checks.messages import GENERAL
from utils.checks.report import NotRight

CHECK = {nb: import_module(f"utils.checks.{unit}") for nb, unit in NOTEBOOKS.items()}
RIGHT = {nb: reference.for_notebook(nb) for nb in NOTEBOOKS}
FUNCTIONS = [(nb, function) for nb in NOTEBOOKS for function in CHECK[nb].__all__]
WRONG = [
    pytest.param(nb, function, mistake, id=f"{nb}-{function}-{mistake.name}")
    for nb in NOTEBOOKS
    for function, mistakes in for_notebook(nb).items()
    for mistake in mistakes
]
EARLIER = {
    "gru_cell_backward": ("gru_cell", "numerical_gradient"),
    "gru_backward": ("gru_forward", "numerical_gradient"),
    "lstm_cell_backward": ("lstm_cell",),
    "lstm_backward": ("lstm_forward",),
    "hold_memory": ("lstm_forward",),
    "lstm_cell_with_relevance": ("lstm_cell",),
    "peephole_cell_backward": ("peephole_cell",),
    "peephole_backward": ("peephole_forward",),
    "peephole_influence": ("peephole_gates",),
}
"""Function -> the learner's earlier functions that its check makes use of."""

# Only grading asks for a forget bias of 0, and has a loader that shuffles.
SEEN_BY_GRADING_ONLY = {"zero_taken_for_none", "batches_listed_once"}


def run(nb, function, answer, **instead):
    """The visible check of a function, the earlier ones right but for `instead`."""
    earlier = EARLIER.get(function, ())
    having = (instead.get(name, RIGHT[nb].get(name)) for name in earlier)
    return getattr(CHECK[nb], function)(answer, *having)


def why_not(capsys, nb, function, answer, **instead):
    """What a check prints that does not pass."""
    with pytest.raises(NotRight, match=f"{function} is not right yet"):
        run(nb, function, answer, **instead)
    return capsys.readouterr().out


@pytest.mark.parametrize(("nb", "function"), FUNCTIONS)
def test_the_reference_passes(nb, function, capsys):
    assert run(nb, function, RIGHT[nb][function]) is None
    out, err = capsys.readouterr()
    assert out.startswith(f"{function}: right so far\n  ✓ ")
    assert "Grading asks more of it" in out
    assert "✗" not in out
    assert err == ""


@pytest.mark.parametrize(("nb", "function"), FUNCTIONS)
def test_the_stub_is_told_that_it_is_not_written(nb, function, capsys):
    def stub(*args, **named):
        raise NotImplementedError(f"Exercise 1: {function}")

    out = why_not(capsys, nb, function, stub)
    assert "✗ is written" in out
    assert "not written yet" in out


@pytest.mark.parametrize(("nb", "function"), FUNCTIONS)
def test_something_that_is_no_function_is_named(nb, function, capsys):
    assert f"{function} is an int" in why_not(capsys, nb, function, 7)


@pytest.mark.parametrize(("nb", "function", "mistake"), WRONG)
def test_a_wrong_answer_fails_with_cause_and_next_step(nb, function, mistake, capsys):
    wrong = wrong_version(mistake)
    if mistake.name in SEEN_BY_GRADING_ONLY:
        run(nb, function, wrong)
        return
    out = why_not(capsys, nb, function, wrong)
    for title in ("got", "expected", "likely", "next"):
        lines = [line for line in out.splitlines() if line.startswith(f"      {title}")]
        assert len(lines) == 1
        assert len(lines[0].split(maxsplit=1)[1]) > 1
    assert out.count("✗") == 1


CAUSES = {
    "1_gru": {
        "gates_swapped": "swapped",
        "gates_read_x_first": "x<t> stands before c<t-1>",
        "candidate_reads_x_first": "x<t> stands before c<t-1>",
        "reset_after_product": "after the matrix product",
        "relevance_ignored": "past the gamma_r",
        "candidate_not_squashed": "tanh is missing",
        "update_and_keep_swapped": "Γu and 1 - Γu are swapped",
        "candidate_without_relevance": "relevance gate",
        "memory_not_carried": "the memory isn't passed on",
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
    },
    "2_lstm": {
        "gates_read_x_first": "x<t> stands before a<t-1>",
        "forget_and_output_swapped": "another order",
        "gates_without_bias": "a bias is left out",
        "candidate_through_sigmoid": "the sigmoid took the tanh's place",
        "candidate_sees_no_activation": "a<t-1> is left out",
        "update_decides_what_is_kept": "one gate does the work of the other",
        "activation_without_tanh": "the tanh is missing",
        "output_gate_forgotten": "output gate is missing",
        "gates_see_the_memory": "look at c<t-1>",
        "memory_not_carried": "the memory isn't passed on",
        "activation_not_carried": "the activation isn't passed on",
        "activation_path_forgotten": "does not reach c<t>",
        "forget_factor_forgotten": "another factor than Γf",
        "update_gate_as_in_gru": "update gate",
        "mean_over_batch": "sum over the batch",
        "memory_gradient_not_carried": "memory's gradient is not carried",
        "parameters_overwritten": "overwritten",
        "inputs_in_reverse_order": "reverse order",
        "forget_bias_on_update_gate": "another gate",
        "scaled_by_all_columns": "another number under the root",
        "one_draw_for_all": "one draw serves",
        "global_generator": "somewhere other than the rng",
        "forget_gate_shut": "forget gate is not open",
        "update_gate_open": "update gate is not shut",
        "gates_not_far_enough": "far enough open or shut",
        "relevance_on_input": "cuts more than that",
        "relevance_after_product": "after the product",
        "order_of_our_parameters": "another order",
        "biases_in_both": "counted twice",
        "columns_named_the_wrong_way": "a transpose",
    },
    "6_which_unit": {
        "biases_not_counted": "the bias",
        "gates_of_the_gru_alone": "two gates and a candidate",
        "gates_of_the_lstm_alone": "three gates and a candidate",
        "peepholes_as_matrices": "how long each is",
        "budget_not_used_up": "exactly the budget is refused",
        "first_that_exceeds": "one too far",
        "nearest_to_the_budget": "costs more than the budget",
        "search_ends_too_early": "thought large enough",
        "inputs_not_counted": "n_x isn't passed on",
        "means_for_medians": "other than the median of each row",
        "level_ignored": "level isn't used",
        "whole_tail_at_each_end": "other than the median of each row, or level",
        "high_before_low": "changed places",
        "half_the_width": "one number",
        "own_draws": "picks isn't used",
        "intervals_overlap": "two intervals",
        "results_sorted_first": "sorted",
        "only_more_is_a_difference": "one direction",
        "end_at_zero_counted": "exactly zero",
        "level_not_handed_on": "level isn't passed on",
        "mean_difference": "a mean",
        "sizes_of_differences": "the sign of the differences",
        "reset_after_product": "after the product",
        "update_and_keep_swapped": "swapped",
        "gates_read_x_first": "x<t> stands before c<t-1>",
        "whole_step_returned": "the whole step",
        "every_layer_reads_x": "reads x again",
        "above_reads_the_step_before": "another step",
        "memory_not_carried": "isn't carried on",
        "all_start_from_the_first_c0": "its own c0",
    },
}


@pytest.mark.parametrize(
    ("nb", "name"), [(nb, name) for nb, causes in CAUSES.items() for name in causes]
)
def test_the_likely_cause_of_a_common_slip_is_the_cause(nb, name, capsys):
    found = (p.values for p in WRONG)
    _, function, mistake = next(
        (of, f, m) for of, f, m in found if of == nb and m.name == name
    )
    out = why_not(capsys, nb, function, wrong_version(mistake))
    likely = next(line for line in out.splitlines() if line.startswith("      likely"))
    assert CAUSES[nb][name] in likely


@pytest.mark.parametrize(
    ("function", "named"),
    [(f, named) for f, names in EARLIER.items() for named in names],
)
@pytest.mark.parametrize("instead", [None, np.sum])
def test_a_wrong_earlier_exercise_is_named_first(function, named, instead, capsys):
    nb = next(nb for nb, f in FUNCTIONS if f == function)
    out = why_not(capsys, nb, function, RIGHT[nb][function], **{named: instead})
    assert f"{named} does not pass its own check yet" in out


@pytest.mark.parametrize("unit", NOTEBOOKS.values())
def test_no_units_message_takes_the_place_of_a_general_one(unit):
    messages = import_module(f"utils.checks.{unit}.messages").MESSAGES
    assert not set(messages) & set(GENERAL)
