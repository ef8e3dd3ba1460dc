"""The checks of costs, intervals and stacks: fair questions, any right style taken."""

from inspect import signature

import numpy as np
import pytest

from grader.checks.gru.asked import GRUS
from grader.checks.which_unit.runs import results
from grader.judge.score import score
from grader.reference import which_unit as reference
from grader.sandbox.limits import Limits
from tests.grader.checks.which_unit.styles import STYLES
from tests.grader.judging import CHECKS, RIGHT, SEEDS, failures, judged

NB = "6_which_unit"
MANY = [bytes([i, j]) for i in range(20) for j in range(10)]


def calls_of(name, seed):
    """The questions of a check."""
    return judged(NB, name, RIGHT[NB][name], seed)[1]


def test_a_librarys_unit_may_not_stand_in():
    forbidden = {name: CHECKS[NB][name].forbids for name in CHECKS[NB]}
    assert forbidden.pop("gru_step") == forbidden.pop("stacked_forward") == GRUS
    assert set(forbidden.values()) == {()}


# the questions


@pytest.mark.parametrize("seed", SEEDS[NB])
def test_a_unit_is_asked_for_at_sizes_that_differ_and_at_one(seed):
    asked = [call.args for call in calls_of("parameter_count", seed)]
    for unit in ("plain", "gru", "lstm", "peephole"):
        of_unit = [(n_x, n) for name, n_x, n in asked if name == unit]
        assert all(n_x != n for n_x, n in of_unit)
        assert {1} < {n_x for n_x, _ in of_unit}
        assert {1} < {n for _, n in of_unit}
        assert max(n for _, n in of_unit) > 50


@pytest.mark.parametrize("seed", SEEDS[NB])
def test_no_budget_is_beyond_what_the_text_says_and_one_is_near_it(seed):
    budgets = [call.args[2] for call in calls_of("width_for", seed)]
    assert 9.5e7 < max(budgets) <= 1e8


def test_trying_every_width_leaves_closed_functions_enough_calls():
    """A wrong parameter_count is the judge's from there on, and answers so often."""
    asked = []

    def counting(unit, n_x, n):
        asked.append(n)
        return reference.parameter_count(unit, n_x, n)

    def width_for(unit, n_x, budget):
        widths = range(1, 10_001)
        fitting = [n for n in widths if counting(unit, n_x, n) <= budget]
        if not fitting:
            raise ValueError(budget)
        return fitting[-1]

    assert failures(NB, "width_for", width_for) == []
    assert 2 * len(asked) < Limits().reference_calls


@pytest.mark.parametrize("name", ["interval", "told_apart"])
def test_draws_are_places_in_the_results(name):
    for seed in SEEDS[NB]:
        for call in calls_of(name, seed):
            if call.problem:
                continue
            values = call.args[0]
            picks = call.args[1 if name == "interval" else 2]
            assert picks.dtype.kind == "i"
            assert picks.shape[1] == len(values)
            assert picks.min() >= 0
            assert picks.max() < len(values)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_the_ends_are_not_those_of_neighbours_means_or_other_levels(level):
    for seed in range(30):
        values, picks = results(np.random.default_rng(seed), R=20, B=401, level=level)
        ends = np.array(reference.interval(values, picks, level))
        others = [reference.interval(values, picks, 1 - 2 * (1 - level))]
        others.append(np.quantile(values[picks].mean(axis=1), [1 - level, level]))
        others.append(reference.interval(values, picks, 1))
        for other in others:
            assert np.abs(ends - other).max() > 1e-3 * np.abs(ends).max()


def test_two_units_are_asked_for_with_answers_that_hang_on_no_chance():
    """The same answers for each learner, none of them within a hair of the other."""
    answers = set()
    for seed in MANY:
        calls = [call for call in calls_of("told_apart", seed) if not call.problem]
        answers.add(tuple(call.value for call in calls))
        for call in calls:
            one, other, picks, *level = call.args
            ends = np.array(reference.interval(one - other, picks, *level))
            assert np.all((np.abs(ends) > 5e-3) | (ends == 0))
    assert len(answers) == 1
    assert {True, False} == set(answers.pop())


@pytest.mark.parametrize("answer", [True, False])
def test_to_say_always_the_same_of_two_units_earns_nothing(answer):
    expectations, _ = judged(NB, "told_apart", lambda *args, **kwargs: answer)
    assert score(expectations, 3) == 0


def test_a_stack_is_asked_for_with_equal_widths_other_widths_and_alone():
    for seed in SEEDS[NB]:
        shapes = [
            [len(p.bu) for p in call.args[2]]
            for call in calls_of("stacked_forward", seed)
        ]
        assert len(shapes[0]) == 3
        assert len(set(shapes[0])) == 1
        assert calls_of("stacked_forward", seed)[0].args[0].shape[2] == shapes[0][0]
        assert {1, 2, 3} == {len(widths) for widths in shapes}
        assert any(len(set(widths)) == len(widths) == 3 for widths in shapes)


# what is refused


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("parameter_count", "an unknown unit is a ValueError"),
        ("width_for", "too small a budget is a ValueError"),
        ("told_apart", "unequal lengths are a ValueError: fewer"),
    ],
)
@pytest.mark.parametrize("otherwise", [None, 0, KeyError("elman")])
def test_another_answer_or_error_where_there_is_none_costs_little(
    name, lost, otherwise
):
    def lenient(*args, **kwargs):
        try:
            return RIGHT[NB][name](*args, **kwargs)
        except ValueError:
            if isinstance(otherwise, Exception):
                raise otherwise from None
            return otherwise

    assert lost in [expectation for expectation, _ in failures(NB, name, lenient)]
    assert score(judged(NB, name, lenient)[0], 1) > 0.85


def test_a_refusal_without_the_units_name_costs_a_little():
    def parameter_count(unit, n_x, n):
        if unit not in reference.BLOCKS:
            raise ValueError("no such unit")
        return reference.parameter_count(unit, n_x, n)

    message = "the message doesn't say that it was 'elman'"
    name = "the ValueError says which unit it was"
    assert failures(NB, "parameter_count", parameter_count) == [(name, message)]


def test_a_float_for_a_count_costs_a_little():
    for name in ("parameter_count", "width_for"):

        def floats(*args, name=name):
            return float(RIGHT[NB][name](*args))

        message = "got a float, expected an int"
        assert failures(NB, name, floats) == [("a whole number", message)]


# right answers in other people's styles


@pytest.mark.parametrize("style", STYLES)
def test_a_right_answer_in_another_style_scores_full(style):
    name, function = STYLES[style]
    assert list(signature(function).parameters) == list(
        signature(RIGHT[NB][name]).parameters
    )
    for seed in SEEDS[NB][:8]:
        assert failures(NB, name, function, seed) == []
