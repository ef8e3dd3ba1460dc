"""Attacks that do not end, or that take all there is: each costs its own points only.

Every one comes in a cell of the learner's own, so the right function keeps its points:
the process is started again without that cell.
"""

import pytest

from tests.hostile.attack import EARNED, MIB, attacked, graded, scores

ENDS = {
    "ends itself": "import os; os._exit(0)",
    "leaves": "exit()",
    "quits": "quit()",
    "raises SystemExit": "raise SystemExit(0)",
    "kills its parent": "import os; os.kill(os.getppid(), 9)",
    "kills all it may": "import os; os.kill(-1, 9); os.kill(0, 9)",
    "stops itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "closes the usual descriptors": "import os; os.closerange(0, 3)",
    "closes all descriptors": "import os; os.closerange(0, 256)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "overflows the stack": """
import sys
sys.setrecursionlimit(10**9)
def down(): return down()
down()
""",
    "sleeps": "import time; time.sleep(10**6)",
    "loops": "while True: pass",
    "loops and ignores signals": """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True: pass
""",
    "loops and catches all": """
while True:
    try:
        while True: pass
    except BaseException: pass
""",
    "leaves a loop for the end": """
import atexit
atexit.register(lambda: [0 for _ in iter(int, 1)])
""",
    "leaves threads that loop": """
import threading
def loop(): [0 for _ in iter(int, 1)]
for _ in range(9): threading.Thread(target=loop, daemon=True).start()
""",
    "asks for input": "input(); import getpass; getpass.getpass()",
    "forks without end": """
import os
while True:
    try: os.fork()
    except OSError: pass
""",
    "starts threads without end": """
import threading, time
while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
""",
    "takes all memory at once": "x = bytearray(10**12)",
    "takes all memory bit by bit": """
kept = []
while True: kept.append(bytearray(10**7))
""",
    "takes all memory in many processes": """
import os, time
for _ in range(20):
    if os.fork() == 0:
        kept = bytearray(b"x") * (80 * 2**20)
        time.sleep(99)
time.sleep(99)
""",
    "fills its folders": """
for folder in ("/tmp", "/dev/shm", "."):
    for k in range(99):
        try: open(f"{folder}/{k}", "wb").write(bytes(4 * 2**20))
        except OSError: break
""",
    "makes files without end": """
import os
os.makedirs("/tmp/many")
k = 0
while True:
    open(f"/tmp/many/{k}", "w").close(); k += 1
""",
    "makes folders as deep as may be": """
import os
os.chdir("/tmp")
for _ in range(1500): os.mkdir("d"); os.chdir("d")
""",
    "writes a file without end": """
with open("/tmp/large", "wb") as file:
    while True: file.write(bytes(2**20))
""",
    "says that it hangs up": """
import gc, socket
for thing in gc.get_objects():
    if isinstance(thing, socket.socket): thing.shutdown(socket.SHUT_RDWR)
""",
    "takes its own line": """
import gc, socket
links = [thing for thing in gc.get_objects() if isinstance(thing, socket.socket)]
while True:
    for link in links: link.setblocking(False)
    for link in links:
        try: link.recv(10**6)
        except OSError: pass
""",
    "prints without end": "while True: print('x' * 10_000)",
    "writes to its raw output without end": """
import os
while True: os.write(1, b"x" * 10**6); os.write(2, b"x" * 10**6)
""",
    "takes every processor": """
import subprocess, time
for _ in range(40):
    spin = ["timeout", "30", "sh", "-c", "while :; do :; done"]
    subprocess.Popen(spin, start_new_session=True)
time.sleep(60)
""",
    "maps more than there is": """
import mmap
flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000
room = mmap.mmap(-1, 1000 << 30, flags=flags, prot=mmap.PROT_READ)
room.madvise(15)
for place in range(0, 1000 << 30, 2 << 20): room[place]
""",
    "fills sockets in many processes": """
import os, socket, time
def fill():
    kept = [end for _ in range(80) for end in socket.socketpair()]
    for end in kept:
        end.setblocking(False)
        try:
            while True: end.send(bytes(60_000))
        except OSError: pass
    time.sleep(60)
for _ in range(40):
    if os.fork() == 0: fill()
time.sleep(60)
""",
    "opens sockets without end": """
import socket
kept = []
while True:
    kept += socket.socketpair()
    kept[-1].setblocking(False)
    try:
        while True: kept[-1].send(bytes(10**5))
    except OSError: pass
""",
}


@pytest.mark.parametrize("attack", ENDS)
def test_an_end_or_no_end_costs_nothing_but_itself(attack):
    verdict = graded(attacked(ENDS[attack]))
    assert scores(verdict) == [EARNED, 0], verdict.flags


@pytest.mark.parametrize(
    "code",
    [
        "import threading, sys; threading.Timer(0.1, sys.exit).start()",
        "import os, signal; signal.alarm(1)",
        "import threading, os; threading.Timer(0.1, os._exit, (0,)).start()",
    ],
)
def test_an_end_that_comes_later_costs_no_more_than_it_meets(code):
    verdict = graded(attacked(code))
    assert scores(verdict)[0] <= EARNED
    assert scores(verdict)[1] == 0


def test_what_is_reset_costs_no_more_than_what_needed_it():
    assert scores(graded(attacked("%reset -f")))[1] == 0


IN_A_FUNCTION = {
    "ends the process": "import os; os._exit(0)",
    "loops": "while True: pass",
    "ignores signals": """
    import signal
    signal.pthread_sigmask(0, [2])
    while True: pass
""",
    "takes memory": "x = np.ones(10**11)",
    "recurses": "return gru_gates(c_prev, x_t, p)",
    "raises what is no Exception": "raise KeyboardInterrupt",
    "leaves": "raise SystemExit",
    "replaces its output": "import sys; sys.stdout = sys.stderr = None",
}


@pytest.mark.parametrize("attack", IN_A_FUNCTION)
def test_a_function_that_ends_or_does_not_end_costs_its_own_points(attack):
    source = f"def gru_gates(c_prev, x_t, p):\n    {IN_A_FUNCTION[attack]}"
    verdict = graded(attacked("", {"gru_gates": source}))
    assert scores(verdict) == [EARNED, 0], verdict.flags


def test_every_cell_without_end_is_given_up_when_the_time_is_used_up():
    def loops(cells):
        for _ in range(30):
            cells.append(type(cells[1])(cells[1], source="while True: pass"))
            cells[-1].metadata = {}

    verdict = graded(attacked("", edit=loops), total_seconds=6.0)
    assert scores(verdict) == [EARNED, 0]
    assert "the time for this submission was used up" in verdict.reason


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        ("takes all memory in many processes", "MiB of memory together"),
        ("maps more than there is", "MiB of memory together"),
        ("makes files without end", "it made more than 2000 files"),
        ("stops itself", "it did not stop when it was told to"),
        ("ends itself", "its process ended"),
    ],
)
def test_an_instructor_is_told_what_was_too_much(attack, said):
    size = "MiB" in said or "files" in said  # to be reached before the time is
    slow = {"cell_seconds": 20.0, "total_seconds": 60.0} if size else {}
    verdict = graded(attacked(ENDS[attack]), **slow)
    assert any(said in flag for flag in verdict.flags), verdict.flags


def test_a_box_of_little_memory_ends_a_large_array():
    verdict = graded(attacked("x = np.ones(10**8)"), memory=256 * MIB)
    assert scores(verdict) == [EARNED, 0]
