"""Boxes that are forks of a warm parent: as closed as others, and strangers."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from grader.judge import grade_submission
from grader.judge.borrowing import libraries_of
from grader.reference import gru
from grader.sandbox import command, warm
from grader.sandbox.box import Box, BoxGone
from grader.sandbox.limits import MIB, Limits
from grader.sandbox.warm import Parents
from tests.grader.judge import small_notebook
from tests.hostile.attack import CLASS, EARNED, LIMITS, SEED, attacked, scores
from tests.hostile.test_exhaustion import ENDS, IN_A_FUNCTION
from tests.hostile.test_messages import FLOOD, FLOODS, REPLIES
from tests.hostile.test_reading import SEARCH_MEMORY, never_itself

MODEST = replace(Limits(), disk=8 * MIB, files=500, cell_seconds=10.0)


@pytest.fixture(scope="module")
def parents():
    """Warm parents for this module."""
    with Parents() as made:
        yield made


@pytest.fixture(scope="module")
def warmed(parents):
    """The limits of the attacked class, with its parent."""
    limits = parents.warmed(libraries_of(CLASS, LIMITS))
    assert parents.problem is None
    return limits


def shown(code, limits):
    """What a cell prints in a box of its own."""
    with Box(limits, {}) as box:
        assert box._process.warm
        ran = box.run_cell(code)
        assert ran.error is None, ran.error
        return "".join(output.get("text", "") for output in ran.outputs)


ATTACKS = {
    **ENDS,
    **{name: FLOOD + code for name, code in FLOODS.items()},
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_costs_nothing_but_itself_there_too(attack, warmed):
    limits = warmed if attack in ENDS else replace(warmed, restarts=0)
    verdict = grade_submission(attacked(ATTACKS[attack]), CLASS, SEED, limits).verdict
    assert scores(verdict)[1] == 0
    if attack in ENDS:
        assert scores(verdict)[0] == EARNED, verdict.flags
    after = grade_submission(attacked(""), CLASS, SEED, warmed).verdict
    assert scores(after) == [EARNED, 0]


@pytest.mark.parametrize("attack", IN_A_FUNCTION)
def test_a_function_that_does_not_end_costs_its_own_points(attack, warmed):
    source = f"def gru_gates(c_prev, x_t, p):\n    {IN_A_FUNCTION[attack]}"
    given = attacked("", {"gru_gates": source})
    assert scores(grade_submission(given, CLASS, SEED, warmed).verdict) == [EARNED, 0]


@pytest.mark.parametrize("attack", REPLIES)
def test_a_reply_that_is_none_is_no_answer(attack, warmed):
    limits = replace(warmed, restarts=0)
    verdict = grade_submission(attacked(REPLIES[attack]), CLASS, SEED, limits).verdict
    assert scores(verdict) == [0, 0]


def test_the_verdict_is_that_of_a_box_of_its_own(warmed):
    for given in (
        small_notebook.submission(CLASS),
        attacked(""),
        attacked("print('a', flush=True); display({'a': 1}); 1 / 0"),
        attacked("", {"gru_gates": "def gru_gates(c_prev, x_t, p): return 7"}),
    ):
        own = grade_submission(given, CLASS, SEED, LIMITS)
        forked = grade_submission(given, CLASS, SEED, warmed)
        assert forked.verdict.document() == own.verdict.document()
        assert forked.notebook == own.notebook


LEAVES = """
import os, sys, signal, threading, time, builtins, numpy, socket, random
for folder in ("/tmp", "/dev/shm", os.path.expanduser("~"), "."):
    open(f"{folder}/left", "w").write("here")
os.environ["LEFT"] = "here"
os.umask(0o777)
numpy.left = builtins.left = sys.left = "here"
numpy.tanh = None
sys.path.insert(0, "/tmp")
signal.signal(signal.SIGUSR1, signal.SIG_IGN); signal.alarm(1000)
threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
listener = socket.socket(socket.AF_UNIX); listener.bind("\\0left"); listener.listen()
port = socket.create_server(("127.0.0.1", 7777))
terminal = os.openpty()
for _ in range(3):
    if os.fork() == 0: os.setsid(); time.sleep(99)
get_ipython().user_ns["left"] = "here"
print("done")
"""
LOOKS = """
import os, sys, signal, threading, builtins, numpy, socket
found = [p for p in ("/tmp", "/dev/shm", os.path.expanduser("~"), ".")
         if os.path.exists(f"{p}/left")]
