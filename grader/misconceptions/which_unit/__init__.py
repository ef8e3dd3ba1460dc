"""Wrong answers that people give in the notebook on which unit, by function."""

from grader.misconceptions.which_unit import (
    budgets,
    differences,
    intervals,
    stack,
    step,
)

MISTAKES = {
    **budgets.MISTAKES,
    **intervals.MISTAKES,
    **differences.MISTAKES,
    **step.MISTAKES,
    **stack.MISTAKES,
}
