"""The course's figures. Each function returns a `Picture`, which notebooks display."""

from utils.figures.cell import gru_cell, gru_gradient_ways
from utils.figures.chains import before_and_after, central_difference, unrolled
from utils.figures.picture import Picture
from utils.figures.plots import gates_over_time, gradient_norms, losses, sigmoid_curve

__all__ = [
    "Picture",
    "before_and_after",
    "central_difference",
    "gates_over_time",
    "gradient_norms",
    "gru_cell",
    "gru_gradient_ways",
    "losses",
    "sigmoid_curve",
    "unrolled",
]
