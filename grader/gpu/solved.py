"""The solved notebooks, cell by cell, with nothing but Python to run them."""

import contextlib
import io
import time

from grader import checks
from grader.bench.solved import code_cells, run_cell
from grader.checks.asking import NO_GPU
from grader.checks.student import Here, Student
from grader.judge.score import run_check
from grader.judge.seeds import generator
from utils.fixtures import BUILDERS, PROBES

LINES = 12  # of what a cell prints, kept


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
