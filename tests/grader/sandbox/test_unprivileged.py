"""The judge as an ordinary user: the same verdicts, and attacks on what that user owns.

Then the box's user is, outside, the one who grades: its folder of sockets can be
written to, and is only watched.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

from grader.sandbox.command import REPOSITORY
from tests.grader.judge import small_notebook
from tests.hostile.attack import CLASS, EARNED, attacked, graded
from tests.hostile.test_exhaustion import RUN_DIR

UID = 54321
BASE = Path(sysconfig.get_config_var("installed_base"))
pytestmark = [
    pytest.mark.skipif(
        os.geteuid() != 0, reason="not root: all other tests are of this already"
    ),
    pytest.mark.skipif(
        not (shutil.which("setpriv") and shutil.which("unshare")),
        reason="needs setpriv and unshare (util-linux) to become another user",
    ),
]
# In mounts of its own: puts this Python where anyone may pass, then changes the user.
AS_USER = """
set -e
if [ -n "$CLOSED" ]; then
    mount --bind "$BASE" "$KEPT"
    mount -t tmpfs -o mode=755 tmpfs "$CLOSED"
    mkdir -p "$BASE"
    mount --bind "$KEPT" "$BASE"
fi
exec setpriv --reuid $WHO --regid $WHO --clear-groups --no-new-privs "$@"
"""
WRITES = {
    "files": 'for k in range(10**6): open(f"{run_dir}/{k}", "w").write("x" * 10**6)',
    "folders": """
os.chdir(run_dir)
for k in range(10**6): os.mkdir("deep"); os.chdir("deep")
""",
    "its connection file": """
while True: open(get_connection_file(), "ab").write(b"x" * 9999)
""",
    "links for its sockets": """
for name in os.listdir(run_dir):
    os.remove(f"{run_dir}/{name}")
    os.symlink("/run/docker.sock", f"{run_dir}/{name}")
""",
    "a folder for a socket": """
name = f"{run_dir}/{sorted(os.listdir(run_dir))[-1]}"
os.remove(name); os.mkdir(name); os.chmod(run_dir, 0o500)
""",
    "a locked folder": "os.mkdir(f'{run_dir}/a'); os.chmod(f'{run_dir}/a', 0)",
    "nothing, and locks all": "os.chmod(run_dir, 0)",
}
OTHERS = {
    "kills": "import os; os.kill(os.getppid(), 9); os.kill(-1, 9)",
    "forks": """
import os
while True:
    try: os.fork()
    except OSError: pass
""",
    "fills the repository's place": f"""
try: open({str(REPOSITORY / "x")!r}, "wb").write(bytes(2**25)); run = 0
except OSError: run = 1
assert run
""",
    "makes files": """
for k in range(10**7): open(f"/tmp/{k}", "w").close()
""",
    "reads": f"""
import os
assert not os.access({str(REPOSITORY / "grader")!r}, os.F_OK)
assert not os.access("/etc/passwd", os.F_OK)
""",
}


def first_closed(path):
    """The topmost folder on the way to `path` that another user may not pass."""
    for folder in [*reversed(path.parents), path]:
        if not folder.stat().st_mode & 0o001:
            return str(folder)
    return ""


@pytest.fixture(scope="module")
def told():
    """What an ordinary user's judge says of all submissions here."""
    submissions = {"right": small_notebook.submission(CLASS).decode()}
    submissions["blank"] = attacked("").decode()
    for name, code in {**WRITES, **OTHERS}.items():
        code = RUN_DIR + code if name in WRITES else code
        submissions[name] = attacked(code).decode()
    with tempfile.TemporaryDirectory() as kept, tempfile.TemporaryDirectory() as own:
        os.chown(own, UID, UID)
        program = [sys.executable, "-m", "tests.grader.sandbox.unprivileged"]
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", AS_USER, "sh", *program],
            input=json.dumps({"submissions": submissions}),
            env={
                "PATH": os.environ["PATH"],
                "BASE": str(BASE),
                "CLOSED": first_closed(BASE),
                "KEPT": kept,
                "WHO": str(UID),
                "HOME": own,
                "TMPDIR": own,
                "OMP_NUM_THREADS": "1",
            },
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        left = os.listdir(own)
    return {**json.loads(done.stdout), "left": left}


def scores(document):
    """The scores in a verdict's document, in notebook order."""
    return [check["score"] for check in document["checks"].values()]


def test_the_verdicts_are_those_of_root(told):
    assert told["uid"] == UID
    for name, given in (
        ("right", small_notebook.submission(CLASS)),
        ("blank", attacked("")),
    ):
        assert told["documents"][name] == graded(given).document()


@pytest.mark.parametrize("attack", WRITES)
def test_what_is_written_beside_the_sockets_costs_nothing_but_itself(told, attack):
    document = told["documents"][attack]
    assert scores(document) == [EARNED, 0], document["flags"]


@pytest.mark.parametrize("attack", OTHERS)
def test_an_attack_on_the_user_who_grades_costs_nothing_but_itself(told, attack):
    document = told["documents"][attack]
    assert scores(document) == [EARNED, 0], document["flags"]


def test_files_are_counted_for_an_ordinary_user_too(told):
    flags = told["documents"]["makes files"]["flags"]
    assert any("it made more than 2000 files" in flag for flag in flags), flags


def test_nothing_is_left_of_any_box(told):
    assert [name for name in told["left"] if name.startswith("box-")] == []
