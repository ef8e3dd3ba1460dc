"""From a check and a learner to expectations, and from expectations to points."""

from dataclasses import replace


def run_check(check, student, rng):
    """All expectations of `check` put to `student`, in order.

    Form alone earns nothing: an expectation of form is withdrawn (``passed`` None)
    unless a value expectation on the same call held, and none failed.
    """
    expectations = list(check.run(student, rng))
    for expectation in expectations:
        call, passed = expectation.call, expectation.passed
        of_values = not (expectation.form or expectation.clue)
        if call is not None and of_values and passed is not None:
            call.held = expectation.passed and call.held is not False
    return [_counted(expectation) for expectation in expectations]


def _counted(expectation):
    if not expectation.form or expectation.call.held:
        return expectation
    why = "not counted: the values of this call are not right yet"
    return replace(expectation, passed=None, message=why, mistake="")


def score(expectations, points):
    """``points × weight held / weight run``, within [0, points]."""
    run = sum(e.weight for e in expectations if e.passed is not None)
    held = sum(e.weight for e in expectations if e.passed)
    if run <= 0:
        return 0.0
    return min(max(round(points * held / run, 6), 0.0), points)
