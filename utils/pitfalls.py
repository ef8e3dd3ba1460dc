"""What works on the learner's machine and fails elsewhere, found without running it."""

import ast
import re

from utils.check_notebook import what
from utils.released import course

LARGE = 1_000_000  # characters of output in one cell
ABSOLUTE = re.compile(
    r"(/(home|Users|content|tmp|mnt|root)/|~/|[A-Za-z]:[\\/]).*", re.S
)


def pitfalls(notebook):
    """Plain words for each thing in the learner's cells that grading can't follow."""
    found = []
    for cell in notebook.cells:
        noted = course(cell)
        locked = noted.get("show") or noted.get("check")
        if cell.cell_type == "code" and not locked:
            found += [f"{what(cell)} {text}" for text in _in_source(cell.source)]
    return found


def slim(notebook):
    """Take very large outputs out of `notebook`; plain words for each."""
    large = [cell for cell in notebook.cells if len(str(cell.get("outputs"))) > LARGE]
    for cell in large:
        cell.outputs = []
    return [f"{what(cell)} had a very large output: left out" for cell in large]


def _in_source(source):
    """What is unwise in one cell's source, as the end of a sentence."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield f"can't be run: {error.msg}, line {error.lineno}"
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "input":
            yield "asks with input(): nobody answers while it is graded"
        text = getattr(node, "value", None)
        if isinstance(text, str) and ABSOLUTE.fullmatch(text):
            yield f"names {text[:60]!r}: that file is only on your machine"
