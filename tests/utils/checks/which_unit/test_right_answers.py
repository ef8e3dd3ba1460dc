"""The visible checks of this notebook take right answers in any style, and no other."""

import numpy as np
import pytest

from grader.reference import which_unit as reference
from tests.grader.checks.which_unit.styles import STYLES
from utils.checks import which_unit as check
from utils.checks.report import NotRight
from utils.checks.which_unit.messages import MESSAGES


@pytest.mark.parametrize("style", STYLES)
def test_a_right_answer_in_another_style_passes(style):
    name, function = STYLES[style]
    getattr(check, name)(function)


def said(capsys, name, function):
    """What the visible check prints of a function that isn't right."""
    with pytest.raises(NotRight):
        getattr(check, name)(function)
    return capsys.readouterr().out


@pytest.mark.parametrize("name", ["parameter_count", "width_for"])
def test_a_float_is_no_count(name, capsys):
    def floats(*args):
        return float(getattr(reference, name)(*args))

    assert "✗ a whole number" in said(capsys, name, floats)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("parameter_count", "count_unknown"),
        ("width_for", "width_none"),
        ("told_apart", "told_lengths"),
    ],
)
@pytest.mark.parametrize("otherwise", [0, KeyError("elman")])
def test_what_has_no_answer_has_to_be_refused(name, why, otherwise, capsys):
    def lenient(*args):
        try:
            return getattr(reference, name)(*args)
        except ValueError:
            if isinstance(otherwise, Exception):
                raise otherwise from None
            return otherwise

    assert MESSAGES[why].cause in said(capsys, name, lenient)


def test_a_refusal_has_to_name_the_unit(capsys):
    def parameter_count(unit, n_x, n):
        if unit not in reference.BLOCKS:
            raise ValueError("unknown")
        return reference.parameter_count(unit, n_x, n)

    out = said(capsys, "parameter_count", parameter_count)
    assert "✗ and the message says which it was" in out


def test_a_list_is_taken_for_values(capsys):
    def interval(values, picks, level=0.95):
        medians = np.median(values[picks], axis=1)
        return np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])

    assert "TypeError" in said(capsys, "interval", interval)


@pytest.mark.parametrize("answer", ["apart", 1, None])
def test_only_a_truth_value_says_whether_two_are_apart(answer, capsys):
    out = said(capsys, "told_apart", lambda *args: answer)
    assert "✗ a bool" in out


def test_a_stack_in_single_precision_stays_so(capsys):
    def stacked_forward(x, c0, layers):
        c0 = [c.astype(np.float64) for c in c0]
        return reference.stacked_forward(x, c0, layers)

    assert "✗ keeps float32" in said(capsys, "stacked_forward", stacked_forward)
