"""The watchdog ends what takes too much, and nothing that does not."""

import contextlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace

import psutil
import pytest

from grader.sandbox import watch
from grader.sandbox.limits import MIB, Limits
from grader.sandbox.watch import Watchdog, below, files_in, resident


@contextmanager
def watched(code, folder, limits=None):
    """A Python process that runs `code`, and its watchdog."""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=folder)
    process.warm = False
    dog = Watchdog(process, limits or Limits())
    try:
        yield process, dog
    finally:
        dog.stop()
        process.kill()
        process.wait()


SLEEP = "import time; time.sleep(60)"


def test_a_modest_process_is_left_alone(tmp_path):
    with watched(SLEEP, tmp_path) as (process, dog):
        time.sleep(0.3)
        assert process.poll() is None
        assert dog.tripped is None


def test_processes_that_are_small_alone_are_counted_together(tmp_path):
    code = f"""
import os, time
for _ in range(4):
    if os.fork() == 0:
        kept = bytearray(b'x') * {40 * MIB}
        time.sleep(60)
time.sleep(60)
"""
    limits = replace(Limits(), memory=120 * MIB)
    with watched(code, tmp_path, limits) as (process, dog):
        process.wait(timeout=20)
        assert "120 MiB of memory together" in dog.tripped


def test_sockets_of_many_processes_are_counted_together(tmp_path):
    code = """
import os, socket, time
kept = []
for _ in range(8):
    if os.fork() == 0:
        kept += [socket.socketpair() for _ in range(30)]
        time.sleep(60)
time.sleep(60)
"""
    limits = replace(Limits(), open_files=64, open_files_together=400)
    with watched(code, tmp_path, limits) as (process, dog):
        process.wait(timeout=20)
        assert "sockets together" in dog.tripped


SPIN = """
import multiprocessing, os, time
def spin():
    os.setsid()
    end = time.monotonic() + 25  # whatever becomes of the test
    while time.monotonic() < end: pass
for _ in range({count}):
    multiprocessing.Process(target=spin, daemon=True).start()
time.sleep(60)
"""


def test_a_crowd_that_takes_every_processor_is_ended_soon(tmp_path):
    with crowd(31, tmp_path) as (process, dog):
        process.wait(timeout=20)
        assert dog.tripped == "more than 8 of its threads ran at once"


def test_a_few_busy_processes_are_left_alone(tmp_path):
    with crowd(4, tmp_path) as (process, dog):
        time.sleep(5)
        assert process.poll() is None
        assert dog.tripped is None


def test_threads_that_only_wait_are_no_crowd(tmp_path):
    code = """
import threading, time
for _ in range(40): threading.Thread(target=time.sleep, args=(60,)).start()
"""
    with watched(code, tmp_path) as (_, dog):
        time.sleep(3)
        assert dog.tripped is None


def test_processor_time_is_counted_together_and_after_an_end(tmp_path):
    code = """
import os, time
for _ in range(9):
    if os.fork() == 0:
        while time.process_time() < 0.4: pass
        os._exit(0)
    os.wait()
time.sleep(60)
"""
    with watched(code, tmp_path, replace(Limits(), cpu_seconds=2)) as (process, dog):
        process.wait(timeout=30)
        assert dog.tripped == "its processes used 2 s of processor time"


def test_the_tables_that_map_memory_are_memory(tmp_path):
    code = """
import mmap, time
flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000  # NORESERVE
room = mmap.mmap(-1, 60 << 30, flags=flags, prot=mmap.PROT_READ)
room.madvise(15)  # NOHUGEPAGE
for place in range(0, 60 << 30, 2 << 20): room[place]
time.sleep(60)
"""
    limits = replace(Limits(), memory=80 * MIB)
    with watched(code, tmp_path, limits) as (process, dog):
        process.wait(timeout=20)
        assert "80 MiB of memory together" in dog.tripped


@contextmanager
def crowd(count, folder):
    """A process with `count` children that want a processor, each in a session."""
    with watched(SPIN.format(count=count), folder) as (process, dog):
        children = []
        deadline = time.monotonic() + 10
        while len(children) < count and time.monotonic() < deadline:
            with contextlib.suppress(psutil.NoSuchProcess):
                children = psutil.Process(process.pid).children() or children
            if process.poll() is not None:
                break
            time.sleep(0.01)
        try:
            yield process, dog
        finally:
            for child in children:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()


def test_a_judge_that_grows_is_protected(tmp_path):
    with watched(SLEEP, tmp_path, replace(Limits(), judge_memory=32 * MIB)) as (p, dog):
        kept = bytearray(b"x") * (64 * MIB)
        p.wait(timeout=20)
        assert "more than it can hold" in dog.tripped
        assert kept


def test_what_keeps_the_judge_busy_is_ended(tmp_path):
    with watched(SLEEP, tmp_path) as (process, dog):
        with dog.at_most(5.0):
            pass
        time.sleep(0.2)
        assert process.poll() is None
        with dog.at_most(0.1):
            process.wait(timeout=20)
        assert "busy" in dog.tripped


def test_what_cannot_be_watched_is_ended(tmp_path, monkeypatch):
    with watched(SLEEP, tmp_path) as (process, dog):

        def refused(pid):
            raise PermissionError

        monkeypatch.setattr(watch, "below", refused)
        process.wait(timeout=20)
        assert dog.tripped == "it could not be watched"


def test_a_process_that_has_ended_holds_nothing():
    process = subprocess.Popen(["true"])
    process.wait()
    for count in (resident, watch.cpu_time, watch.running, watch.open_files):
        assert count(process.pid) == 0
    assert below(process.pid) == []
    assert files_in([process.pid], "/") == 0
    assert files_in([], "/") == 0


def test_files_are_counted_as_another_process_sees_them():
    assert files_in([os.getpid()], "/dev/shm") >= 1


@pytest.mark.parametrize("told", [True, False])
def test_processes_below_are_found_whatever_thread_made_them(
    told, tmp_path, monkeypatch
):
    monkeypatch.setattr(watch, "KERNEL_TELLS", told)
    code = """
import os, threading, time
def make():
    if os.fork() == 0:
        if os.fork() == 0: time.sleep(60)
        time.sleep(60)
threading.Thread(target=make).start()
time.sleep(60)
"""
    with watched(code, tmp_path) as (process, _):
        deadline = time.monotonic() + 20
        while len(below(process.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        known = psutil.Process(process.pid).children(recursive=True)
        assert sorted(below(process.pid)) == sorted(child.pid for child in known)


def test_memory_that_a_warm_box_began_with_is_not_its_own(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", SLEEP], cwd=tmp_path)
    try:
        deadline = time.monotonic() + 20
        while resident(process.pid) < 4 * MIB and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)  # it has imported
        process.warm = True
        dog = Watchdog(process, replace(Limits(), memory=2 * MIB))
        time.sleep(0.5)
        dog.stop()
        assert dog.tripped is None
    finally:
        process.kill()
        process.wait()
