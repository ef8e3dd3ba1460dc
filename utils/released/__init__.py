"""The cells of each notebook as they were given out, for ``make reset`` and its kin.

``NB.ipynb`` beside this file holds the code cells of a notebook and its cells for
answers in words, without text cells and outputs. The build writes them.
"""

from pathlib import Path

HERE = Path(__file__).parent


def names():
    """The names of all notebooks that were given out, in order."""
    return sorted(path.stem for path in HERE.glob("*.ipynb"))


def cells(name):
    """The released cells of a notebook as dict grade_id -> cell, in order.

    Raises LookupError, with words for a learner, where there is no such notebook.
    """
    import nbformat

    path = HERE / f"{name}.ipynb"
    if not path.is_file():
        known = ", ".join(names()) or "none"
        raise LookupError(f"{name} is not a notebook of the course. There are: {known}")
    notebook = nbformat.read(path, as_version=4)
    return {grade_id(cell): cell for cell in notebook.cells}


def grade_id(cell):
    """The name by which grading knows a cell; None for the learner's own."""
    noted = cell["metadata"].get("nbgrader")
    return noted.get("grade_id") if isinstance(noted, dict) else None


def course(cell):
    """What the course notes of a cell: exercise, check, show or written."""
    noted = cell["metadata"].get("course")
    return noted if isinstance(noted, dict) else {}
