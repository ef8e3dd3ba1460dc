"""The vocabulary that checks are written in.

A check is a generator of expectations. Those about values (`same`, `holds`) say
whether the answer is right. Those about form (`unchanged`, `kept`, `silent`,
`own_copies`, `refuses`, `repeats`) count only where every value expectation on the same
call held: form alone earns nothing. A `clue` costs nothing: it tells mistakes apart.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from grader.checks.answer import Call, opened
from grader.checks.compare import describe, difference
from grader.checks.student import without_handles


@dataclass
class Expectation:
    """One thing asked of a function, and whether it held (None: it was not run)."""

    name: str
    passed: bool | None
    message: str = ""
    weight: float = 1.0
    form: bool = False
    call: Call | None = None
    clue: bool = False  # of no weight, and not shown
    mistake: str = ""  # what it is called where this fails (misconceptions.general)


@dataclass(frozen=True)
class Check:
    """What is asked of one function: ``run(student, rng)`` yields expectations."""

    function: str
    run: Callable
    forbids: tuple = ()  # library units that may not stand in for the learner's own
    by_properties: bool = False  # mistakes are named by the set of failures

    @property
    def title(self):
        """The check's docstring: its first line is shown to learners."""
        return (self.run.__doc__ or self.function).strip().splitlines()[0]


class Checks(dict):
    """The checks of one notebook by function, in the order in which they stand."""

    def check(self, function, *, forbids=(), by_properties=False):
        """Register the decorated generator as the check of `function`."""

        def register(run):
            if function in self:
                raise ValueError(f"{function} has a check already")
            self[function] = Check(function, run, tuple(forbids), by_properties)
            return run

        return register


def same(name, answer, expected, *, tol=None, weight=1.0):
    """The answer's value is `expected` (see `compare.difference`)."""
    value, problem, call = opened(answer)
    found = problem or difference(value, expected, tol)
    return Expectation(name, found is None, found or "", weight, call=call)


def holds(name, answer, condition, message, *, weight=1.0):
    """``condition(value)`` is true; `message` says what was expected instead.

    The value comes from the learner: a condition that raises on it has not held.
    """
    value, problem, call = opened(answer)
    if problem is None:
        try:
            with np.errstate(all="ignore"):
                problem = None if bool(condition(value)) else message
        except Exception:  # whatever a value is made to raise
            problem = message
    return Expectation(name, problem is None, problem or "", weight, call=call)


def together(name, *expectations, weight=1.0):
    """All of these about values hold: no one answer to everything can earn it."""
    wrong = [e for e in expectations if not e.passed]
    message = wrong[0].message if wrong else ""
    whole = replace(expectations[0], name=name, passed=not wrong, message=message)
    return replace(whole, weight=weight)


def repeats(name, answer, given, *, weight=0.5):
    """The answer holds what was `given`: an echo, worth nothing by itself."""
    return replace(same(name, answer, given, weight=weight), form=True)


def raises(name, answer, error, *, weight=1.0):
    """The call raised the exception class `error` (a built-in one)."""
    _, _, call = opened(answer)
    passed = call.error == error.__name__
    got = f"it raised {call.error}" if call.error else "it raised nothing"
    message = "" if passed else f"{got}, expected a {error.__name__}"
    return Expectation(name, passed, message, weight, call=call)


def refuses(name, answer, error, right, *, weight=0.5, mistake="unknown_form_accepted"):
    """The call raised the exception class `error` (a built-in one).

    It counts where the values of the answer `right` held: a function that always
    raises has refused nothing. `mistake` is what it is called not to refuse.
    """
    found = raises(name, answer, error, weight=weight)
    return replace(found, form=True, call=opened(right)[2], mistake=mistake)


def own_copies(name, answer, expected, right, *, weight=0.5):
    """The answer is as `expected` though the caller has overwritten its arrays since.

    `answer` comes from ``student.scribbling``; it counts where `right`'s values held.
    """
    value, problem, _ = opened(answer)
    shared = "what you return changes when the caller's arrays do: store copies"
    message = problem or (shared if difference(value, expected) else "")
    counted = opened(right)[2]
    mistake = "callers_arrays_shared"
    return _of_form(name, not message, message, weight, counted, mistake)


def unchanged(name, answer, *, weight=0.5):
    """The call left every array among its arguments as it was."""
    _, _, call = opened(answer)
    found = None
    if call.args_after is not None:
        found = difference(call.args_after, without_handles(call.args), tol=0)
    message = "the function changes its inputs: work on copies" if found else ""
    return _of_form(name, not found, message, weight, call, "inputs_changed")


def kept(name, answer, dtype, *, weight=0.5):
    """Every array of numbers in the answer has `dtype`."""
    value, problem, call = opened(answer)
    others = sorted({str(d) for d in _dtypes(value) if d != np.dtype(dtype)})
    found = problem or (
        others and f"{np.dtype(dtype)} went in, {', '.join(others)} came out"
    )
    return _of_form(name, not found, found or "", weight, call, "dtype_lost")


def whole(name, answer, *, weight=0.5):
    """The answer is a whole number, Python's or NumPy's, and no float of its value."""
    value, problem, call = opened(answer)
    dtype = getattr(value, "dtype", None)
    kind = type(value) is int or (dtype is not None and dtype.kind in "iu")
    message = problem or ("" if kind else f"got {describe(value)}, expected an int")
    return _of_form(name, not message, message, weight, call, "not_whole")


def silent(name, answer, *, weight=0.5):
    """The call gave no warning of a computation: overflow, division by zero, …"""
    _, _, call = opened(answer)
    message = f"it warns: {call.warnings[0]}" if call.warnings else ""
    return _of_form(name, not call.warnings, message, weight, call, "warns")


def clue(name, answer, condition):
    """Whether ``condition(value)`` is true: it costs nothing and is not shown.

    Two mistakes that fail the same expectations are told apart by it.
    """
    return replace(holds(name, answer, condition, "", weight=0.0), clue=True)


def _of_form(name, passed, message, weight, call, mistake):
    found = Expectation(name, passed, message, weight, form=True, call=call)
    return replace(found, mistake=mistake)


def not_run(name, why, *, weight=1.0):
    """An expectation that could not be put to the test here, and why."""
    return Expectation(name, None, why, weight)


def _dtypes(value):
    waiting, seen = [value], set()
    while waiting:
        item = waiting.pop()
        if id(item) in seen:  # an answer may contain itself
            continue
        seen.add(id(item))
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, (tuple, list)):
            waiting.extend(item)
        elif isinstance(item, (np.ndarray, np.generic)):
            yield item.dtype
