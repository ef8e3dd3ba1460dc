"""The drawer of all diagrams: boxes, operators and wires at places on a plane.

Places are (x, y) in the same unit both ways. What is not ``on`` is drawn pale: a
diagram can show a whole cell and point at one part of it.
"""

from math import hypot

from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.patheffects import Normal, Stroke

from utils.figures.picture import BLACK, BLUE, GREEN, ORANGE, PALE, RED

FACES = {"gate": "#DCEBF7", "tanh": "#FCEBC8", "plain": "#FFFFFF"}
EDGES = {"gate": BLUE, "tanh": ORANGE, "plain": BLACK}
WIRES = {"wire": BLACK, "memory": BLACK, "gradient": RED, "peephole": GREEN}
LINES = {"gradient": "--", "peephole": (0, (4, 1, 1, 1))}  # the others are solid
OPERATOR = 0.27  # radius
HEAD = 0.25  # length of an arrow's head
WIRE_WIDTH, MEMORY_WIDTH = 1.5, 3.2


class Canvas:
    """One diagram on the axes of a figure, from (0, 0) to (width, height)."""

    def __init__(self, axes, width, height):
        axes.set(xlim=(0, width), ylim=(0, height), aspect="equal")
        axes.axis("off")
        self.axes = axes

    def box(self, at, label, caption="", kind="gate", size=(1.7, 1.0), on=True):
        """A unit with weights: gates have round corners, a tanh has sharp ones."""
        (x, y), (width, height) = at, size
        style = "round,pad=0,rounding_size=0.3" if kind == "gate" else "square,pad=0"
        corner = (x - width / 2, y - height / 2)
        colours = {"fc": FACES[kind], "ec": EDGES[kind]} if on else _pale()
        patch = FancyBboxPatch(
            corner, width, height, style, lw=1.6, zorder=4, **colours
        )
        self.axes.add_patch(patch)
        lift = 0.15 if caption else 0
        self.text((x, y + lift), label, size=18, on=on)
        self.text((x, y - 0.29), caption, size=8, on=on)

    def operator(self, at, symbol, on=True):
        """A small circle: × (element by element), +, or 1 −."""
        edge = BLACK if on else PALE
        patch = Circle(at, OPERATOR, fc="white", ec=edge, lw=1.6, zorder=4)
        self.axes.add_patch(patch)
        self.text(at, symbol, size=9.5 if len(symbol) > 1 else 14, on=on)

    def wire(self, *points, arrow=True, kind="wire", over=False, on=True):
        """A line through `points`, with a white rim if it passes ``over`` others."""
        colour = WIRES[kind] if on else PALE
        width = MEMORY_WIDTH if kind == "memory" else WIRE_WIDTH
        z = 2 if on else 1
        line = [*points[:-1], _before(*points[-2:])] if arrow else points
        xs, ys = zip(*line, strict=True)
        style = {"color": colour, "lw": width, "zorder": z, "solid_capstyle": "round"}
        if over:
            rim = Stroke(linewidth=width + 3.5, foreground="white")
            style |= {"path_effects": [rim, Normal()], "solid_capstyle": "butt"}
        self.axes.plot(xs, ys, ls=LINES.get(kind, "-"), **style)
        if arrow:
            self._head(points[-2], points[-1], colour, z)

    def dot(self, at, on=True):
        """A joint: here the wires are joined, where they only cross they are not."""
        z, colour = (3, BLACK) if on else (1, PALE)
        self.axes.plot(*at, "o", ms=5, color=colour, zorder=z)

    def mark(self, at, number):
        """A numbered disc, to speak of a place."""
        self.axes.add_patch(Circle(at, 0.24, fc=RED, ec="white", lw=1.5, zorder=6))
        self.text(at, str(number), size=10, colour="white", weight="bold")

    def text(self, at, label, size=11, on=True, colour=BLACK, **options):
        """A label, centred on its place unless `options` say otherwise."""
        options = {"ha": "center", "va": "center", "zorder": 7} | options
        colour = colour if on else "#A9A9A9"
        self.axes.text(*at, label, fontsize=size, color=colour, **options)

    def _head(self, start, end, colour, z):
        x, y = _before(start, end)
        half_x, half_y = 0.45 * (end[0] - x), 0.45 * (end[1] - y)
        left, right = (x - half_y, y + half_x), (x + half_y, y - half_x)
        head = Polygon([end, left, right], fc=colour, ec="none", zorder=z + 0.5)
        self.axes.add_patch(head)


def _before(start, end):
    """The place on the way from `start` where the head at `end` begins."""
    (x0, y0), (x1, y1) = start, end
    part = HEAD / hypot(x1 - x0, y1 - y0)
    return x1 - part * (x1 - x0), y1 - part * (y1 - y0)


def _pale():
    return {"fc": "#FAFAFA", "ec": PALE}
