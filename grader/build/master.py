"""Reading a master: a Python file in jupytext's percent format."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import jupytext

from grader.build.errors import BuildError

# Without `comment_magics` off, a comment that begins with a shell word is code.
FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
CELL = re.compile(r"# ?%%+( |$)")
KINDS = ("exercise", "check", "show", "written")
# What jupytext notes for itself.
JUPYTEXTS_OWN = {"lines_to_next_cell", "lines_to_end_of_cell_marker"}

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Cell:
    """One cell of a master: its kind, its text and where it stands."""

    kind: str  # one of: text, setup, exercise, check, show, written
    source: str
    line: int  # of the marker, counted from 1
    attributes: dict

    @property
    def function(self):
        """The function that an exercise asks for or a check is about; else None."""
        return self.attributes.get(self.kind) if self.is_graded else None

    @property
    def is_graded(self):
        """True for an exercise and for a check."""
        return self.kind in ("exercise", "check")

    @property
    def task(self):
        """What the learner has to write here: a function's or an answer's name."""
        return self.attributes.get(self.kind) if self.is_task else None

    @property
    def is_task(self):
        """True where learners write: an exercise, or an answer in words."""
        return self.kind in ("exercise", "written")


@dataclass(frozen=True)
class Master:
    """A master as it was read, not yet checked."""

    path: Path
    cells: tuple
    digest: str

    @property
    def name(self):
        """The notebook's name."""
        return self.path.stem

    @property
    def exercises(self):
        """The exercise cells in order."""
        return [cell for cell in self.cells if cell.kind == "exercise"]

    @property
    def tasks(self):
        """Exercises and written answers in order; the first is exercise 1."""
        return [cell for cell in self.cells if cell.is_task]

    def error(self, cell, message, offset=0):
        """A `BuildError` at a cell, or at its `offset`-th line of text."""
        return BuildError(self.path, cell.line + offset, message)


def read_master(path):
    """The `Master` in the file at `path`.

    Raises `BuildError` where there is no file, where text stands before the first
    cell, or where a cell is of a kind that masters do not have.
    """
    path = Path(path)
    if not path.is_file():
        raise BuildError(path, 1, "there is no such master")
    text = path.read_text(encoding="utf-8")
    found = jupytext.reads(text, fmt=FORMAT).cells
    lines = [n for n, line in enumerate(text.splitlines(), 1) if CELL.match(line)]
    if len(found) != len(lines):
        message = "text before the first cell, or a cell's marker inside a string"
        raise BuildError(path, 1, message)
    cells = tuple(_cell(path, *pair) for pair in zip(found, lines, strict=True))
    return Master(path, cells, hashlib.sha256(text.encode()).hexdigest())


def solution_lines(source):
    """The lines between the markers of a solution, without the markers."""
    inside, lines = False, []
    for line in source.splitlines():
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        elif inside:
            lines.append(line)
    return lines


def _cell(path, cell, line):
    if cell.cell_type not in ("code", "markdown"):
        raise BuildError(path, line, f"a {cell.cell_type} cell: use code or markdown")
    attributes = {k: v for k, v in cell.metadata.items() if k not in JUPYTEXTS_OWN}
    kinds = [kind for kind in KINDS if kind in attributes]
    if len(kinds) > 1:
        raise BuildError(path, line, f"a cell is one of {' and '.join(kinds)}")
    if cell.cell_type == "markdown":
        if kinds and kinds != ["written"]:
            raise BuildError(path, line, f"{kinds[0]} belongs on a code cell")
        return Cell(kinds[0] if kinds else "text", cell.source, line, attributes)
    if "written" in kinds:
        name = attributes["written"]
        message = f'an answer in words is text: write # %% [markdown] written="{name}"'
        raise BuildError(path, line, message)
    return Cell(kinds[0] if kinds else "setup", cell.source, line, attributes)
