"""The instructor's side of a notebook: its cells, functions and points."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode


@dataclass(frozen=True)
class Assignment:
    """A released notebook. Its structure is what is graded, never a submission's.

    `notebook` is the version that learners are given: of it the cells' ids, kinds,
    points and the source of locked cells are used.
    """

    name: str
    notebook: NotebookNode

    @classmethod
    def read(cls, path):
        """The assignment in the notebook file at `path`, named after the file."""
        path = Path(path)
        return cls(path.stem, nbformat.read(path, as_version=4))

    @cached_property
    def checks(self):
        """grade_id -> (function, points) of each check cell, in notebook order."""
        return {
            grade_id(cell): (cell.metadata["course"]["check"], points(cell))
            for cell in self.notebook.cells
            if kind(cell) == "check"
        }

    @cached_property
    def written(self):
        """grade_id -> (stub, points) of each answer in words, in notebook order."""
        return {
            grade_id(cell): (cell.source, points(cell))
            for cell in self.notebook.cells
            if kind(cell) == "written"
        }

    @property
    def max_score(self):
        """The sum of the points of all check cells and all answers in words."""
        checks = sum(points for _, points in self.checks.values())
        return checks + sum(points for _, points in self.written.values())


def kind(cell):
    """One of ``exercise check show setup text written``, by the build's metadata."""
    course = cell.metadata.get("course", {})
    if cell.cell_type != "code":
        return "written" if "written" in course else "text"
    for name in ("exercise", "check", "show"):
        if name in course:
            return name
    return "setup"


def grade_id(cell):
    """nbgrader's id of a cell; None where it has none, or one that is not a string."""
    nbgrader = cell.metadata.get("nbgrader")
    found = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return found if isinstance(found, str) else None


def points(cell):
    """What a check cell or an answer in words is worth."""
    return float(cell.metadata["nbgrader"]["points"])
