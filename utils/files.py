"""Writing a learner's notebook so that nothing is lost on the way."""

import os
import time
from pathlib import Path


def write_notebook(path, notebook):
    """Put `notebook` at `path`, whole or not at all."""
    import nbformat

    written = Path(f"{path}.new")
    nbformat.write(notebook, written)
    os.replace(written, path)


def keep_aside(path, name, text):
    """Write what was in a cell, or in a notebook, beside `path`; where it is now.

    The copy lies in ``kept/`` and has the time in its name; none is ever overwritten.
    """
    folder = path.parent / "kept"
    folder.mkdir(exist_ok=True)
    stem, dot, ending = name.rpartition(".")
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    for number in range(1, 1000):
        again = "" if number == 1 else f"-{number}"
        aside = folder / f"{stem}-{stamp}{again}{dot}{ending}"
        try:
            with open(aside, "x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return aside
    raise FileExistsError(f"{folder} holds too many copies of {name}")
