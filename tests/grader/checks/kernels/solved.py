"""The master's own fused_gates, as it stands or with some of its text replaced."""

import os
from functools import cache
from unittest.mock import patch

from grader.build import source_notebook
from grader.gpu.solved import run_cell

NB = "5_kernels"


@cache
def cells():
    """(what it is, source) of the cells that fused_gates needs."""
    found = []
    for cell in source_notebook(NB).cells:
        course = cell.metadata.get("course", {})
        if cell.cell_type != "code" or {"check", "show"} & set(course):
            continue
        if course.get("exercise") in (None, "fused_gates"):
            found.append(cell.source)
    return found


def fused_gates(*edits, triton=True):
    """The solved function after `edits`, pairs of what stands there once and another.

    triton: may it import Triton?
    """
    *set_up, text = cells()
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    namespace = {}
    with patch.dict(os.environ):  # where the set-up asks for the interpreter
        for k, source in enumerate((*set_up, text)):
            if not triton:
                source = source.replace("import triton", "import nowhere")
            run_cell(source, f"fused_gates {hash(edits)} {k}", namespace)
    return namespace["fused_gates"]