found += [where for where in (numpy, builtins, sys) if hasattr(where, "left")]
found += ["env"] * ("LEFT" in os.environ) + ["name"] * ("left" in globals())
found += ["tanh"] * (numpy.tanh is None) + ["path"] * ("/tmp" in sys.path)
before = os.umask(0o22)
found += ["umask"] * (before != 0o22)
found += ["signal"] * (signal.getsignal(signal.SIGUSR1) != signal.SIG_DFL)
found += ["alarm"] * bool(signal.alarm(0))
found += ["threads"] * (threading.active_count() != 1)
found += [p for p in os.listdir("/proc") if p.isdigit() and int(p) > 2]
found += [t for t in os.listdir("/dev/pts") if t != "ptmx"]
for family, address in ((socket.AF_UNIX, "\\0left"),
                        (socket.AF_INET, ("127.0.0.1", 7777))):
    with socket.socket(family) as link:
        try: link.connect(address); found.append(address)
        except OSError: pass
print(found, len(os.listdir("/proc/self/fd")))
"""


def test_nothing_of_a_box_is_found_in_one_beside_it_or_after_it(parents):
    limits = parents.warmed(replace(MODEST, preload=("numpy",)))
    clean = shown(LOOKS, limits)
    assert clean.startswith("[] ")
    with Box(limits, {}) as box:
        assert box.run_cell(LEAVES).outputs[0].text == "done\n"
        assert shown(LOOKS, limits) == clean
    assert shown(LOOKS, limits) == clean


def test_a_box_has_no_rights_and_the_walls_that_others_have(parents):
    limits = parents.warmed(replace(MODEST, preload=("numpy",)))
    seen = shown(
        """
import ctypes, os, resource, socket
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(*(status[n].strip() for n in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb",
                                    "NoNewPrivs", "Seccomp", "Uid")))
print([p for p in os.listdir("/proc") if p.isdigit()], socket.if_nameindex(),
      socket.gethostname(), os.getcwd(), os.listdir("."))
room = os.statvfs("/tmp")
print(room.f_blocks * room.f_frsize, room.f_files)
libc = ctypes.CDLL(None, use_errno=True)
tries = [libc.unshare(0x10000000), libc.mount(b"none", b"/tmp", b"tmpfs", 0, b""),
         libc.umount(b"/tmp"), libc.setns(0, 0), libc.ptrace(16, 1, 0, 0),
         libc.umount2(b"/home/learner", 2), libc.chroot(b"/tmp")]
