"""The solved notebooks, cell by cell, with nothing but Python to run them."""

import contextlib
import io
import json
import linecache
import time
from pathlib import Path

from grader import checks
from grader.checks.asking import NO_GPU
from grader.checks.student import Here, Student
from grader.judge.score import run_check
from grader.judge.seeds import generator
from utils.fixtures import BUILDERS, PROBES

SOLUTIONS = Path(__file__).parents[2] / "solutions"
LINES = 12  # of what a cell prints, kept


def code_cells(notebook):
    """(grade_id, what the cell is, source) of each code cell of a solved notebook."""
    text = (SOLUTIONS / f"{notebook}.ipynb").read_text("utf-8")
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            about = cell["metadata"]
            course = set(about.get("course", {})) & {"exercise", "check", "show"}
            kind = course.pop() if course else "setup"
            yield about["nbgrader"]["grade_id"], kind, "".join(cell["source"])


def functions_of(notebook):
    """What the exercises of a solved notebook define, by name."""
    namespace = {}
    for name, kind, source in code_cells(notebook):
        if kind in ("setup", "exercise"):
            run_cell(source, name, namespace)
    return {name: namespace[name] for name in checks.for_notebook(notebook)}


def run_cell(source, name, namespace):
    """Run a cell as a notebook does: Triton asks for a kernel's text and module."""
    name = f"<{name}>"
    namespace.setdefault("__name__", "__main__")
    linecache.cache[name] = len(source), None, source.splitlines(True), name
    exec(compile(source, name, "exec"), namespace)


def judged(notebook, function, functions):
    """What grading asks of one function, put to the solved notebook's."""
    check = checks.for_notebook(notebook)[function]
    student = Student(Here({function: functions[function]}, BUILDERS, PROBES), [])
    expectations = run_check(check, student, generator(b"gpu", function))
    asked = [e for e in expectations if not e.clue]
    return {
        "held": sum(bool(e.passed) for e in asked),
        "failed": [f"{e.name}: {e.message}" for e in asked if e.passed is False],
        "not run": [e.name for e in asked if e.passed is None],
        "without a GPU": [e.name for e in asked if e.message == NO_GPU],
    }


def run_through(notebook):
    """The whole of a solved notebook, top to bottom: seconds and prints of each cell.

    A cell that fails does not stop the others; one that a package is missing for is
    told apart from one that went wrong.
    """
    namespace, cells, failed, lacking = {"__name__": "__main__"}, {}, [], []
    for name, _, source in code_cells(notebook):
        printed, at = io.StringIO(), time.monotonic()
        try:
            with contextlib.redirect_stdout(printed):
                run_cell(source, name, namespace)
        except ModuleNotFoundError as error:
            lacking.append(f"{name}: no package {error.name}")
        except Exception as error:
            if not (lacking and isinstance(error, NameError)):
                failed.append(f"{name}: {type(error).__name__}: {error}"[:300])
        seconds = round(time.monotonic() - at, 2)
        cells[name] = [seconds, printed.getvalue().splitlines()[:LINES]]
    return {"cells": cells, "failed": failed, "lacking": lacking}
