"""The visible checks of the notebook on which unit, one function per exercise."""

from utils.checks.which_unit.budgets import parameter_count, width_for
from utils.checks.which_unit.intervals import interval, told_apart
from utils.checks.which_unit.stack import gru_step, stacked_forward

__all__ = [
    "gru_step",
    "interval",
    "parameter_count",
    "stacked_forward",
    "told_apart",
    "width_for",
]
