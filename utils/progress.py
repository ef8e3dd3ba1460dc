"""How far each notebook is: a strip with a mark for each exercise.

``python -m utils.progress`` is what ``make progress`` runs, over all notebooks; with
names, such as ``1_gru``, each exercise of those is listed. A notebook's checks are run
as ``make check`` runs them, and the result is kept in ``.progress/`` beside the
notebook until one of its code cells, or a file of ``utils/``, changes.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from utils import released, terminal
from utils.check_notebook import STUB, find, read_notebook, size
from utils.released import course
from utils.running import outcomes

MARKS = {"right": "✓", "wrong": "✗", "open": "○", "waits": "…"}
LEGEND = "✓ its check holds  ✗ not yet  … waits for another  ○ to write  – in words"


def main(arguments=None):
    """Show the progress of the notebooks named, or of all; 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="python -m utils.progress")
    parser.add_argument("notebooks", nargs="*", help="names such as 1_gru; else all")
    names = parser.parse_args(arguments).notebooks
    paths = {name: find(name) for name in names or released.names()}
    for name, path in paths.items():
        if path is None:
            terminal.say(f"{name:<14}  there is no such notebook in notebooks/")
            continue
        entries = progress(path)
        if entries is None:
            continue
        terminal.say(strip(path.stem, entries))
        if names:
            terminal.say("\n".join(listed(entries)))
    terminal.say(f"\n{LEGEND.replace('  ', ', ')}")
    return 2 if None in paths.values() else 0


def strip(name, entries):
    """One line: the notebook, a mark for each exercise, and how many checks hold."""
    marks = "".join(mark(entry) for entry in entries)
    checked = [entry for entry in entries if entry["state"] in MARKS]
    right = sum(entry["state"] == "right" for entry in checked)
    return f"{name:<14}  {marks:<14}  {right} of {len(checked)} checks hold"


def listed(entries):
    """A line for each exercise, with its size."""
    for entry in entries:
        waits = f", waits for {entry['waits_for']}" if entry["waits_for"] else ""
        yield f"  {mark(entry)} {entry['name']}{size(entry)}{waits}"


def mark(entry):
    """The mark of an exercise; of an answer in words that is there, a dash."""
    unread = {"words": "–", "no words": "○"}
    return (MARKS | unread)[entry["state"]]


def progress(path, say=terminal.say, run=True):
    """For each exercise a dict of name, state, waits_for, minutes and points.

    None if `path` is no notebook, which `say` hears; with ``run=False`` also where its
    checks would have to be run to know.
    """
    notebook = read_notebook(path, say)
    if notebook is None:
        return None
    states = untouched(notebook, path.stem) or kept(path, notebook)
    if states is None and run:
        if sys.stderr.isatty():
            print(f"running the checks of {path.stem} …", file=sys.stderr)
        key = digest(notebook)
        states = states_of(outcomes(notebook, path.parent))
        keep(path, key, states)
    return None if states is None else entries_of(notebook, states)


def entries_of(notebook, states):
    """The exercises of `notebook` in order, each with its state."""
    entries = []
    for cell in notebook.cells:
        noted = course(cell)
        name = noted.get("exercise") or noted.get("written")
        if name is None:
            continue
        state, waits_for = states.get(name, ("wrong", None))
        if "written" in noted:
            empty = STUB in cell.source or not cell.source.strip()
            state = "no words" if empty else "words"
        sizes = {key: noted[key] for key in ("minutes", "points") if key in noted}
        entries.append({"name": name, "state": state, "waits_for": waits_for, **sizes})
    return entries


def untouched(notebook, name):
    """The states of a notebook none of whose exercises has been begun, else None.

    No check holds of a stub, so nothing has to be run to know.
    """
    if name not in released.names():
        return None
    stubs = {k: c.source for k, c in released.cells(name).items() if _is_exercise(c)}
    there = [c for c in notebook.cells if _is_exercise(c)]
    if any(c.source != stubs.get(course(c)["exercise"]) for c in there):
        return None
    return {course(c)["exercise"]: ("open", None) for c in there}


def states_of(found):
    """Exercise -> (state, what it waits for), from the outcomes of a run."""
    return {x.function: (x.state, x.waits_for) for x in found if x.function}


def kept(path, notebook):
    """The states of an earlier run of the same content, or None."""
    try:
        noted = json.loads(store(path).read_text("utf-8"))
        if noted["key"] != digest(notebook):
            return None
        return {name: tuple(state) for name, state in noted["states"].items()}
    except (OSError, ValueError, LookupError, TypeError):
        return None  # nothing that can be used: the checks are run


def keep(path, key, states):
    """Note what a run found, for the next time."""
    store(path).parent.mkdir(exist_ok=True)
    text = json.dumps({"key": key, "states": states}, indent=1)
    store(path).write_text(text + "\n", encoding="utf-8")


def store(path):
    """Where the states of the notebook at `path` are kept."""
    return path.parent / ".progress" / f"{path.stem}.json"


def digest(notebook):
    """A hash of all that a run depends on: code cells, ``utils/``, Python."""
    found = hashlib.sha256(sys.version.encode())
    for cell in notebook.cells:
        if cell.cell_type == "code":
            noted = json.dumps(course(cell), sort_keys=True)
            found.update(f"\0{noted}\0{cell.source}".encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        found.update(source.read_bytes())
    return found.hexdigest()


def _is_exercise(cell):
    return cell.cell_type == "code" and "exercise" in course(cell)


if __name__ == "__main__":
    sys.exit(main())
