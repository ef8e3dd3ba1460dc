"""Turns a check and a learner's process into a verdict."""

from grader.judge.assignment import Assignment
from grader.judge.grade import grade_submission
from grader.judge.verdict import CheckVerdict, Graded, NotebookVerdict, Status

__all__ = [
    "Assignment",
    "CheckVerdict",
    "Graded",
    "NotebookVerdict",
    "Status",
    "grade_submission",
]
