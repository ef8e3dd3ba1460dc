"""Calls, their answers, and what is carried along where there is none."""

import warnings

import numpy as np
import pytest

from grader.checks.answer import opened
from grader.checks.compare import difference
from grader.checks.student import Handle, Here, Student, scribble, with_twins
from utils.params import GRUStep


def student(*functions, calls=None, **parts):
    return Student(Here({f.__name__: f for f in functions}, **parts), calls)


def double(x):
    return 2 * x


def test_an_answer_opens_to_value_problem_and_call():
    value, problem, call = opened(student(double).double(3))
    assert (value, problem, call.function, call.args) == (6, None, "double", (3,))


def test_calls_are_kept_in_order_scribbling_ones_too():
    calls = []
    learner = student(double, calls=calls)
    learner.double(1)
    learner.scribbling.double(np.ones(2))
    learner.double(x=4)
    assert [(call.args, call.scribble) for call in calls[:1]] == [((1,), False)]
    assert calls[1].scribble
    assert calls[2].kwargs == {"x": 4}


def test_what_the_check_passes_is_out_of_the_learners_reach():
    def clears(x):
        x[...] = 0
        return x

    x = np.ones(3)
    _, _, call = opened(student(clears).clears(x))
    assert np.array_equal(x, np.ones(3))
    assert np.array_equal(call.args_after[0], np.zeros(3))


def test_a_scribbling_caller_overwrites_what_was_not_copied():
    def keeps(x, rest):
        return x, x.copy(), rest[0]

    value, _, call = opened(student(keeps).scribbling.keeps(np.ones(2), [np.ones(1)]))
    assert np.array_equal(value[0], [77, 77])
    assert np.array_equal(value[1], [1, 1])
    assert np.array_equal(value[2], [77])
    assert difference(call.args_after, (np.ones(2), [np.ones(1)])) is None


def test_scribbling_reaches_arrays_inside_tuples_lists_and_dicts():
    arrays = [np.ones(2) for _ in range(4)]
    scribble(([arrays[0]], {"a": arrays[1]}, (arrays[2], 3, None)))
    assert [array[0] for array in arrays] == [77, 77, 77, 1]


def test_errors_and_warnings_are_recorded():
    def warns_and_fails(x):
        warnings.warn("an old name", DeprecationWarning, stacklevel=1)
        warnings.warn("careful", RuntimeWarning, stacklevel=1)
        raise KeyError(x)

    value, problem, call = opened(student(warns_and_fails).warns_and_fails("k"))
    assert value is None
    assert "KeyError" in problem
    assert (call.error, call.warnings) == ("KeyError", ["careful"])


def test_a_function_that_is_not_there_is_a_problem():
    _, problem, call = opened(student().missing(1))
    assert problem == "missing is not defined"
    assert call.error is None


def test_fields_and_items_of_an_answer():
    def step():
        return GRUStep(*range(6)), [np.arange(3)]

    answer = student(step).step()
    assert opened(answer[0].c_t)[0] == 5
    assert np.array_equal(opened(answer[1][0])[0], [0, 1, 2])
    assert opened(answer[1][0])[2].function == "step"


@pytest.mark.parametrize(
    ("take", "words"),
    [
        (lambda a: a.c_t, "got a list of 2, which has no field c_t"),
        (lambda a: a[7], "got a list of 2, which has no item 7"),
        (lambda a: a["key"], "which has no item 'key'"),
        (lambda a: a[7].c_t[0], "which has no item 7"),
        (lambda a: a[0].c_t.x, "got a int, which has no field c_t"),
    ],
)
def test_a_missing_part_is_a_problem_that_is_carried_along(take, words):
    def pair():
        return [1, 2]

    value, problem, _ = opened(take(student(pair).pair()))
    assert value is None
    assert words in problem


def test_an_answer_is_not_unpacked_since_its_length_is_not_known():
    with pytest.raises(TypeError, match=r"r\[0\], r\[1\]"):
        list(student(double).double(3))


def test_an_answer_among_the_arguments_stands_for_its_value():
    learner = student(double)
    assert opened(learner.double(learner.double(1)))[0] == 4
    assert opened(learner.double(x=learner.double(1)))[0] == 4


def test_a_problem_among_the_arguments_is_carried_and_nothing_is_called():
    reached = []

    def notes(x):
        reached.append(x)

    learner = student(notes)
    _, problem, _ = opened(learner.notes(learner.missing()))
    assert problem == "missing is not defined"
    assert reached == []


def test_what_is_built_is_passed_as_its_twin_and_not_compared_afterwards():
    def calls_it(f, x):
        return f(x)

    def adder(number):
        return lambda x: x + number

    learner = student(calls_it, builders={"adder": adder})
    f = learner.build("adder", 5)
    value, _, call = opened(learner.calls_it(f, 1))
    assert value == 6
    assert call.args_after == (None, 1)


def test_what_is_kept_stays_there_and_can_be_probed():
    def makes():
        return {"secret": 7}

    learner = student(makes, probes={"look": lambda made, key: made[key]})
    kept = learner.keeping.makes()
    assert isinstance(opened(kept)[0], Handle)
    assert opened(learner.probe("look", kept, "secret"))[0] == 7


def test_copies_keep_the_types_of_containers():
    step = GRUStep(*range(6))
    copied = with_twins(([step], {"a": (1, 2)}))
    assert copied == ([step], {"a": (1, 2)})
    assert type(copied[0][0]) is GRUStep
