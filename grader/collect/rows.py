"""The report: a row for each file, printed as a table and written as CSV."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, fields

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.pipeline.course import write_whole
from grader.pipeline.verdict_text import visible_text

PLACED = "placed"  # it is in submitted/ now
UNCHANGED = "unchanged"  # it was there already
EARLIER = "earlier"  # a later attempt counts
UNPLACED = "unplaced"  # a copy is in collected/unplaced/
REFUSED = "refused"  # its bytes were not taken; it is where it was
OTHER = "other"  # no notebook; a copy is in collected/unplaced/
READ = "read"  # of use to this program only
STATUSES = (PLACED, UNCHANGED, EARLIER, UNPLACED, REFUSED, OTHER, READ)
UNDONE = (UNPLACED, REFUSED)
MOST_SHOWN = 20


@dataclass
class Row:
    """What became of one file. `to` is relative to the course folder."""

    status: str
    file: str
    student: str = ""
    notebook: str = ""
    when: str = ""
    to: str = ""
    why: str = ""


def undone(rows):
    """The rows of files that an instructor has to look at."""
    return [row for row in rows if row.status in UNDONE]


def write_rows(path, rows):
    """Write all rows as CSV, safe to be opened in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = [field.name for field in fields(Row)]
    writer.writerow(names)
    for row in rows:
        writer.writerow(_cell(getattr(row, name)) for name in names)
    write_whole(path, text.getvalue())


def print_rows(rows, console=None):
    """Print how many files of each notebook went where, and what had no place."""
    console = console or Console(soft_wrap=True)
    counts = Counter((row.notebook, row.status) for row in rows if row.notebook)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Notebook")
    shown = (PLACED, UNCHANGED, EARLIER, UNPLACED)
    for status in shown:
        table.add_column(status.capitalize(), justify="right")
    for notebook in sorted({notebook for notebook, _ in counts}):
        numbers = (str(counts[notebook, status]) for status in shown)
        table.add_row(Text(notebook), *numbers)
    if counts:
        console.print(table)
    total = Counter(row.status for row in rows)
    words = ", ".join(f"{total[s]} {s}" for s in STATUSES if total[s])
    console.print(f"\n{len(rows)} files: {words or 'none'}.", highlight=False)
    told = [row for row in rows if row.why and row.status != READ]
    told.sort(key=lambda row: STATUSES.index(row.status) not in _FIRST)
    for row in told[:MOST_SHOWN]:
        line = visible_text(f"  {row.status}: {row.file}: {row.why}")
        console.print(Text(line))
    if len(told) > MOST_SHOWN:
        console.print(f"  and {len(told) - MOST_SHOWN} more", highlight=False)


_FIRST = {STATUSES.index(status) for status in UNDONE}


def _cell(value):
    """A cell that no spreadsheet takes for a formula, and a terminal can show."""
    text = visible_text(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
