"""The visible checks of the LSTM notebook: right passes, wrong is told why."""

import numpy as np
import pytest

from grader.misconceptions.lstm import MISCONCEPTIONS
from grader.reference import lstm as reference
from utils.checks import lstm as check
from utils.checks.counts import COUNTS
from utils.checks.report import NotRight
from utils.params import LSTMParams

FUNCTIONS = list(check.__all__)
EARLIER = {
    "lstm_cell_backward": reference.lstm_cell,
    "lstm_backward": reference.lstm_forward,
    "hold_memory": reference.lstm_forward,
    "lstm_cell_with_relevance": reference.lstm_cell,
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


CAUSES = {
    "gates_read_x_first": "x<t> stands before a<t-1>",
    "forget_and_output_swapped": "another order",
    "gates_without_bias": "a bias is left out",
    "candidate_through_sigmoid": "the sigmoid took the tanh's place",
    "candidate_sees_no_activation": "a<t-1> is left out",
    "update_decides_what_is_kept": "one gate does the work of the other",
    "activation_without_tanh": "the tanh is missing",
    "output_gate_forgotten": "output gate is missing",
    "gates_see_the_memory": "look at c<t-1>",
    "step_shares_arrays": "caller's own arrays",
    "memory_updated_in_place": "in place",
    "memory_not_carried": "the memory is not handed on",
    "activation_not_carried": "the activation is not handed on",
    "steps_share_arrays": "caller's own arrays",
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
    "global_generator": "elsewhere than from the rng",
    "forget_gate_shut": "forget gate is not open",
    "update_gate_open": "update gate is not shut",
    "gates_not_far_enough": "not far enough",
    "relevance_on_input": "cuts more than that",
    "relevance_after_product": "after the product",
    "order_of_our_parameters": "another order",
    "biases_in_both": "counted twice",
    "columns_exchanged": "changed places",
}


@pytest.mark.parametrize("name", CAUSES)
def test_the_likely_cause_of_a_common_slip_is_the_cause(name, capsys):
    function, variant = next(pair for pair in WRONG if pair[1].__name__ == name)
    with pytest.raises(NotRight):
        run(function, variant)
    out = capsys.readouterr().out
    likely = next(line for line in out.splitlines() if line.startswith("      likely"))
    assert CAUSES[name] in likely


@pytest.mark.parametrize("function", EARLIER)
def test_a_wrong_earlier_exercise_is_named_first(function, capsys):
    with pytest.raises(NotRight):
        getattr(check, function)(getattr(reference, function), None)
    named = EARLIER[function].__name__
    assert f"{named} does not pass its own check yet" in capsys.readouterr().out


@pytest.mark.parametrize("far", [60.0, 100.0, 1000.0])
def test_a_memory_held_in_another_way_is_held(far):
    def hold_memory(n_x, n_a):
        p = reference.hold_memory(n_x, n_a)
        return p._replace(bf=np.full(n_a, far), bu=np.full(n_a, -far), bo=0 * p.bo + 3)

    check.hold_memory(hold_memory, reference.lstm_forward)


def test_first_weights_in_another_order_of_draws_are_right():
    def init_lstm(n_x, n_a, rng, forget_bias=1.0):
        reach = n_a**-0.5
        Wc, Wo, Wf, Wu = (
            2 * reach * rng.random((n_a, n_a + n_x)) - reach for _ in range(4)
        )
        zeros = np.zeros(n_a)
        return LSTMParams(Wu, Wf, Wo, Wc, zeros, zeros + forget_bias, zeros, zeros)

    check.init_lstm(init_lstm)


def test_biases_may_be_shared_out_in_any_way_and_be_tensors():
    torch = pytest.importorskip("torch")

    def lstm_to_torch(p):
        state = reference.lstm_to_torch(p)
        half = state["bias_ih_l0"] / 2
        state |= {"bias_ih_l0": half, "bias_hh_l0": half}
        return {name: torch.from_numpy(value) for name, value in state.items()}

    check.lstm_to_torch(lstm_to_torch)
