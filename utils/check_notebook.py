"""Run a notebook as it was saved and say which of its checks hold.

``python -m utils.check_notebook 1_gru`` is what ``make check NB=1_gru`` runs. Cells
that only show something (training runs, plots) are left out; ``--show`` runs them too.
"""

import argparse
import sys
from pathlib import Path

from utils import terminal
from utils.released import course
from utils.running import outcomes

STUB = "*Write your answer here"


def main(arguments=None):
    """Check the notebooks named on the command line; the exit status is true."""
    parser = argparse.ArgumentParser(prog="python -m utils.check_notebook")
    parser.add_argument("notebooks", nargs="+", help="names such as 1_gru, or files")
    parser.add_argument("--show", action="store_true", help="also run the show cells")
    options = parser.parse_args(arguments)
    held = True
    for name in options.notebooks:
        path = find(name)
        if path is None:
            print(f"There is no notebook {name}: give a name such as 1_gru, or a file.")
            return 2
        held &= check(path, options.show)
    return 0 if held else 1


def find(name):
    """The file of a notebook, given as a path or as a name; None if there is none."""
    candidates = (
        Path(name),
        Path("notebooks", name),
        Path("notebooks", f"{name}.ipynb"),
    )
    return next((path for path in candidates if path.is_file()), None)


def check(path, show=False, say=terminal.say):
    """Run the notebook at `path` from its folder; True if all of its checks hold.

    `say` hears a line for each check, and the check's report where it fails; of an
    exercise that is not written yet only the line. A cell that fails and is no check
    is reported too, and the rest goes on.
    """
    notebook = read_notebook(path, say)
    if notebook is None:
        return False
    exercises = {course(c).get("exercise"): course(c) for c in notebook.cells}
    checks = sum("check" in course(cell) for cell in notebook.cells)
    states = []
    say(f"{path}: {checks} checks")
    for outcome in outcomes(notebook, path.parent, show):
        states.append(outcome.state)
        say(line(outcome, exercises.get(outcome.function, {})))
    for cell in notebook.cells:
        if course(cell).get("written"):
            say(words_in(cell))
    to_write = states.count("open")
    more = f" {to_write} to write." if to_write else ""
    say(f"{states.count('right')} of {checks} checks hold.{more}")
    return states == ["right"] * checks


def read_notebook(path, say):
    """The notebook at `path`; None, and a line said, where it is none."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, nbformat.ValidationError) as error:
        say(f"✗ {path} is not a notebook: {error}")
        return None


def line(outcome, exercise):
    """What is said of one outcome; `exercise` is what the course notes of it."""
    name = outcome.function
    if outcome.state == "right":
        return f"✓ {name}"
    if outcome.state == "open":
        return f"○ {name}: to write{size(exercise)}"
    if outcome.state == "waits":
        return f"… {name}: waits for {outcome.waits_for}"
    said = name or f"{what(outcome.cell)} stops with an error"
    return f"✗ {said}\n{indented(outcome.trouble)}"


def size(exercise):
    """How much an exercise asks for, in brackets; nothing where that isn't noted."""
    if "minutes" not in exercise:
        return ""
    return f" ({exercise['minutes']} minutes, {exercise['points']} points)"


def words_in(cell):
    """How an answer in words stands: a person reads it, nothing checks it."""
    name = course(cell)["written"]
    if STUB in cell.source or not cell.source.strip():
        return f"– {name}: not written yet"
    return f"– {name}: {len(cell.source.split())} words; your instructor reads it"


def what(cell):
    """A name for a cell, in a learner's words."""
    exercise = course(cell).get("exercise")
    if exercise:
        return f"the cell of {exercise}"
    first = next((x.strip() for x in cell.source.splitlines() if x.strip()), "")
    return f"the cell that begins with {first[:40]!r}"


def indented(text):
    """`text`, four columns in."""
    return "\n".join(f"    {line}" for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
