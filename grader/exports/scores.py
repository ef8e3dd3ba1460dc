"""What all exports share: which scores are final, and how a CSV file is written."""

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin
from traitlets import Bool


@dataclass(frozen=True)
class Score:
    """What one student has in one assignment; `points` after the late penalty."""

    points: float
    out_of: float
    when: object = None

    def __str__(self):
        return number(self.points)


class ScoreExport(ExportPlugin):
    """Writes one row for each student who has a score; a column for each assignment."""

    default_file = ""

    unread = Bool(
        False,
        help="Export scores too in which an answer in words still counts 0 points, "
        "for nobody has read it yet",
    ).tag(config=True)

    def export(self, gradebook):
        """Write the file; warn of everything that an import would not expect."""
        assignments = self._chosen(gradebook.assignments, "assignment", "name")
        students = self._chosen(gradebook.students, "student", "id")
        table = [
            (student, [self._score(gradebook, a, student) for a in assignments])
            for student in students
        ]
        table = [(student, scores) for student, scores in table if any(scores)]
        self._warn_of_gaps(table)
        file = Path(self.to or self.default_file)
        write(file, self.lines(assignments, table))
        self.log.info("Students in %s: %d", file, len(table))

    def lines(self, assignments, table):
        """The file's lines, each a list of cells, the header first.

        assignments: nbgrader's; table: for each student a pair, nbgrader's `Student`
        and a `Score` or None for each assignment.
        """
        raise NotImplementedError

    def _chosen(self, rows, trait, key):
        """The rows that the command line asks for, or all; warns of unknown ones."""
        wanted = [str(each) for each in getattr(self, trait)]
        for unknown in sorted(set(wanted) - {getattr(row, key) for row in rows}):
            self.log.warning("There is no %s %s in the gradebook.", trait, unknown)
        return [row for row in rows if not wanted or getattr(row, key) in wanted]

    def _score(self, gradebook, assignment, student):
        """The `Score`; None where nothing was handed in, or it is not final."""
        try:
            found = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            return None
        if found.needs_manual_grade and not self.unread:
            self.log.warning(
                "%s of %s is left out: it waits for a person in formgrader. To export "
                "such scores as they stand: --%s.unread=True",
                assignment.name,
                student.id,
                type(self).__name__,
            )
            return None
        points = max(0.0, found.score - (found.late_submission_penalty or 0.0))
        return Score(points, assignment.max_score, found.timestamp)

    def _warn_of_gaps(self, table):
        gaps = sum(None in scores for _, scores in table)
        if gaps:
            self.log.warning(
                'Students with an empty cell: %d. Many systems take it for "no grade" '
                "and clear what they have: export one assignment at a time, with "
                "--assignment, and those without a score are left out.",
                gaps,
            )


def write(path, lines):
    """Write lines of cells as CSV, whole or not at all; UTF-8, commas."""
    beside = path.with_name(f".{path.name}.part")
    with open(beside, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    os.replace(beside, path)


def number(value):
    """A number of points: at most two decimals, with a point, no exponent."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def cells(scores):
    """A cell for each score, empty where there is none."""
    return ["" if score is None else str(score) for score in scores]


def words(text):
    """A name as a cell that no spreadsheet takes for a formula."""
    text = text or ""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
