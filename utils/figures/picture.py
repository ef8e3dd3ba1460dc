"""A figure that keeps its alt text wherever the notebook is shown."""

from base64 import b64encode
from html import escape
from io import BytesIO

from matplotlib import rc_context
from matplotlib.figure import Figure

# Okabe & Ito's palette: told apart with any kind of colour vision.
BLACK, BLUE, ORANGE, GREEN = "#000000", "#0072B2", "#E69F00", "#009E73"
RED, PURPLE, GREY, PALE = "#D55E00", "#CC79A7", "#6E6E6E", "#D4D4D4"

STYLE = {
    "axes.edgecolor": GREY,
    "axes.facecolor": "white",
    "axes.grid": True,
    "axes.labelcolor": BLACK,
    "axes.prop_cycle": "cycler('color', ['#0072B2'])",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "grid.color": "#EBEBEB",
    "legend.frameon": False,
    "mathtext.fontset": "stix",
    "savefig.facecolor": "white",
    "text.color": BLACK,
    "xtick.color": GREY,
    "ytick.color": GREY,
}
PIXELS_PER_INCH = 90


def new_figure(width, height, draw, *args):
    """A figure in the course's style, filled by ``draw(figure, *args)``; inches."""
    with rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure, *args)
        figure.draw_without_rendering()
    return figure


class Picture:
    """A Matplotlib figure and its alt text, displayed as an HTML image.

    Notebook tools drop the alt text of a PNG output; the ``alt`` of an ``<img>`` and a
    plain text output both survive.
    """

    def __init__(self, figure, alt):
        self.figure, self.alt = figure, alt

    def png(self, dpi=140):
        """The picture as the bytes of a PNG file, on a white ground."""
        file = BytesIO()
        with rc_context(STYLE):
            self.figure.savefig(
                file, format="png", dpi=dpi, metadata={"Software": None}
            )
        return file.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        width = round(self.figure.get_figwidth() * PIXELS_PER_INCH)
        source = f"data:image/png;base64,{b64encode(self.png()).decode()}"
        html = f'<img width="{width}" alt="{escape(self.alt)}" src="{source}">'
        return {"text/html": html, "text/plain": self.alt}
