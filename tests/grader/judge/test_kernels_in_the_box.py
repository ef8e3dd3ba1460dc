"""A kernel is interpreted in the sandbox too, where only what is fresh is writable."""

from functools import cache

import nbformat
import pytest

from grader.build import source_notebook
from grader.checks.asking import NO_TRITON
from grader.judge import Assignment, grade_submission
from grader.judge.assignment import grade_id
from grader.sandbox.limits import Limits
from tests.grader.checks.kernels.gate_kernels import INTERPRETED, triton

NB, NAME = "5_kernels", "fused_gates"
FEW = ("setup", NAME, f"check_{NAME}")  # the cells that matter
LAUNCH, STORE = "if {}:\n            a_t, c_t", "tl.store(c_t + at, now{})"
SLIPS = {
    "output_always_sees_previous": ("now if current else before", "before"),
    "kernel_not_masked": (STORE.format(", mask"), STORE.format("")),
    "kernel_launches": (LAUNCH.format("kernels_run_on(z)"), LAUNCH.format("False")),
}


@cache
def assignment():
    """The notebook with this exercise only."""
    notebook = source_notebook(NB)
    kept = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and (grade_id(cell) or "").startswith(FEW)
    ]
    notebook.cells = kept
    return Assignment(NB, notebook)


def verdict(*edits):
    """What the judge says of the solved function after `edits`."""
    text = nbformat.writes(assignment().notebook)
    handed_in = nbformat.reads(text, as_version=4)
    for cell in handed_in.cells:
        if grade_id(cell) == NAME:
            for old, new in edits:
                assert cell.source.count(old) == 1
                cell.source = cell.source.replace(old, new)
    data = nbformat.writes(handed_in).encode()
    graded = grade_submission(data, assignment(), b"a learner's seed", Limits())
    return graded.verdict.checks[f"check_{NAME}"]


@pytest.mark.skipif(
    triton is not None and not INTERPRETED, reason="Triton compiles here, for a GPU"
)
def test_the_solved_kernel_scores_full_in_the_box():
    found = verdict()
    assert found.score == found.max_score
    uncounted = [e for e in found.expectations if e.message == NO_TRITON]
    assert len(uncounted) == (0 if INTERPRETED else 6)


@pytest.mark.skipif(
    not INTERPRETED, reason="no Triton interpreter here: make kernels brings Triton"
)
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_kernel_is_named_in_the_box(name):
    found = verdict(SLIPS[name])
    assert found.score < found.max_score
    assert found.named[0] == name
