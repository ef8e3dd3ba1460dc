"""The course's figures. Each function returns a `Picture`, which notebooks display."""

from utils.figures.cell import gru_cell, gru_gradient_ways
from utils.figures.chains import before_and_after, central_difference, unrolled
from utils.figures.device import streams, trace
from utils.figures.layer import masked_batch, one_product_outside
from utils.figures.lstm import lstm_cell, lstm_gradient_ways, lstm_unrolled
from utils.figures.lstm_plots import (
    character_losses,
    clamped_losses,
    forget_bias_sweep,
    gates_over_name,
    held_memories,
    traces,
    transplants,
)
from utils.figures.peephole import peephole_cell, peephole_gradient_ways
from utils.figures.peephole_plots import (
    counting,
    influence_matrices,
    live_rates,
    success_rates,
)
from utils.figures.picture import Picture
from utils.figures.plots import gates_over_time, gradient_norms, losses, sigmoid_curve
from utils.figures.speed import ratios, roofline, two_clocks
from utils.figures.which_unit import scores, stack, timeline

__all__ = [
    "Picture",
    "before_and_after",
    "central_difference",
    "character_losses",
    "clamped_losses",
    "counting",
    "forget_bias_sweep",
    "gates_over_name",
    "gates_over_time",
    "gradient_norms",
    "gru_cell",
    "gru_gradient_ways",
    "held_memories",
    "influence_matrices",
    "live_rates",
    "losses",
    "lstm_cell",
    "lstm_gradient_ways",
    "lstm_unrolled",
    "masked_batch",
    "one_product_outside",
    "peephole_cell",
    "peephole_gradient_ways",
    "ratios",
    "roofline",
    "scores",
    "sigmoid_curve",
    "stack",
    "streams",
    "success_rates",
    "timeline",
    "trace",
    "traces",
    "transplants",
    "two_clocks",
    "unrolled",
]
