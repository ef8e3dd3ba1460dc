"""Puts what a learning management system gives out where grading looks for it.

`collect` takes the zip file or the folder of a bulk download and fills a course's
``submitted/``. Nothing of it is ever run, no name of it is ever used as a path, and
every file of it has its row in the report.
"""

from grader.collect.errors import CollectError
from grader.collect.forms import FORMS
from grader.collect.plan import collect
from grader.collect.roster import Roster, record
from grader.collect.rows import print_rows, undone, write_rows
from grader.collect.which import Notebook

__all__ = [
    "FORMS",
    "CollectError",
    "Notebook",
    "Roster",
    "collect",
    "print_rows",
    "record",
    "undone",
    "write_rows",
]
