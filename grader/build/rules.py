"""What a master must keep to. Whatever breaks a rule is found before anything is made.

Every rule is a generator of `BuildError`s; the first one found is raised.
"""

import ast
import re
from itertools import chain

from grader.build.master import BEGIN, END, solution_lines

ATTRIBUTES = {
    "text": {"id", "tags"},
    "setup": {"id", "tags"},
    "show": {"id", "tags", "show"},
    "exercise": {"id", "tags", "exercise", "points", "minutes"},
    "check": {"id", "tags", "check"},
    "written": {"id", "tags", "written", "points", "minutes"},
}
OTHER_MARKERS = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "MARK SCHEME")


def check_master(master, functions):
    """Raise the first `BuildError` of `master`; `functions` are those that are judged.

    The rules: known attributes; no id twice; Python that parses; for each exercise
    points and minutes above zero, a definition of its function with a docstring,
    a solution region, a check after it and a check in `grader.checks`; for each
    written answer points, minutes, and a model answer in a solution region; no region
    elsewhere; and no marker that the build writes itself.
    """
    rules = (
        _attributes(master),
        _python(master),
        _regions(master),
        _ids(master),
        _exercises(master, functions),
        _checks(master),
    )
    for error in chain.from_iterable(rules):
        raise error


def _attributes(master):
    for cell in master.cells:
        for name, value in cell.attributes.items():
            if name == "title":
                yield master.error(
                    cell, f"bare words after the marker: {value!r}; write name=value"
                )
            elif name not in ATTRIBUTES[cell.kind]:
                known = ", ".join(sorted(ATTRIBUTES[cell.kind]))
                yield master.error(
                    cell, f"unknown attribute {name!r} of a {cell.kind} cell ({known})"
                )
        if cell.kind == "show" and cell.attributes["show"] is not True:
            yield master.error(cell, "write show=true")
        if not _is_list_of_strings(cell.attributes.get("tags", [])):
            yield master.error(cell, 'write tags as tags=["one", "two"]')
        identifier = cell.attributes.get("id", "x")
        if not (isinstance(identifier, str) and re.fullmatch(r"[\w-]+", identifier)):
            yield master.error(cell, f"an id of letters, digits, - and _: {identifier}")
        if cell.is_graded and not str(cell.function).isidentifier():
            yield master.error(cell, f"not a function's name: {cell.function!r}")
        if cell.kind == "written" and not str(cell.task).isidentifier():
            yield master.error(cell, f"a name of letters, digits and _: {cell.task!r}")


def _python(master):
    for cell in master.cells:
        if cell.kind not in ("text", "written"):
            try:
                ast.parse(cell.source)
            except SyntaxError as error:
                yield master.error(cell, error.msg, offset=error.lineno or 0)


def _regions(master):
    for cell in master.cells:
        inside = False
        for offset, line in enumerate(cell.source.splitlines(), 1):
            for marker in OTHER_MARKERS:
                if marker in line:
                    yield master.error(
                        cell, f"{marker} is the build's to write", offset
                    )
            if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line:
                continue
            if not cell.is_task:
                yield master.error(cell, "a solution outside an exercise cell", offset)
            if line.strip() != (END if inside else BEGIN):
                wanted = END if inside else BEGIN
                yield master.error(cell, f"expected {wanted!r} here", offset)
            inside = not inside
        if inside:
            yield master.error(cell, f"no {END!r} in this cell")
        if cell.is_task and not any(map(str.strip, solution_lines(cell.source))):
            yield master.error(cell, f"exercise {cell.task} has no solution region")


def _ids(master):
    seen = {}
    for cell in master.cells:
        own = [cell.attributes["id"]] if "id" in cell.attributes else []
        if cell.is_graded:
            own.append(f"{cell.kind} of {cell.function}")
        if cell.is_task:  # its grade_id
            own.append(cell.task)
        for identifier in own:
            if identifier in seen:
                first = seen[identifier]
                yield master.error(
                    cell, f"doubled id: {identifier}, already in line {first}"
                )
            seen[identifier] = cell.line


def _exercises(master, functions):
    checks = {cell.function: cell for cell in master.cells if cell.kind == "check"}
    for cell in master.tasks:
        for attribute in ("points", "minutes"):
            if not _is_positive(cell.attributes.get(attribute)):
                wanted = f"{attribute} must be a number above zero"
                yield master.error(cell, f"exercise {cell.task}: {wanted}")
    for cell in master.exercises:
        name = cell.function
        defined = _definition(cell)
        if defined is None:
            yield master.error(cell, f"exercise {name} does not define {name}")
        elif ast.get_docstring(defined) is None:
            yield master.error(cell, f"{name} has no docstring to tell what to write")
        elif BEGIN in _stripped_lines(cell.source)[: defined.body[0].lineno]:
            yield master.error(cell, f"the docstring of {name} is inside the solution")
        if name not in checks:
            yield master.error(cell, f"exercise {name} has no check cell")
        elif checks[name].line < cell.line:
            yield master.error(checks[name], f"the check of {name} is before it")
        if name not in functions:
            yield master.error(cell, f"{name} has no check in grader.checks")


def _checks(master):
    asked = {cell.function for cell in master.exercises}
    for cell in master.cells:
        if cell.kind == "check" and cell.function not in asked:
            yield master.error(cell, f"a check of {cell.function}, which none asks for")


def _definition(cell):
    for node in ast.parse(cell.source).body:
        if (
            isinstance(node, ast.FunctionDef | ast.ClassDef)
            and node.name == cell.function
        ):
            return node
    return None


def _stripped_lines(text):
    return [line.strip() for line in text.splitlines()]


def _is_positive(value):
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and value > 0


def _is_list_of_strings(value):
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
