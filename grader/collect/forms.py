"""How Moodle, Canvas and Blackboard name the files of a bulk download.

A learner chooses the last part of such a name, and may make it look like another's
whole name. So the system's own part is always read from the front, as far as it must
reach and no further, and a download is read in one form only.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from grader.collect.errors import CollectError


@dataclass(frozen=True)
class Given:
    """What a name says: who by name and by the system's number or user name, and what.

    `file` is the learner's own name for the file; `when` the time of the attempt where
    the name states it; `sequence` grows with time where the system counts uploads.
    """

    file: str
    name: str = ""
    number: str = ""
    when: datetime | None = None
    sequence: int = 0
    datafile: str = ""  # Blackboard's text file about this attempt


MOODLE = re.compile(
    r"(?P<name>[^_]*)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)"
)
CANVAS = re.compile(
    r"(?P<name>\w+?)_(?:LATE_)?(?P<number>\d{1,20})_(?P<upload>\d{1,20})_(?P<file>.+)",
    re.DOTALL,
)
CANVAS_ANONYMOUS = re.compile(
    r"(?:LATE_)?anon_(?P<number>(?=\d*[A-Za-z])[A-Za-z0-9]+)"
    r"_(?P<upload>\d{1,20})_(?P<file>.+)",
    re.DOTALL,
)
BLACKBOARD = re.compile(
    r"(?P<before>.+?)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)",
    re.DOTALL,
)


def moodle(parts):
    """Moodle, "Download all submissions".

    By default a folder for each person, ``Firstname Lastname_123456_assignsubmission_
    file_/`` (newer versions without the last underscore) with the learner's own folders
    in it; without "Download submissions in folders" one flat file name with the same
    beginning. Moodle puts a space for every underscore in the name. The number is the
    participant's in this one assignment. (Moodle's source,
    mod/assign/classes/downloader.php.)
    """
    found = MOODLE.match(parts[0])
    if not found or found["plugin"] != "file":
        return None
    rest = parts[0][found.end() :]
    if len(parts) > 1:
        file = parts[-1] if rest in ("", "_") else None
    else:
        file = rest[1:] if rest.startswith("_") else None
    if not file:
        return None
    return Given(file, name=found["name"].strip(), number=found["number"] or "")


def canvas(parts):
    """Canvas, "Download Submissions".

    ``lastnamefirstname_12345_67890_name-1.ipynb``: the sortable name in lower case
    without spaces and commas, ``LATE_`` where it was, the user's id, the upload's id,
    the learner's name for the file. Marked anonymously, ``anon_`` and a code stand for
    name and id. (Canvas's source, lib/content_zipper.rb.)
    """
    if len(parts) != 1:
        return None
    if found := CANVAS_ANONYMOUS.fullmatch(parts[0]):
        number, name = f"anon_{found['number']}", ""
    elif found := CANVAS.fullmatch(parts[0]):
        number, name = found["number"], found["name"]
    else:
        return None
    return Given(found["file"], name=name, number=number, sequence=int(found["upload"]))


def blackboard(parts):
    """Blackboard Learn, "Assignment File Download".

    ``Assignment_username_attempt_2026-11-20-10-31-22_name.ipynb``, and for each attempt
    a text file with nothing after the time, in which ``Name: Full Name (username)``
    says who it was. An assignment's name and a user name may have underscores in them:
    only the text file says where one ends. (nbgrader's documentation of `zip_collect`
    has this form as its example.)
    """
    if len(parts) != 1:
        return None
    found = BLACKBOARD.fullmatch(parts[0])
    if not found:
        return None
    try:
        when = datetime.strptime(found["when"], "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None
    return Given(
        found["file"] or "",
        number=found["before"].rpartition("_")[2],
        when=when,
        datafile=f"{found['before']}_attempt_{found['when']}.txt",
    )


def folders(parts):
    """Plain folders, one for each student, named after them; what lies below is theirs.

    ``student/1_gru/1_gru.ipynb``, which is nbgrader's own, as well as
    ``student/1_gru.ipynb``.
    """
    if len(parts) < 2 or told_by_name([parts[-1:], parts[1:]]):
        return None
    return Given(parts[-1], name=parts[0])


FORMS = {
    "moodle": moodle,
    "canvas": canvas,
    "blackboard": blackboard,
    "folders": folders,
}
TITLES = {"moodle": "Moodle", "canvas": "Canvas", "blackboard": "Blackboard"}


def told_by_name(names):
    """The systems that name some of these files so: form -> how many."""
    counts = {form: sum(FORMS[form](n) is not None for n in names) for form in TITLES}
    return {form: count for form, count in counts.items() if count}


def form_of(names):
    """Which form a download has: the one that names most of its files.

    One learner's file may look like another system's; all of a download doesn't. Raises
    `CollectError` where two forms fit equally well.
    """
    counts = told_by_name(names)
    most = max(counts.values(), default=0)
    best = [form for form, count in counts.items() if count == most]
    if len(best) > 1:
        raise CollectError(
            f"These files could be named by {' or '.join(TITLES[f] for f in best)}: "
            f"say which, with --form {' or --form '.join(best)}."
        )
    return best[0] if best else "folders"


DATAFILE_NAME = re.compile(r"Name: (?P<name>.*) \((?P<number>[^()]+)\)")


def who_sent(text):
    """(name, user name) of the first line of Blackboard's text file; None if neither.

    The learner's own words come further down, and are not looked at.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = DATAFILE_NAME.fullmatch(first.strip())
    return (found["name"].strip(), found["number"]) if found else None
