"""A figure that keeps its alt text wherever the notebook is shown."""

from base64 import b64encode
from html import escape
from io import BytesIO

from matplotlib import rc_context
from matplotlib.figure import Figure

# Figures have no ground of their own. Ink and lines are of a middle tone that can be
# read on white and on a dark page; what stands in a box, on a light face, is dark.
INK, DARK, GREY, PALE = "#767B82", "#16191D", "#767B82", "#80868C59"
# After Okabe & Ito's palette: told apart with any kind of colour vision.
BLUE, ORANGE, GREEN = "#2A86C8", "#D08A00", "#009E73"
RED, PURPLE = "#DE5B0B", "#CC79A7"

STYLE = {
    "axes.edgecolor": GREY,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.prop_cycle": f"cycler('color', ['{BLUE}'])",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "grid.color": "#80868C40",
    "legend.frameon": False,
    "mathtext.fontset": "stix",
    "savefig.facecolor": "none",
    "svg.fonttype": "path",
    "svg.hashsalt": "the same ids each time",
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
}
PIXELS_PER_INCH = 90
PIXELS_IN_SVG = 100  # an inch, for maps of numbers: they are images within it
READABLE = 0.8  # a figure is never shown smaller than this


def new_figure(width, height, draw, *args):
    """A figure in the course's style, filled by ``draw(figure, *args)``; inches."""
    with rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure, *args)
        figure.draw_without_rendering()
    return figure


def typeset(label):
    """A label with its gates, c<t> and c<t-1> as Matplotlib sets formulas."""
    for plain, set_ in (
        *((f"Γ{gate}", rf"$\Gamma_{gate}$") for gate in "ufor"),
        ("c<t-1>", r"$c^{\langle t-1\rangle}$"),
        ("c<t>", r"$c^{\langle t\rangle}$"),
    ):
        label = label.replace(plain, set_)
    return label


class Picture:
    """A Matplotlib figure and its alt text, displayed as an SVG in an HTML image.

    Notebook tools drop the alt text of an image output; the ``alt`` of an ``<img>`` and
    a plain text output both survive. On a narrow screen a figure shrinks only as far as
    its labels can be read, and is scrolled from there on.
    """

    def __init__(self, figure, alt):
        self.figure, self.alt = figure, alt

    def png(self, dpi=140, ground="white"):
        """The picture as the bytes of a PNG file, on a ground of that colour."""
        options = {"dpi": dpi, "facecolor": ground, "metadata": {"Software": None}}
        return self._saved("png", **options)

    def svg(self):
        """The picture as the text of an SVG file, on no ground: the same each time."""
        options = {"dpi": PIXELS_IN_SVG, "metadata": {"Date": None, "Creator": None}}
        return self._saved("svg", **options).decode()

    def _saved(self, kind, **options):
        file = BytesIO()
        with rc_context(STYLE):
            self.figure.savefig(file, format=kind, **options)
        return file.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        width = round(self.figure.get_figwidth() * PIXELS_PER_INCH)
        source = f"data:image/svg+xml;base64,{b64encode(self.svg().encode()).decode()}"
        style = f"width:100%;max-width:{width}px;min-width:{round(READABLE * width)}px"
        image = f'<img style="{style}" alt="{escape(self.alt)}" src="{source}">'
        html = f'<div style="overflow-x:auto">{image}</div>'
        return {"text/html": html, "text/plain": self.alt}
