"""The visible checks of the kernels notebook: ``from utils.checks import kernels``.

They run on the CPU, and on torch's device "meta", which has shapes and no values and
stands for a GPU where there is none.
"""

from utils.checks.kernels.gates import fused_gates
from utils.checks.kernels.graphs import capture
from utils.checks.kernels.numbers import floor_seconds, step_cost, time_it
from utils.checks.kernels.sequences import gru_sequence, peephole_sequence

__all__ = [
    "capture",
    "floor_seconds",
    "fused_gates",
    "gru_sequence",
    "peephole_sequence",
    "step_cost",
    "time_it",
]
