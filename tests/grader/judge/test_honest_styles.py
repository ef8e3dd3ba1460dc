"""Right answers score full in whatever style they are written."""

import pytest
from nbformat.v4 import new_code_cell

from grader.judge import grade_submission
from grader.sandbox.limits import Limits
from tests.grader.judge import honest_gru
from tests.grader.judge.small_notebook import assignment, submission

WHOLE = assignment()


@pytest.mark.parametrize("style", honest_gru.STYLES)
def test_an_honest_style_scores_full(style):
    answers, own_cells = honest_gru.STYLES[style]

    def add(cells):
        cells[2:2] = [new_code_cell(source) for source in own_cells]

    data = submission(WHOLE, answers, edit=add)
    verdict = grade_submission(data, WHOLE, style.encode() * 8, Limits()).verdict
    lost = {
        check.function: [
            (e.name, e.message) for e in check.expectations if not e.passed
        ]
        for check in verdict.checks.values()
        if check.score < check.max_score
    }
    assert lost == {}
    assert verdict.score == WHOLE.max_score
