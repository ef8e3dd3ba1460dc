"""The solved notebook, executed, as it would look to a learner who is done."""

import hashlib

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

SECONDS_PER_CELL = 600


def execute(notebook, folder, say=lambda text: None):
    """Run all cells of `notebook` in place, from `folder`, and keep what they show.

    `say` hears each cell's id as it begins. No timestamps are kept, and nothing of
    the machine. The kernel is this Python's own, whatever others are installed.
    Raises `CellExecutionError` where a cell does.
    """
    metadata = dict(notebook.metadata)
    # No search path: jupyter_client then falls back to the running Python.
    specs = KernelSpecManager(kernel_dirs=[])
    client = NotebookClient(
        notebook,
        km=AsyncKernelManager(kernel_spec_manager=specs),
        extra_arguments=["--log-level=ERROR"],
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=lambda cell, cell_index: say(cell.id),
    )
    client.execute(cleanup_kc=True)
    notebook.metadata = nbformat.from_dict(metadata)
    return notebook


def why(error):
    """A `CellExecutionError` in one line."""
    return f"{error.ename}: {error.evalue}".splitlines()[0]


def digest(paths):
    """One hash of the names and contents of files; the order is of no account."""
    total = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.name} {content}\n".encode())
    return total.hexdigest()


__all__ = ["CellExecutionError", "digest", "execute", "why"]
