"""The visible checks of the peephole notebook, one function per exercise."""

from utils.checks.peephole.gates import (
    peephole_gates,
    peephole_influence,
    peephole_output_gate,
)
from utils.checks.peephole.gradients import peephole_backward, peephole_cell_backward
from utils.checks.peephole.steps import peephole_cell, peephole_forward
from utils.checks.peephole.to_onnx import peephole_to_onnx

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
