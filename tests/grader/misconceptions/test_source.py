"""Each misconception can stand in a learner's notebook, by itself."""

import pytest

from grader import checks, misconceptions
from grader.misconceptions.source import as_answer

MISTAKES = [
    (function, variant)
    for notebook in checks.NOTEBOOKS
    for function, variants in misconceptions.for_notebook(notebook).items()
    for variant in variants
]


@pytest.mark.parametrize(("function", "variant"), MISTAKES)
def test_a_misconception_is_source_that_needs_nothing_of_the_grader(function, variant):
    source, names = as_answer(variant, function), {}
    assert "grader" not in source
    exec(compile(source, function, "exec"), names)
    assert callable(names[function])
    assert variant.__doc__ not in source
