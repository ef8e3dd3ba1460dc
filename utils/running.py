"""Running a notebook as it was saved: what came of each of its cells and checks."""

import re
from dataclasses import dataclass

from utils.released import course

SECONDS_PER_CELL = 300
# Why a check stopped that has not come to the learner's own lines yet.
UNWRITTEN = re.compile(
    r"^\s*got\s+Exercise \d+: (\w+) is empty$"
    r"|^\s*got\s+(\w+) does not pass its own check yet$"
    r"|^NotImplementedError: Exercise \d+: (\w+)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Outcome:
    """What came of a check, or of another cell that stopped with an error.

    `state` is "right", "wrong", "open" (the exercise is not written yet) or "waits"
    (for `waits_for`, an earlier exercise). `function` is None where it is no check.
    """

    function: str | None
    state: str
    cell: dict
    trouble: str | None = None
    waits_for: str | None = None


def outcomes(notebook, folder, show=False):
    """Run `notebook` in `folder`; yield an `Outcome` of each check and broken cell."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    cells = [cell for cell in cells if show or not course(cell).get("show")]
    for cell, trouble in run(notebook, cells, folder):
        function = course(cell).get("check")
        if function or trouble:
            yield outcome(function, cell, trouble)


def outcome(function, cell, trouble):
    """What a check's trouble means for its exercise."""
    if trouble is None:
        return Outcome(function, "right", cell)
    found = UNWRITTEN.search(trouble) if function else None
    name = found and next(group for group in found.groups() if group)
    if name is None:
        return Outcome(function, "wrong", cell, trouble)
    if name == function:
        return Outcome(function, "open", cell, trouble)
    return Outcome(function, "waits", cell, trouble, name)


def run(notebook, cells, folder):
    """Run `cells` of `notebook` in a fresh kernel; yield each with its trouble.

    The trouble is None where there is none. A cell that takes too long is interrupted.
    When the kernel dies, the cells after the one it died in are yielded as not run.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError
    from nbformat import NotebookNode

    # No search path: jupyter_client then falls back to the running Python.
    specs = KernelSpecManager(kernel_dirs=[])
    client = NotebookClient(
        NotebookNode({**notebook, "cells": [*cells]}),  # it writes to cells by index
        km=AsyncKernelManager(kernel_spec_manager=specs),
        extra_arguments=["--log-level=ERROR"],
        timeout=SECONDS_PER_CELL,
        interrupt_on_timeout=True,
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    dead = False
    with client.setup_kernel(cleanup_kc=True):
        for index, cell in enumerate(cells):
            if dead:
                yield cell, "not run: the kernel died before it"
                continue
            try:
                client.execute_cell(cell, index)
            except DeadKernelError:
                dead = True
                yield cell, "the kernel died here"
            else:
                yield cell, trouble_of(cell)


def trouble_of(cell):
    """What went wrong in a cell that was run: its report and its error, or None."""
    errors = [out for out in cell.outputs if out.output_type == "error"]
    if not errors:
        return None
    text = "".join(out.text for out in cell.outputs if out.output_type == "stream")
    error = errors[0]
    # A check's own message is its whole traceback, and was printed already.
    if error.traceback != [error.evalue]:
        text += f"{error.ename}: {error.evalue}"
    return text.strip()
