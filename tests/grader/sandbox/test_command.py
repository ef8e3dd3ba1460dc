"""What a learner's process sees of the machine: enough to work, and nothing else."""

import json
import os
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from grader.sandbox import command
from grader.sandbox.box import Box
from grader.sandbox.command import SandboxUnavailable
from grader.sandbox.limits import MIB, Limits

LIMITS = replace(Limits(), disk=8 * MIB, cell_seconds=10.0)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to change users")


def shown(code, limits=LIMITS):
    """What `code` assigns to ``seen`` in a box, by way of JSON."""
    with Box(limits, {}) as box:
        ran = box.run_cell(f"{code}\nimport json; print(json.dumps(seen))")
        assert ran.error is None, ran.error
        return json.loads(ran.outputs[-1].text)


def test_the_view_has_what_is_needed_and_nothing_of_the_repository():
    seen = shown(f"""
import os
def tried(name):
    try: __import__(name)
    except ImportError as error: return type(error).__name__
    return "imported"
seen = {{
    "imports": [tried(n) for n in ("numpy", "torch", "utils.params", "matplotlib")],
    "grader": tried("grader"),
    "repository": sorted(os.listdir({str(command.REPOSITORY)!r})),
    "box": sorted(os.listdir("/box")),
    "fonts": os.path.isdir("/etc/fonts") and len(os.listdir("/etc/fonts")) > 0,
    "etc": sorted(os.listdir("/etc")),
    "top": sorted(os.listdir("/")),
    "folder": os.getcwd(),
    "folders": os.listdir(os.getcwd()),
}}""")
    assert seen["imports"] == ["imported"] * 4
    assert seen["grader"] == "ModuleNotFoundError"
    assert set(seen["repository"]) <= {"utils", ".venv"}
    assert not [name for name in seen["box"] if name in ("box.py", "limits.py")]
    assert set(seen["etc"]) <= set(command.ETC)
    assert seen["fonts"] == os.path.isdir("/etc/fonts")
    assert "sys" not in seen["top"]
    assert (seen["folder"], seen["folders"]) == (command.WORK, [])


def test_the_environment_is_cleared(monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "canary")
    monkeypatch.setenv("PYTHONPATH", "/canary")
    seen = shown("import os; seen = dict(os.environ)")
    assert "canary" not in str(seen)
    assert seen["HOME"] == command.HOME


def test_the_system_cannot_be_written_and_the_rest_is_small():
    seen = shown(f"""
import os
def writes(path):
    try: open(path, "w").close(); os.unlink(path)
    except OSError as error: return False
    return True
def room(path):
    found = os.statvfs(path); return found.f_blocks * found.f_frsize
shut = ("/", "/usr", "/etc", "/dev", "/home", "/box", "/proc", {str(command.UTILS)!r},
        {str(command.REPOSITORY)!r}, os.path.dirname(os.__file__))
open_ = ("/tmp", "/dev/shm", {command.HOME!r}, {command.WORK!r})
seen = {{"shut": [p for p in shut if writes(p + "/x")],
        "open": [writes(p + "/x") for p in open_], "room": [room(p) for p in open_]}}
""")
    assert seen["shut"] == []
    assert seen["open"] == [True] * 4
    assert seen["room"] == [8 * MIB] * 4


def test_no_process_but_its_own_is_seen_and_no_network():
    seen = shown("""
import os, socket
seen = {"processes": [p for p in os.listdir("/proc") if p.isdigit()],
        "links": [name for _, name in socket.if_nameindex()],
        "host": socket.gethostname(), "rights": open("/proc/self/status").read()}
""")
    assert len(seen["processes"]) == 2
    assert seen["links"] == ["lo"]
    assert seen["host"] == "box"
    assert "CapEff:\t0000000000000000" in seen["rights"]
    assert "NoNewPrivs:\t1" in seen["rights"]
    assert "Seccomp:\t2" in seen["rights"]


