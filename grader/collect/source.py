"""The files in a zip archive or in a folder, as they are: named, bounded, not run.

What other people packed may lie about its size, lead out of its folder, or be a link.
A name is only ever looked at, never opened as a path of this machine, and no more bytes
are read than were allowed.
"""

import lzma
import os
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.collect.errors import CollectError

MOST_MEMBERS = 50_000
MOST_TOGETHER = 4 * 2**30  # bytes, of all that is unpacked
MOST_RATIO = 200  # unpacked to packed; a notebook of figures stays below 10
RATIO_FROM = 2**20  # bytes: below it any ratio is harmless
ENDS = ("/", "\\")  # of a folder's name
UTF8_FLAG = 0x800
UNREADABLE = (  # what zipfile raises at bytes that are no zip file
    zipfile.BadZipFile,
    lzma.LZMAError,
    struct.error,
    zlib.error,
    EOFError,
    NotImplementedError,  # a way of packing that this Python does not know
    RuntimeError,  # a password is asked for
    OSError,
    ValueError,
)


class Unreadable(Exception):
    """The bytes of a file can't be had; the message says why."""


@dataclass(frozen=True)
class Member:
    """One file of a source.

    `parts` is its name, cut at every ``/`` and ``\\``; `when` its time, without a
    zone, or None; `unsafe` says why its name may not be gone by, `problem` why its
    bytes are not read, and each is empty where there is nothing of the kind.
    """

    parts: tuple
    when: datetime | None
    unsafe: str = ""
    problem: str = ""
    reader: object = None

    @property
    def name(self):
        """The whole name, with ``/`` between its parts."""
        return "/".join(self.parts)

    def content(self):
        """All its bytes; raises `Unreadable`."""
        if self.problem:
            raise Unreadable(self.problem)
        return self.reader()


@contextmanager
def opened(path, most_bytes):
    """Give the list of `Member` in the zip file or folder `path`, and a likely wrapper.

    A file of more than `most_bytes` is listed and not read. The wrapper is the name
    that a folder has if it is only there because the zip file was made of it. Raises
    `CollectError` for what is neither a zip file nor a folder.
    """
    path = Path(path)
    if path.is_dir():
        yield _in_folder(path, most_bytes), None
        return
    if not path.exists():
        raise CollectError(f"There is no file or folder {path}.")
    try:
        archive = zipfile.ZipFile(path)
    except UNREADABLE as error:
        raise CollectError(
            f"{path} is neither a folder nor a zip file that can be read ({error}). "
            "Unpack another kind of archive, and give the folder."
        ) from None
    with archive:
        yield in_zip(archive, most_bytes), path.stem


def in_zip(archive, most_bytes, most_together=MOST_TOGETHER):
    """The `Member` of each file in an open `zipfile.ZipFile`, in its order.

    A file of more than `most_bytes`, and those after `most_together`, have a problem.
    """
    members, together = [], 0
    infos = [info for info in archive.infolist() if not info.filename.endswith(ENDS)]
    if len(infos) > MOST_MEMBERS:
        raise CollectError(
            f"The archive has {len(infos):,} files, more than {MOST_MEMBERS:,}: unpack "
            "it yourself, look at what it is, and give the folder."
        )
    for info in infos:
        problem = _problem(info, most_bytes)
        if not problem:
            together += info.file_size
            if together > most_together:
                problem = f"the archive unpacks to more than {most_together:,} bytes"
        name = _zip_name(info)
        members.append(
            Member(
                _parts(name),
                _zip_time(info),
                unsafe=_unsafe(name),
                problem=problem,
                reader=_zip_reader(archive, info, most_bytes),
            )
        )
    return members


def _problem(info, most_bytes):
    """Why a zip file's member is not read; empty where it is."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, and links are not followed"
    if info.flag_bits & 0x1:
        return "it is locked by a password"
    if info.file_size > most_bytes:
        return _too_large(most_bytes)
    if info.file_size > max(RATIO_FROM, MOST_RATIO * info.compress_size):
        return f"it unpacks to more than {MOST_RATIO} times its size"
    return ""


def _too_large(most_bytes):
    return f"it is larger than {most_bytes:,} bytes (submission_bytes in grader.toml)"


def _zip_reader(archive, info, most_bytes):
    def read():
        try:
            with archive.open(info) as file:  # gives no more than the stated size
                content = file.read(most_bytes + 1)
        except UNREADABLE as error:
            raise Unreadable(f"it can't be unpacked: {error}") from None
        if len(content) > most_bytes:
            raise Unreadable(_too_large(most_bytes))
        return content

    return read


def _zip_name(info):
    """A member's name; some programs write UTF-8 without saying so."""
    name = info.orig_filename
    if info.flag_bits & UTF8_FLAG:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _zip_time(info):
    try:
        return datetime(*info.date_time)
    except ValueError:  # month 0, say
        return None


def _parts(name):
    """A name's parts; empty ones and ``.`` are left out."""
    steps = name.replace("\\", "/").split("/")
    return tuple(step for step in steps if step not in ("", ".")) or (name,)


def _unsafe(name):
    """Why a name may not be gone by; empty where it may."""
    if "\0" in name:
        return "its name has a null byte in it"
    path = name.replace("\\", "/")
    if path.startswith("/") or path[1:3] == ":/":
        return "its name is an absolute path"
    if ".." in path.split("/"):
        return "its name leads out of the archive"
    return ""


def _in_folder(root, most_bytes):
    members = []
    for folder, folders, files in os.walk(root, onerror=_raise):
        folders.sort()
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*files, *links]):
            if len(members) >= MOST_MEMBERS:
                raise CollectError(f"{root} has more than {MOST_MEMBERS:,} files.")
            members.append(_file(root, Path(folder, name), most_bytes))
    return members


def _raise(error):
    raise error


def _file(root, path, most_bytes):
    info = path.lstat()
    problem = ""
    if stat.S_ISLNK(info.st_mode):
        problem = "it is a link, and links are not followed"
    elif not stat.S_ISREG(info.st_mode):
        problem = "it is not a plain file"
    elif info.st_size > most_bytes:
        problem = _too_large(most_bytes)
    return Member(
        path.relative_to(root).parts,
        datetime.fromtimestamp(int(info.st_mtime)),
        problem=problem,
        reader=_file_reader(path, most_bytes),
    )


def _file_reader(path, most_bytes):
    def read():
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(path, flags), "rb") as file:
                content = file.read(most_bytes + 1)
        except OSError as error:
            raise Unreadable(f"it can't be read: {error.strerror}") from None
        if len(content) > most_bytes:
            raise Unreadable(_too_large(most_bytes))
        return content

    return read
