"""Attacks that look for what is hidden: files, memory, names, the network.

Each is an honest attempt whose finds are printed; what is found is nothing. A second
search for something that is there shows that the search works.
"""

import os
import socket
import threading
from dataclasses import replace

import pytest

from grader import misconceptions
from grader.checks import for_notebook
from grader.judge import grade_submission
from tests.hostile.attack import CLASS, EARNED, LIMITS, SEED, attacked, graded, scores

SEARCH_MEMORY = """
import re
def found(pattern):
    count, pattern = 0, re.compile(pattern)
    for line in open("/proc/self/maps"):
        ends, rights = line.split()[:2]
        if "r" not in rights or "[v" in line: continue
        start, end = (int(number, 16) for number in ends.split("-"))
        with open("/proc/self/mem", "rb", 0) as memory:
            try: memory.seek(start); part = memory.read(end - start)
            except (OSError, ValueError, OverflowError): continue
        count += len(pattern.findall(part))
    return count
"""


def output(code, answers=None, **where):
    """What the cell of the attack printed, and the verdict."""
    limits = where.pop("limits", LIMITS)
    graded = grade_submission(attacked(code, answers), CLASS, SEED, limits)
    attack = next(cell for cell in graded.notebook.cells if cell.id == "own-1")
    text = "".join(o.get("text", str(o)) for o in attack.outputs)
    return text, graded.verdict


def never_itself(text):
    """A pattern that matches `text`, and not where it is itself written down."""
    return text[:-1] + "[" + text[-1] + "]"


def test_no_memory_of_the_process_holds_anything_of_a_check(monkeypatch):
    title = for_notebook("1_gru")["sigmoid"].title
    variant = next(iter(misconceptions.for_notebook("1_gru")["gru_gates"])).name
    monkeypatch.setenv("CANARY_OF_THE_JUDGE", "canary-in-the-environment")
    needles = [
        title,
        variant,
        "canary-in-the-environment",
        "grader.checks",
        SEED.decode(),
    ]
    code = SEARCH_MEMORY + "import gc; gc.collect()\n"
    for needle in needles:
        code += f"print(found({never_itself(needle).encode()!r}), end=' ')\n"
    code += "print('and', found(rb'BoxShel[l]') > 0)"
    text, verdict = output(code, limits=replace(LIMITS, cell_seconds=10.0))
    assert text.split("and")[0].split() == ["0"] * len(needles), text
    assert text.split("and")[1].strip() == "True"
    assert scores(verdict) == [EARNED, 0]


def test_no_object_or_frame_seen_while_called_is_of_a_check():
    answers = {
        "sigmoid": """
import gc, inspect, sys
def sigmoid(z):
    frames = [f.frame.f_code.co_filename for f in inspect.stack()]
    modules = [m for m in sys.modules if m.startswith("grader")]
    texts = [o for o in gc.get_objects() if type(o).__name__ in
             ("Check", "Expectation", "Misconceptions", "Generator")]
    raise ValueError([[f for f in frames if "grader" in f], modules, texts])
"""
    }
    verdict = graded(attacked("", answers))
    messages = [e.message for e in verdict.checks["check_sigmoid"].expectations]
    assert any("ValueError: [[], [], []]" in message for message in messages)


@pytest.fixture
def course(tmp_path):
    """A course folder with another learner's work, a gradebook and a secret."""
    work = tmp_path / "submitted" / "other" / "1_gru"
    work.mkdir(parents=True)
    (work / "1_gru.ipynb").write_text("canary-of-another-learner")
    (tmp_path / "gradebook.db").write_text("canary-of-the-gradebook")
    (tmp_path / "secret").write_text("canary-of-the-secret")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o777)
    return tmp_path


def test_no_folder_or_link_leads_to_what_is_outside(course):
    here = os.getcwd()
    code = f"""
import os
for path in ({str(course)!r}, {here + "/grader"!r}, {here + "/solutions"!r},
             {here + "/tests"!r}, {here + "/.git"!r}, "/etc/passwd", "/etc/shadow",
             "/proc/1/root/etc", "/proc/1/cwd", "/proc/1/environ", "/proc/1/mem",
             "/proc/1/fd", "/sys", "/run", "/var", "/mnt", "/root/.ssh", "/boot"):
    for read in (os.listdir, lambda p: open(p).read(), os.readlink):
        try: print("READ", path, read(path))
        except OSError: pass
try: os.symlink({str(course)!r}, "link"); print("READ", os.listdir("link"))
except OSError: pass
names = {{"1_gru.ipynb", "1_gru.py", "score.py", "misconceptions"}}
for top in ("/home", "/tmp", "/mnt", "/opt", "/srv", "/var", {here!r}):
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name != "site-packages"]
        if names & {{*folders, *files}}: print("FOUND", folder, files)
print("looked")
"""
    text, verdict = output(code)
    assert "looked" in text
    assert "READ" not in text
    assert "FOUND" not in text
    assert scores(verdict) == [EARNED, 0]


def test_other_boxes_are_not_seen():
    code = """
import os
print([name for name in os.listdir("/tmp") if name.startswith(("box-", "parent-"))],
      [p for p in os.listdir("/proc") if p.isdigit() and int(p) > 2])
print([line for line in open("/proc/net/unix") if "parent" in line or "box" in line])
"""
    text, _ = output(code)
    assert text.split("\n")[:2] == ["[] []", "[]"]


def test_nothing_can_be_imported_that_grades():
    code = """
import importlib
for name in ("grader", "grader.reference.gru", "grader.checks", "nbgrader_config"):
    try: importlib.import_module(name); print("IMPORTED", name)
    except ImportError: print("refused")
"""
    text, _ = output(code)
    assert text.split() == ["refused"] * 4


def test_no_network_is_reached(tmp_path):
    listeners = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
    listeners[1].bind("\0listens-outside-of-the-box")
    listeners[1].listen()
    reached = []

    def accept(listener):
        try:
            reached.append(listener.accept())
        except OSError:
            return

    threads = [threading.Thread(target=accept, args=(each,)) for each in listeners]
    for thread in threads:
        thread.start()
    port = listeners[0].getsockname()[1]
    code = f"""
import socket
def attempt(family, kind, address):
    try:
        with socket.socket(family, kind) as s:
            s.settimeout(0.3); s.connect(address); s.send(b"x"); print("SENT", address)
    except OSError as error: print("refused")
attempt(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", {port}))
attempt(socket.AF_INET, socket.SOCK_STREAM, ("1.1.1.1", 53))
attempt(socket.AF_INET, socket.SOCK_DGRAM, ("8.8.8.8", 53))
attempt(socket.AF_INET6, socket.SOCK_DGRAM, ("2606:4700:4700::1111", 53))
attempt(socket.AF_UNIX, socket.SOCK_STREAM, "\\0listens-outside-of-the-box")
attempt(40, socket.SOCK_STREAM, (2, 22))
attempt(17, socket.SOCK_RAW, ("lo", 0))
"""
    try:
        text, verdict = output(code)
    finally:
        for listener in listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for thread in threads:
            thread.join()
    assert text.split() == ["refused"] * 7
    assert reached == []
    assert scores(verdict) == [EARNED, 0]
