"""What the judge makes of an answer, in an otherwise perfect submission, in its box."""

import json
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import numpy as np

from grader import reference
from grader.build import Tree
from grader.judge import Assignment, grade_submission
from grader.judge.assignment import grade_id
from grader.misconceptions.source import source_of
from grader.sandbox.limits import Limits
from tests.audit.worthless import cell as worthless_cell

SECRET = b"the-secret-of-the-audit-course"
SHORT = 26  # characters; a shorter line may be anybody's


@dataclass(frozen=True)
class Outcome:
    """What came of one answer."""

    label: str
    kind: str
    caught: bool = False  # its function lost points
    named: bool = False  # by a name that is right
    misnamed: bool = False  # by others only
    collateral: tuple = ()  # functions that lost points beside it
    gained: float = 0.0  # points of a function that was not answered
    harmed: bool = False
    leaked: bool = False
    names: tuple = ()
    flags: tuple = ()

    @property
    def trouble(self):
        """What is not as it should be, in words; empty where all is well."""
        wrong, honest = self.kind == "wrong", self.kind == "honest"
        unearned = self.kind in ("hostile", "worthless") and self.gained > 0
        found = {
            "not caught": wrong and not self.caught,
            "not named": wrong and not self.names,
            f"named {', '.join(self.names)}": wrong and self.misnamed,
            "lost points": honest and self.caught,
            f"cost points of {', '.join(self.collateral)}": bool(self.collateral),
            f"gained {self.gained:g}": unearned,
            f"did harm: {'; '.join(self.flags)}": self.harmed,
            "something leaked": self.leaked,
        }
        return ", ".join(words for words, true in found.items() if true)


def outcome(answer):
    """The `Outcome` of an answer, graded through the sandbox."""
    before = _state()
    verdict, page = _graded(answer.notebook, {answer.function: answer.source})
    scores = {c.function: (c.score, c.max_score) for c in verdict.checks.values()}
    lost = {name for name, (score, most) in scores.items() if score < most}
    names = tuple(verdict.checks[f"check_{answer.function}"].named)
    found = set(names) & set(answer.names)
    return Outcome(
        answer.label,
        answer.kind,
        caught=answer.function in lost,
        named=bool(found),
        misnamed=bool(names) and not found,
        collateral=tuple(sorted(lost - {answer.function})),
        gained=scores[answer.function][0],
        harmed=_state() != before,
        leaked=_leaks(answer.notebook, page),
        names=names,
        flags=tuple(verdict.flags),
    )


def worthless_outcome(notebook, kind):
    """The `Outcome` of a submission that answers every exercise in a worthless way."""
    functions = [function for function, _ in _assignment(notebook).checks.values()]
    cells = {name: worthless_cell(kind, name) for name in functions}
    verdict, _ = _graded(notebook, cells)
    label = f"worthless/{notebook}/{kind}"
    return Outcome(label, "worthless", caught=True, gained=verdict.score)


def _graded(notebook, sources):
    solved = nbformat.read(Tree().solved(notebook), as_version=4)
    for one in solved.cells:
        one.source = sources.get(grade_id(one), one.source)
    data = nbformat.writes(solved).encode()
    graded = grade_submission(data, _assignment(notebook), SECRET, Limits())
    shown = json.dumps(graded.verdict.document())
    return graded.verdict, shown + nbformat.writes(graded.notebook)


@cache
def _assignment(notebook):
    return Assignment.read(Tree().release(notebook))


def _leaks(notebook, page):
    """Does the secret, or a line of the reference, stand in what came back?"""
    if SECRET.decode() in page:
        return True
    solved = Tree().solved(notebook).read_text(encoding="utf-8")
    lines = {
        line.strip()
        for function in reference.for_notebook(notebook).values()
        for line in source_of(function).splitlines()
    }
    return any(len(s) >= SHORT and s in page and s not in solved for s in lines)


def _state():
    """What no submission may change here."""
    left = sorted(Path(tempfile.gettempdir()).glob("harmed*"))
    return os.getcwd(), np.geterr(), np.tanh, [str(path) for path in left]
