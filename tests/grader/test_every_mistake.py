"""Well-known mistakes, each put into an otherwise perfect submission and graded.

It must lose points on its own check and on no other, and be named. The submissions
go through the real judge, each in a sandbox of its own, several at a time.
"""

import multiprocessing
import os

import nbformat
import pytest
from pebble import ProcessPool

from grader import checks, misconceptions
from grader.build import Tree
from grader.judge import Assignment, Status, grade_submission
from grader.judge.assignment import grade_id
from grader.judge.scan import forbidden_use
from grader.pipeline.demo import slipped
from grader.sandbox.limits import Limits

TREE = Tree()
# Of the first notebook all are graded in the sandbox. Of the later ones, to keep the
# suite short, the first few of each function; all the others are tested in process,
# in tests/grader/misconceptions.
OF_EACH_FUNCTION = {
    "2_lstm": 3,
    "3_peephole": 3,
    "4_cuda": 2,
    "5_kernels": 2,
    "6_which_unit": 3,
}
MISTAKES = [
    (notebook, function, mistake.name)
    for notebook in TREE.names
    for function, mistakes in misconceptions.for_notebook(notebook).items()
    for mistake in mistakes[: OF_EACH_FUNCTION.get(notebook)]
]


def grade_with(notebook, function, mistake):
    """The verdict on the solved notebook with one mistake in it."""
    solved = nbformat.read(TREE.solved(notebook), as_version=4)
    for cell in solved.cells:
        if grade_id(cell) == function:
            cell.source = slipped(notebook, function, mistake)
    assignment = Assignment.read(TREE.release(notebook))
    data = nbformat.writes(solved).encode()
    return grade_submission(data, assignment, mistake.encode(), Limits()).verdict


def borrows(notebook, function, mistake):
    """Does the mistake's own source use what may not stand in for the learner's?"""
    source = slipped(notebook, function, mistake)
    forbids = checks.for_notebook(notebook)[function].forbids
    return forbidden_use([source], function, forbids) is not None


@pytest.fixture(scope="module")
def verdicts():
    """All submissions' verdicts to come, graded while the tests ask for them."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ  # else others use processors, too
    # No fork: this process may have run torch, whose threads a fork doesn't copy.
    context = multiprocessing.get_context("forkserver")
    workers = os.cpu_count() if alone else 1
    with ProcessPool(max_workers=workers, context=context) as pool:
        yield {mistake: pool.schedule(grade_with, mistake) for mistake in MISTAKES}
        pool.stop()


@pytest.mark.parametrize(
    ("notebook", "function", "mistake"), MISTAKES, ids=list(map("-".join, MISTAKES))
)
def test_a_mistake_costs_its_own_function_and_is_named(
    verdicts, notebook, function, mistake
):
    verdict = verdicts[notebook, function, mistake].result()
    assert verdict.status == Status.GRADED
    lost = {c.function for c in verdict.checks.values() if c.score < c.max_score}
    assert lost == {function}
    if borrows(notebook, function, mistake):  # it was not called, so it has no name
        assert verdict.checks[f"check_{function}"].score == 0
    else:
        assert mistake in verdict.checks[f"check_{function}"].named


@pytest.mark.parametrize("notebook", TREE.names)
def test_every_function_has_a_mistake_that_people_make(notebook):
    functions = set(checks.for_notebook(notebook))
    assert set(misconceptions.for_notebook(notebook)) == functions
