"""Stores verdicts: the one place that writes `autograded/` and the gradebook."""

from dataclasses import replace

import nbformat

from grader.judge.assignment import grade_id
from grader.judge.verdict import NotebookVerdict, Status
from grader.pipeline.course import stage
from grader.pipeline.results import Result
from grader.pipeline.shown import shown


class Writer:
    """Writes one submission's verdict at a time, its rows in one transaction.

    The notebook is first written beside its place, then the rows are committed, then
    it is put in its place. A run killed between the last two leaves new rows and an
    old page; nothing is ever skipped, so the next run puts the page right.
    """

    def __init__(self, course, grades):
        self.course, self.grades = course, grades

    def write(self, submission, graded, assignment, stored=False):
        """Store what the judge said; the `Result`, FAILED where storing failed.

        stored: this verdict was stored before, and asks for no second look.
        """
        student, name = submission.student, submission.notebook
        result = Result(student, name, graded.verdict, graded.seconds)
        if graded.verdict.status is Status.FAILED or not submission.recorded:
            return result
        try:
            notebook = shown(graded, assignment)
            place = self.course.autograded(student, name)
            unchanged = _same_words(place, notebook, graded.verdict.written)
            unchanged |= set(graded.verdict.checks) if stored else set()
            staged = stage(place, nbformat.writes(notebook))
            self.record(submission, graded.verdict, notebook, unchanged)
            staged.replace(place)
        except Exception as error:  # of whatever kind: the class goes on
            reason = f"the verdict could not be stored: {_first_line(error)}"
            failed = NotebookVerdict(Status.FAILED, assignment.max_score, reason=reason)
            return replace(result, verdict=failed)
        return result

    def record(self, submission, verdict, notebook, unchanged=()):
        """Write the gradebook's rows only; `unchanged`: see `Grades.record`."""
        self.grades.record(
            submission.student,
            submission.notebook,
            verdict,
            notebook,
            submission.timestamp,
            unchanged,
        )


def _same_words(place, notebook, names):
    """The answers in words that the page at `place` shows as `notebook` does."""
    if not names or not place.is_file():
        return set()
    before, now = (
        {grade_id(cell): cell.source for cell in each.cells if grade_id(cell) in names}
        for each in (nbformat.read(place, as_version=4), notebook)
    )
    return {name for name, words in now.items() if before.get(name) == words}


def _first_line(error):
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
