"""What came back from one call of a learner's function.

A check writes ``step = student.gru_cell(c_prev, x_t, p)`` and then ``step.c_t``,
``step[0]``. If the call failed, or the field is not there, what it gets is still
an `Answer`: one that carries the problem along, so that every expectation of a
check is always stated and the check itself never has to ask whether a call worked.
"""

from dataclasses import dataclass, field

from grader.checks.compare import describe


@dataclass
class Call:
    """One call of a learner's function, or of a stand-in for it, and how it went."""

    function: str
    args: tuple
    kwargs: dict
    scribble: bool = False  # the arguments are overwritten before the value is read
    keep: bool = False  # the value stays there: what comes back is its handle
    probe: bool = False  # `function` is a probe of utils.fixtures, not the learner's
    value: object = None
    problem: str | None = None  # why there is no value, in words for the learner
    error: str | None = None  # the exception's type name, where one was raised
    args_after: tuple | None = None
    warnings: list = field(default_factory=list)
    mistake: str = ""  # what is wrong with the call itself (misconceptions.general)
    held: bool | None = None  # did every value expectation on this call hold so far?


class Answer:
    """A value from a call, or the problem that stands in its place."""

    def __init__(self, call, value=None, problem=None):
        self._call, self._value, self._problem = call, value, problem

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if self._problem:
            return self
        if name in getattr(self._value, "_fields", ()):
            return Answer(self._call, getattr(self._value, name))
        got = describe(self._value)
        return Answer(self._call, problem=f"got {got}, which has no field {name}")

    def __getitem__(self, key):
        if self._problem:
            return self
        try:
            return Answer(self._call, self._value[key])
        except (TypeError, KeyError, IndexError):
            got = describe(self._value)
            return Answer(self._call, problem=f"got {got}, which has no item {key!r}")

    def __iter__(self):
        raise TypeError("take the parts of an Answer by name or index: r[0], r[1]")


def opened(answer):
    """The (value, problem, call) of an answer, or of a plain value."""
    if isinstance(answer, Answer):
        return answer._value, answer._problem, answer._call
    return answer, None, None
