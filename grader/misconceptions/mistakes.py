"""A mistake: a line of the reference that becomes another line, and a hint.

    MISTAKES.of("gru_cell", '''
        update_and_keep_swapped
          (1 - gamma_u) * c_prev  →  gamma_u * c_prev
          gamma_u * c_tilde  →  (1 - gamma_u) * c_tilde
          Γu and 1 - Γu have changed places in the blend. ...
        ''')

What stands before the arrow must stand exactly once in the function's source, docstring
aside, and may be part of a line. What is longer stands in lines that begin with `-`,
which become those with `+`, if there are any. The text that is left is the hint. With
`a_name in write` it is the source of `write`, beside the function, that is changed.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from grader.misconceptions.source import Edit, source_of

ARROW = "  →  "
HEAD = re.compile(r"([a-z][a-z0-9_]*)(?: in (\w+))?")


class MistakeError(ValueError):
    """A mistake that is not written as it should be, or does not fit the reference."""


@dataclass(frozen=True, eq=False)
class Mistake:
    """A wrong version of the graded function `function`, and what to say of it.

    `edits` of the reference's source make it: of the function's, or of what stands
    beside it in its `module` and is named by `place`. Where it is no such change it is
    `written`, and is called with the reference's function before the arguments.
    """

    name: str
    hint: str
    function: str
    module: str
    edits: tuple = ()
    written: Callable | None = None
    place: str = ""

    @property
    def right(self):
        """The reference's function."""
        return getattr(import_module(self.module), self.function)

    @property
    def edited(self):
        """The name of what is edited: the function, or `place`."""
        return self.place or self.function


class Mistakes(dict):
    """Function name -> its mistakes, in the order in which they stand.

    `modules` are the modules of the reference that hold the functions.
    """

    def __init__(self, *modules):
        super().__init__()
        self.modules = modules

    def of(self, function, text):
        """Add the mistakes that `text` describes; raises `MistakeError`."""
        module = self._module_of(function)
        for block in re.split(r"\n(?=\w)", textwrap.dedent(text).strip()):
            head, *lines = [line.strip() for line in block.splitlines()]
            found = HEAD.fullmatch(head)
            if not found:
                raise MistakeError(f"{function}: {head!r} is no name of a mistake")
            name, place = found.groups(default="")
            source = source_of(getattr(import_module(module), place or function))
            edits, hint = _parsed(lines, f"{function}: {name}", source)
            self._add(Mistake(name, hint, function, module, edits, place=place))

    def written(self, function):
        """Register the decorated function as a mistake; its docstring is the hint."""

        def register(variant):
            hint = " ".join(variant.__doc__.split())
            module, name = self._module_of(function), variant.__name__
            self._add(Mistake(name, hint, function, module, written=variant))
            return variant

        return register

    def _add(self, mistake):
        ours = self.setdefault(mistake.function, [])
        if any(other.name == mistake.name for other in ours):
            raise MistakeError(f"{mistake.function} has {mistake.name} already")
        ours.append(mistake)

    def _module_of(self, function):
        for module in self.modules:
            thing = getattr(import_module(module), function, None)
            if getattr(thing, "__module__", None) == module:
                return module
        raise MistakeError(f"none of {', '.join(self.modules)} has {function}")


def _parsed(lines, where, source):
    """The edits and the hint of one mistake."""
    edits, hint = [], []
    while lines:
        if ARROW in lines[0]:
            old, new = ([part.strip()] for part in lines.pop(0).split(ARROW))
        else:
            old, new = _marked(lines, "-"), _marked(lines, "+")
        if old:
            edits.append(_edit(old, new, source, where))
        elif new:
            raise MistakeError(f"{where}: what does `+ {new[0]}` take the place of?")
        else:
            hint.append(lines.pop(0))
    if not edits or not hint:
        raise MistakeError(f"{where}: it takes a change and a hint")
    return tuple(sorted(edits)), " ".join(hint)


def _marked(lines, mark):
    """Take the lines that begin with `mark` from the beginning of `lines`."""
    found = []
    while lines and (lines[0] == mark or lines[0].startswith(f"{mark} ")):
        found.append(lines.pop(0)[2:])
    return found


def _edit(old, new, source, where):
    pattern = r"\n\s*".join(re.escape(line.strip()) for line in old)
    found = list(re.finditer(pattern, source))
    if len(found) != 1:
        times = f"{len(found)} times in the reference, and must stand there once"
        raise MistakeError(f"{where}: `- {' / '.join(old)}` stands {times}")
    start, end = found[0].span()
    line = source[source.rfind("\n", 0, start) + 1 : start]
    indent = line[: len(line) - len(line.lstrip())]
    return Edit(start, end, f"\n{indent}".join(new))
