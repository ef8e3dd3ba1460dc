"""Ends a box that takes more than it may, or that does not end by itself."""

import contextlib
import os
import threading
import time
from pathlib import Path

import psutil

SECONDS_BETWEEN_LOOKS = 0.05
MIB = 2**20
# Far quicker than a look at all processes; a few systems are built without it.
KERNEL_TELLS = Path("/proc/thread-self/children").exists()
TICKS = os.sysconf("SC_CLK_TCK")
CROWD_SECONDS = 3.0  # over which the threads that want a processor are counted


class Watchdog:
    """Looks at a box from outside until stopped, and kills it when something is amiss.

    bubblewrap sets no limits, and an rlimit counts one process. So this counts: the
    memory (page tables too), the processor time, the running threads and the open files
    of all the box's processes, the files in its file systems, and the memory by which
    this process grows meanwhile (so it is to have one box at a time). `tripped` says in
    words what was too much.
    """

    def __init__(self, process, limits, fresh=()):
        """process: has a `pid`, and `kill` ends it; `warm`: its memory is not its own.

        fresh: the folders in its view that are file systems of the box's own.
        """
        self.limits, self.tripped, self._fresh = limits, None, fresh
        self._process, self._judge = process, os.getpid()
        self._not_its = resident(process.pid) if process.warm else 0
        self._most_judge = resident(self._judge) + limits.judge_memory
        self._deadline, self._done = None, threading.Event()
        self._looked, self._running = time.monotonic(), 0.0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self):
        """Look no more."""
        self._done.set()
        self._thread.join()

    @contextlib.contextmanager
    def at_most(self, seconds):
        """End the box if the body of the ``with`` takes longer than `seconds`."""
        self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = None

    def _watch(self):
        while not self._done.wait(SECONDS_BETWEEN_LOOKS):
            try:
                self.tripped = self._amiss()
            except Exception:  # a watch that ends would leave the box alone
                self.tripped = "it could not be watched"
            if self.tripped:
                self._process.kill()
                return

    def _amiss(self):
        if resident(self._judge) > self._most_judge:
            return "it sent the judge more than it can hold"
        deadline = self._deadline
        if deadline is not None and time.monotonic() > deadline:
            return "it kept the judge busy and was ended"
        tree = [self._process.pid, *below(self._process.pid)]
        if sum(map(resident, tree)) - self._not_its > self.limits.memory:
            mib = self.limits.memory // MIB
            return f"its processes used more than {mib} MiB of memory together"
        if self._mean_running(tree) > self.limits.running_threads:
            return f"more than {self.limits.running_threads} of its threads ran at once"
        if sum(map(cpu_time, tree)) > self.limits.cpu_seconds:
            return f"its processes used {self.limits.cpu_seconds} s of processor time"
        together = self.limits.open_files_together
        if len(tree) * self.limits.open_files > together < sum(map(open_files, tree)):
            return "its processes opened too many files and sockets together"
        if any(files_in(tree[1:2], path) > self.limits.files for path in self._fresh):
            return f"it made more than {self.limits.files} files"
        return None

    def _mean_running(self, tree):
        """How many threads wanted a processor, on average over the last seconds."""
        now = time.monotonic()
        share = min(0.1, (now - self._looked) / CROWD_SECONDS)  # no one look decides
        self._looked = now
        self._running += share * (sum(map(running, tree)) - self._running)
        return self._running


def below(pid):
    """The numbers of all processes that came of process `pid`, and live."""
    if not KERNEL_TELLS:
        with contextlib.suppress(psutil.NoSuchProcess):
            return [p.pid for p in psutil.Process(pid).children(recursive=True)]
        return []
    found, look_at = [], [pid]
    while look_at:
        at = look_at.pop()
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{at}/task"):
                children = Path(f"/proc/{at}/task/{thread}/children").read_text()
                look_at += map(int, children.split())
                found += map(int, children.split())
    return found


def resident(pid):
    """The bytes of memory that a process holds, with the tables that map it.

    0 for one that has ended.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(errors="replace")
    except OSError:
        return 0
    lines = [line.split() for line in status.splitlines()]
    return 1024 * sum(int(x[1]) for x in lines if x[0] in ("VmRSS:", "VmPTE:"))


def cpu_time(pid):
    """The seconds of processor time of a process and of its children that ended."""
    return sum(map(int, _stat(f"/proc/{pid}")[11:15])) / TICKS


def running(pid):
    """How many threads of a process have a processor or wait for one."""
    threads, count = f"/proc/{pid}/task", 0
    with contextlib.suppress(OSError):
        for thread in os.listdir(threads):
            count += _stat(f"{threads}/{thread}")[:1] == [b"R"]
    return count


def open_files(pid):
    """How many descriptors a process has open; 0 for one that cannot be asked."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def files_in(pids, path):
    """How many files the file system has that the first of `pids` sees at `path`.

    0 where there is none to ask, or it has just ended.
    """
    for pid in pids:
        try:
            found = os.statvfs(f"/proc/{pid}/root{path}")
        except OSError:
            return 0
        return found.f_files - found.f_ffree
    return 0


def _stat(folder):
    """The fields of a process's or thread's status after its name; [] if it is gone."""
    try:
        return Path(folder, "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return []
