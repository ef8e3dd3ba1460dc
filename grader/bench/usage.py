"""What a command takes: seconds, processor time and memory of all its processes."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

BETWEEN = 0.2  # seconds between looks at the memory
# Orphans come to it, so that it can wait for all: only those who were waited for count.
UNDER = """
import ctypes, json, os, resource, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
begun = time.perf_counter()
status = subprocess.call(sys.argv[2:])
seconds = time.perf_counter() - begun
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
used = resource.getrusage(resource.RUSAGE_CHILDREN)
found = {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "status": status}
open(sys.argv[1], "w").write(json.dumps(found))
"""


def measured(command, folder):
    """A dict of seconds, cpu (s), memory (bytes, at most) and exit status.

    Memory is the sum over all processes of what each holds, looked at now and then;
    what two of them share counts twice. Raises RuntimeError with the last lines of what
    was printed where the command could not be begun.
    """
    with tempfile.TemporaryDirectory() as place:
        said, found = Path(place, "said"), Path(place, "found")
        with said.open("wb") as out:
            under = [sys.executable, "-c", UNDER, str(found), *command]
            run = subprocess.Popen(
                under, cwd=folder, stdout=out, stderr=out, env=environment()
            )
            memory = 0
            while run.poll() is None:
                memory = max(memory, _memory(run.pid))
                time.sleep(BETWEEN)
        result = json.loads(found.read_text("utf-8")) if found.exists() else None
        if result is None or result["status"] not in (0, 1):
            lines = said.read_text("utf-8", "replace").splitlines()[-5:]
            raise RuntimeError(f"{' '.join(command)}: " + "\n".join(lines))
        return result | {"memory": memory}


def environment():
    """This one's, in which nbgrader finds the alembic that lies beside this Python."""
    beside = str(Path(sys.executable).parent)
    return os.environ | {"PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"}


def _memory(pid):
    total = 0
    try:
        below = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return 0
    for process in below:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
