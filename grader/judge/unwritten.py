"""Why a function that somebody wrote was not found where it is asked for."""

import ast

from grader.judge.imports import defined_in

OPEN = "it is not written yet"


def stub_left(source, function):
    """What to do where the stub's raise still stands in the way; None where it doesn't.

    It may stand above the function, or above the function's own lines.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    names = [getattr(node, "name", None) for node in body]
    for i, node in enumerate(body):
        if _raises(node) and function in names[i + 1 :]:
            return f"the stub's raise still stands above {function}: delete that line"
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            lines = [part for part in node.body if not _is_text(part)]
            if len(lines) > 1 and _raises(lines[0]):
                return (
                    f"the stub's raise still stands first in {function}, so nothing "
                    "below it is ever run: delete that line"
                )
    return None


def found_later(places, function):
    """Where a function is defined below its own check; None where it isn't."""
    names = [place.grade_id for place in places]
    if f"check_{function}" not in names:
        return None
    check = names.index(f"check_{function}")
    for number, place in enumerate(places[check:]):
        for cell_type, source in place.extras:
            if cell_type == "code" and function in defined_in(source):
                return "right below its check" if number == 0 else _words(place, places)
        own = place.kind == "exercise" and place.grade_id != function
        if own and function in defined_in(place.answer or ""):
            return f"in the cell of {place.grade_id}"
    return None


def moved_below(function, where):
    """What to do with a function that was found `where`, below its check."""
    return (
        f"{OPEN} at its check, but a {function} is defined {where}: move it into the "
        "exercise's own cell, above the check"
    )


def _words(place, places):
    if place is places[-1]:
        return "at the end of the notebook"
    return f"in a cell below {place.grade_id or 'a later text'}"


def _raises(node):
    if not isinstance(node, ast.Raise):
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return getattr(raised, "id", None) == "NotImplementedError"


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
