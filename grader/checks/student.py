"""The learner as a check sees one: ``student.NAME(...)`` is a call.

`Student` is the face; where the call goes is up to the transport it is given: the
learner's process (`grader.judge`), or, for the reference and the misconceptions,
a function here (`run_here`).
"""

import copy
import warnings

import numpy as np

from grader.checks.answer import Answer, Call
from grader.checks.compare import is_number


class Student:
    """Turns attribute calls into `Call`s and keeps them in the order they were made.

    ``student.f(x)`` calls f. ``student.scribbling.f(x)`` overwrites every array in the
    arguments once f has returned, before the answer is read: what f kept of them must
    be its own copy. ``student.build(name, *args)`` makes something that cannot cross,
    by the builder of that name in `utils.fixtures`, and gives its handle.
    """

    def __init__(self, transport, calls=None, scribble=False):
        self._transport, self._scribble = transport, scribble
        self._calls = [] if calls is None else calls

    @property
    def scribbling(self):
        """The same learner, whose caller reuses its arrays after each call."""
        return Student(self._transport, self._calls, scribble=True)

    def build(self, builder, *args):
        """A handle to what the builder makes of plain `args`, there and here."""
        return self._transport.build(builder, args)

    def __getattr__(self, function):
        if function.startswith("_"):
            raise AttributeError(function)

        def call(*args, **kwargs):
            made = Call(function, args, kwargs, self._scribble)
            self._calls.append(made)
            self._transport.call(made)
            return Answer(made, made.value, made.problem)

        return call


class Handle:
    """Something built on both sides: a name there, a `twin` here."""

    def __init__(self, number, twin):
        self.number, self.twin = number, twin


class Here:
    """A transport that calls functions of this process: reference, misconceptions."""

    def __init__(self, functions, builders=None):
        self.functions, self.builders = functions, builders or {}

    def call(self, call):
        """Fill in how the call of the function of that name went."""
        if call.function not in self.functions:
            call.problem = f"{call.function} is not defined"
            return
        run_here(self.functions[call.function], call)

    def build(self, builder, args):
        """A handle to what this process's builder makes."""
        return Handle(0, self.builders[builder](*copy.deepcopy(args)))


def run_here(function, call):
    """Run `function` on copies of the call's arguments and fill in how it went."""
    args, kwargs = with_twins(call.args), with_twins(call.kwargs)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = function(*args, **kwargs)
        except Exception as error:
            call.error, call.problem = type(error).__name__, f"it raised {error!r}"
            value = None
    call.args_after = without_handles(args)
    if call.scribble:
        scribble(args)
    call.value = copy.deepcopy(value)
    call.warnings = [str(w.message) for w in caught]


def with_twins(value):
    """A deep copy of arguments, with each handle's twin in its place."""
    return _copied(value, lambda handle: handle.twin)


def without_handles(value):
    """A deep copy of arguments, with None in place of each handle or function."""
    return _copied(value, lambda handle: None)


def _copied(value, replace):
    if isinstance(value, Handle) or callable(value):
        return replace(value)
    if isinstance(value, dict):
        return {key: _copied(item, replace) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        items = [_copied(item, replace) for item in value]
        return value._make(items) if hasattr(value, "_make") else type(value)(items)
    return copy.deepcopy(value)


def scribble(value):
    """Overwrite every array inside `value` in place, as a caller may who reuses it."""
    if isinstance(value, np.ndarray):
        value[...] = 77
    elif isinstance(value, dict):
        scribble(tuple(value.values()))
    elif isinstance(value, (tuple, list)) and not is_number(value):
        for item in value:
            scribble(item)
