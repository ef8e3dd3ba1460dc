"""A class's list: who has which id, name and e-mail, and how the LMS calls them."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from grader.collect.errors import CollectError
from grader.pipeline.gradebook import open_gradebook
from grader.pipeline.names import student_id, twins_of, why_not

COLUMNS = {  # every way to write a header that is understood, in small letters
    "id": ("id", "student_id", "student id", "id number"),
    "first_name": ("first_name", "first name", "firstname", "given name"),
    "last_name": ("last_name", "last name", "lastname", "surname", "family name"),
    "email": ("email", "e-mail", "email address", "e-mail address"),
    "lms_id": ("lms_id", "lms id", "lms_user_id", "username"),
    "lms_name": ("lms_name", "lms name"),
}
LASTING = ("canvas", "blackboard")  # whose ids are the same in all assignments
NEEDED = (
    "A roster is a CSV file with the columns id, first_name, last_name, email, and "
    "where you like lms_id and lms_name."
)


@dataclass(frozen=True)
class Person:
    """A row of a roster. `lms_ids` are all ids that the LMS has for the person."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_ids: tuple = ()
    lms_name: str = ""

    @property
    def names(self):
        """What the person may be called, without spaces, marks and capitals."""
        both = (self.first_name + self.last_name, self.last_name + self.first_name)
        return {key for name in (*both, self.lms_name) if (key := squashed(name))}


class Roster:
    """The people of a class; finds who a file's name means."""

    def __init__(self, people):
        self.people = list(people)

    @classmethod
    def read(cls, path):
        """The roster in the CSV file at `path`; commas or semicolons, UTF-8.

        A cell of lms_id may have several ids in it, with spaces between them: Moodle
        counts participants anew in each assignment. Raises `CollectError` with the line
        for an id that can't be a student's, or that stands there twice.
        """
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise CollectError(f"{path} is not UTF-8: save it as CSV UTF-8.") from None
        header = text.partition("\n")[0]
        delimiter = ";" if header.count(";") > header.count(",") else ","
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if not rows:
            raise CollectError(f"{path} is empty. {NEEDED}")
        columns = _columns(path, rows[0])
        people = []
        for line, row in enumerate(rows[1:], 2):
            if any(cell.strip() for cell in row):
                people.append(_person(f"{path}, row {line}", columns, row))
        if twins := twins_of([person.id for person in people]):
            raise CollectError(f"{path}: the id {next(iter(twins))} is there twice.")
        ids = [person.id for person in people]
        if again := next((each for each in ids if ids.count(each) > 1), None):
            raise CollectError(f"{path}: the id {again} is there twice.")
        return cls(people)

    def find(self, form, given):
        """(the `Person` that a name means, "") or (None, why there is no such one).

        The system's own id counts before a name. Only Blackboard's user names and the
        names of plain folders may be ids of this roster: other systems' numbers are
        theirs alone, and could be somebody else's here by chance.
        """
        wanted = [given.number] if given.number else []
        by_id = [p for p in self.people if set(wanted) & set(p.lms_ids)]
        if not by_id and form in ("blackboard", "folders"):
            own = student_id(given.number or given.name)
            by_id = [p for p in self.people if own in (p.id, p.email, *p.lms_ids)]
        found = by_id or self._called(squashed(given.name), form in LASTING)
        who = " ".join(filter(None, (given.name, given.number)))
        if len(found) == 1:
            return found[0], ""
        if found:
            ids = ", ".join(person.id for person in found)
            return None, (
                f"{who} may be {ids} of the roster: give the lms_id of each of them"
            )
        return None, f"{who} is not in the roster: add a row, or an lms_id to one"

    def _called(self, key, by_id_if_known):
        """Those of a name; one whose lasting id is another's is not meant."""
        return [
            person
            for person in self.people
            if key in person.names and not (by_id_if_known and person.lms_ids)
        ]


def squashed(name):
    """A name as it is compared: its letters and digits, in one case and in NFC."""
    text = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", re.sub(r"[\W_]", "", text))


def record(db_url, people):
    """Enter people into nbgrader's gradebook; what is left empty stays as it is."""
    if not people:
        return
    with open_gradebook(db_url) as gradebook:
        for person in people:
            lms = person.lms_ids[0] if len(person.lms_ids) == 1 else ""
            told = {
                "first_name": person.first_name,
                "last_name": person.last_name,
                "email": person.email,
                "lms_user_id": lms,
            }
            there = {name: value for name, value in told.items() if value}
            gradebook.update_or_create_student(person.id, **there)


def _columns(path, header):
    """Our name of a column -> its place."""
    places = {cell.strip().casefold(): place for place, cell in enumerate(header)}
    columns = {}
    for name, ways in COLUMNS.items():
        if there := [places[way] for way in ways if way in places]:
            columns[name] = there[0]
    if "id" not in columns:
        raise CollectError(f"{path} has no column id. {NEEDED}")
    return columns


def _person(where, columns, row):
    cells = {
        name: row[place].strip() if place < len(row) else ""
        for name, place in columns.items()
    }
    cells["id"] = student_id(cells["id"])
    if why := why_not(cells["id"]):
        why = why.replace("the folder's name", "it")
        raise CollectError(f"{where}: {cells['id']!r} can't be a student's id: {why}.")
    return Person(**cells | {"lms_ids": tuple(cells.pop("lms_id", "").split())})
