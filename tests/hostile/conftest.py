"""After every test here the judge must be as it was, and never have grown large."""

import multiprocessing.util
import os
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

MIB = 2**20
SECONDS_TO_END = 5
MOST_JUDGE_MEMORY = 800 * MIB  # by which the judge may grow, at any moment


def peak_memory():
    """The largest resident size of this process since `forget_peak`."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def forget_peak():
    """Let the peak begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


def state_of_judge():
    """What an attack on a learner's process must leave as it is here."""
    names = [thread.name for thread in threading.enumerate()]
    return {
        "folder": os.getcwd(),
        "children": [child.pid for child in psutil.Process().children()],
        "boxes": sorted(Path(tempfile.gettempdir()).glob("box-*")),
        "threads": [n for n in names if not n.startswith("pytest_timeout")],
        "errors": np.geterr(),
        "tanh": np.tanh,
    }


@pytest.fixture(autouse=True, scope="session")
def own_temporary_folder():
    """Boxes are made where nobody else makes any; sockets need a short path."""
    multiprocessing.util.get_temp_dir()  # it outlives this fixture
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        before, tempfile.tempdir = tempfile.tempdir, folder
        yield
        tempfile.tempdir = before


@pytest.fixture(autouse=True)
def judge_unharmed():
    """Fails a test after which the judge is not what it was."""
    before, resident = state_of_judge(), psutil.Process().memory_info().rss
    forget_peak()
    yield
    patience = time.monotonic() + SECONDS_TO_END
    while state_of_judge() != before and time.monotonic() < patience:
        time.sleep(0.05)  # a thread that was told to end may need a moment
    assert state_of_judge() == before
    grown = peak_memory() - resident
    assert grown < MOST_JUDGE_MEMORY, f"the judge grew by {grown // MIB} MiB"
