"""Slips in the kernels notebook that no misconception makes."""

from tests.grader.checks.cuda.mutants import KEPT, NARROW, WHERE
from tests.grader.checks.cuda.mutants.forms import inputs_changed, widened
from tests.grader.checks.cuda.mutants.layers import (
    by_way_of_the_cpu,
    step_by_step,
    zeros_on_the_cpu_on_the_way_back,
)
from tests.grader.checks.cuda.mutants.training import (
    in_floats,
    spread_of_the_wrong_kind,
)

BACK = "so does its backward"
OF_KERNELS = [
    ("step_cost", in_floats, "two whole numbers"),
    ("time_it", spread_of_the_wrong_kind, "its spread is nothing"),
    ("gru_sequence", inputs_changed, KEPT),
    ("gru_sequence", widened, NARROW),
    ("gru_sequence", zeros_on_the_cpu_on_the_way_back, BACK),
    ("peephole_sequence", zeros_on_the_cpu_on_the_way_back, BACK),
    ("peephole_sequence", inputs_changed, KEPT),
    ("peephole_sequence", widened, NARROW),
    ("peephole_sequence", step_by_step, "dx"),
    ("peephole_sequence", by_way_of_the_cpu, WHERE),
    ("fused_gates", inputs_changed, KEPT),
    ("fused_gates", widened, NARROW),
]
"""Function, slip, and the first expectation that fails by it."""
