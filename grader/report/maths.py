"""Formulas as MathML, which a browser shows by itself, with no script."""

from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
LONGEST = 2000  # characters; a longer formula is shown as it was written
ELEMENTS = frozenset(
    (
        *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded"),
        *("msub", "msup", "msubsup", "mover", "munder", "munderover", "mphantom"),
        *("mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd", "menclose"),
    )
)
ATTRIBUTES = frozenset(
    (
        *("display", "displaystyle", "scriptlevel", "mathvariant", "notation"),
        *("stretchy", "fence", "form", "accent", "accentunder", "lspace", "rspace"),
        *("width", "height", "depth", "linethickness", "minsize", "maxsize"),
        *("columnalign", "columnspacing", "rowspacing", "separator", "movablelimits"),
    )
)


def mathml(latex, display=False):
    """A formula as MathML; as it was written where it can't be read as one."""
    kind = "block" if display else "inline"
    if len(latex) > LONGEST:
        return as_written(latex)
    try:
        text = convert(latex, display=kind)
        root = ElementTree.fromstring(text)
    except Exception:  # whatever a learner's formula makes the converter raise
        return as_written(latex)
    if not all(map(_is_inert, root.iter())):
        return as_written(latex)
    return text


def as_written(latex):
    """A formula in its own source."""
    return f'<code class="formula">{escape(latex)}</code>'


def _is_inert(element):
    """Does an element only lay out mathematics?"""
    name = element.tag.removeprefix(NAMESPACE)
    return name in ELEMENTS and set(element.attrib) <= ATTRIBUTES
