"""What has been judged, and is as it was, is not judged again."""

import shutil
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook

from grader.judge.verdict import Status
from grader.pipeline import kept as keeping
from grader.pipeline.executor import Executor
from grader.pipeline.gradebook import Grades
from grader.pipeline.grading import grade_class
from grader.pipeline.kept import Kept
from grader.pipeline.registration import register
from grader.pipeline.results import document, in_order
from grader.pipeline.submissions import students
from grader.pipeline.writer import Writer
from tests.grader.pipeline import fakes
from tests.grader.pipeline.small import NAME, hand_in


class Noting(Executor):
    """Notes which students' hand-ins are judged."""

    judged = ()

    def run(self, tasks):
        self.judged = []
        for task, graded in super().run(tasks):
            self.judged.append(task.submission.student)
            yield task, graded


def grade(course, judge=fakes.judge, anew=False, **limits):
    """Who was judged, and the results."""
    limits = replace(course.limits, **limits)
    with Grades(course.db_url) as grades:
        runs, writer = Noting(1, limits, judge), Writer(course, grades)
        kept = Kept(course.verdicts, limits, anew)
        of = [course.assignment(NAME)], students(course.submitted), runs, writer, kept
        results = in_order(grade_class(course, *of))
    return sorted(runs.judged), results


@pytest.fixture
def klass(course):
    for student, content in {"ann": b"right", "bob": b"wrong", "dan": None}.items():
        hand_in(course, student, content)
    return course


def test_a_second_run_judges_nothing_and_finds_the_same(klass):
    judged, first = grade(klass)
    assert judged == ["ann", "bob"]
    judged, again = grade(klass)
    assert judged == []
    assert [result.kept for result in again] == [True, True, False]
    assert document(again, sandbox=True) == document(first, sandbox=True)
    assert [r.verdict.checks for r in again] == [r.verdict.checks for r in first]


def test_only_what_changed_is_judged(klass):
    grade(klass)
    hand_in(klass, "bob", b"right")
    hand_in(klass, "eve", b"right")
    judged, results = grade(klass)
    assert judged == ["bob", "eve"]
    assert {r.student: r.verdict.score for r in results}["bob"] == 9


def test_it_is_judged_anew_when_asked_for_or_when_anything_else_is_another(
    klass, monkeypatch
):
    grade(klass)
    assert grade(klass, anew=True)[0] == ["ann", "bob"]
    assert grade(klass)[0] == []
    assert grade(klass, cell_seconds=1.0)[0] == ["ann", "bob"]
    klass.root.joinpath("secret").write_bytes(b"another secret of thirty-two bytes")
    assert grade(klass, cell_seconds=1.0)[0] == ["ann", "bob"]
    monkeypatch.setattr(keeping, "fingerprint", lambda: "another grader")
    assert grade(klass, cell_seconds=1.0)[0] == ["ann", "bob"]


def test_rows_and_pages_that_are_gone_come_back_without_judging(klass):
    grade(klass)
    klass.root.joinpath("gradebook.db").unlink()
    shutil.rmtree(klass.root / "autograded")
    source, released = klass.read_source(NAME), klass.assignment(NAME).notebook
    register(klass.db_url, NAME, source, released)
    judged, _ = grade(klass)
    assert judged == []
    assert klass.autograded("ann", NAME).is_file()
    with Gradebook(klass.db_url) as gradebook:
        assert gradebook.find_submission(NAME, "ann").score == 9


def test_points_given_by_hand_stay_and_ask_for_no_second_look(klass):
    grade(klass)

    def grades(gradebook):
        return gradebook.find_submission_notebook(NAME, NAME, "bob").grades

    with Gradebook(klass.db_url) as gradebook:
        grades(gradebook)[0].manual_score = 1.5
        gradebook.db.commit()
    grade(klass)
    with Gradebook(klass.db_url) as gradebook:
        (grade_by_hand, *_) = grades(gradebook)
        assert grade_by_hand.manual_score == 1.5
        assert not grade_by_hand.needs_manual_grade
    hand_in(klass, "bob", b"half-way")
    grade(klass)
    with Gradebook(klass.db_url) as gradebook:
        assert grades(gradebook)[0].needs_manual_grade


def test_a_verdict_that_was_kept_and_not_stored_asks_for_the_look_it_owes(
    klass, monkeypatch
):
    grade(klass)
    with Gradebook(klass.db_url) as gradebook:
        grades = gradebook.find_submission_notebook(NAME, NAME, "bob").grades
        grades[0].manual_score = 1.5
        gradebook.db.commit()
    hand_in(klass, "bob", b"half-way")

    def locked(*_, **__):
        raise OSError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(Grades, "record", locked)
        judged, results = grade(klass)
    assert judged == ["bob"]
    assert [r.verdict.status for r in results] == [Status.FAILED] * 3
    for _ in range(2):  # and after that it is as it was
        assert grade(klass)[0] == []
        with Gradebook(klass.db_url) as gradebook:
            row = gradebook.find_submission_notebook(NAME, NAME, "bob").grades[0]
            assert row.manual_score == 1.5
            assert row.needs_manual_grade


@pytest.mark.parametrize("content", [b"", b"half a fi", b"\x1f\x8b\x08\x00rest"])
def test_a_damaged_file_counts_as_none(klass, content):
    grade(klass)
    for file in klass.verdicts.rglob("*.gz"):
        file.write_bytes(content)
    assert grade(klass)[0] == ["ann", "bob"]
    assert grade(klass)[0] == []


def test_what_could_not_be_judged_is_tried_again(klass):
    hand_in(klass, "bob", b"killed")
    assert grade(klass)[0] == ["ann", "bob"]
    assert grade(klass)[0] == ["bob"]


def test_one_that_cannot_be_kept_is_graded_all_the_same(klass, monkeypatch):
    def full(*args):
        raise OSError("no space left on device")

    monkeypatch.setattr(Kept, "keep", full)
    assert [r.verdict.score for r in grade(klass)[1]] == [9, 0, 0]
    assert grade(klass)[0] == ["ann", "bob"]


def test_each_student_has_one_file_whatever_the_name(klass):
    hand_in(klass, "Ünal", b"right")
    for _ in range(2):
        grade(klass)
        hand_in(klass, "Ünal", b"wrong")
    assert len(list(klass.verdicts.rglob("*.gz"))) == 3
