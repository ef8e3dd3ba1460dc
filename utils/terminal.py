"""Lines with a mark, for a terminal: coloured where it has colours, never only so."""

import os
import sys

RIGHT, WRONG, OPEN, WAITS, WORDS = "✓", "✗", "○", "…", "–"
COLOURS = {RIGHT: "32", WRONG: "31", OPEN: "2", WAITS: "33", WORDS: "36"}
PLAIN = {RIGHT: "+", WRONG: "x", OPEN: "o", WAITS: "~", WORDS: "-"}


def say(text, out=None):
    """Print `text` to `out` (standard output), its marks coloured where that works.

    Without colours the marks alone tell the states apart. An encoding that has no
    such marks gets letters in their place.
    """
    out = out or sys.stdout
    text = written_for(text, out.encoding or "ascii")
    print(coloured(text) if has_colours(out) else text, file=out, flush=True)


def written_for(text, encoding):
    """`text` as `encoding` can write it: plain marks where it has no others."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for mark, plain in PLAIN.items():
            text = text.replace(mark, plain)
        return text.encode(encoding, "replace").decode(encoding)
    return text


def has_colours(out):
    """Is `out` a terminal that shows colours, and are they wanted (no-color.org)?"""
    dumb = os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
    return out.isatty() and not dumb


def coloured(text):
    """`text` with the marks of its strips, or at its beginning, coloured."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line):
    bare = line.lstrip()
    if bare[:2].rstrip() in COLOURS:
        indent = line[: len(line) - len(bare)]
        return indent + _paint(bare[0]) + bare[1:]
    head, bar, rest = line.partition("  ")
    marks = rest.lstrip()[:2]
    if not bar or not marks or not set(marks) <= set(COLOURS):
        return line
    return head + bar + "".join(_paint(x) if x in COLOURS else x for x in rest)


def _paint(mark):
    return f"\033[{COLOURS[mark]}m{mark}\033[0m"
