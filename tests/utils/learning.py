"""A course of one small notebook, as a learner has it, for the learner's commands."""

from copy import deepcopy

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

NAME = "1_some"
STUB = 'def {0}(x):\n    raise NotImplementedError("Exercise {1}: {0}")'
RIGHT = {"double": "def double(x):\n    return 2 * x", "half": "half = 0.5.__mul__"}


def locked(kind, source, grade_id, **course):
    """A released cell that has a grade_id; of a code cell or a `markdown` one."""
    new = new_code_cell if kind == "code" else new_markdown_cell
    noted = {"nbgrader": {"grade_id": grade_id}, "course": course}
    return new(source, id=grade_id, metadata=noted)


def exercise(name, number):
    """The cell of an exercise and its check."""
    size = {"minutes": 5, "points": 2, "number": number}
    stub = STUB.format(name, number)
    yield locked("code", stub, name, exercise=name, **size)
    wanted = {"double": 4, "half": 1.0}[name]
    check = f"assert {name}(2) == {wanted}, 'not {wanted}'"
    yield locked("code", check, f"check_{name}", check=name)


def released():
    """The notebook as it was given out."""
    words = "*Write your answer here, in place of this line.*"
    cells = [
        new_markdown_cell("# Some", id="text-some"),
        locked("code", "import math", "setup_1"),
        *exercise("double", 1),
        *exercise("half", 2),
        locked("code", "print(double(half(8)))", "show_1", show=True),
        locked("markdown", words, "why", written="why", minutes=5, points=3),
    ]
    return new_notebook(cells=cells)


def course(folder, monkeypatch):
    """Put the course into `folder`; the path of its notebook."""
    given = folder / "released"
    path = folder / "notebooks" / f"{NAME}.ipynb"
    for each in (given, path.parent):
        each.mkdir()
    nbformat.write(released(), path)
    pristine = released()
    pristine.cells = [c for c in pristine.cells if "nbgrader" in c.metadata]
    nbformat.write(pristine, given / path.name)
    monkeypatch.setattr("utils.released.HERE", given)
    monkeypatch.chdir(folder)
    return path


def change(path, act):
    """Let `act` change the list of cells of the notebook at `path`."""
    notebook = nbformat.read(path, as_version=4)
    cells = deepcopy(notebook.cells)
    notebook.cells = act(cells) or cells
    nbformat.write(notebook, path)


def write(path, **sources):
    """Write these answers into their cells."""

    def act(cells):
        for cell in cells:
            if cell.id in sources:
                cell.source = sources[cell.id]

    change(path, act)


def sources(path):
    """Cell id -> source."""
    return {c.id: c.source for c in nbformat.read(path, as_version=4).cells}
