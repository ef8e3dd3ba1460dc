"""Grades as CSV files, out of a gradebook that was filled by nbgrader's own API."""

import csv
import logging
import subprocess
import sys
from datetime import datetime

import pytest

from grader.build import Tree
from grader.exports import Canvas, Gradescope, Moodle
from grader.pipeline.gradebook import open_gradebook

# nbgrader's own code makes rows before they are in a session.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
STUDENTS = {
    "ada": {"first_name": "Ada", "last_name": "Byron", "email": "a@b.org"},
    "77": {"first_name": "=1+1", "last_name": 'Roe, "Z"', "lms_user_id": "4077"},
    "waits": {"email": "w@b.org"},
    "nothing": {"email": "n@b.org"},
}
SCORES = {  # (student, assignment) -> points, late penalty
    ("ada", "1_gru"): (35.4545454, 0),
    ("ada", "2_lstm"): (0, 0),
    ("77", "1_gru"): (38, 2.5),
    ("waits", "2_lstm"): (3, 0),
}
WHEN = datetime(2026, 11, 20, 10, 31, 22)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A gradebook with two assignments and four students."""
    url = f"sqlite:///{tmp_path_factory.mktemp('grades')}/gradebook.db"
    with open_gradebook(url) as gradebook:
        for name in ("1_gru", "2_lstm"):
            gradebook.add_assignment(name)
            gradebook.add_notebook(name, name)
            gradebook.add_grade_cell(
                "check", name, name, max_score=38, cell_type="code"
            )
        for student, known in STUDENTS.items():
            gradebook.add_student(student, **known)
        for (student, name), (points, penalty) in SCORES.items():
            handed_in = gradebook.add_submission(name, student, timestamp=WHEN)
            handed_in.notebooks[0].late_submission_penalty = penalty
            grade = gradebook.find_grade("check", name, name, student)
            grade.auto_score = points
            grade.needs_manual_grade = student == "waits"
        gradebook.db.commit()
    return url


@pytest.fixture
def exported(url, tmp_path, caplog):
    """A function: an exporter's file as lists of cells, header first."""

    def export(exporter, **options):
        file = tmp_path / "out.csv"
        plugin = exporter(to=str(file), **options)
        plugin.log = logging.getLogger("export")
        with caplog.at_level("WARNING", "export"), open_gradebook(url) as gradebook:
            plugin.export(gradebook)
        assert list(tmp_path.iterdir()) == [file]
        with open(file, encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))

    return export


def test_canvas(exported):
    header, out_of, *rows = exported(Canvas)
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert header[5:] == ["1_gru", "2_lstm"]
    assert out_of == ["    Points Possible", "", "", "", "", "38", "38"]
    assert rows == [
        ["Byron, Ada", "", "ada", "ada", "", "35.45", "0"],
        ['Roe, "Z", =1+1', "4077", "", "", "", "35.5", ""],
    ]


def test_moodle_leaves_out_who_could_stop_its_import(exported, caplog):
    header, *rows = exported(Moodle)
    assert header[:4] == ["First name", "Last name", "ID number", "Email address"]
    assert rows == [["Ada", "Byron", "ada", "a@b.org", "35.45", "0"]]
    assert "want of an e-mail address: 77." in caplog.text


def test_moodle_goes_by_ids_where_nobody_has_an_address(exported):
    _, *rows = exported(Moodle, student=["77"])
    assert rows == [["'=1+1", 'Roe, "Z"', "77", "", "35.5", ""]]


def test_gradescope(exported):
    header, *rows = exported(Gradescope, assignment=["1_gru"])
    assert header[:5] == ["First Name", "Last Name", "SID", "Email", "Sections"]
    assert header[5:] == ["1_gru", "1_gru - Max Points", "1_gru - Submission Time"]
    when = "2026-11-20 10:31:22 UTC"
    assert rows[0] == ["Ada", "Byron", "ada", "a@b.org", "", "35.45", "38", when]


@pytest.mark.parametrize("exporter", [Canvas, Moodle, Gradescope])
def test_a_score_that_waits_for_a_person_is_left_out_unless_asked_for(
    exported, caplog, exporter
):
    def who(**options):
        return [row for row in exported(exporter, **options) if "waits" in row]

    assert who() == []
    assert "2_lstm of waits is left out" in caplog.text
    assert f"--{exporter.__name__}.unread=True" in caplog.text
    (row,) = who(unread=True)
    assert "3" in row


def test_an_empty_cell_among_others_is_warned_of(exported, caplog):
    exported(Canvas)
    assert "an empty cell: 1." in caplog.text
    caplog.clear()
    rows = exported(Canvas, assignment=["1_gru"])
    assert len(rows) == 4
    assert "empty cell" not in caplog.text


def test_who_or_what_is_not_there_is_told(exported, caplog):
    exported(Canvas, assignment=["9_x"], student=["ada", "eve"])
    assert "There is no assignment 9_x" in caplog.text
    assert "There is no student eve" in caplog.text


@pytest.mark.parametrize("exporter", ["Canvas", "Moodle", "Gradescope"])
def test_nbgraders_own_command_uses_them(url, tmp_path, monkeypatch, exporter):
    monkeypatch.setenv("PYTHONPATH", str(Tree().root))
    command = [sys.executable, "-m", "nbgrader", "export", "--db", url]
    options = [f"--exporter=grader.exports.{exporter}", f"--{exporter}.unread=True"]
    ran = subprocess.run(
        [*command, *options], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    text = (tmp_path / f"{exporter.lower()}.csv").read_text("utf-8")
    assert "waits" in text
    assert "rror" not in ran.stderr
