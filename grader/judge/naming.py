"""Which well-known mistake is it? The variants run here, on the learner's inputs."""

import numpy as np

from grader.checks.answer import Call
from grader.checks.compare import difference
from grader.checks.student import Here, Student, run_here
from grader.judge.score import run_check
from grader.judge.seeds import generator
from utils import fixtures


def named(check, calls, expectations, variants, seed, references):
    """The variants whose outcomes equal the learner's, in their order of definition.

    `calls` are all calls that the check made. A variant fits when each call of the
    checked function went as it does for the variant: value, precision, the arguments
    afterwards, the error's type, and whether it warned. For a check of properties
    it fits when the same set of expectations fails.
    """
    own = [call for call in calls if call.function == check.function]
    if not any(call.problem is None or call.error for call in own):
        return []
    if check.by_properties:
        failed = _failed(expectations)
        return [v for v in variants if _failed_by(v, check, seed, references) == failed]
    return [variant for variant in variants if all(_fits(variant, c) for c in own)]


def _fits(variant, call):
    twin = Call(call.function, call.args, call.kwargs, call.scribble)
    run_here(variant, twin)
    if call.error or twin.error:
        return call.error == twin.error
    return (
        call.problem is None
        and difference(call.value, twin.value) is None
        and difference(call.args_after, twin.args_after) is None
        and _widest(call.value) == _widest(twin.value)
        and bool(call.warnings) == bool(twin.warnings)
    )


def _widest(value):
    """The dtype wide enough for every number in `value`; None where there is none.

    A learner's containers and Python's own numbers may differ from the variant's.
    """
    found = [_dtype(leaf) for leaf in _leaves(value)]
    return np.result_type(*found) if found else None


def _leaves(value):
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, (np.ndarray, np.generic, float)):
        yield value


def _dtype(number):
    return number.dtype if isinstance(number, (np.ndarray, np.generic)) else np.float64


def _failed(expectations):
    return {e.name for e in expectations if e.passed is False}


def _failed_by(variant, check, seed, references):
    functions = {**references, check.function: variant}
    student = Student(Here(functions, fixtures.BUILDERS, fixtures.PROBES))
    rng = generator(seed, check.function)
    return _failed(run_check(check, student, rng))
