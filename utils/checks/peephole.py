"""The visible checks of the peephole notebook, one function per exercise."""

from utils.checks.peephole_gates import (
    peephole_gates,
    peephole_influence,
    peephole_output_gate,
)
from utils.checks.peephole_gradients import peephole_backward, peephole_cell_backward
from utils.checks.peephole_onnx import peephole_to_onnx
from utils.checks.peephole_steps import peephole_cell, peephole_forward

__all__ = [
    "peephole_backward",
    "peephole_cell",
    "peephole_cell_backward",
    "peephole_forward",
    "peephole_gates",
    "peephole_influence",
    "peephole_output_gate",
    "peephole_to_onnx",
]
