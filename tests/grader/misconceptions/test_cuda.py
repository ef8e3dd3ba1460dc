"""Each wrong answer of the CUDA notebook is seen, named, and told from the others."""

from functools import cache

import numpy as np
import pytest

from grader.checks.cuda import CHECKS
from grader.checks.student import Here, Student
from grader.judge.naming import named
from grader.judge.score import run_check, score
from grader.judge.seeds import generator
from grader.misconceptions import hint
from grader.misconceptions.cuda import MISCONCEPTIONS
from utils.fixtures import BUILDERS, PROBES

SEEDS = (b"one", b"two", b"three", b"four")
WRONG = [(name, wrong) for name in CHECKS for wrong in MISCONCEPTIONS[name]]
ids = [f"{name}-{wrong.__name__}" for name, wrong in WRONG]
every_wrong = pytest.mark.parametrize(("name", "wrong"), WRONG, ids=ids)


@cache
def judged(name, function, seed):
    calls = []
    student = Student(Here({name: function}, BUILDERS, PROBES), calls)
    return tuple(run_check(CHECKS[name], student, generator(seed, name))), calls


@cache
def failed(name, function, seed):
    expectations, _ = judged(name, function, seed)
    return frozenset(e.name for e in expectations if e.passed is False)


def names(name, function, seed):
    """What the judge calls the mistake of this version."""
    expectations, calls = judged(name, function, seed)
    variants = MISCONCEPTIONS[name]
    if CHECKS[name].by_properties:
        found = failed(name, function, seed)
        return [v.__name__ for v in variants if failed(name, v, seed) == found]
    fitting = named(CHECKS[name], calls, expectations, variants, seed, {})
    return [variant.__name__ for variant in fitting]


def test_every_function_has_wrong_versions_and_there_are_plenty():
    assert set(MISCONCEPTIONS) == set(CHECKS)
    assert len(WRONG) >= 26


@every_wrong
def test_it_loses_points_and_costs_every_learner_the_same(name, wrong):
    outcomes = set()
    for seed in SEEDS:
        expectations, _ = judged(name, wrong, seed)
        assert score(expectations, 4) < 4
        outcomes.add(tuple(e.passed for e in expectations))
    assert len(outcomes) == 1


@every_wrong
def test_it_is_named_and_no_other_is(name, wrong):
    for seed in SEEDS[:2]:
        assert names(name, wrong, seed) == [wrong.__name__]


def test_the_judge_names_by_the_set_of_failures():
    name, wrong = "fit", MISCONCEPTIONS["fit"][0]
    expectations, calls = judged(name, wrong, SEEDS[0])
    variants = MISCONCEPTIONS[name]
    found = named(CHECKS[name], calls, expectations, variants, SEEDS[0], {})
    assert found == [wrong]


@pytest.mark.parametrize("name", CHECKS)
def test_a_blank_is_no_misconception(name):
    def blank(*args, **kwargs):
        raise NotImplementedError(f"Exercise: {name}")

    assert names(name, blank, SEEDS[0]) == []


@every_wrong
def test_hints_say_something_and_are_one_line(name, wrong):
    assert 60 <= len(hint(wrong)) <= 300
    assert "\n" not in hint(wrong)


def test_names_of_a_function_differ():
    for variants in MISCONCEPTIONS.values():
        every = [variant.__name__ for variant in variants]
        assert len(set(every)) == len(every)


def test_questions_do_not_depend_on_answers():
    for name in CHECKS:
        drawn = []
        for wrong in (MISCONCEPTIONS[name][0], MISCONCEPTIONS[name][-1], None):
            rng = np.random.default_rng(0)
            functions = {name: wrong} if wrong else {}
            run_check(CHECKS[name], Student(Here(functions, BUILDERS, PROBES)), rng)
            drawn.append(rng.random())
        assert len(set(drawn)) == 1
