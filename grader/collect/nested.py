"""A zip file that somebody handed in, one level deep, within narrower bounds."""

import io
import zipfile
from dataclasses import replace

from grader.collect.errors import CollectError
from grader.collect.source import UNREADABLE, Unreadable, in_zip

ARCHIVES = (".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
MOST_OF_ONE = 10  # times the largest file: what one such archive may unpack to


def is_zip(file):
    """Does a file's name end as a zip file's does?"""
    return file.casefold().endswith(".zip")


def is_archive(file):
    """Does a file's name end as another archive's does?"""
    return file.casefold().endswith(ARCHIVES)


def members_of(member, most_bytes):
    """The `Member`s in a member that is a zip file; raises `Unreadable`.

    They have its name before theirs, and its time: theirs are of a learner's clock. The
    archive isn't kept in memory; each is unpacked when it is asked for.
    """
    try:
        with _opened(member) as archive:
            inside = in_zip(archive, most_bytes, MOST_OF_ONE * most_bytes)
    except CollectError as error:  # of this one archive, not of the download
        raise Unreadable(str(error)) from None
    return [
        replace(
            each,
            parts=member.parts + each.parts,
            when=member.when,
            reader=_reader(member, place, most_bytes),
        )
        for place, each in enumerate(inside)
    ]


def _opened(member):
    try:
        return zipfile.ZipFile(io.BytesIO(member.content()))
    except UNREADABLE as error:
        raise Unreadable(f"it can't be unpacked: {error}") from None


def _reader(member, place, most_bytes):
    def read():
        with _opened(member) as archive:
            return in_zip(archive, most_bytes)[place].content()

    return read
