"""Which names of folders can be students' ids, and how the others are shown.

People's names are in all scripts, with marks, spaces and apostrophes. What is refused
is only what could be taken for something else: a path, an option, another student.
"""

import os
import re
import unicodedata
from urllib.parse import quote

LONGEST = 64  # characters
LONGEST_BYTES = 200  # a file system allows 255, and nbgrader adds to it
LONGEST_ESCAPED = 80
PUNCTUATION = frozenset(" ._@+-'")


def student_id(folder):
    """The id under which the student of a folder is known: its name in NFC."""
    return unicodedata.normalize("NFC", folder)


def is_plain(name):
    """May a folder's name be used as a student's id?"""
    return why_not(name) is None


def why_not(name):
    """Why a folder's name can't be a student's id, in words; None where it can."""
    name = student_id(name)
    if not name or not name[0].isalnum():
        return "the folder's name doesn't begin with a letter or a digit"
    if name[-1] in " .":
        return "the folder's name ends in a space or a dot"
    if len(name) > LONGEST or len(os.fsencode(name)) > LONGEST_BYTES:
        return f"the folder's name is longer than {LONGEST} characters"
    if not all(_is_allowed(character) for character in name):
        return (
            "the folder's name has a character in it that is no letter, mark or digit, "
            "no space and none of ._@+-'"
        )
    return None


def twins_of(names):
    """Name -> the earlier name that it can't be told from, for those that have one.

    Two names are the same where accents are written in two ways, or in another case.
    """
    first, found = {}, {}
    for name in sorted(names, key=os.fsencode):
        key = student_id(student_id(name).casefold())
        if key in first:
            found[name] = first[key]
        else:
            first[key] = name
    return found


def printable(name):
    """A folder's name as it is where it is plain, else its escaped form."""
    return student_id(name) if is_plain(name) else escaped(name)


def escaped(name):
    """A name that is not plain in a form that is safe to print, and never plain.

    Every byte but letters and digits becomes ``%XX``, and the first byte always does.
    """
    raw = os.fsencode(name)
    text = f"%{raw[0]:02X}" + quote(raw[1:], safe="").replace("~", "%7E")
    if len(text) > LONGEST_ESCAPED:
        text = text[:LONGEST_ESCAPED].rsplit("%", 1)[0] + f"…({len(raw)} bytes)"
    return text


def is_like(name, notebook):
    """Could a file of this name be the notebook, misnamed?"""
    wanted, found = (re.sub(r"[\W_]", "", text.casefold()) for text in (notebook, name))
    return wanted in found or name.casefold().endswith(".ipynb")


def _is_allowed(character):
    kind = unicodedata.category(character)
    return kind[0] in "LM" or kind == "Nd" or character in PUNCTUATION
