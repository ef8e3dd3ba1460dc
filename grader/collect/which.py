"""Which notebook a file is: by its name, else by the cells in it; nothing is run."""

import json
import re
from dataclasses import dataclass

NOTEBOOK_FILE = re.compile(r"\.ipynb(?:\.txt|\.json)?$", re.IGNORECASE)
ADDED = re.compile(  # by browsers, file managers, Jupyter, Canvas, and by people
    r"(?:\s*[(\[]\d+[)\]]"
    r"|[\s_.-]+(?:copy\s?\d*|final|finished|done|solved|v\s?\d+|\d+))$",
    re.IGNORECASE,
)
BEFORE = re.compile(r"^copy\s*(?:\(\d+\))? of\s+", re.IGNORECASE)
COUNTED = re.compile(r"(?:[(\[]|[\s_.-](?:copy|v)?\s?)(\d+)[)\]]?$", re.IGNORECASE)
ENOUGH = 0.5  # the share of a notebook's exercises and checks by which it is known


@dataclass(frozen=True)
class Notebook:
    """A notebook that may be handed in, and its exercises' and checks' grade_ids."""

    name: str
    ids: frozenset


def is_notebook(file):
    """Does a file's name end as a notebook's does?"""
    return NOTEBOOK_FILE.search(file) is not None


def by_name(file, names):
    """The notebook that a file's name speaks of, whatever was added to it; else None.

    ``1_gru (2).ipynb``, ``1_gru-1.ipynb``, ``Copy of 1_GRU_final.ipynb`` are 1_gru.
    """
    table = {_normal(name): name for name in names}
    stem = BEFORE.sub("", NOTEBOOK_FILE.sub("", file).strip())
    while stem:
        if found := table.get(_normal(stem)):
            return found
        shorter = ADDED.sub("", stem)
        if shorter == stem:
            return None
        stem = shorter
    return None


def copy_number(file):
    """The number that a browser or Canvas counts copies with; 0 where there is none."""
    found = COUNTED.search(NOTEBOOK_FILE.sub("", file).strip())
    return int(found[1][:9]) if found else 0


def by_cells(content, notebooks):
    """The one notebook whose grade_ids are in these bytes; None where none is."""
    found = _grade_ids(content)
    shares = {
        each.name: len(each.ids & found) / len(each.ids)
        for each in notebooks
        if each.ids
    }
    likely = [name for name, share in shares.items() if share >= ENOUGH]
    return likely[0] if len(likely) == 1 else None


def grade_ids(notebook, kinds=("exercise", "check", "written")):
    """The grade_ids by which a released notebook is known."""
    return frozenset(
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in notebook["cells"]
        if any(kind in cell["metadata"].get("course", {}) for kind in kinds)
    )


def _grade_ids(content):
    """All grade_ids in the bytes of a notebook file, whatever else may be in it."""
    try:
        cells = json.loads(content)["cells"]
        metadata = [cell["metadata"].get("nbgrader") for cell in cells]
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return set()
    ids = (each.get("grade_id") for each in metadata if isinstance(each, dict))
    return {each for each in ids if isinstance(each, str)}


def _normal(name):
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())
