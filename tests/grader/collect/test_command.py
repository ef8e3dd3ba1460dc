"""`python -m grader collect`, as it is typed; from a download to a grade and a CSV."""

import csv
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook

from grader.build import Tree
from grader.cli import main
from grader.pipeline.course import Course
from tests.grader.collect.downloads import everything, zipped

NAME = "1_gru"
SOLVED = Tree().solved(NAME).read_bytes()
RELEASED = Tree().release(NAME).read_bytes()
ROSTER = "id,first_name,last_name,email\nada,Ada,Byron,a@b.org\nzoë,Zoë,Roe,z@b.org\n"
DOWNLOAD = {
    "Ada Byron_101_assignsubmission_file_/1_gru (2).ipynb": SOLVED,
    "Zoë Roe_102_assignsubmission_file_/my answers.ipynb": RELEASED,
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, and a download in it."""
    monkeypatch.chdir(tmp_path)
    zipped(tmp_path / "moodle.zip", DOWNLOAD)
    return tmp_path


def test_a_download_becomes_grades_and_a_file_for_moodle(here, capsys, monkeypatch):
    """Without the sandbox: the answers are this repository's own."""
    course = Course("course")
    course.root.mkdir()
    (course.root / "roster.csv").write_text(f"{ROSTER}eve,Eve,Mal,e@b.org\n", "utf-8")
    assert main(["collect", "moodle.zip"]) == 0
    out = capsys.readouterr().out
    assert "2 files: 2 placed." in out
    assert "1_gru: nothing from 1 of the roster: eve\n" in out
    handed_in = everything(course.submitted)
    assert handed_in == {
        "ada/1_gru/1_gru.ipynb": SOLVED,
        "zoë/1_gru/1_gru.ipynb": RELEASED,
    }
    assert main(["grade", NAME, "--jobs", "1", "--no-sandbox"]) == 0
    out_of = course.assignment(NAME).max_score
    monkeypatch.setenv("PYTHONPATH", str(Tree().root))
    command = [sys.executable, "-m", "nbgrader", "export"]
    subprocess.run(
        [*command, "--exporter=grader.exports.Moodle"], cwd=course.root, check=True
    )
    with open("course/moodle.csv", encoding="utf-8", newline="") as file:
        rows = {row["Email address"]: row for row in csv.DictReader(file)}
    assert rows["a@b.org"]["First name"] == "Ada"
    assert float(rows["a@b.org"][NAME]) == out_of > 0
    assert rows["z@b.org"][NAME] == "0"


def test_a_dry_run_leaves_no_course_behind(here, capsys):
    assert main(["collect", "moodle.zip", "--dry-run"]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert {path.name for path in here.iterdir()} == {"moodle.zip"}


def test_what_has_no_place_is_told_by_the_exit_status(here, capsys):
    zipped(here / "x.zip", DOWNLOAD | {"whose.ipynb": b"{}"})
    assert main(["collect", "x.zip", "--course", "autumn"]) == 1
    out = capsys.readouterr().out
    assert "unplaced: whose.ipynb" in out
    report = here / "autumn" / "collected" / "report.csv"
    assert str(report) in out
    with open(report, encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    assert (here / "autumn" / rows["whose.ipynb"]["to"]).read_bytes() == b"{}"


def test_canvas_ids_are_in_the_gradebook(here):
    zipped(here / "canvas.zip", {"byronada_77_901_1_gru.ipynb": SOLVED})
    assert main(["collect", "canvas.zip"]) == 0
    with Gradebook(Course("course").db_url) as gradebook:
        assert gradebook.find_student("77").lms_user_id == "77"


def test_errors_of_use_say_what_to_do(here, capsys):
    both = "Lab_1_2_x_roe_attempt_2026-11-20-10-31-22_1_gru.ipynb"
    zipped(here / "both.zip", {both: SOLVED})
    (here / "roster.csv").write_text("name\n")
    for arguments, says in (
        (["nowhere.zip"], "There is no file or folder nowhere.zip"),
        (["both.zip"], "--form canvas or --form blackboard"),
        (["moodle.zip", "--roster", "roster.csv"], "no column id"),
        (["moodle.zip", "--roster", "none.csv"], "none.csv"),
    ):
        assert main(["collect", *arguments]) == 2
        assert says in capsys.readouterr().err
    assert main(["collect", "both.zip", "--form", "canvas"]) == 0
