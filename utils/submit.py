"""Make one notebook ready to be handed in, and write the file to upload.

``python -m utils.submit 1_gru`` is what ``make submit NB=1_gru`` runs. Your notebook is
read as it was saved. What can be put right without touching an answer is put right in
the file to upload; your own notebook is left as it is. The rest is said in words.
"""

import argparse
import sys

from utils import terminal
from utils.check_notebook import check, find, read_notebook
from utils.files import write_notebook
from utils.mend import mend
from utils.pitfalls import pitfalls, slim
from utils.reset import shown

READY = "handed_in"


def main(arguments=None):
    """Make a notebook ready; 1 where something is to be settled first."""
    parser = argparse.ArgumentParser(prog="python -m utils.submit")
    parser.add_argument("notebook", help="a name such as 1_gru, or a file")
    path = find(parser.parse_args(arguments).notebook)
    if path is None:
        terminal.say("There is no such notebook in notebooks/.")
        return 2
    try:
        return submit(path)
    except LookupError as error:
        terminal.say(error.args[0])
        return 2


def submit(path, say=terminal.say):
    """Write ``handed_in/NB.ipynb`` beside the notebook at `path`; the exit status.

    Raises LookupError where the course has no notebook of that name.
    """
    notebook = read_notebook(path, say)
    if notebook is None:
        return 1
    mended = mend(notebook, path.stem)
    for text in mended.repaired + slim(mended.notebook):
        say(f"✓ put right: {text}")
    for text in (found := mended.unsafe + pitfalls(mended.notebook)):
        say(f"✗ {text}")
    ready = path.parent / READY / path.name
    ready.parent.mkdir(exist_ok=True)
    write_notebook(ready, mended.notebook)
    say("\nThe file as grading will see it, from a fresh start:")
    held = check(ready, say=say)
    if found:
        say("\nFirst settle what is marked ✗: in JupyterLab; save; run this again.")
    elif not held:
        say("\nNot everything holds yet. You can hand in all the same: what is right")
        say("counts, and a slip in one function costs you no other.")
    say(f"\nThe file to upload: {shown(ready)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
