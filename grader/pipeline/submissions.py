"""Reads what a learner handed in, and opens nothing but a plain file.

A course folder is filled by other people. A student's folder may have any name, and
where a notebook should be there may be a link to somebody else's work, a FIFO that
never answers, a folder, or a gigabyte. All of these are refused, with the reason.
"""

import os
import stat
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from grader.judge.verdict import Status
from grader.pipeline.names import (
    escaped,
    is_like,
    printable,
    student_id,
    twins_of,
    why_not,
)

MOST_LOOKED_AT = 200  # entries of a folder, in the search for a misplaced file
MOST_NAMED = 3


@dataclass(frozen=True)
class Submission:
    """One notebook of one student as it was found: its bytes, or why there are none.

    `student` is the folder's name, or for one that is not plain its escaped form,
    and then `recorded` is False: such a name never reaches the gradebook or a path.
    """

    student: str
    notebook: str
    content: bytes | None = None
    status: Status | None = None  # MISSING or REFUSED where content is None
    reason: str = ""
    timestamp: str = ""  # of timestamp.txt, as nbgrader's own collecting leaves it
    recorded: bool = True


def students(submitted):
    """The names of the folders in `submitted`, links included, sorted as bytes.

    Files, and names that begin with a dot, are left alone: nbgrader does so too.
    """
    with os.scandir(submitted) as entries:
        found = [
            entry.name
            for entry in entries
            if not entry.name.startswith(".")
            and (entry.is_symlink() or entry.is_dir(follow_symlinks=False))
        ]
    return sorted(found, key=os.fsencode)


def read_submission(submitted, student, notebook, most_bytes):
    """The `Submission` in ``submitted/student/notebook/notebook.ipynb``.

    Every step of the way is opened relative to the one before and refuses links;
    of the file at most ``most_bytes + 1`` bytes are read. Raises nothing for what a
    learner may have put there.
    """
    why = why_not(student) or _same_as_another(submitted, student)
    if why:
        return Submission(
            escaped(student), notebook, None, Status.REFUSED, why, recorded=False
        )
    steps, who = (student, notebook), student_id(student)
    folder = os.open(submitted, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in steps:
            folder, above = _open(name, folder, stat.S_ISDIR, "folder"), folder
            os.close(above)
        content = _read(f"{notebook}.ipynb", folder, most_bytes)
        return Submission(who, notebook, content, timestamp=_timestamp(folder))
    except FileNotFoundError:
        why = f"there is no file {notebook}/{notebook}.ipynb"
        why += _what_lies_nearby(submitted, student, notebook)
        return Submission(who, notebook, None, Status.MISSING, why)
    except _Refused as refused:
        return Submission(who, notebook, None, Status.REFUSED, str(refused))
    finally:
        os.close(folder)


def _same_as_another(submitted, student):
    """Why a name can't be told from an earlier one; None where it can."""
    changed = os.stat(submitted).st_mtime_ns
    twin = _twins(os.fspath(submitted), changed).get(student)
    if twin is None:
        return None
    return f"its name can't be told from {printable(twin)}: rename one of the two"


@lru_cache(maxsize=4)
def _twins(submitted, changed):
    return twins_of(students(submitted))


def _what_lies_nearby(submitted, student, notebook):
    """Files that may be the missing one under another name or in another place."""
    own = Path(submitted, student)
    places = own / notebook, own, Path(submitted)
    found = []
    for place in places:
        found += _like(place, notebook, only_named=place == places[-1])
    for folder in _folders_in(own):
        if folder.name != notebook:
            found += _like(folder, notebook)
    if not found:
        return ""
    names = [_shown(path, submitted) for path in found[:MOST_NAMED]]
    more = " and more" if len(found) > MOST_NAMED else ""
    wanted = f"{printable(student)}/{notebook}/{notebook}.ipynb"
    return f", but {', '.join(names)}{more}: if that is it, it belongs at {wanted}"


def _like(folder, notebook, only_named=False):
    """Plain files in a folder that may be the notebook; links are left alone."""
    return [
        Path(entry.path)
        for entry in _entries(folder)
        if entry.is_file(follow_symlinks=False)
        and is_like(entry.name, notebook)
        and entry.name != f"{notebook}.ipynb" * (folder.name == notebook)
        and not (only_named and not entry.name.startswith(notebook))
    ]


def _folders_in(folder):
    return [
        Path(entry.path)
        for entry in _entries(folder)
        if entry.is_dir(follow_symlinks=False)
    ]


def _entries(folder):
    """The first entries of a folder, by name; none where it can't be read."""
    if folder.is_symlink():
        return []
    try:
        with os.scandir(folder) as entries:
            some = list(islice(entries, MOST_LOOKED_AT))
    except OSError:
        return []
    return sorted(some, key=lambda entry: os.fsencode(entry.name))


def _shown(path, submitted):
    """A path below the folder of submissions, safe to print."""
    parts = path.relative_to(submitted).parts
    return "/".join(p if p.isprintable() else escaped(p) for p in parts)[:120]


class _Refused(Exception):
    """Something on the way is not what it should be."""


def _open(name, folder, is_kind, kind):
    """A descriptor of ``folder/name``, which must be of the kind and no link."""
    try:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if is_kind(mode):
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            opened = os.open(name, flags, dir_fd=folder)
            if is_kind(os.fstat(opened).st_mode):
                return opened
            os.close(opened)
            raise _Refused(f"{name} changed while it was read")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _Refused(f"{name} cannot be opened: {error.strerror}") from None
    raise _Refused(f"{name} is {_kind_in_words(mode)}, not a plain {kind}")


def _read(name, folder, most_bytes):
    opened = _open(name, folder, stat.S_ISREG, "file")
    with os.fdopen(opened, "rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise _Refused(f"{name} is larger than {most_bytes:,} bytes")
    return content


def _timestamp(folder):
    """What timestamp.txt says, where there is a short plain file of that name."""
    try:
        return _read("timestamp.txt", folder, 100).decode("ascii").strip()
    except (FileNotFoundError, _Refused, UnicodeDecodeError):
        return ""


def _kind_in_words(mode):
    kinds = (
        (stat.S_ISLNK, "a link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISREG, "a file"),
    )
    return next((words for is_kind, words in kinds if is_kind(mode)), "a device")
