"""Ends a box that takes more than it may, or that does not end by itself."""

import contextlib
import os
import stat
import threading
import time
from pathlib import Path

import psutil

SECONDS_BETWEEN_LOOKS = 0.05
LARGEST_FILE_BESIDE_SOCKETS = 1 << 16  # the connection file is far smaller
CROWDED = "it wrote files beside its sockets"
MIB = 2**20
CROWD_SECONDS = 3.0  # over which the threads that want a processor are counted


class Watchdog:
    """Looks at a box from outside until stopped, and kills it when something is amiss.

    bubblewrap sets no limits, an rlimit counts one process, and ZeroMQ takes in a
    message of any number of parts. So this counts: the memory (page tables too), the
    processor time, the running threads and the open files of all the box's processes,
    the memory by which this process grows meanwhile (so it is to have one box at a
    time), the files in the box's file systems, and what lies beside the sockets in
    `run_dir`. `tripped` says in words what was too much.
    """

    def __init__(self, pid, run_dir, limits, fresh=()):
        self.limits, self.tripped = limits, None
        self._run_dir, self._fresh = run_dir, fresh
        self._root, self._judge = psutil.Process(pid), psutil.Process()
        self._most_judge = resident(self._judge) + limits.judge_memory
        self._deadline, self._ready, self._done = None, False, threading.Event()
        self._looked, self._running = time.monotonic(), 0.0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self):
        """Look no more."""
        self._done.set()
        self._thread.join()

    def begin(self, usual_entries):
        """Learner's code may run from here on; `run_dir` is to have no more entries."""
        self._usual, self._ready = usual_entries, True

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
            except psutil.NoSuchProcess:
                return  # it has ended by itself
            except Exception:  # a watch that ends would leave the box alone
                self.tripped = "it could not be watched"
            if self.tripped:
                self._root.kill()
                return

    def _amiss(self):
        if resident(self._judge) > self._most_judge:
            return "it sent the judge more than it can hold"
        deadline = self._deadline
        if deadline is not None and time.monotonic() > deadline:
            return "it kept the judge busy and was ended"
        tree = [self._root, *self._root.children(recursive=True)]
        if sum(map(resident, tree)) > self.limits.memory:
            mib = self.limits.memory // MIB
            return f"its processes used more than {mib} MiB of memory together"
        if self._mean_running(tree) > self.limits.running_threads:
            return f"more than {self.limits.running_threads} of its threads ran at once"
        if sum(map(cpu_time, tree)) > self.limits.cpu_seconds:
            return f"its processes used {self.limits.cpu_seconds} s of processor time"
        together = self.limits.open_files_together
        if len(tree) * self.limits.open_files > together < sum(map(open_files, tree)):
            return "its processes opened too many files and sockets together"
        if not self._ready:
            return None
        if crowded(self._run_dir, self._usual):
            return CROWDED
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


def resident(process):
    """The bytes of memory that a process holds, with the tables that map it.

    0 for one that has ended.
    """
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(errors="replace")
    except OSError:
        return 0
    lines = [line.split() for line in status.splitlines()]
    return 1024 * sum(int(x[1]) for x in lines if x[0] in ("VmRSS:", "VmPTE:"))


def cpu_time(process):
    """The seconds of processor time of a process and of its children that ended."""
    try:
        return sum(process.cpu_times()[:4])
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0


def running(process):
    """How many threads of a process have a processor or wait for one."""
    threads, count = f"/proc/{process.pid}/task", 0
    with contextlib.suppress(OSError):
        for thread in os.listdir(threads):
            with contextlib.suppress(OSError):
                said = Path(threads, thread, "stat").read_bytes()
                count += said.rpartition(b")")[2].split()[0] == b"R"
    return count


def open_files(process):
    """How many descriptors a process has open; 0 for one that cannot be asked."""
    try:
        return process.num_fds()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def crowded(run_dir, usual_entries):
    """Is there anything in `run_dir` but `usual_entries` sockets and small files?"""
    try:
        with os.scandir(run_dir) as entries:
            found = [entry.stat(follow_symlinks=False) for entry in entries]
    except FileNotFoundError:
        return False  # something has just gone: look again later
    except OSError:
        return True  # it cannot be looked at any more
    return len(found) > usual_entries or not all(map(_usual, found))


def _usual(status):
    small = status.st_size <= LARGEST_FILE_BESIDE_SOCKETS
    is_file, is_socket = stat.S_ISREG(status.st_mode), stat.S_ISSOCK(status.st_mode)
    return small and (is_file or is_socket)


def files_in(processes, path):
    """How many files the file system has that the first of `processes` sees at `path`.

    0 where there is none to ask, or it has just ended.
    """
    for process in processes:
        try:
            found = os.statvfs(f"/proc/{process.pid}/root{path}")
        except OSError:
            return 0
        return found.f_files - found.f_ffree
    return 0