def test_the_limits_are_set_and_cannot_be_raised():
    seen = shown("""
import resource
seen = {}
for name in ("RLIMIT_DATA", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC"):
    which = getattr(resource, name)
    seen[name] = resource.getrlimit(which)
    try: resource.setrlimit(which, (seen[name][0] + 1, seen[name][1] + 1))
    except ValueError: continue
    seen[name] = "raised"
""")
    limits = (LIMITS.memory, LIMITS.file_size, LIMITS.open_files, LIMITS.processes)
    assert list(seen.values()) == [[limit, limit] for limit in limits]


@as_root
def test_the_user_is_unprivileged_outside_too():
    with Box(LIMITS, {}) as box:
        root = psutil.Process(box._process.pid)
        [learners] = [
            p for p in root.children(recursive=True) if "learner.py" in str(p.cmdline())
        ]
        status = Path(f"/proc/{learners.pid}/status").read_text()
        uids = next(ln for ln in status.splitlines() if ln.startswith("Uid:")).split()[
            1:
        ]
        assert set(uids) == {str(command.learner_uid())}
        assert int(uids[0]) >= command.FIRST_UID
        assert "Groups:\t \n" in status


@pytest.fixture
def canary():
    """A course folder where every box can look: under this Python's own folder."""
    folder = tempfile.mkdtemp(prefix="course-", dir=command.sys.prefix)
    try:
        os.chmod(folder, 0o755)
        Path(folder, "gradebook.db").write_text("canary")
        yield folder
    finally:
        shutil.rmtree(folder)


def test_a_course_folder_is_hidden_even_in_a_folder_that_is_seen(canary):
    look = f"""
import os
try: seen = os.listdir({canary!r})
except PermissionError: seen = "hidden"
"""
    assert shown(look) == ["gradebook.db"]
    assert shown(look, replace(LIMITS, hidden=(canary,))) == "hidden"


def test_what_utils_has_that_does_exercises_is_in_no_box():
    look = """
import os
import utils
folder = os.path.join(os.path.dirname(utils.__file__), "kernels")
try: seen = os.listdir(folder)
except PermissionError: seen = "hidden"
try:
    from utils.kernels import peephole_lstm
    seen = "imported"
except ImportError: pass
"""
    assert shown(look) == "hidden"


def test_a_hidden_folder_that_nobody_sees_or_that_is_linked_is_no_matter(
    canary, tmp_path
):
    link = tmp_path / "course"
    link.symlink_to(canary)
    look = f"""
import os
seen = [os.path.exists(p) for p in ({str(tmp_path)!r}, {canary!r} + "/gradebook.db")]
"""
    limits = replace(LIMITS, hidden=(str(tmp_path), str(link)))
    assert shown(look, limits) == [False, False]


def test_a_folder_for_temporary_files_of_ones_own_is_no_matter(monkeypatch):
    with tempfile.TemporaryDirectory(prefix="d") as folder:
        os.chmod(folder, 0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        assert shown(f"import os; seen = os.path.exists({folder!r})") is False


def test_without_bubblewrap_it_says_what_helps(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxUnavailable) as caught:
        Box(LIMITS, {})
    for words in ("bwrap", "apt-get install bubblewrap", "--no-sandbox"):
        assert words in str(caught.value)


def test_where_namespaces_are_refused_it_says_what_helps(monkeypatch, tmp_path):
    refusing = tmp_path / "bwrap"
    refusing.write_text(
        "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n"
    )
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    begun = time.monotonic()
    with pytest.raises(SandboxUnavailable) as caught:
        Box(LIMITS, {})
    for words in ("user namespaces must be allowed", "--no-sandbox", "uid map"):
        assert words in str(caught.value)
    assert time.monotonic() - begun < 10


def test_without_a_sandbox_cells_run_all_the_same():
    limits = replace(LIMITS, sandbox=False)
    assert shown("seen = 7", limits) == 7
    assert "bwrap" not in command.learner_argv(limits, 3, 4)
