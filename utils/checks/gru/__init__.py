"""The visible checks of the GRU notebook: ``from utils.checks import gru as check``."""

from utils.checks.gru.gradients import (
    gru_backward,
    gru_cell_backward,
    numerical_gradient,
)
from utils.checks.gru.steps import (
    gru_candidate,
    gru_cell,
    gru_cell_reset_after,
    gru_forward,
    gru_gates,
    sigmoid,
)

__all__ = [
    "gru_backward",
    "gru_candidate",
    "gru_cell",
    "gru_cell_backward",
    "gru_cell_reset_after",
    "gru_forward",
    "gru_gates",
    "numerical_gradient",
    "sigmoid",
]
