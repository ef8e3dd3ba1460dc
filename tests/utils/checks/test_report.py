"""The machinery of the visible checks: order, wording, one exception at the end."""

import numpy as np
import pytest

from utils.checks.messages import GENERAL as WHY
from utils.checks.report import NotRight, Report


@pytest.fixture
def report():
    return Report("double", lambda x: 2 * x, {})


def failing(capsys, ask, *args):
    with pytest.raises(NotRight):
        ask(*args)
    return capsys.readouterr().out


def test_a_check_that_holds_prints_what_held_once_each(report, capsys):
    for _ in range(2):
        report.equal("doubles", report.call(np.array([1.0])), [2.0], "empty")
    report.end()
    assert capsys.readouterr().out == (
        "double: right so far\n"
        "  ✓ doubles\n"
        "Grading asks more of it, with numbers of its own.\n"
    )


def test_a_failure_prints_what_held_before_it_and_stops(report, capsys):
    report.holds("first", True, "", "", "empty")
    out = failing(capsys, report.equal, "second", np.ones(2), [1, 3], "shape")
    cause, step = WHY["shape"]
    assert out.splitlines() == [
        "double: not yet",
        "  ✓ first",
        "  ✗ second",
        "      got       [1. 1.]",
        "      expected  [1. 3.]",
        f"      likely    {cause}",
        f"      next      {step}",
    ]


def test_the_exception_shows_its_message_and_no_traceback():
    with pytest.raises(NotRight) as caught:
        Report("double", None, {})
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert "double is not right yet" in str(caught.value)


def test_of_a_large_array_the_worst_element_is_shown(report, capsys):
    got = np.zeros((4, 5))
    got[2, 3] = 0.5
    out = failing(capsys, report.equal, "zeros", got, 0.0, "shape")
    assert "0.5 at [2, 3]" in out


@pytest.mark.parametrize("got", [np.nan, None, "text", np.ones(3), [1, [2]]])
def test_what_is_no_number_or_does_not_fit_is_never_equal(report, capsys, got):
    assert "✗ two" in failing(capsys, report.equal, "two", got, np.ones(2), "shape")


def test_an_error_is_reported_with_its_line(capsys):
    def broken(x):
        return x @ x.T @ x.T

    out = failing(capsys, Report("broken", broken, {}).call, np.ones((2, 3)))
    assert "ValueError" in out
    assert "return x @ x.T @ x.T" in out


def test_changed_inputs_and_warnings_are_seen(capsys):
    def changes(x):
        x += 1
        return x

    out = failing(capsys, Report("changes", changes, {}).call, np.ones(2))
    assert "changed inputs" in out
    noisy = Report("noisy", np.log, {})
    assert "divide by zero" in failing(capsys, noisy.call, np.zeros(2))


def test_the_learner_gets_copies():
    given = np.ones(2)
    with pytest.raises(NotRight):
        Report("changes", lambda x: x.fill(7), {}).call(given)
    assert np.array_equal(given, np.ones(2))


@pytest.mark.parametrize(
    ("array", "said"),
    [
        ([1.0], "an array"),
        (np.ones((2, 1)), "shape (2, 1)"),
        (np.ones(2, np.float32), "float32"),
        (np.array([1.0, np.inf]), "NaN or infinite"),
    ],
)
def test_kind_shape_dtype_and_finiteness_are_asked_in_turn(report, capsys, array, said):
    out = failing(capsys, report.arrays, "fits", {"y": array}, {"y": (2,)})
    assert said in out


def test_every_message_has_a_cause_and_a_next_step():
    for cause, step in WHY.values():
        assert len(cause) > 10
        assert len(step) > 10
        assert len(cause) <= 80
        assert len(step) <= 80