print(tries)
for name in ("RLIMIT_DATA", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC"):
    print(resource.getrlimit(getattr(resource, name)), end=" ")
""",
        limits,
    ).split("\n")
    assert seen[0].split()[:5] == ["0" * 16] * 5
    assert seen[0].split()[5:] == ["1", "2", "1000", "1000", "1000", "1000"]
    assert seen[1].startswith("['1', '2'] [(1, 'lo')] box /home/learner/work []")
    assert seen[2] == f"{8 * MIB} 500"
    assert seen[3] == str([-1] * 7)
    for limit in (limits.memory, limits.file_size, limits.open_files, limits.processes):
        assert f"({limit}, {limit})" in seen[4]


def test_a_grader_that_lies_in_a_folder_that_each_box_has_empty_is_seen(monkeypatch):
    """As in /tmp: the repository's own folder, and what must not be seen in it."""
    above = str(command.REPOSITORY.parent)
    monkeypatch.setattr(
        command, "FRESH", tuple({**dict.fromkeys(command.FRESH), above: 0})
    )
    code = f"""
import os
import scipy.special
import utils.checks.lstm
print(sorted(os.listdir({above!r})), sorted(os.listdir({str(command.REPOSITORY)!r})))
for path in ({str(command.UTILS)!r}, {str(command.UTILS / "kernels")!r},
             {command.sys.prefix!r}):
    try: open(path + "/x", "w"); print("WRITTEN", path)
    except OSError: pass
    try: os.remove(path)
    except OSError: pass
try: print(os.listdir({str(command.UTILS / "kernels")!r}))
except PermissionError: print("hidden")
open({above!r} + "/mine", "w").write("x")
"""
    with Parents() as parents:
        limits = parents.warmed(MODEST)
        assert parents.problem is None
        seen = shown(code, limits).split("\n")
        assert shown(code, limits).split("\n") == seen
    assert "WRITTEN" not in "".join(seen)
    assert repr(command.REPOSITORY.name) in seen[0]
    assert "grader" not in seen[0]
    assert seen[1] == "hidden"


def test_the_parent_cannot_be_reached(parents):
    """Not seen, not signalled, not traced; no descriptor leads to it."""
    limits = parents.warmed(replace(MODEST, preload=("numpy",)))
    seen = shown(
        """
import os, signal
for number in range(-99, 400):
    if number in (0, -1, os.getpid()): continue
    for what in (signal.SIGKILL, signal.SIGSTOP):
        try: os.kill(number, what)
        except OSError: pass
os.kill(0, signal.SIGCONT)
for path in ("/proc/1/fd", "/proc/1/fd/0", "/proc/1/mem", "/proc/1/environ",
             "/proc/1/root", "/proc/1/cwd", "/proc/1/map_files"):
    for reach in (os.listdir, os.readlink, lambda p: os.open(p, os.O_RDWR)):
        try: print("REACHED", path, reach(path))
        except OSError: pass
print("done")
""",
        limits,
    )
    assert seen == "done\n"
    parent = next(iter(parents._parents.values()))
    assert parent.lives()
    assert shown("print(7)", limits) == "7\n"


def test_no_memory_of_a_fork_holds_anything_of_the_judge(warmed, monkeypatch):
    monkeypatch.setenv("CANARY_OF_THE_JUDGE", "canary-in-the-environment")
    code = SEARCH_MEMORY
    for needle in ("grader.checks", "canary-in-the-environment", SEED.decode()):
        code += f"print(found({never_itself(needle).encode()!r}), end=' ')\n"
    code += "print(found(rb'BoxShel[l]') > 0)"
    seen = shown(code, replace(warmed, cell_seconds=10.0))
    assert seen.split() == ["0", "0", "0", "True"]


def test_a_killed_parent_is_replaced_and_its_boxes_are_gone(parents):
    limits = parents.warmed(replace(MODEST, preload=("json",)))
    with Box(limits, {}) as box:
        assert box.run_cell("7").error is None
        for parent in parents._parents.values():
            if parent.address == limits.parent:
                os.killpg(parent._process.pid, signal.SIGKILL)
                parent._process.wait()
        with pytest.raises(BoxGone):
            box.run_cell("import time; time.sleep(5)")
    with Box(limits, {}) as box:  # one of its own
        assert not box._process.warm
    again = parents.warmed(replace(MODEST, preload=("json",)))
    assert again.parent != limits.parent
    assert shown("print(7)", again) == "7\n"


def test_a_parent_is_replaced_after_so_many_boxes_and_ends_with_its_last(monkeypatch):
    monkeypatch.setattr(warm, "MOST_BOXES", 2)
    with Parents() as parents:
        first = parents.warmed(MODEST)
        with Box(first, {"sigmoid": gru.sigmoid}) as box:
            assert parents.warmed(MODEST).parent == first.parent
            assert parents.warmed(MODEST).parent != first.parent
            [retired] = parents._retired
            time.sleep(0.3)
            assert retired.lives()
            box.run_cell("def sigmoid(z): return 7")
            assert box.call("sigmoid", [0.0], {})["value"] == 7
        assert retired._process.wait(timeout=10) is not None


def test_nothing_is_left_when_all_is_done():
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with Parents() as parents:
        folder = parents._folder
        with Box(parents.warmed(MODEST), {}) as box:
            box.run_cell("import os\nif os.fork() == 0:\n    while True: pass")
    deadline = time.monotonic() + 5
    left = {1}
    while left and time.monotonic() < deadline:
        left = {c.pid for c in psutil.Process().children(recursive=True)} - before
        time.sleep(0.02)
    assert left == set()
    assert not Path(folder).exists()


def test_a_judge_that_dies_takes_its_box_with_it(parents):
    limits = parents.warmed(MODEST)
    judge = os.fork()
    if judge == 0:
        box = Box(limits, {})
        Path(limits.parent + ".pid").write_text(str(box._process.pid))
        time.sleep(60)
    written = Path(limits.parent + ".pid")
    deadline = time.monotonic() + 10
    while not (written.exists() and written.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    first = int(written.read_text())
    os.kill(judge, signal.SIGKILL)
    os.waitpid(judge, 0)
    while psutil.pid_exists(first) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(first)


def test_where_no_parent_can_be_made_it_is_said_and_boxes_are_made_one_by_one(
    monkeypatch,
):
    monkeypatch.setattr(warm, "forked", lambda *_: (_ for _ in ()).throw(OSError("no")))
    with Parents() as parents:
        limits = parents.warmed(MODEST)
        assert limits.parent == ""
        assert parents.problem.startswith("no")
        with Box(limits, {}) as box:
            assert not box._process.warm


def test_without_a_sandbox_there_is_no_parent():
    with Parents() as parents:
        assert parents.warmed(replace(MODEST, sandbox=False)).parent == ""
        assert parents._parents == {}
