"""Reads what a learner handed in, and opens nothing but a plain file.

A course folder is filled by other people. A student's folder may have any name, and
where a notebook should be there may be a link to somebody else's work, a FIFO that
never answers, a folder, or a gigabyte. All of these are refused, with the reason.
"""

import os
import re
import stat
from dataclasses import dataclass
from urllib.parse import quote

from grader.judge.verdict import Status

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}\Z")
LONGEST_ESCAPED = 80


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


def is_plain(name):
    """May a folder's name be used as a student's id?"""
    return PLAIN_NAME.match(name) is not None


def printable(name):
    """A folder's name as it is where it is plain, else its escaped form."""
    return name if is_plain(name) else escaped(name)


def escaped(name):
    """A name that is not plain in a form that is safe to print, and never plain.

    Every byte but letters and digits becomes ``%XX``, and the first byte always does.
    """
    raw = os.fsencode(name)
    text = f"%{raw[0]:02X}" + quote(raw[1:], safe="").replace("~", "%7E")
    if len(text) > LONGEST_ESCAPED:
        text = text[:LONGEST_ESCAPED].rsplit("%", 1)[0] + f"…({len(raw)} bytes)"
    return text


def read_submission(submitted, student, notebook, most_bytes):
    """The `Submission` in ``submitted/student/notebook/notebook.ipynb``.

    Every step of the way is opened relative to the one before and refuses links;
    of the file at most ``most_bytes + 1`` bytes are read. Raises nothing for what a
    learner may have put there.
    """
    if not is_plain(student):
        why = "the folder's name is not a plain student id: letters, digits and ._@+-"
        return Submission(
            escaped(student), notebook, None, Status.REFUSED, why, recorded=False
        )
    steps = (student, notebook)
    folder = os.open(submitted, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in steps:
            folder, above = _open(name, folder, stat.S_ISDIR, "folder"), folder
            os.close(above)
        content = _read(f"{notebook}.ipynb", folder, most_bytes)
        return Submission(student, notebook, content, timestamp=_timestamp(folder))
    except FileNotFoundError:
        why = f"there is no file {notebook}/{notebook}.ipynb"
        return Submission(student, notebook, None, Status.MISSING, why)
    except _Refused as refused:
        return Submission(student, notebook, None, Status.REFUSED, str(refused))
    finally:
        os.close(folder)


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
