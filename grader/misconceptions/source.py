"""The reference's source as text: edited, made into functions, or a learner's cell."""

import ast
import inspect
import re
import textwrap
from functools import cache
from importlib import import_module
from types import FunctionType, ModuleType
from typing import NamedTuple

OURS = "grader."
PLAIN = (bool, int, float, str, tuple, list, dict, type(None))
RIGHT = "_right"  # what the reference's function is called in a cell


class Edit(NamedTuple):
    """From `start` to `end`, the source of a function becomes `text`."""

    start: int
    end: int
    text: str


@cache
def source_of(thing):
    """The source of a function or class without its docstring."""
    source = textwrap.dedent(inspect.getsource(thing))
    (definition,) = ast.parse(source).body
    if ast.get_docstring(definition) is None:
        return source
    lines, words = source.splitlines(keepends=True), definition.body[0]
    del lines[words.lineno - 1 : words.end_lineno]
    return "".join(lines)


def edited(source, edits):
    """`source` after `edits`; None where they overlap."""
    parts, place = [], 0
    for start, end, text in sorted(edits):
        if start < place:
            return None
        parts += [source[place:start], text]
        place = end
    return "".join([*parts, source[place:]])


def wrong_version(*mistakes, function=None):
    """The function that `mistakes` together make of the reference's `function`.

    It is the mistakes' own, or one of the same module that calls it, and then does so.
    None where the changes touch each other, or make no Python.
    """
    wanted = function or mistakes[0].function
    if len(mistakes) == 1 and mistakes[0].written:
        wrong = _written(mistakes[0])
        if wanted == mistakes[0].function:
            return wrong
        return _with(mistakes[0].module, {mistakes[0].function: wrong})[wanted]
    changes = {}
    for mistake in mistakes:
        if mistake.written or mistake.module != mistakes[0].module:
            return None
        changes.setdefault(mistake.edited, []).extend(mistake.edits)
    made, module = _with(mistakes[0].module, {}), import_module(mistakes[0].module)
    changes.setdefault(wanted, [])  # a class is made anew, with what it uses
    for name, edits in changes.items():
        text = edited(source_of(getattr(module, name)), edits)
        try:
            exec(compile(text or "(", f"<{mistakes[0].name}>", "exec"), made)
        except SyntaxError:
            return None
    return made[wanted]


def as_cell(mistake, exercises):
    """A learner's cell in which `mistake` is made; `exercises` stand in other cells.

    What else it uses comes along: imports, and what the reference has beside them.
    """
    scope = vars(import_module(mistake.module))
    own = source_of(mistake.right)
    if not mistake.written:
        changed = {mistake.edited: edited(source_of(place_of(mistake)), mistake.edits)}
        text = changed.get(mistake.function, own)
        done = {*exercises, mistake.function}
        return "\n\n".join([*_brought(text, scope, done, changed), text])
    right = re.sub(rf"^(def|class) {mistake.function}\b", rf"\1 {RIGHT}", own)
    text = re.sub(r"^@.*\n", "", source_of(mistake.written))
    name, function = mistake.written.__name__, mistake.function
    call = f"def {function}(*args, **kwargs):\n"
    call += f"    return {name}({RIGHT}, *args, **kwargs)\n"
    beside = vars(inspect.getmodule(mistake.written))
    parts = [*_brought(right, scope, {*exercises}, {}), right]
    parts += [*_brought(text, beside, {*exercises}, {}), text, call]
    return "\n\n".join(dict.fromkeys(parts))


def place_of(mistake):
    """The function or class of the reference whose text the mistake changes."""
    return getattr(import_module(mistake.module), mistake.edited)


def _written(mistake):
    def wrong(*args, **kwargs):
        return mistake.written(mistake.right, *args, **kwargs)

    return wrong


def _with(module, instead):
    """The names of a module, its functions calling each other as they are in here."""
    scope = dict(vars(import_module(module)))
    for name, thing in scope.items():
        if isinstance(thing, FunctionType) and thing.__module__ == module:
            code, closure = thing.__code__, thing.__closure__
            again = FunctionType(code, scope, name, thing.__defaults__, closure)
            again.__kwdefaults__ = thing.__kwdefaults__
            scope[name] = again
    scope.update(instead)
    return scope


def _brought(text, scope, done, changed):
    """The sources of what `text` uses of a module's names, each after what it uses.

    Names in `done` are there already; `changed` has other sources for some of them.
    """
    parts = []
    for node in ast.walk(ast.parse(text)):
        name = node.id if isinstance(node, ast.Name) else None
        if name not in scope or name in done or name.startswith("__"):
            continue
        done.add(name)
        value = scope[name]
        module = getattr(value, "__module__", None) or ""
        if isinstance(value, ModuleType):
            parts.append(f"import {value.__name__} as {name}")
        elif module.startswith(OURS):
            source = changed.get(name) or source_of(value)
            inner = vars(inspect.getmodule(value))
            parts += [*_brought(source, inner, done, changed), source]
        elif isinstance(value, PLAIN):
            parts.append(f"{name} = {value!r}")
        elif module:
            parts.append(f"from {module} import {value.__name__} as {name}")
    return parts
