"""Each wrong answer of each notebook is seen, named, and told apart from the others."""

import numpy as np
import pytest

from grader.checks.student import Here, Student
from grader.judge.score import run_check, score
from grader.misconceptions.general import FORM
from tests.grader.judging import (
    CHECKS,
    FUNCTIONS,
    IN_TORCH,
    MISTAKES,
    RIGHT,
    SEEDS,
    judged,
    names,
    wrong,
)
from utils.fixtures import BUILDERS, PROBES

NAMED_WITH = {
    "1_gru": 6,
    "2_lstm": 4,
    "3_peephole": 2,
    "4_cuda": 2,
    "5_kernels": 2,
    "6_which_unit": 4,
}
"""Notebook -> so many seeds where all variants run on every call."""
AT_LEAST = {
    "1_gru": 8,
    "2_lstm": 9,
    "3_peephole": 15,
    "4_cuda": 2,
    "5_kernels": 2,
    "6_which_unit": 16,
}
"""Notebook -> so many misconceptions has each of its functions."""
CODE = (
    *("`", "a0", "a_t", "b", "c_t", "carry_state", "d", "exp", "fl", "forward"),
    *("load_params", "math.", "np.", "out", "pu", "torch"),
)
"""What a hint may begin with but for a capital letter."""

SEEDED = ["seeded_every_epoch", "batches_listed_once"]
EITHER_OR = {("fit", name): SEEDED for name in SEEDED}
"""Mistakes that nothing which comes back tells apart."""

every_check = pytest.mark.parametrize(("nb", "name"), FUNCTIONS)
every_wrong = pytest.mark.parametrize(
    ("nb", "name", "mistake"),
    [
        pytest.param(nb, name, mistake, id=f"{nb}-{name}-{mistake.name}")
        for nb, name in FUNCTIONS
        for mistake in MISTAKES[nb][name]
    ],
)


@every_wrong
def test_it_loses_points_and_costs_every_learner_the_same(nb, name, mistake):
    outcomes = set()
    for seed in SEEDS[nb]:
        expectations, _ = judged(nb, name, wrong(mistake), seed)
        assert score(expectations, 4) < 4
        outcomes.add(tuple(e.passed for e in expectations))
    assert len(outcomes) == 1


@every_wrong
def test_it_is_named_and_no_other_is(nb, name, mistake):
    for seed in SEEDS[nb][: NAMED_WITH[nb]]:
        found = [n for n in names(nb, name, wrong(mistake), seed) if n not in FORM]
        assert found == EITHER_OR.get((name, mistake.name), [mistake.name])


@every_wrong
def test_its_hint_is_a_few_whole_sentences(nb, name, mistake):
    text = mistake.hint
    assert 40 <= len(text) <= 300
    assert text[0].isupper() or text.startswith(CODE)
    assert text.endswith((".", "?"))
    assert "reference" not in text


@every_check
def test_every_function_has_misconceptions_with_names_of_their_own(nb, name):
    every = [mistake.name for mistake in MISTAKES[nb][name]]
    assert len(every) >= (4 if name == "hold_memory" else AT_LEAST[nb])
    assert len(set(every)) == len(every)


def test_every_misconception_is_of_a_graded_function():
    for nb, of in MISTAKES.items():
        assert sorted(of) == sorted(CHECKS[nb])


@every_check
def test_a_blank_is_no_misconception(nb, name):
    def blank(*args, **kwargs):
        raise NotImplementedError(f"Exercise: {name}")

    assert names(nb, name, blank, SEEDS[nb][0]) == []


@every_check
@pytest.mark.parametrize("answer", [None, 0.5, "words", {}, ()])
def test_an_answer_of_another_kind_is_no_misconception(nb, name, answer):
    assert names(nb, name, lambda *args, **kwargs: answer, SEEDS[nb][0]) == []


@pytest.mark.parametrize(
    ("nb", "name"),
    [(nb, f) for nb, f in FUNCTIONS if nb not in IN_TORCH and f != "init_lstm"],
)
def test_a_mistake_nobody_wrote_down_has_no_name(nb, name):
    right = RIGHT[nb][name]

    def random(*args, **kwargs):
        rng, value = np.random.default_rng(0), right(*args, **kwargs)
        if isinstance(value, dict):
            return {key: rng.normal(size=part.shape) for key, part in value.items()}
        if isinstance(value, tuple):
            drawn = [rng.normal(size=np.shape(part)) for part in value[:1]]
            return (*drawn, *value[1:2])
        if isinstance(value, list):
            return [rng.normal(size=part.shape) for part in value]
        return rng.normal(size=np.shape(value))

    assert names(nb, name, random, SEEDS[nb][0]) == []


@every_check
def test_questions_do_not_depend_on_answers(nb, name):
    drawn = set()
    for mistake in (MISTAKES[nb][name][0], MISTAKES[nb][name][-1], None):
        rng = np.random.default_rng(0)
        functions = {name: wrong(mistake)} if mistake else {}
        student = Student(Here(functions, BUILDERS, PROBES))
        run_check(CHECKS[nb][name], student, rng)
        drawn.add(rng.random())
    assert len(drawn) == 1
