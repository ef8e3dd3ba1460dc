"""Records verdicts in nbgrader's gradebook: one transaction for each submission."""

import contextlib
import os
import sys
from pathlib import Path

from nbgrader import utils
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import text

from grader.pipeline.course import CourseError

LOCK = 0x47525547  # of this program's, among a database's advisory locks


def open_gradebook(db_url):
    """nbgrader's `Gradebook` at an SQLAlchemy URL, made where there is none.

    For a new one nbgrader asks the command `alembic`, which lies beside this Python.
    """
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{before}"
    try:
        return Gradebook(db_url)
    except ModuleNotFoundError as missing:
        raise CourseError(f"This database needs: pip install {missing.name}") from None
    finally:
        os.environ["PATH"] = before


class Grades:
    """The gradebook at an SQLAlchemy URL; a context manager that closes it."""

    def __init__(self, db_url):
        self._gradebook = open_gradebook(db_url)
        self._session = self._gradebook.db
        if self._gradebook.engine.dialect.name == "sqlite":
            # Readers (formgrader, say) are not held up while a class is graded.
            self._session.execute(text("PRAGMA journal_mode=WAL"))
            self._session.commit()

    @contextlib.contextmanager
    def alone(self):
        """Hold a database server's gradebook while one run writes a class to it.

        Two machines may grade into one; `CourseError` where another run does so now.
        A gradebook that is a file lies in its course, which is held by itself.
        """
        engine = self._gradebook.engine
        if engine.dialect.name != "postgresql":
            yield
            return
        with engine.connect() as connection:  # the lock goes with it, however it ends
            taken = text(f"SELECT pg_try_advisory_lock({LOCK})")
            if not connection.execute(taken).scalar():
                raise CourseError(
                    "Another run is grading into this gradebook. Wait for its end."
                )
            connection.commit()
            yield

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._gradebook.close()

    def record(self, student, name, verdict, notebook, timestamp="", unchanged=()):
        """Write a verdict's scores, all of them or none.

        Only automatic scores and comments change: what an instructor gave by hand
        stays, and marks its cell for another look, as it does with nbgrader, unless the
        cell is among the `unchanged`. A check without a verdict scores 0. `notebook` is
        the one that shows the verdict; an answer in it that is still the stub is
        commented on as "No response.". An answer in words waits for a person unless it
        is among the `unchanged` and has been read before; what was given for it by hand
        is put into the verdict.
        """
        try:
            submitted = self._submitted(student, name, timestamp)
            self._score(submitted, verdict, unchanged)
            self._comment(submitted, notebook)
            self._session.commit()
            self._fill_in(submitted, verdict)
        except BaseException:
            self._session.rollback()
            raise

    def _submitted(self, student, name, timestamp):
        """The row of this notebook by this student, made where there is none."""
        assignment = self._gradebook.find_assignment(name)
        try:
            submission = self._gradebook.find_submission(name, student)
        except MissingEntry:
            who = self._session.get(Student, student) or Student(id=student)
            submission = SubmittedAssignment(assignment=assignment, student=who)
            self._session.add(submission)
        if timestamp:
            with contextlib.suppress(Exception):  # dateutil raises of all kinds
                submission.timestamp = utils.parse_utc(timestamp)
        for submitted in submission.notebooks:
            if submitted.notebook.name == name:
                return submitted
        notebook = self._gradebook.find_notebook(name, name)
        submitted = SubmittedNotebook(notebook=notebook, assignment=submission)
        self._session.add(submitted)
        return submitted

    def _score(self, submitted, verdict, unchanged):
        known = {grade.cell_id: grade for grade in submitted.grades}
        for cell in submitted.notebook.grade_cells:
            grade = known.get(cell.id) or self._added(Grade, cell, submitted)
            written = verdict.written.get(cell.name)
            if written is not None:  # nbgrader's way: no score until there is one
                grade.auto_score = None if written.answered else 0.0
                same = grade.manual_score is not None and cell.name in unchanged
                read = same and not grade.needs_manual_grade
                grade.needs_manual_grade = written.answered and not read
                continue
            check = verdict.checks.get(cell.name)
            grade.auto_score = check.score if check else 0.0
            if cell.name not in unchanged:
                grade.needs_manual_grade = grade.manual_score is not None

    def _fill_in(self, submitted, verdict):
        """What a person gave for the answers in words, and which wait for one."""
        comments = {comment.cell.name: comment for comment in submitted.comments}
        for grade in submitted.grades:
            written = verdict.written.get(grade.cell.name)
            if written is None:
                continue
            written.waiting = bool(grade.needs_manual_grade)
            written.score = grade.manual_score
            if written.score is None and not written.answered:
                written.score = 0.0
            comment = comments.get(grade.cell.name)
            written.comment = comment.manual_comment if comment else None

    def _comment(self, submitted, notebook):
        unanswered = {
            cell.metadata.nbgrader["grade_id"]
            for cell in notebook.cells
            if utils.is_solution(cell)
            and cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
        }
        known = {comment.cell_id: comment for comment in submitted.comments}
        for cell in submitted.notebook.solution_cells:
            comment = known.get(cell.id) or self._added(Comment, cell, submitted)
            comment.auto_comment = "No response." if cell.name in unanswered else None

    def _added(self, kind, cell, submitted):
        row = kind(cell_id=cell.id)
        self._session.add(row)
        row.notebook = submitted
        return row
