"""A judge that runs nothing, in a module that a judge's process has soon imported."""

from grader.judge.grade import unjudged
from grader.judge.verdict import Status


def at_once(content, assignment, seed, limits):
    """The verdict on a hand-in that nobody ran: 0 on every check."""
    return unjudged(assignment, Status.GRADED, "")
