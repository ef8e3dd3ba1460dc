"""The visible checks of the LSTM notebook, as ``from utils.checks import lstm``."""

from utils.checks.lstm.gradients import lstm_backward, lstm_cell_backward
from utils.checks.lstm.parts import (
    hold_memory,
    init_lstm,
    lstm_cell_with_relevance,
    lstm_to_torch,
)
from utils.checks.lstm.steps import (
    lstm_candidate,
    lstm_cell,
    lstm_forward,
    lstm_gates,
)

__all__ = [
    "hold_memory",
    "init_lstm",
    "lstm_backward",
    "lstm_candidate",
    "lstm_cell",
    "lstm_cell_backward",
    "lstm_cell_with_relevance",
    "lstm_forward",
    "lstm_gates",
    "lstm_to_torch",
]
