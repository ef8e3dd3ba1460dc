"""Stores verdicts: the one place that writes `autograded/` and the gradebook."""

from dataclasses import replace

import nbformat

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

    def write(self, submission, graded, assignment):
        """Store what the judge said; the `Result`, FAILED where storing failed."""
        student, name = submission.student, submission.notebook
        result = Result(student, name, graded.verdict, graded.seconds)
        if graded.verdict.status is Status.FAILED or not submission.recorded:
            return result
        try:
            notebook = shown(graded, assignment)
            place = self.course.autograded(student, name)
            staged = stage(place, nbformat.writes(notebook))
            self.record(submission, graded.verdict, notebook)
            staged.replace(place)
        except Exception as error:  # of whatever kind: the class goes on
            reason = f"the verdict could not be stored: {_first_line(error)}"
            failed = NotebookVerdict(Status.FAILED, assignment.max_score, reason=reason)
            return replace(result, verdict=failed)
        return result

    def record(self, submission, verdict, notebook):
        """Write the gradebook's rows only."""
        self.grades.record(
            submission.student,
            submission.notebook,
            verdict,
            notebook,
            submission.timestamp,
        )


def _first_line(error):
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
