"""A folder becomes a course; what an instructor has put there stays."""

import copy
import stat

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from grader.build.release import released
from grader.pipeline.course import Course, CourseError, write_whole
from grader.pipeline.gradebook import Grades, open_gradebook
from grader.pipeline.registration import register
from grader.sandbox.limits import Limits, LimitsError
from tests.grader.pipeline.small import NAME, POINTS


def test_a_folder_gets_all_that_grading_needs(course):
    found = {path.name for path in course.root.iterdir()}
    wanted = {"source", "release", "secret", "nbgrader_config.py", "grader.toml"}
    assert wanted | {"gradebook.db", "submitted"} == found
    assert stat.S_IMODE((course.root / "secret").stat().st_mode) == 0o600


def test_nothing_that_is_there_is_written_over(course, small):
    own = {
        course.config_file: "c = get_config()\n",
        course.limits_file: "[limits]\ncell_seconds = 3.0\n",
        course.root / "secret": "s" * 64,
    }
    for path, text in own.items():
        path.write_text(text)
    course.prepare({NAME: small[0]}, released)
    assert {path: path.read_text() for path in own} == own
    assert course.limits.cell_seconds == 3.0


def test_the_commented_limits_are_the_defaults(course):
    text = course.limits_file.read_text()
    defaults = Limits(hidden=(str(course.root),))
    assert course.limits == defaults
    taken_away = text.replace("# Limits", "## Limits").replace("# Take", "## Take")
    course.limits_file.write_text(taken_away.replace("\n# ", "\n"))
    assert course.limits == defaults
    assert course.limits_file.read_text().count("\ncell_seconds = ") == 1


def test_an_unknown_limit_is_an_error(course):
    course.limits_file.write_text("[limits]\nmemroy = 3\n")
    with pytest.raises(LimitsError, match="memroy"):
        _ = course.limits


def test_another_source_is_kept_and_said(course, small):
    changed = copy.deepcopy(small[0])
    changed.cells[1].source += "\nimport math"
    before = course.source(NAME).read_bytes()
    (note,) = course.prepare({NAME: changed}, released)
    assert "differs" in note
    assert "is kept" in note
    assert course.source(NAME).read_bytes() == before


def test_a_source_with_a_function_no_check_knows_is_refused(course, small):
    strange = copy.deepcopy(small[0])
    for cell in strange.cells:
        if cell.metadata.get("course", {}).get("check") == "sigmoid":
            cell.metadata.course.check = "swish"
    write_whole(course.source(NAME), nbformat.writes(strange))
    with pytest.raises(CourseError, match="asks for swish"):
        course.prepare({NAME: small[0]}, released)


def test_a_release_with_other_points_is_refused_with_the_remedy(course, small):
    notebook = nbformat.read(course.release(NAME), as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.points = 100
    write_whole(course.release(NAME), nbformat.writes(notebook))
    with pytest.raises(CourseError, match="nbgrader generate_assignment"):
        course.prepare({NAME: small[0]}, released)


def test_the_gradebook_holds_what_nbgrader_itself_would_record(course, tmp_path):
    other = f"sqlite:///{tmp_path / 'other.db'}"
    open_gradebook(other).close()
    config = course.config
    config.CourseDirectory.db_url = other
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    outcome = api.generate_assignment(NAME, force=True)
    assert outcome["success"], outcome
    assert recorded(other) == recorded(course.db_url)
    assert len(recorded(other)["points"]) == len(POINTS)


def test_nbgraders_own_command_makes_the_courses_own_release(course):
    before = nbformat.read(course.release(NAME), as_version=4)
    config = course.config
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    outcome = api.generate_assignment(NAME, force=True)
    assert outcome["success"], outcome
    made = nbformat.read(course.release(NAME), as_version=4)
    assert [cell.source for cell in made.cells] == [c.source for c in before.cells]
    stub = next(c.source for c in made.cells if c.source.startswith("def gru_gates"))
    assert 'raise NotImplementedError("Exercise 2: gru_gates")' in stub


def recorded(db_url):
    with Gradebook(db_url) as gradebook:
        book = gradebook.find_notebook(NAME, NAME)
        return {
            "points": {cell.name: cell.max_score for cell in book.grade_cells},
            "answers": {cell.name for cell in book.solution_cells},
            "locked": {
                c.name: (c.source, c.checksum, c.locked)
                for c in book.source_cells
                if c.locked
            },
        }


def test_registering_again_changes_nothing(course, small):
    before = recorded(course.db_url)
    register(course.db_url, NAME, small[0], small[1])
    assert recorded(course.db_url) == before


def test_a_gradebook_with_grades_for_other_cells_is_refused(course, small):
    from tests.grader.pipeline.test_grading import grade, hand_in

    hand_in(course, "ann", b"right")
    grade(course)
    fewer = copy.deepcopy(small[0])
    fewer.cells = fewer.cells[:-2]
    with pytest.raises(CourseError, match="another version"):
        register(course.db_url, NAME, fewer, small[1])


def test_readers_are_not_held_up_while_a_class_is_graded(course):
    with Grades(course.db_url) as grades:
        mode = grades._session.connection().exec_driver_sql("PRAGMA journal_mode")
        assert mode.scalar() == "wal"


def test_another_database_may_be_named(course, tmp_path):
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    assert Course(course.root, url).db_url == url
    course.config_file.write_text(
        f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n"
    )
    assert Course(course.root).db_url == url
    assert Course(course.root, "sqlite://").db_url == "sqlite://"
