"""The import statements of a cell, name by name, as source to be run."""

import ast
import re

IMPORTS = (ast.Import, ast.ImportFrom)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def imports_of(source, wanted):
    """The imports at the top of a cell, of those names for which ``wanted(name)``."""
    body = _parsed(source) or ()
    kept = [_only(node, wanted) for node in body if isinstance(node, IMPORTS)]
    return "\n".join(ast.unparse(node) for node in kept if node.names)


def without_imports_of(source, names):
    """A cell's source, less the imports of some names."""
    body = _parsed(source)
    if body is None or not names:
        return source
    left = [
        _only(node, lambda name: name not in names)
        if isinstance(node, IMPORTS)
        else node
        for node in body
    ]
    return "\n".join(ast.unparse(node) for node in left if getattr(node, "names", True))


def defined_in(source):
    """The names of functions and classes that a cell of a learner's defines."""
    body = _parsed(source) or ()
    return {node.name for node in body if isinstance(node, DEFINITIONS)}


def names_in(source):
    """The names that a cell makes use of: comments and docstrings use none."""
    body = _parsed(source)
    if body is None:  # with magics, or broken: every word may be one
        return set(re.findall(r"\w+", source))
    found, docstrings = set(), set()
    for node in ast.walk(ast.Module(body, [])):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings.add(node.value)
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif _is_text(node) and node not in docstrings:  # it may be evaluated
            found |= set(re.findall(r"\w+", node.value))
    return found


def name_given(alias):
    """The name that a part of an import gives a meaning to."""
    return alias.asname or alias.name.split(".")[0]


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _parsed(source):
    """The statements of a cell; None if it is no plain Python."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _only(node, wanted):
    """An import of those of its names that are wanted."""
    names = [alias for alias in node.names if wanted(name_given(alias))]
    if isinstance(node, ast.Import):
        return ast.Import(names)
    return ast.ImportFrom(node.module, names, node.level)
