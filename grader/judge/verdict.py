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
class Written:
    """An answer in words. A person gives its points; the judge never does."""

    max_score: float
    answered: bool  # is there anything but the stub?
    score: float | None = None  # by hand; None: nobody has read it yet
    comment: str | None = None  # by hand
    waiting: bool = False  # is there anything to read that nobody has read?

    def document(self):
        """The answer as it stands in the results file."""
        return {
            "score": self.score,
            "max_score": self.max_score,
            "answered": self.answered,
            "comment": self.comment,
        }


@dataclass
class NotebookVerdict:
    """The verdict on one notebook of one learner."""

    status: Status
    max_score: float
    checks: dict = field(default_factory=dict)  # grade_id -> CheckVerdict
    flags: list = field(default_factory=list)  # what an instructor should look at
    reason: str = ""  # why the status is not "graded", in words
    written: dict = field(default_factory=dict)  # grade_id -> Written

    @property
    def score(self):
        """The sum over the checks, and over the answers that were read by hand."""
        by_hand = sum(each.score or 0 for each in self.written.values())
        return round(sum(c.score for c in self.checks.values()) + by_hand, 6)

    @property
    def waiting(self):
        """The answers in words that nobody has read yet."""
        return [name for name, each in self.written.items() if each.waiting]

    def document(self):
        """The verdict as it stands in the results file (README: Results)."""
        document = {
            "score": self.score,
            "max_score": self.max_score,
            "status": str(self.status),
            "flags": list(self.flags),
            "checks": {name: check.document() for name, check in self.checks.items()},
        }
        if self.written:
            written = {name: each.document() for name, each in self.written.items()}
            document["written"] = written
        return document


@dataclass
class Graded:
    """A verdict and the notebook that shows it: released cells, learner's answers."""

    verdict: NotebookVerdict
    notebook: NotebookNode | None
    seconds: dict = field(default_factory=dict)  # where the time went, by phase
