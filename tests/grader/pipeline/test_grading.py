"""A class in, verdicts, rows and notebooks out; and again, and after a crash."""

import os
import signal
import subprocess
import sys
import textwrap

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.judge.verdict import Status
from grader.pipeline import writer as writing
from grader.pipeline.executor import Executor
from grader.pipeline.gradebook import Grades
from grader.pipeline.grading import grade_class
from grader.pipeline.results import document, failed, in_order
from grader.pipeline.submissions import students
from grader.pipeline.writer import Writer
from tests.grader.pipeline import fakes
from tests.grader.pipeline.small import NAME, answered, hand_in

WORDS = {"ann": b"right", "bob": b"half-way", "cem": b"wrong", "dan": None}


def grade(course, judge=fakes.judge, jobs=2):
    assignment = course.assignment(NAME)
    with Grades(course.db_url) as grades:
        runs = Executor(jobs, course.limits, judge)
        who = students(course.submitted)
        writer = Writer(course, grades)
        return in_order(grade_class(course, [assignment], who, runs, writer))


def scores(course):
    with Gradebook(course.db_url) as gradebook:
        found = gradebook.find_assignment(NAME).submissions
        return {submission.student.id: submission.score for submission in found}


def shown_in(course, student):
    notebook = nbformat.read(course.autograded(student, NAME), as_version=4)
    return "\n".join(
        output.data["text/plain"] if "data" in output else output.get("text", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


@pytest.fixture
def klass(course):
    for student, content in WORDS.items():
        hand_in(course, student, content)
    return course


def test_scores_reach_table_gradebook_and_notebook_alike(klass):
    results = grade(klass)
    assert {r.student: r.verdict.score for r in results} == scores(klass)
    assert scores(klass) == {"ann": 9, "bob": 4.5, "cem": 0, "dan": 0}
    assert "gru_gates: 4 of 4 points" in shown_in(klass, "ann")
    assert "gru_gates: 2 of 4 points" in shown_in(klass, "bob")
    assert failed(results) == []


def test_who_hands_in_nothing_is_told_so(klass):
    dan = next(r for r in grade(klass) if r.student == "dan")
    assert dan.verdict.status is Status.MISSING
    notebook = nbformat.read(klass.autograded("dan", NAME), as_version=4)
    assert "This notebook is missing" in notebook.cells[0].source


def test_a_second_run_gives_the_same_document_and_no_second_rows(klass):
    first = document(grade(klass, jobs=2), sandbox=True)
    again = document(grade(klass, jobs=1), sandbox=True)
    assert first == again
    assert scores(klass) == {"ann": 9, "bob": 4.5, "cem": 0, "dan": 0}


def test_a_failed_judge_records_nothing_and_the_next_run_heals_it(klass):
    hand_in(klass, "ann", b"killed")
    results = grade(klass)
    assert [r.student for r in failed(results)] == ["ann"]
    assert set(scores(klass)) == {"bob", "cem", "dan"}
    assert not klass.autograded("ann", NAME).exists()
    hand_in(klass, "ann", b"right")
    assert failed(grade(klass)) == []
    assert scores(klass)["ann"] == 9


def test_an_odd_name_is_reported_and_nothing_of_it_is_stored(klass):
    hand_in(klass, "two;words", b"right")
    odd = next(r for r in grade(klass) if r.student.startswith("%"))
    assert odd.verdict.status is Status.REFUSED
    assert set(scores(klass)) == set(WORDS)
    assert sorted(p.name for p in (klass.root / "autograded").iterdir()) == [*WORDS]


def test_a_linked_submission_scores_nothing_and_shows_nothing_of_its_target(klass):
    eve = klass.submitted / "eve"
    eve.symlink_to(klass.submitted / "ann")
    eve = next(r for r in grade(klass) if r.student == "eve")
    assert eve.verdict.status is Status.REFUSED
    assert scores(klass)["eve"] == 0


def test_what_an_instructor_gave_by_hand_survives_regrading(klass):
    grade(klass)
    with Gradebook(klass.db_url) as gradebook:
        grade_row = gradebook.find_grade("check_gru_gates", NAME, NAME, "bob")
        grade_row.manual_score, grade_row.extra_credit = 3.5, 0.25
        gradebook.find_comment("gru_gates", NAME, NAME, "bob").manual_comment = "Nice."
        gradebook.db.commit()
    hand_in(klass, "bob", b"wrong now")
    grade(klass)
    with Gradebook(klass.db_url) as gradebook:
        row = gradebook.find_grade("check_gru_gates", NAME, NAME, "bob")
        assert (row.auto_score, row.manual_score, row.score) == (0, 3.5, 3.75)
        assert row.needs_manual_grade
        assert gradebook.find_comment("gru_gates", NAME, NAME, "bob").comment == "Nice."


def test_an_untouched_stub_is_commented_on_and_an_answer_is_not(klass, small):
    with Grades(klass.db_url) as grades:
        assignment = klass.assignment(NAME)
        (result,) = [r for r in grade(klass) if r.student == "ann"]
        half = answered(small[1], {"sigmoid": "def sigmoid(z): return z"})
        notebook = nbformat.reads(half.decode(), as_version=4)
        grades.record("ann", assignment.name, result.verdict, notebook)
    with Gradebook(klass.db_url) as gradebook:
        comments = {
            name: gradebook.find_comment(name, NAME, NAME, "ann").auto_comment
            for name in ("sigmoid", "gru_gates")
        }
    assert comments == {"sigmoid": None, "gru_gates": "No response."}


def test_the_time_of_handing_in_is_recorded(klass):
    stamp = klass.submitted / "ann" / NAME / "timestamp.txt"
    stamp.write_text("2026-03-01 12:00:00 UTC")
    (klass.submitted / "bob" / NAME / "timestamp.txt").write_text("soon")
    grade(klass)
    with Gradebook(klass.db_url) as gradebook:
        assert gradebook.find_submission(NAME, "ann").timestamp.hour == 12
        assert gradebook.find_submission(NAME, "bob").timestamp is None


def test_no_time_of_handing_in_ends_the_run(klass):
    stamp = klass.submitted / "bob" / NAME / "timestamp.txt"
    stamp.write_text("00h99999999999999999999999999999992024ofpm+1400")
    assert failed(grade(klass)) == []
    assert scores(klass) == {"ann": 9, "bob": 4.5, "cem": 0, "dan": 0}


def test_a_verdict_that_cannot_be_shown_costs_its_own_submission(klass, monkeypatch):
    def shown(graded, assignment, real=writing.shown):
        if 0 < graded.verdict.score < 9:
            raise RecursionError("nested too deeply")
        return real(graded, assignment)

    monkeypatch.setattr(writing, "shown", shown)
    (lost,) = failed(grade(klass))
    assert lost.student == "bob"
    assert "RecursionError: nested too deeply" in lost.verdict.reason
    assert scores(klass) == {"ann": 9, "cem": 0, "dan": 0}


def test_a_gradebook_that_refuses_leaves_the_old_page(klass, monkeypatch):
    grade(klass)
    before = klass.autograded("bob", NAME).read_bytes()
    hand_in(klass, "bob", b"right")

    def full(self, *args):
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing.Writer, "record", full)
        results = grade(klass)
    assert len(failed(results)) == 4
    assert "No space left" in results[0].verdict.reason
    assert klass.autograded("bob", NAME).read_bytes() == before
    assert scores(klass)["bob"] == 4.5


RUN = """
    import os, signal, sys
    from pathlib import Path
    from grader.pipeline import gradebook, writer
    from grader.pipeline.course import Course
    from tests.grader.pipeline.test_grading import grade

    class Killed(Path().__class__):
        def replace(self, target):
            os.kill(os.getpid(), signal.SIGKILL)

    def stage(path, text, real=writer.stage):
        staged = real(path, text)
        return Killed(staged) if "bob" in str(path) else staged

    if __name__ == "__main__":
        writer.stage = stage
        grade(Course(sys.argv[1]), jobs=1)
"""


def test_a_run_killed_between_rows_and_page_is_healed_by_the_next(klass):
    grade(klass)
    hand_in(klass, "bob", b"right at last")
    script = klass.root / "run.py"
    script.write_text(textwrap.dedent(RUN))
    command = [sys.executable, str(script), str(klass.root)]
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    killed = subprocess.run(command, env=environment, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert scores(klass)["bob"] == 9
    assert "2 of 4" in shown_in(klass, "bob")
    grade(klass)
    assert "4 of 4" in shown_in(klass, "bob")
    assert list(klass.autograded("bob", NAME).parent.iterdir()) == [
        klass.autograded("bob", NAME)
    ]
