"""The judge as an ordinary user: the same verdicts, and attacks on what that user owns.

Then the box's user is, outside, the one who grades.
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
    for name, code in OTHERS.items():
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


@pytest.mark.parametrize("attack", OTHERS)
def test_an_attack_on_the_user_who_grades_costs_nothing_but_itself(told, attack):
    document = told["documents"][attack]
    assert scores(document) == [EARNED, 0], document["flags"]


def test_its_boxes_are_made_by_a_warm_parent_too(told):
    assert told["problem"] is None
    for name, document in told["warm"].items():
        alone = told["documents"][name]
        if name in ("right", "blank"):  # what is too much shows in another way there
            assert document == alone
        assert scores(document) == scores(alone), document["flags"]


def test_files_are_counted_for_an_ordinary_user_too(told):
    flags = told["documents"]["makes files"]["flags"]
    assert any("it made more than 2000 files" in flag for flag in flags), flags


def test_nothing_is_left_of_any_box(told):
    assert told["left"] == []
