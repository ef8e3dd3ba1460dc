"""The solved notebooks, read with nothing but Python: their cells, their functions."""

import json
import linecache
from functools import cache
from pathlib import Path

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def code_cells(notebook):
    """(grade_id, what the cell is, source) of each code cell of a solved notebook."""
    text = (SOLUTIONS / f"{notebook}.ipynb").read_text("utf-8")
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            about = cell["metadata"]
            course = set(about.get("course", {})) & {"exercise", "check", "show"}
            kind = course.pop() if course else "setup"
            yield about["nbgrader"]["grade_id"], kind, "".join(cell["source"])


@cache
def functions_of(notebook):
    """All that set-up and exercises of a solved notebook define, by name."""
    namespace = {}
    for name, kind, source in code_cells(notebook):
        if kind in ("setup", "exercise"):
            run_cell(source, name, namespace)
    return namespace


def run_cell(source, name, namespace):
    """Run a cell as a notebook does: Triton asks for a kernel's text and module."""
    name = f"<{name}>"
    namespace.setdefault("__name__", "__main__")
    linecache.cache[name] = len(source), None, source.splitlines(True), name
    exec(compile(source, name, "exec"), namespace)
