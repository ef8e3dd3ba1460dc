"""What learners are told of grading is true."""

import numpy as np
import pytest

from grader import reference
from grader.checks import NOTEBOOKS, for_notebook
from grader.checks.student import Here, Student
from utils.checks.counts import COUNTS
from utils.fixtures import BUILDERS

CHECKS = [
    (notebook, function)
    for notebook in NOTEBOOKS
    for function in for_notebook(notebook)
]


@pytest.mark.parametrize(("notebook", "function"), CHECKS)
def test_grading_asks_as_many_things_as_learners_are_told(notebook, function):
    student = Student(Here(reference.for_notebook(notebook), BUILDERS))
    asked = list(
        for_notebook(notebook)[function].run(student, np.random.default_rng(0))
    )
    assert COUNTS[function] == len(asked)


def test_nothing_is_counted_that_grading_does_not_ask():
    assert set(COUNTS) == {function for _, function in CHECKS}
