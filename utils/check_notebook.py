"""Run a notebook as it was saved and say which of its checks hold.

``python -m utils.check_notebook 1_gru`` is what ``make check NB=1_gru`` runs. Cells
that only show something (training runs, plots) are left out; ``--show`` runs them too.
"""

import argparse
import sys
from pathlib import Path

SECONDS_PER_CELL = 300
STUB = "*Write your answer here"


def main(arguments=None):
    """Check the notebooks named on the command line; the exit status is true."""
    parser = argparse.ArgumentParser(prog="python -m utils.check_notebook")
    parser.add_argument("notebooks", nargs="+", help="names such as 1_gru, or files")
    parser.add_argument("--show", action="store_true", help="also run the show cells")
    options = parser.parse_args(arguments)
    held = True
    for name in options.notebooks:
        path = find(name)
        if path is None:
            print(f"There is no notebook {name}: give a name such as 1_gru, or a file.")
            return 2
        held &= check(path, options.show)
    return 0 if held else 1


def find(name):
    """The file of a notebook, given as a path or as a name; None if there is none."""
    candidates = (
        Path(name),
        Path("notebooks", name),
        Path("notebooks", f"{name}.ipynb"),
    )
    return next((path for path in candidates if path.is_file()), None)


def check(path, show=False, say=print):
    """Run the notebook at `path` from its folder; True if all of its checks hold.

    `say` hears a line for each check, and the check's report where it fails. A cell
    that fails and is no check is reported too, and the rest goes on.
    """
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, nbformat.ValidationError) as error:
        say(f"✗ {path} is not a notebook: {error}")
        return False
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    cells = [cell for cell in cells if show or not course(cell).get("show")]
    checks = sum("check" in course(cell) for cell in cells)
    written = [cell for cell in notebook.cells if course(cell).get("written")]
    passed, broken = 0, 0
    say(f"{path}: {len(cells)} cells, {checks} checks")
    for cell, trouble in run(notebook, cells, path.parent):
        function = course(cell).get("check")
        if function:
            passed += trouble is None
            say(f"✗ {function}\n{indented(trouble)}" if trouble else f"✓ {function}")
        elif trouble:
            broken += 1
            say(f"✗ {what(cell)} stops with an error\n{indented(trouble)}")
    for cell in written:
        say(words_in(cell))
    say(f"{passed} of {checks} checks hold.")
    return passed == checks and not broken


def run(notebook, cells, folder):
    """Run `cells` of `notebook` in a fresh kernel; yield each with its trouble.

    The trouble is None where there is none. A cell that takes too long is interrupted.
    When the kernel dies, the cells after the one it died in are yielded as not run.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    # No search path: jupyter_client then falls back to the running Python.
    specs = KernelSpecManager(kernel_dirs=[])
    client = NotebookClient(
        notebook,
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
    if error.traceback != [
        error.evalue
    ]:  # not a check's own message, which was printed
        text += f"{error.ename}: {error.evalue}"
    return text.strip()


def words_in(cell):
    """How an answer in words stands: a person reads it, nothing checks it."""
    name = course(cell)["written"]
    if STUB in cell.source or not cell.source.strip():
        return f"– {name}: not written yet"
    return f"– {name}: {len(cell.source.split())} words; your instructor reads it"


def what(cell):
    """A name for a cell, in a learner's words."""
    exercise = course(cell).get("exercise")
    if exercise:
        return f"the cell of {exercise}"
    first = next((x.strip() for x in cell.source.splitlines() if x.strip()), "")
    return f"the cell that begins with {first[:40]!r}"


def course(cell):
    """What the course notes of a cell: exercise, check, show or written."""
    return cell.metadata.get("course", {})


def indented(text):
    """`text`, four columns in."""
    return "\n".join(f"    {line}" for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
