"""The learner as a check sees one: ``student.NAME(...)`` is a call.

`Student` is the face; where the call goes is up to the transport it is given: the
learner's process (`grader.judge`), or, for the reference and the misconceptions,
a function here (`run_here`).
"""

import copy
import sysconfig
import traceback
import warnings
from pathlib import Path

import numpy as np

from grader.checks.answer import Answer, Call, opened
from grader.checks.compare import is_number
from utils.checks.raised import first_line

ROOT = Path(__file__).parents[2]
OURS = (
    *(f"{ROOT / room}/" for room in ("grader", "utils")),
    *(f"{sysconfig.get_path(kind)}/" for kind in ("stdlib", "purelib")),
)


class Student:
    """Turns attribute calls into `Call`s and keeps them in the order they were made.

    - ``student.f(x)`` calls f.
    - ``student.scribbling.f(x)`` overwrites every array in the arguments once f has
      returned, before the answer is read: what f kept of them must be its own copy.
    - ``student.keeping.f(x)`` leaves f's value where it is and answers with a handle:
      for a value that cannot cross, like a module.
    - ``student.build(name, *args)`` makes something that cannot cross, by the builder
      of that name in `utils.fixtures`, there and here, and gives its handle.
    - ``student.probe(name, *args)`` calls the probe of that name in `utils.fixtures`
      there: it does something with what is kept and answers in plain data.

    An `Answer` among the arguments stands for its value; if it carries a problem, the
    call is not made and carries the same one.
    """

    def __init__(self, transport, calls=None, **mode):
        self._transport, self._mode = transport, mode
        self._calls = [] if calls is None else calls

    @property
    def scribbling(self):
        """The same learner, whose caller reuses its arrays after each call."""
        return Student(self._transport, self._calls, scribble=True)

    @property
    def keeping(self):
        """The same learner, whose answers stay there."""
        return Student(self._transport, self._calls, keep=True)

    def build(self, builder, *args):
        """A handle to what the builder makes of plain `args`, there and here."""
        return self._transport.build(builder, args)

    def probe(self, name, *args, **kwargs):
        """The answer of the probe of that name."""
        return self._made(Call(name, args, kwargs, probe=True, **self._mode))

    def __getattr__(self, function):
        if function.startswith("_"):
            raise AttributeError(function)
        return lambda *args, **kwargs: self._made(
            Call(function, args, kwargs, **self._mode)
        )

    def _made(self, call):
        self._calls.append(call)
        given = [opened(item) for item in (*call.args, *call.kwargs.values())]
        problems = [problem for _, problem, _ in given if problem]
        if problems:
            call.problem = problems[0]
            return Answer(call, None, call.problem)
        call.args = tuple(value for value, _, _ in given[: len(call.args)])
        call.kwargs = {key: opened(item)[0] for key, item in call.kwargs.items()}
        self._transport.call(call)
        return Answer(call, call.value, call.problem)


class Handle:
    """Something that does not cross: its number there, and its `twin` here, if any."""

    def __init__(self, number, twin=None):
        self.number, self.twin = number, twin


class Here:
    """A transport that calls functions of this process: reference, misconceptions."""

    def __init__(self, functions, builders=None, probes=None):
        self.functions = functions
        self.builders, self.probes = builders or {}, probes or {}

    def call(self, call):
        """Fill in how the call of the function of that name went."""
        functions = self.probes if call.probe else self.functions
        if call.function not in functions:
            call.problem = f"{call.function} is not defined"
            return
        run_here(functions[call.function], call)

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
            call.error = type(error).__name__
            said = first_line(str(error))
            call.problem = f"it raised {call.error}: {said}{_place(error)}"
            value = None
    call.args_after = _left_of(call.args, args)
    if call.scribble:
        scribble(args)
    call.value = Handle(0, value) if call.keep else copy.deepcopy(value)
    told = [w for w in caught if issubclass(w.category, RuntimeWarning)]
    call.warnings = [str(w.message) for w in told]


def _place(error):
    """Where in somebody else's code an error came up, as ``(line 3: its text)``."""
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [f for f in frames if not f.filename.startswith(OURS)]
    return f" (line {theirs[-1].lineno}: {theirs[-1].line})" if theirs else ""


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


def _left_of(given, used):
    """A copy of the arguments as they are after a call, None where a handle was."""
    if isinstance(given, Handle) or callable(given):
        return None
    if isinstance(given, dict):
        return {key: _left_of(item, used[key]) for key, item in given.items()}
    if isinstance(given, (tuple, list)):
        items = [_left_of(*pair) for pair in zip(given, used, strict=False)]
        if len(items) == len(given) and hasattr(given, "_make"):
            return given._make(items)
        return type(given)(items) if type(given) in (tuple, list) else items
    return copy.deepcopy(used)


def scribble(value):
    """Overwrite every array inside `value` in place, as a caller may who reuses it."""
    if isinstance(value, np.ndarray):
        value[...] = 77
    elif isinstance(value, dict):
        scribble(tuple(value.values()))
    elif isinstance(value, (tuple, list)) and not is_number(value):
        for item in value:
            scribble(item)
