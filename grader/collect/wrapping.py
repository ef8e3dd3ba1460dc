"""What lies round a download: the folder that was zipped, and what systems leave."""

from dataclasses import replace

from grader.collect.errors import CollectError
from grader.collect.forms import told_by_name

LEFT_BY_SYSTEMS = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}


def is_litter(member):
    """Did an operating system leave this file, not a person?"""
    names = [part.casefold() for part in member.parts]
    return names[-1].startswith("._") or not LEFT_BY_SYSTEMS.isdisjoint(names)


def unwrapped(members, wrapper, notebooks):
    """Members without the one folder that all of them lie in, if it is a mere wrapper.

    It is one if the zip file has its name, which is `wrapper`, and what lies in it is a
    download or students' folders. `notebooks` are names that no student's folder has.
    Raises `CollectError` where the one folder could be a student's or a whole class's.
    """
    names = [member.parts for member in members]
    tops = {parts[0] for parts in names}
    if len(tops) != 1 or any(len(p) == 1 for p in names) or told_by_name(names):
        return members
    (top,) = tops
    below = [parts[1:] for parts in names]
    told = told_by_name(below)
    folders = {parts[0] for parts in below if len(parts) > 1}
    loose = any(len(parts) == 1 for parts in below)
    if not told and (loose or folders & notebooks):
        return members  # a student's folder
    if top == wrapper:
        return [replace(m, parts=m.parts[1:]) for m in members]
    if told or len(folders) > 1:
        raise CollectError(
            f"Everything lies in the one folder {top}, and it is not clear whether "
            "that is a student. Unpack it if it is zipped, and give the folder whose "
            "entries are what you downloaded, or students' folders."
        )
    return members
