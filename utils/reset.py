"""Put one exercise back as it was given out, and keep a copy of what was there.

``python -m utils.reset 1_gru gru_cell`` is what ``make reset NB=1_gru
EXERCISE=gru_cell`` runs.
"""

import argparse
import sys
from pathlib import Path

from utils import released, terminal
from utils.check_notebook import find, read_notebook
from utils.files import keep_aside, write_notebook
from utils.mend import is_answer, retype
from utils.released import grade_id

RELOAD = """\
If the notebook is open in JupyterLab, choose File, Reload Notebook from Disk before
you go on: saving it there would bring the old lines back."""


def main(arguments=None):
    """Reset the exercise named on the command line; 2 where there is no such thing."""
    parser = argparse.ArgumentParser(prog="python -m utils.reset")
    parser.add_argument("notebook", help="a name such as 1_gru, or a file")
    parser.add_argument("exercise", nargs="?", help="a name such as gru_cell")
    options = parser.parse_args(arguments)
    path = find(options.notebook)
    if path is None:
        terminal.say(f"There is no notebook {options.notebook} in notebooks/.")
        return 2
    try:
        return reset(path, options.exercise)
    except LookupError as error:
        terminal.say(error.args[0])
        return 2


def reset(path, exercise, say=terminal.say):
    """Put the stub of `exercise` back into the notebook at `path`; the exit status.

    Raises LookupError where the release has no such notebook or exercise.
    """
    stubs = exercises(path.stem)
    if exercise not in stubs:
        wrong = f"{path.stem} has no exercise {exercise}. " if exercise else ""
        known = ", ".join(stubs)
        raise LookupError(f"{wrong}Say which exercise of {path.stem}: {known}")
    notebook = read_notebook(path, say)
    if notebook is None:
        return 1
    there = [cell for cell in notebook.cells if grade_id(cell) == exercise]
    if not there:
        say(f"✗ {path} has lost its cell of {exercise}. To put the cell back, run")
        say(f"    make submit NB={path.stem}")
        return 1
    if len(there) > 1:
        say(f"There are {len(there)} cells of {exercise}; the first one is reset.")
    cell, stub = there[0], stubs[exercise]
    if cell.source == stub.source:
        say(f"✓ {exercise} is as it was given out: nothing to do.")
        return 0
    ending = "py" if stub.cell_type == "code" else "md"
    aside = keep_aside(path, f"{path.stem}-{exercise}.{ending}", cell.source + "\n")
    put_back(cell, stub)
    write_notebook(path, notebook)
    say(f"✓ {exercise} is as it was given out. What was there: {shown(aside)}")
    say(RELOAD)
    return 0


def exercises(name):
    """The released cells of a notebook that learners write, by their names."""
    cells = released.cells(name)
    return {key: cell for key, cell in cells.items() if is_answer(cell)}


def put_back(cell, stub):
    """Make `cell` what the released `stub` is; its place and id stay."""
    cell.source = stub.source
    cell.metadata = stub.metadata
    retype(cell, stub.cell_type)


def shown(path):
    """`path` as it is said: from here, where it lies below here."""
    here = Path.cwd()
    full = path.resolve()
    return full.relative_to(here) if full.is_relative_to(here) else full


if __name__ == "__main__":
    sys.exit(main())
