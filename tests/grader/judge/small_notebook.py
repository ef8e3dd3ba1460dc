"""A released GRU notebook and submissions to it, made from source text alone."""

import inspect

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader import checks
from grader.judge import Assignment
from grader.reference import gru as reference

SETUP = "import numpy as np\nfrom utils.params import GRUParams, GRUStep"
FUNCTIONS = list(checks.for_notebook("1_gru"))


def code(grade_id, source, **course):
    """A code cell as the build makes it."""
    points = {"points": course.pop("points")} if "points" in course else {}
    cell = new_code_cell(source)
    cell.metadata = {"nbgrader": {"grade_id": grade_id, **points}}
    if course:
        cell.metadata["course"] = course
    return cell


def assignment(functions=FUNCTIONS, points=4):
    """A released notebook that asks for `functions` of stage 1, `points` for each."""
    cells = [new_markdown_cell("# GRU"), code("setup_1", SETUP)]
    for name in functions:
        stub = f"def {name}(*args, **kwargs):\n    raise NotImplementedError"
        cells.append(code(name, stub, exercise=name))
        cells.append(code(f"check_{name}", f"check({name})", check=name, points=points))
    return Assignment("1_gru", new_notebook(cells=cells))


def right_answer(name):
    """The source of a right answer, as a learner could have written it."""
    return inspect.getsource(getattr(reference, name))


def submission(assignment, answers=None, edit=None):
    """The bytes of a submission that is right but for `answers` (name -> source).

    ``edit(cells)``, where given, changes the list of cells in place.
    """
    notebook = nbformat.from_dict(assignment.notebook)
    notebook = nbformat.reads(nbformat.writes(notebook), as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("course", {}).get("exercise")
        if name:
            cell.source = (answers or {}).get(name, right_answer(name))
    if edit:
        edit(notebook.cells)
    return nbformat.writes(notebook).encode()
