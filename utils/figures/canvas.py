"""The drawer of all diagrams: boxes, operators and wires at places on a plane.

Places are (x, y) in the same unit both ways. What is not ``on`` is drawn pale: a
diagram can show a whole cell and point at one part of it.
"""

from itertools import pairwise
from math import hypot

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch, Polygon

from utils.figures.picture import BLUE, DARK, GREEN, INK, ORANGE, PALE, RED

FACES = {"gate": "#DCEBF7", "tanh": "#FCEBC8", "plain": "#F1F3F5"}
EDGES = {"gate": BLUE, "tanh": ORANGE, "plain": INK}
WIRES = {"wire": INK, "memory": INK, "gradient": RED, "peephole": GREEN}
LINES = {"gradient": "--", "peephole": (0, (4, 1, 1, 1))}  # the others are solid
OPERATOR = 0.27  # radius
HEAD = 0.25  # length of an arrow's head
WIRE_WIDTH, MEMORY_WIDTH = 1.5, 3.2
GAP = 0.13  # on either side of a wire that passes over another


class Canvas:
    """One diagram on the axes of a figure, from (0, 0) to (width, height)."""

    def __init__(self, axes, width, height):
        axes.set(xlim=(0, width), ylim=(0, height), aspect="equal")
        axes.axis("off")
        self.axes, self._lines = axes, []

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
        self.text((x, y + lift), label, size=18, on=on, colour=DARK)
        self.text((x, y - 0.29), caption, size=8, on=on, colour=DARK)

    def operator(self, at, symbol, on=True):
        """A small circle: × (element by element), +, or 1 −."""
        colours = {"fc": FACES["plain"], "ec": INK} if on else _pale()
        self.axes.add_patch(Circle(at, OPERATOR, lw=1.6, zorder=4, **colours))
        size = 9.5 if len(symbol) > 1 else 14
        self.text(at, symbol, size=size, on=on, colour=DARK)

    def wire(self, *points, arrow=True, kind="wire", over=False, on=True):
        """A line through `points`; where it passes ``over`` others, they have a gap."""
        colour = WIRES[kind] if on else PALE
        width = MEMORY_WIDTH if kind == "memory" else WIRE_WIDTH
        z = 2 if on else 1
        line = [*points[:-1], _before(*points[-2:])] if arrow else points
        xs, ys = zip(*line, strict=True)
        style = {"color": colour, "lw": width, "zorder": z, "solid_capstyle": "round"}
        if over:
            for below in self._lines:
                _interrupt(below, np.transpose([xs, ys]))
        self._lines += self.axes.plot(xs, ys, ls=LINES.get(kind, "-"), **style)
        if arrow:
            self._head(points[-2], points[-1], colour, z)

    def dot(self, at, on=True):
        """A joint: here the wires are joined, where they only cross they are not."""
        z, colour = (3, INK) if on else (1, PALE)
        self.axes.plot(*at, "o", ms=5, color=colour, zorder=z)

    def mark(self, at, number, towards=None):
        """A numbered disc, to speak of a place; with a head that points `towards`.

        towards: a direction, (-1, 0) for the left.
        """
        if towards:
            x, y = at[0] + 0.5 * towards[0], at[1] + 0.5 * towards[1]
            self._head(at, (x, y), RED, 6)
        self.axes.add_patch(Circle(at, 0.24, fc=RED, ec="none", zorder=6))
        self.text(at, str(number), size=10, colour="white", weight="bold")

    def text(self, at, label, size=11, on=True, colour=INK, **options):
        """A label, centred on its place unless `options` say otherwise."""
        options = {"ha": "center", "va": "center", "zorder": 7} | options
        colour = colour if on else PALE
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


def _interrupt(line, over):
    """Leave a gap in a line wherever the path `over` crosses it."""
    points = line.get_xydata()
    made = [points[0]]
    for start, end in pairwise(points):
        length = np.hypot(*(end - start))
        way = (end - start) / length if length else end - start
        for at in sorted(_crossings(start, end, over)):
            if GAP < at * length < length - GAP:
                here = start + at * (end - start)
                made += [here - GAP * way, (np.nan, np.nan), here + GAP * way]
        made.append(end)
    line.set_data(*np.transpose(made))


def _crossings(start, end, path):
    """Where a segment is crossed by the segments of a path: shares of its length."""
    for a, b in pairwise(path):
        turns = np.transpose([end - start, a - b])
        if not np.isfinite(turns).all() or abs(np.linalg.det(turns)) < 1e-9:
            continue
        one, other = np.linalg.solve(turns, a - start)
        if 0 < one < 1 and 0 < other < 1:
            yield one


def _pale():
    return {"fc": "none", "ec": PALE}
