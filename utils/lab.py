"""Open the notebooks in JupyterLab, on their start page.

``python -m utils.lab`` is what ``make lab`` runs; what follows is given to JupyterLab.
Nothing of your own JupyterLab settings is changed. For this one session, menus that
only instructors need (nbgrader's) are switched off, and Markdown is shown as a page:
the folder ``utils/jupyter`` says so.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from utils import start

SETTINGS = Path(__file__).parent / "jupyter"
FIRST_PAGE = "/lab/tree/start.md"


def main(arguments=None):
    """Run JupyterLab until it ends; its exit status."""
    folder = Path("notebooks")
    if not folder.is_dir():
        print("There is no folder notebooks/ here: go to the folder of the course.")
        return 1
    start.write_page(folder)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command += [f"--LabApp.default_url={FIRST_PAGE}"]
    command += sys.argv[1:] if arguments is None else arguments
    # What has changed is checked meanwhile; a second look at the page shows it.
    page = subprocess.Popen([sys.executable, "-m", "utils.start"])
    lab = subprocess.Popen(command, env=environment())
    try:
        return _ended(lab)
    finally:
        for process in (page, lab):
            process.terminate()
            process.wait()


def environment():
    """This process's environment, with the course's settings before all others."""
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    paths = [str(SETTINGS), *([before] if before else [])]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


def _ended(lab):
    """The exit status of `lab`, which answers Ctrl-C by itself."""
    while True:
        try:
            return lab.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    sys.exit(main())
