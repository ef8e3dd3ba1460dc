"""What a run looks like in a terminal: progress while it lasts, then a table."""

import sys
from statistics import median

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.pipeline.verdict_text import visible_text

READ_THEM = (
    "{} answers in words are still to be read; until then they count 0 points. Open "
    "formgrader in JupyterLab, in the course folder: Manual Grading."
)
AGAIN = "to judge these again: make grade FORCE=1"
STYLES = {"graded": "", "partly_graded": "yellow", "failed": "bold red"}


def print_table(results, console=None):
    """Print a line for each of a run's `results`: who, what, score, status, why."""
    console = console or console_for(sys.stdout)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Student")
    table.add_column("Notebook")
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Status", no_wrap=True)
    table.add_column("Named mistakes, flags", overflow="fold")
    for result in results:
        verdict = result.verdict
        status = str(verdict.status)
        score = f"{verdict.score:.1f} / {verdict.max_score:g}"
        style = STYLES.get(status, "yellow")
        remarks = [*result.named, *verdict.flags]
        remarks += [f"to be read: {name}" for name in verdict.waiting]
        if verdict.reason:
            remarks.insert(0, verdict.reason)
        cells = (result.student, result.notebook, score, status.replace("_", " "))
        table.add_row(
            *(Text(c) for c in cells[:3]),
            Text(cells[3], style=style),
            Text(visible_text("; ".join(remarks))),
        )
    console.print(table)
    if waiting := sum(len(result.verdict.waiting) for result in results):
        console.print(READ_THEM.format(waiting))


def console_for(file):
    """A console that does not cut lines short when nobody watches."""
    console = Console(file=file)
    return console if console.is_terminal else Console(file=file, width=160)


def line_of(result):
    """A result in one line."""
    verdict = result.verdict
    said = f"{verdict.score:.1f} / {verdict.max_score:g}  {verdict.status}"
    said = f"{result.student}  {result.notebook}  {said.replace('_', ' ')}"
    return visible_text(f"{said}  {'; '.join(result.named)}".rstrip())


def timing(results, elapsed):
    """Where the time went, in one line; `elapsed` is the whole run's in seconds."""
    judged = [r.seconds for r in results if r.seconds]
    line = f"{len(results)} submissions in {elapsed:.1f} s"
    if again := sum(result.kept for result in results):
        line += f", {again} of them as they were ({AGAIN})"
    if not judged:
        return line
    phases = [phase for phase in judged[0] if phase != "total"]
    parts = (f"{phase} {median(s[phase] for s in judged):.2f}" for phase in phases)
    each = median(seconds["total"] for seconds in judged)
    return f"{line}; median {each:.2f} s each ({', '.join(parts)})"
