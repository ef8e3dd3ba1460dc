"""A submission laid along the released notebook.

Structure comes from the instructor: cells are matched by grade_id to the released
notebook, and of a matched cell only the source of an exercise, or of an answer in
words, is taken. Everything else a submission says of itself (tags, metadata, points,
kernel, order) is ignored.
"""

import json
import re
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grader.judge.assignment import grade_id, kind
from grader.sandbox.inside.wire import clean_text

MERGE = re.compile(rb"^<{7}[ \r\n]", re.MULTILINE)
RELEASED = re.compile(r"(check|setup|show)_\w+")  # ids of cells that no learner writes
NO_METADATA = (
    "the notebook has lost its cell metadata: its functions were found by their names"
)

OTHER_EDITION = (
    "handed in from another edition of this notebook, with exercises that this one "
    "does not have and that count for nothing here: {}"
)


class Unreadable(ValueError):
    """The submission is not a notebook that can be graded; the message says why."""


@dataclass
class Place:
    """One released cell, what the learner put there, and the cells added below it."""

    released: NotebookNode
    kind: str  # exercise, check, show, setup, text, written
    grade_id: str | None
    answer: str | None = None  # an exercise's, or an answer in words
    extras: list = field(default_factory=list)  # (cell type, source) below this place


def read_submission(data, limits):
    """The cells of a submitted file as ``(cell type, grade_id, source)``.

    `data` is bytes of whatever the learner handed in. Raises `Unreadable`.
    """
    try:
        cells = json.loads(data.decode("utf-8-sig"))["cells"]
    except RecursionError:
        raise Unreadable("the file is nested too deeply to be a notebook") from None
    except (ValueError, TypeError, LookupError) as error:
        why = _why_unreadable(data, error)
        raise Unreadable(f"the file is not a notebook: {why}") from None
    is_list = isinstance(cells, list)
    if not is_list or not all(isinstance(c, dict) and "cell_type" in c for c in cells):
        raise Unreadable("the file is not a notebook (it has no list of cells)")
    if len(cells) > limits.submission_cells:
        raise Unreadable(f"it has more than {limits.submission_cells} cells")
    return [_read_cell(cell) for cell in cells]


def _read_cell(cell):
    """What counts of a cell. nbformat would take minutes and gigabytes over some."""
    kind, source, grade_id = cell.get("cell_type"), cell.get("source"), None
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    for key in ("metadata", "nbgrader", "grade_id"):
        cell = grade_id = cell.get(key) if isinstance(cell, dict) else None
    return (
        kind if kind in ("code", "markdown") else "raw",
        grade_id if isinstance(grade_id, str) else None,
        clean_text(source) if isinstance(source, str) else "",
    )


def align(assignment, cells):
    """``(places, flags)``: the released notebook's cells, with the learner's in them.

    The first cell with an exercise's id is its answer. Every other cell that is not
    the release's own, copies included, is an extra, run after the nearest released
    cell above it.
    """
    places = [
        Place(cell, kind(cell), grade_id(cell)) for cell in assignment.notebook.cells
    ]
    by_id = {place.grade_id: place for place in places if place.grade_id}
    text_sources = {p.released.source for p in places if p.kind == "text"}
    above, flags, seen, elsewhere = places[0], [], set(), []
    for cell_type, cell_id, source in cells:
        place = by_id.get(cell_id)
        if place is not None and cell_id not in seen:
            seen.add(cell_id)
            above = place
            if place.kind == "exercise":
                place.answer = source if cell_type == "code" else None
            elif place.kind == "written":
                place.answer = source  # whatever kind of cell it was made into
            elif source.rstrip() != place.released.source.rstrip():
                flags.append(f"changed a locked cell: {cell_id}")
            continue
        if cell_type == "markdown" and source in text_sources:
            continue
        if place is not None:
            flags.append(f"cell pasted again: {cell_id}")
        elif cell_id is not None:
            elsewhere.append(cell_id)
            if RELEASED.fullmatch(cell_id):
                continue  # it came with another edition
        if source.strip():
            above.extras.append((cell_type, source))
    missing = [p.grade_id for p in places if p.kind == "exercise" and p.answer is None]
    gone = [name for name in elsewhere if f"check_{name}" in elsewhere]
    if gone:
        flags.insert(0, OTHER_EDITION.format(", ".join(gone)))
    if not seen & set(by_id) and missing:
        return places, [*flags, NO_METADATA]
    missing += [p.grade_id for p in places if p.kind == "written" and p.answer is None]
    flags += [f"exercise cell missing: {name}" for name in missing]
    return places, flags


def _why_unreadable(data, error):
    """What a file that is no notebook is, in words, as far as it shows."""
    text = data[:100_000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text:
        return "it is empty"
    if data[:4] == b"PK\x03\x04":
        return "it is a zip file: hand in the notebook that is in it"
    if text[:20].lower().startswith(("<!doctype", "<html")):
        return "it is a web page: download the notebook itself, not the page about it"
    if MERGE.search(data):
        return (
            "it holds merge markers (<<<<<<<, =======, >>>>>>>): two versions were "
            "merged and never settled. Keep one of them and save it again"
        )
    if isinstance(error, json.JSONDecodeError) and not data.rstrip().endswith(b"}"):
        return "it breaks off before its end: save or download it again"
    if isinstance(error, UnicodeDecodeError):
        return "it is no text in UTF-8"
    return f"what is in it is no notebook's JSON ({type(error).__name__})"
