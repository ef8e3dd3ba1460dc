"""What must never reach a learner, and whether a text holds any of it."""

import ast

from grader.build.expand import SEAL
from grader.build.master import read_master, solution_lines

# Shorter lines are such as any two programs share: `return total`, `m, n = x.shape`.
SHORTEST_SECRET = 26


def secrets(tree):
    """The lines of all solutions and of the reference, and the sealed region's."""
    lines = {SEAL}
    for name in tree.names:
        for cell in read_master(tree.master(name)).tasks:
            lines |= _telling(solution_lines(cell.source))
    for path in (tree.root / "grader" / "reference").rglob("*.py"):
        lines |= _telling(body_lines(path.read_text(encoding="utf-8")))
    return lines


def leaked(text, secret_lines):
    """The lines of `text` that are secret, in order; empty where all is well."""
    return [line for line in map(str.strip, text.splitlines()) if line in secret_lines]


def body_lines(source):
    """The lines of all functions of a module, without signatures and docstrings."""
    lines, found = source.splitlines(), []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            first = 1 if ast.get_docstring(node) is not None else 0
            for statement in node.body[first:]:
                found += lines[statement.lineno - 1 : statement.end_lineno]
    return found


def _telling(lines):
    return {x.strip() for x in lines if len(x.strip()) >= SHORTEST_SECRET}
