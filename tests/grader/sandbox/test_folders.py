"""Folders shared with boxes: those that are left are swept, all others stay."""

import os
import subprocess
import sys
import tempfile

import pytest

from grader.sandbox import folders


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_by_a_judge():
    """A folder whose process has ended, with something in it."""
    program = "from grader.sandbox import folders; print(folders.make())"
    told = {"env": os.environ | {"TMPDIR": tempfile.gettempdir()}, "text": True}
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, check=True, **told
    )
    folder = folders.Path(done.stdout.strip())
    (folder / "judge").write_text("a socket lay here")
    return folder


def test_what_a_killed_judge_left_is_removed_and_what_is_in_use_stays():
    used, left = folders.make(), left_by_a_judge()
    assert folders.sweep() == 1
    assert used.is_dir()
    assert not left.exists()


def test_another_process_of_the_same_number_does_not_keep_it(own_place):
    owner = folders.make().name.split("-")
    earlier = own_place / "-".join([*owner[:3], str(int(owner[3]) - 1), "abc"])
    earlier.mkdir()
    assert folders.sweep() == 1
    assert not earlier.exists()


def test_whatever_may_be_somebody_elses_stays(own_place):
    left = left_by_a_judge()
    _, space, pid, begun, _ = left.name.split("-", 4)
    elsewhere = own_place / f"box-{int(space) + 1}-{pid}-{begun}-abc"
    elsewhere.mkdir()
    link = own_place / f"box-{space}-{pid}-{begun}-link"
    link.symlink_to(elsewhere)
    for name in ("box-", "box-1", "box-a-b-c-d", f"box-{space}-{pid}-{begun}"):
        (own_place / name).mkdir()
    before = {entry.name for entry in own_place.iterdir()} - {left.name}
    assert folders.sweep() == 1
    assert {entry.name for entry in own_place.iterdir()} == before


def test_a_locked_folder_goes_too():
    left = left_by_a_judge()
    (left / "deep").mkdir()
    (left / "deep").chmod(0)
    left.chmod(0)
    assert folders.sweep() == 1
    assert not left.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_another_users_stays_and_that_of_a_box_goes():
    others, of_a_box = left_by_a_judge(), left_by_a_judge()
    os.chown(others, 65534, 65534)
    os.chown(of_a_box, folders.FIRST_UID + 7, folders.FIRST_UID + 7)
    assert folders.sweep() == 1
    assert others.is_dir()
    assert not of_a_box.exists()
