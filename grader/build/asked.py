"""What grading asks of each function, and where its text says so: `docs/checks.md`."""

import re
from dataclasses import dataclass

import numpy as np

from grader import checks, reference
from grader.build.errors import BuildError
from grader.build.master import read_master
from grader.build.tree import Tree, write
from grader.checks.student import Here, Student
from utils.fixtures import BUILDERS, PROBES

HEADER = """\
# What grading asks

Made by `make asked` from the checks and the masters; a test keeps it true. Each row is
one expectation, with its weight: a function's points are shared out by these. *Where it
is said* names the text that announces it to learners: the exercise itself (its box and
its docstring), or the promises at the notebook's beginning. Inputs are drawn afresh for
each learner. What is marked *form* counts only where the values of the same call are
right.
"""
ANNOUNCED = {  # what a mistake of form is called -> words that announce it
    "dtype_lost": r"dtype|float32",
    "inputs_changed": r"unchanged|as they were|never changes|changes none|left alone",
    "warns": r"warn",
    "callers_arrays_shared": r"cop(y|ies)|its own",
    "unknown_form_accepted": r"ValueError",
    "not_refused": r"ValueError",
    "refused_without_a_word": r"which name",
    "not_whole": r"whole number|an int",
    "kernel_launches": r"launch",
    "kernel_loads": r"loads",
    "kernel_stores": r"stores",
}
HERE = Tree()
REAL_SIZE = re.compile(r"\b128\b")
PROMISES = "promises"  # the word by which a notebook's text cell of promises is found


@dataclass(frozen=True)
class Asked:
    """One expectation: its name, its weight, and where a learner can read of it."""

    function: str
    name: str
    weight: float
    form: bool
    where: str  # empty where nothing announces it


def write_table(tree=HERE):
    """Write ``docs/checks.md``; raises `BuildError` for what is not announced."""
    text = table(tree)
    write(tree.root / "docs" / "checks.md", text)


def table(tree=HERE):
    """The text of ``docs/checks.md``."""
    parts = [HEADER]
    for notebook in checks.NOTEBOOKS:
        parts.append(f"## `{notebook}`\n")
        for function, rows in asked(notebook, tree).items():
            silent = [row.name for row in rows if not row.where]
            if silent:
                message = f"{function} is asked for {silent}, which no text announces"
                raise BuildError(tree.master(notebook), 1, message)
            parts.append(_section(function, rows))
    return "\n".join(parts)


def asked(notebook, tree=HERE):
    """Function -> its list of `Asked`, in the order of the notebook."""
    master = read_master(tree.master(notebook))
    right = reference.for_notebook(notebook)
    promises = _promises(master)
    found = {}
    for function, check in checks.for_notebook(notebook).items():
        student = Student(Here(right, BUILDERS, PROBES))
        expectations = list(check.run(student, np.random.default_rng(0)))
        text = _text_of(master, function)
        found[function] = [
            Asked(function, e.name, e.weight, e.form, _where(e, text, promises))
            for e in expectations
            if not e.clue
        ]
    return found


def _where(expectation, text, promises):
    """Which text announces an expectation: the exercise's, or the promises."""
    size = REAL_SIZE.search(expectation.name)
    if not expectation.mistake and not size:  # values, which the docstring describes
        return "the exercise"
    words = re.compile(size[0] if size else ANNOUNCED[expectation.mistake])
    if words.search(text):
        return "the exercise"
    return "the promises" if words.search(promises) else ""


def _promises(master):
    cells = [cell.source for cell in master.cells if cell.kind == "text"]
    return " ".join(" ".join(s for s in cells if PROMISES in s).split())


def _text_of(master, function):
    """The text above an exercise, and its cell's own up to its solution."""
    for i, cell in enumerate(master.cells):
        if cell.kind == "exercise" and cell.function == function:
            texts = [c.source for c in master.cells[:i] if c.kind == "text"]
            stub = cell.source.partition("### BEGIN SOLUTION")[0]
            return " ".join(f"{texts[-1]} {stub}".split())
    raise BuildError(master.path, 1, f"no exercise asks for {function}")


def _section(function, rows):
    total = sum(row.weight for row in rows)
    lines = [
        f"### `{function}`\n",
        "| what is asked | share | where it is said |",
        "|---|---|---|",
    ]
    for row in rows:
        kind = " (*form*)" if row.form else ""
        share = f"{100 * row.weight / total:.1f} %"
        lines.append(f"| {row.name}{kind} | {share} | {row.where} |")
    return "\n".join([*lines, ""])
