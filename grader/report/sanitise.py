"""Makes what learners wrote inert: HTML that shows something and does nothing.

What passes is a short list: text, tables, lists, emphasis, code, links to the web, and
images that are in the page itself. Scripts, styles, forms, frames, remote images (they
tell who looked, and when) and classes that our own pages use do not.
"""

import base64
import re
import secrets
from html import escape

import nh3
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
)

from grader.report.maths import as_written, mathml

MOST_FORMULAS = 500  # of one text


def _words(text):
    return frozenset(text.split())


TAGS = _words(
    "a abbr b blockquote br caption code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp "
    "small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
)
NO_CONTENT = _words(
    "script style iframe object embed form template noscript svg math textarea select "
    "title xmp plaintext noembed noframes frameset"
)
ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
EMBEDDED = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]*")
MOST_MARKUP = 20_000  # characters; some markup takes time with the square of it
MOST_GROWTH = 20  # times; tags that are left open may be repeated in what follows
CUT = "[the rest is not shown: it is too long]"
IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
DRAWING = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/]*={0,2})\Z")
IN_DRAWINGS = re.compile(rb"<!ENTITY|<script|<foreignObject|<animate|<set\b", re.I)
NUMBER = re.compile(r"[0-9]{1,4}%?\Z")
HIGHLIGHT = re.compile(r"(highlight|err|[a-z][a-z0-9]?)\Z")  # Pygments' own
VERDICT = _words("verdict full partly none held failed not-run")


def clean_html(html, *, verdict=False):
    """The harmless part of a piece of HTML; `verdict`: it is the grader's own."""
    own = VERDICT if verdict else frozenset()

    def attribute(tag, name, value):
        if name == "class":
            kept = [c for c in value.split() if HIGHLIGHT.match(c) or c in own]
            return " ".join(kept) or None
        if name == "href":
            return value if LINK.match(value) else None
        if name == "src":
            return value if IMAGE.match(value) or _is_drawing(value) else None
        if name in ("width", "height", "colspan", "rowspan", "start"):
            return value if NUMBER.match(value) else None
        return value

    cleaned = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(NO_CONTENT),
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )
    grown = len(cleaned) > MOST_GROWTH * len(html) + 1000
    return _as_it_is(html) if grown else cleaned


def _is_drawing(source):
    """Is it an SVG that does nothing? As an image none may run or load anything."""
    found = DRAWING.match(source)
    if not found or len(found[1]) % 4:
        return False
    content = base64.b64decode(found[1])
    return b"\0" not in content and not IN_DRAWINGS.search(content)


@pass_context
def markdown2html(context, source):
    """nbconvert's filter of that name: Markdown and maths, rendered, then cleaned.

    Markdown that is very long, or cannot be rendered (nested without end, say), is
    shown as it is.
    """
    if too_long(source):
        return _as_it_is(source)
    cell = context.get("cell") or {}
    renderer = _Renderer(
        escape=False,
        attachments=cell.get("attachments", {}),
        exclude_anchor_links=True,
    )
    try:
        html = clean_html(MarkdownWithMath(renderer=renderer).render(source))
    except RecursionError:
        return _as_it_is(source)
    return renderer.with_formulas(html)


def too_long(markup):
    """Is this too much to be parsed, not counting images that are in it?"""
    return len(EMBEDDED.sub("", markup)) > MOST_MARKUP


def _as_it_is(source):
    """The beginning of a text as a learner wrote it, or all of it."""
    cut = f"\n{CUT}" if len(source) > MOST_MARKUP else ""
    return f"<pre>{escape(source[:MOST_MARKUP])}{cut}</pre>"


class _Renderer(IPythonRenderer):
    """nbconvert's renderer; formulas become MathML after all else was cleaned."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.formulas, self.mark = [], secrets.token_hex(12)

    def inline_math(self, body):
        """A formula in a line."""
        return self._kept(body, display=False)

    def block_math(self, body):
        """A formula of its own."""
        return self._kept(body, display=True)

    def latex_environment(self, name, body):
        """A formula in an environment of LaTeX's."""
        latex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._kept(latex, display=True)

    def _kept(self, latex, display):
        """A mark that nobody can guess, for a formula to come."""
        if len(self.formulas) >= MOST_FORMULAS:
            return as_written(latex)
        self.formulas.append(mathml(latex, display))
        return f"{self.mark}-{len(self.formulas) - 1}-"

    def with_formulas(self, html):
        """`html` with the formulas in the places of their marks."""
        marks = re.compile(rf"{self.mark}-(\d+)-")
        return marks.sub(lambda found: self.formulas[int(found[1])], html)

    def image(self, text, url, title=None):
        """An image; only its text where it is an attachment that is not there."""
        try:
            return super().image(text, url, title)
        except InvalidNotebook:
            return escape(text)
