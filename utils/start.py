"""The page that `make lab` opens on: the notebooks, your progress, where help is.

``python -m utils.start`` runs the checks of the notebooks that have changed since they
were last run, and writes ``notebooks/start.md`` with what came of it.
"""

import os
import re
import sys
from pathlib import Path

from utils import released
from utils.check_notebook import read_notebook
from utils.progress import LEGEND, MARKS, mark, progress

PAGE = """\
# Gated recurrent units: start here

| notebook | about | takes | your exercises | checks that hold |
|---|---|---|---|---|
{rows}

{legend}.

Take the notebooks in their order, or begin where you like: none needs what you wrote in
another.
{stale}
## How a check works

Write your lines where an exercise raises `NotImplementedError`, run that cell, and then
the cell below it. It says what holds and stops at the first thing that doesn't: what
came, what was expected, the likely cause, the next step. Grading asks more, with
numbers of its own.

In a terminal, in the folder of the course:

| command | what it does |
|---|---|
| `make check NB=1_gru` | runs all checks of a notebook as you saved it |
| `make progress` | shows this table, checked anew |
| `make reset NB=1_gru EXERCISE=sigmoid` | puts one stub back; your lines are kept |
| `make submit NB=1_gru` | makes the file to hand in |

## Where help is

- Below each check are two folded hints: first the idea, then the line in words.
- A demo cell needs the exercises above it. If something odd happens, choose *Kernel,
  Restart Kernel and Run up to Selected Cell*: it is often a cell that was not run.
- Read `utils/`: the notebooks import it, and it is part of the course.
- An AI helper should read `AGENTS.md` first: it asks it to be your tutor.
"""
STALE = """
What is marked *changed* was edited since its checks were last run. They are being run
now: in a minute, close this page and open it again. Later, `make progress` does so.
"""
TIME = re.compile(r"^\| time \| ([^|(]+)", re.MULTILINE)
TITLE = re.compile(r"^# (.+)", re.MULTILINE)
QUIET = {"say": lambda text: None}


def main():
    """Check what has changed and write the page; 1 where there are no notebooks."""
    folder = Path("notebooks")
    if not folder.is_dir():
        print("There is no folder notebooks/ here: go to the folder of the course.")
        return 1
    for name in released.names():
        if (folder / f"{name}.ipynb").is_file():
            progress(folder / f"{name}.ipynb", **QUIET)
            write_page(folder)
    return 0


def write_page(folder):
    """Write ``start.md`` into `folder`, from what is known without running anything."""
    rows, stale = [], False
    for name in released.names():
        path = folder / f"{name}.ipynb"
        row, changed = _row(path)
        rows.append(row)
        stale |= changed
    text = PAGE.format(
        rows="\n".join(rows),
        legend=LEGEND.replace("  ", ", "),
        stale=STALE if stale else "",
    )
    unfinished = folder / ".start.md.new"
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, folder / "start.md")


def _row(path):
    """A notebook's row, and whether its checks would have to be run to know more."""
    link = f"[{path.stem}]({path.name})"
    notebook = read_notebook(path, QUIET["say"]) if path.is_file() else None
    if notebook is None:
        return f"| {path.stem} | it is missing, or is not a notebook | | | |", False
    text = notebook.cells[0].source if notebook.cells else ""
    title, takes = (_first(pattern, text) for pattern in (TITLE, TIME))
    entries = progress(path, run=False, **QUIET)
    if entries is None:
        return f"| {link} | {title} | {takes} | *changed* | |", True
    strip = "".join(map(mark, entries))
    checked = [entry for entry in entries if entry["state"] in MARKS]
    right = sum(entry["state"] == "right" for entry in checked)
    held = f"{right} of {len(checked)}"
    return f"| {link} | {title} | {takes} | {strip} | {held} |", False


def _first(pattern, text):
    """What `pattern` finds in a notebook's first cell; empty where it finds nothing."""
    found = pattern.search(text)
    return found[1].strip() if found else ""


if __name__ == "__main__":
    sys.exit(main())
