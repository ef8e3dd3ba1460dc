"""nbgrader's own commands on a course folder: the same judge, the same scores."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from grader.judge import grade_submission
from grader.pipeline.course import Course
from grader.pipeline.demo import slipped
from tests.grader.pipeline.small import NAME, answered, hand_in, make_course
from tests.grader.pipeline.test_grading import grade, scores, shown_in

pytestmark = [
    pytest.mark.skipif(not shutil.which("bwrap"), reason="needs bubblewrap"),
    # nbgrader's own code makes rows before they are in a session.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
FULL = {"swapped": 5, "perfect": 9, "empty": 0, "twice": 9, "not-json": 0}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, small):
    """A course with several kinds of submissions, graded our way."""
    source, release, solved = small
    swapped = slipped(NAME, "gru_gates", "gates_swapped")
    perfect = nbformat.writes(solved).encode()
    course = make_course(
        tmp_path_factory.mktemp("graded") / "course",
        source,
        {
            "perfect": perfect,
            "empty": nbformat.writes(release).encode(),
            "swapped": answered(solved, {"gru_gates": swapped}),
            "twice": _with_every_cell_twice(perfect),
            "not-json": perfect[:200],
        },
    )
    results = grade(course, grade_submission)
    assert {r.student: r.verdict.score for r in results} == FULL
    assert scores(course) == FULL
    return course


@pytest.fixture
def course(graded, tmp_path):
    """A copy that has only what was handed in: no rows, no autograded notebooks."""
    copied = Course(shutil.copytree(graded.root, tmp_path / "course"))
    shutil.rmtree(copied.root / "autograded")
    with Gradebook(copied.db_url) as gradebook:
        for student in FULL:
            gradebook.remove_submission(NAME, student)
    assert scores(copied) == {}
    return copied


def nbgrader(course, *arguments):
    beside = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{beside}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(
        command, cwd=course.root, env=environment, capture_output=True, text=True
    )


def api(course):
    config = course.config
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def test_nbgrader_autograde_gives_the_whole_class_the_same_scores(course, graded):
    ran = nbgrader(course, "autograde", NAME)
    assert ran.returncode == 0, ran.stderr
    assert scores(course) == FULL
    for student in FULL:
        assert shown_in(course, student) == shown_in(graded, student)
    exported = nbgrader(course, "export")
    assert exported.returncode == 0, exported.stderr
    rows = (course.root / "grades.csv").read_text().splitlines()
    assert len(rows) == 1 + len(FULL)
    assert any(",perfect," in row and row.endswith(",9.0,9.0") for row in rows)
    fed_back = nbgrader(course, "generate_feedback", NAME)
    assert fed_back.returncode == 0, fed_back.stderr
    page = course.feedback("swapped", NAME).read_text()
    assert "Content-Security-Policy" in page
    assert "The two gates have changed places" in page


def test_formgraders_button_gives_the_same_score_and_again(course):
    button = api(course)
    for _ in range(2):
        outcome = button.autograde(NAME, "swapped", force=True)
        assert outcome["success"], outcome
    assert scores(course) == {"swapped": 5}
    assert "0 of 4 points" in shown_in(course, "swapped")


def test_links_and_odd_names_are_neither_graded_nor_copied(course):
    (course.submitted / "eve").symlink_to("perfect")
    hand_in(course, "two;words", b"{}")
    hand_in(course, "x,perfect", b"{}")  # nbgrader parts the names it leaves out so
    mallory = hand_in(course, "mallory", (b"{}")).parent
    (mallory / "stolen.txt").symlink_to(course.root / "secret")
    os.mkfifo(mallory / "pipe.txt")
    (mallory / "notes.txt").write_text("my own")
    outcome = api(course).autograde(NAME, "*", force=True)
    assert outcome["success"], outcome
    assert scores(course) == {**FULL, "mallory": 0}
    kept = {p.name for p in (course.root / "autograded/mallory" / NAME).iterdir()}
    assert kept == {f"{NAME}.ipynb", "notes.txt"}
    autograded = {folder.name for folder in (course.root / "autograded").iterdir()}
    assert autograded == {*FULL, "mallory"}


def test_without_the_courses_configuration_nbgrader_fails_closed(course, small):
    course.config_file.write_text("c = get_config()\n")
    ran = nbgrader(course, "autograde", NAME, "--student", "perfect")
    assert scores(course)["perfect"] == 0, ran.stderr


def _with_every_cell_twice(content):
    notebook = json.loads(content)
    notebook["cells"] = [cell for cell in notebook["cells"] for _ in range(2)]
    return json.dumps(notebook).encode()
