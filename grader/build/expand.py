"""From a master's short forms to the metadata nbgrader works with.

Ids are made of what a cell is, not of where it stands: a code cell's id is its
grade_id, a text cell's is its heading's, or else it says which code it comes after.
"""

import re
import unicodedata

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNEL = {
    "name": "python3",
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
}
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}

# The hidden region holds no test: a plain nbgrader, which would run it, fails closed.
SEAL = (
    'raise RuntimeError("sealed check: grade with make grade, or nbgrader with the '
    "course's nbgrader_config.py\")"
)
SEALED = f"### BEGIN HIDDEN TESTS\n{SEAL}\n### END HIDDEN TESTS"


def expand(master):
    """nbgrader's source notebook of a checked `Master`, without outputs."""
    numbers = {cell.task: n for n, cell in enumerate(master.tasks, 1)}
    points = {cell.function: cell.attributes["points"] for cell in master.exercises}
    counts, ids, cells, above = {}, set(), [], "nothing"
    for cell in master.cells:
        if cell.kind == "text":
            made = new_markdown_cell(cell.source)
            wanted = f"text-{slug(cell.source) or f'after-{above}'}"
        elif cell.kind == "written":
            made = new_markdown_cell(cell.source)
            made.metadata = _metadata(cell, cell.task, numbers, points)
            wanted = above = cell.task
        else:
            counts[cell.kind] = counts.get(cell.kind, 0) + 1
            wanted = above = grade_id(cell, counts[cell.kind])
            made = new_code_cell(source_of(cell))
            made.metadata = _metadata(cell, wanted, numbers, points)
        if "tags" in cell.attributes:
            made.metadata["tags"] = list(cell.attributes["tags"])
        made.id = unique(cell.attributes.get("id", wanted), ids)
        ids.add(made.id)
        cells.append(made)
    metadata = {"kernelspec": dict(KERNEL), "language_info": dict(LANGUAGE)}
    notebook = new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(notebook)
    return notebook


def grade_id(cell, number):
    """nbgrader's id of a code cell, the `number`-th of its kind."""
    if cell.kind == "exercise":
        return cell.function
    if cell.kind == "check":
        return f"check_{cell.function}"
    return f"{cell.kind}_{number}"


def source_of(cell):
    """A cell's text in the source notebook: a check's ends with the sealed region."""
    return f"{cell.source}\n{SEALED}" if cell.kind == "check" else cell.source


def slug(text):
    """The words of the heading that a text begins with, fit for an id; else nothing."""
    first = text.strip().partition("\n")[0]
    if not first.startswith("#"):
        return ""
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:48].rstrip("-")


def unique(wanted, taken):
    """`wanted`, with a number behind it where it is taken; at most 64 characters."""
    found, number = wanted[:60], 2
    while found in taken:
        found, number = f"{wanted[:60]}-{number}", number + 1
    return found


def _metadata(cell, identifier, numbers, points):
    nbgrader = {
        "schema_version": 3,
        "grade_id": identifier,
        "grade": cell.kind in ("check", "written"),
        "solution": cell.is_task,
        "locked": not cell.is_task,
        "task": False,
    }
    metadata = {"nbgrader": nbgrader}
    if cell.is_task:
        metadata["course"] = {
            cell.kind: cell.task,
            "number": numbers[cell.task],
            "points": cell.attributes["points"],
            "minutes": cell.attributes["minutes"],
        }
    if cell.kind == "written":
        nbgrader["points"] = cell.attributes["points"]
    elif cell.kind == "check":
        nbgrader["points"] = points[cell.function]
        metadata["course"] = {"check": cell.function}
    elif cell.kind == "show":
        metadata["course"] = {"show": True}
    return metadata
