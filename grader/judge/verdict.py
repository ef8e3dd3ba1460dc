"""What the judge says of a submission, and the document it is reported in."""

from dataclasses import dataclass, field
from enum import StrEnum

from nbformat import NotebookNode

SCHEMA = 1


class Status(StrEnum):
    """How grading a submission ended. This list is closed."""

    GRADED = "graded"  # every check was judged
    PARTLY_GRADED = "partly_graded"  # the box gave out; the checks left scored 0
    MISSING = "missing"  # there is no notebook file
    UNREADABLE = "unreadable"  # the file is not a notebook
    REFUSED = "refused"  # a link, no plain file, too large, or a name that is not plain
    FAILED = "failed"  # the grader itself failed: nothing was recorded, grade again


@dataclass
class CheckVerdict:
    """The verdict on one function: what held, what did not, and what it is worth."""

    grade_id: str
    function: str
    title: str
    score: float
    max_score: float
    named: list = field(default_factory=list)  # names of misconceptions that fit
    hints: list = field(default_factory=list)  # what to tell the learner of each
    expectations: list = field(default_factory=list)  # grader.checks.expect.Expectation

    def document(self):
        """The verdict as it stands in the results file."""
        return {
            "score": self.score,
            "max_score": self.max_score,
            "named": list(self.named),
            "expectations": [
                {
                    "name": e.name,
                    "weight": e.weight,
                    "passed": e.passed,
                    "message": e.message,
                }
                for e in self.expectations
            ],
        }


@dataclass
class NotebookVerdict:
    """The verdict on one notebook of one learner."""

    status: Status
    max_score: float
    checks: dict = field(default_factory=dict)  # grade_id -> CheckVerdict
    flags: list = field(default_factory=list)  # what an instructor should look at
    reason: str = ""  # why the status is not "graded", in words

    @property
    def score(self):
        """The sum over the checks."""
        return round(sum(check.score for check in self.checks.values()), 6)

    def document(self):
        """The verdict as it stands in the results file (README: Results)."""
        return {
            "score": self.score,
            "max_score": self.max_score,
            "status": str(self.status),
            "flags": list(self.flags),
            "checks": {name: check.document() for name, check in self.checks.items()},
        }


@dataclass
class Graded:
    """A verdict and the notebook that shows it: released cells, learner's answers."""

    verdict: NotebookVerdict
    notebook: NotebookNode | None
    seconds: dict = field(default_factory=dict)  # where the time went, by phase
