"""A class of two functions, and attackers who have earned the points of one of them.

Every attacker's `sigmoid` is right and worth 4 points, the `gru_gates` is a blank and
worth 0. An attack comes in a cell of its own above them.
"""

import warnings
from dataclasses import replace

from nbformat.v4 import new_code_cell

from grader.judge import grade_submission
from grader.sandbox.limits import Limits
from tests.grader.judge import small_notebook

MIB = 2**20
SEED = b"the seed of one learner, as long"
CLASS = small_notebook.assignment(["sigmoid", "gru_gates"])
BLANK = "def gru_gates(c_prev, x_t, p):\n    raise NotImplementedError"
EARNED = 4.0  # by the attackers' honest part
LIMITS = replace(
    Limits(),
    memory=600 * MIB,
    disk=16 * MIB,
    file_size=8 * MIB,
    files=2000,
    value_bytes=8 * MIB,
    output_bytes=64 * 1024,
    judge_memory=256 * MIB,
    cell_seconds=1.5,
    call_seconds=3.0,
    total_seconds=25.0,
    restarts=1,
)


def attacked(code, answers=None, edit=None):
    """The bytes of an attacker's submission, `code` in a cell below the set-up."""

    def insert(cells):
        if code:
            cells.insert(2, new_code_cell(code))
        if edit:
            edit(cells)

    answers = {"gru_gates": BLANK, **(answers or {})}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbformat's, on what an attacker writes
        return small_notebook.submission(CLASS, answers, insert)


def graded(submission, **limits):
    """The verdict on a submission."""
    return grade_submission(submission, CLASS, SEED, replace(LIMITS, **limits)).verdict


def scores(verdict):
    """The scores by function, in notebook order."""
    return [check.score for check in verdict.checks.values()]
