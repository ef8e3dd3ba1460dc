"""What learners are told of grading is true."""

import numpy as np
import pytest

from grader import reference
from grader.checks import NOTEBOOKS, for_notebook
from grader.checks.student import Here, Student
from utils.checks.counts import COUNTS, IN_CUDA
from utils.fixtures import BUILDERS, PROBES

CHECKS = [
    (notebook, function)
    for notebook in NOTEBOOKS
    for function in for_notebook(notebook)
]


def told(notebook):
    """What learners of a notebook are told, by function."""
    return IN_CUDA if notebook == "4_cuda" else COUNTS


@pytest.mark.parametrize(("notebook", "function"), CHECKS)
def test_grading_asks_as_many_things_as_learners_are_told(notebook, function):
    student = Student(Here(reference.for_notebook(notebook), BUILDERS, PROBES))
    asked = list(
        for_notebook(notebook)[function].run(student, np.random.default_rng(0))
    )
    assert told(notebook)[function] == len(asked)


def test_nothing_is_counted_that_grading_does_not_ask():
    earlier = {function for notebook, function in CHECKS if notebook != "4_cuda"}
    assert set(COUNTS) == earlier
    assert set(IN_CUDA) == {f for notebook, f in CHECKS if notebook == "4_cuda"}
