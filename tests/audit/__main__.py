"""make audit: what the judge makes of answers that were not written for it."""

import argparse
import sys
import time

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from grader.checks import NOTEBOOKS
from tests.audit.answers import KINDS, answers
from tests.audit.running import graded, tasks

COLUMNS = ("notebook", "wrong", "caught", "named", "misnamed", "collateral")
WIDTH = 150
OTHERS = ("honest", "failed", "worthless", "gained")
HOSTILE = ("hostile", "gained", "harmed", "leaked")


def main(arguments=None):
    """Grade all answers and print the table; 1 where one does not get its due."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("notebooks", nargs="*", help="all by default")
    chosen = parser.parse_args(arguments).notebooks or list(NOTEBOOKS)
    unknown = sorted(set(chosen) - set(NOTEBOOKS))
    if unknown:
        parser.error(f"no such notebook: {', '.join(unknown)}")
    begun, console = time.monotonic(), Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    found = [a for kind in KINDS for name in chosen for a in answers(kind, name)]
    work = tasks(found, chosen)
    outcomes = []
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("grading", total=len(work))
        for outcome in graded(work):
            outcomes.append(outcome)
            progress.advance(bar)
    console.print(table(outcomes, chosen))
    for outcome in outcomes:
        if outcome.trouble:
            console.print(f"{outcome.label}: {outcome.trouble}", markup=False)
    seconds = time.monotonic() - begun
    console.print(f"{len(outcomes)} submissions in {seconds:.0f} s")
    return 1 if any(outcome.trouble for outcome in outcomes) else 0


def table(outcomes, notebooks):
    """How many of each kind, and what became of them, by notebook."""
    made = Table(*COLUMNS, *OTHERS, *HOSTILE)
    for name in [*notebooks, "all"]:
        ours = [o for o in outcomes if name in ("all", o.label.split("/")[1])]
        kinds = *KINDS, "worthless"
        by = {kind: [o for o in ours if o.kind == kind] for kind in kinds}
        wrong, hostile = by["wrong"], by["hostile"]
        row = [
            len(wrong),
            sum(o.caught for o in wrong),
            sum(o.named for o in wrong),
            sum(o.misnamed for o in wrong),
            sum(bool(o.collateral) for o in wrong),
            len(by["honest"]),
            sum(o.caught or bool(o.collateral) for o in by["honest"]),
            len(by["worthless"]),
            sum(o.gained > 0 for o in by["worthless"]),
            len(hostile),
            sum(o.gained > 0 for o in hostile),
            sum(o.harmed for o in hostile),
            sum(o.leaked for o in hostile),
        ]
        made.add_row(name, *map(str, row))
    return made


if __name__ == "__main__":
    sys.exit(main())
