"""Figures of the closing notebook: a history, a stack, and what was measured."""

import numpy as np

from utils.figures.canvas import Canvas
from utils.figures.picture import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    RED,
    Picture,
    new_figure,
    typeset,
)

HISTORY = (
    (1991, "why gradients vanish", "Hochreiter", "problem"),
    (1997, "the LSTM: a memory, two gates", "Hochreiter & Schmidhuber", "unit"),
    (2000, "the forget gate", "Gers, Schmidhuber & Cummins", "unit"),
    (2000, "peepholes", "Gers & Schmidhuber", "unit"),
    (2014, "the GRU: simpler, after the LSTM", "Cho et al.", "unit"),
    (2017, "the transformer: no recurrence", "Vaswani et al.", "other"),
    (2023, "a selective state-space model", "Gu & Dao", "other"),
)
"""Year, what came, by whom, and what kind of thing it was."""
KINDS = {"problem": (RED, "X"), "unit": (BLUE, "o"), "other": (GREY, "D")}
MARKS = (
    (GREY, "D"),
    (ORANGE, "s"),
    (BLUE, "o"),
    (GREEN, "^"),
    (RED, "v"),
    (PURPLE, "P"),
)
"""Colour and shape of each unit, in the order in which they are given."""


def timeline():
    """The years in which the units came, from the top down."""
    figure = new_figure(5.0, 4.6, _draw_timeline)
    said = [f"{year}: {what} ({who})" for year, what, who, _ in HISTORY]
    return Picture(figure, f"A line of years, from the top down. {'; '.join(said)}.")


def stack():
    """Two layers of cells over three steps: what goes up and what to the right."""
    figure = new_figure(7.0, 3.7, _draw_stack)
    alt = (
        "Two rows of three GRU cells. The cells of the lower row read x<t> from below. "
        "Each passes its memory on to its right and, at the same step, up to the cell "
        "above it, which has weights and a memory of its own and passes that on too."
    )
    return Picture(figure, alt)


def scores(panels):
    """Every run as a faint mark, the median as a strong one, on its interval.

    panels: a dict from a title to (label, rows, scale): what the axis says, a dict from
    a unit's name to (values, low, high), and "linear" or "log".
    """
    rows = sum(len(rows) for _, rows, _ in panels.values())
    figure = new_figure(6.2, 0.9 * len(panels) + 0.27 * rows, _draw_scores, panels)
    said = [
        f"{title}: "
        + ", ".join(f"{unit} {np.median(v):.3g}" for unit, (v, *_) in r.items())
        for title, (_, r, _) in panels.items()
    ]
    alt = (
        "One panel for each task, in it a row for each unit: every run as a faint "
        f"mark, the median on its 95 % interval. Medians: {'; '.join(said)}."
    )
    return Picture(figure, alt)


def _draw_timeline(figure):
    axes = figure.subplots()
    years = np.array([year for year, *_ in HISTORY], float)
    places, written = _apart(-years, least=4.0), set()
    axes.plot((0, 0), (-years[0] + 1, -years[-1] - 3), color=INK, lw=1.5)
    for year, place, (_, what, who, kind) in zip(years, places, HISTORY, strict=True):
        colour, mark = KINDS[kind]
        axes.plot((0, 0.5, 0.9), (-year, -year, place), color=GREY, lw=0.8)
        axes.plot(0, -year, mark, color=colour, ms=9)
        if year not in written:
            axes.text(-0.35, -year, f"{year:.0f}", ha="right", va="center", size=10)
        written.add(year)
        axes.text(1.0, place + 0.75, what, va="center", size=11)
        axes.text(1.0, place - 0.95, who, va="center", size=9, color=GREY)
    axes.set(xlim=(-1.3, 8.2), ylim=(places[-1] - 3, -years[0] + 2))
    axes.axis("off")


def _apart(places, least):
    """The places, from the highest on, moved down where they are too close."""
    moved = [places[0]]
    for place in places[1:]:
        moved.append(min(place, moved[-1] - least))
    return moved


def _draw_stack(figure):
    canvas = Canvas(figure.subplots(), 11.4, 6.0)
    rows, columns = ((2.0, r"\,[1]"), (4.3, r"\,[2]")), (2.7, 5.7, 8.7)
    for y, layer in rows:
        canvas.text((0.55, y), rf"$c^{{\langle 0\rangle{layer}}}$", size=15)
        canvas.wire((1.15, y), (columns[0] - 0.85, y))
        for t, x in enumerate(columns, 1):
            canvas.box((x, y), "GRU", f"layer {1 if y < 3 else 2}")
            canvas.wire((x + 0.85, y), (x + 2.15, y))
            name = rf"$c^{{\langle {t}\rangle{layer}}}$"
            canvas.text((x + 1.45, y - 0.42), name, size=13)
            canvas.wire((x, y + 0.5), (x, y + 1.8 if y < 3 else y + 1.1))
    for t, x in enumerate(columns, 1):
        canvas.wire((x, 0.7), (x, rows[0][0] - 0.5))
        canvas.text((x, 0.35), rf"$x^{{\langle {t}\rangle}}$", size=15)
    canvas.text((columns[1], 5.75), "out", size=10)


def _draw_scores(figure, panels):
    heights = [1.6 + len(rows) for _, rows, _ in panels.values()]
    every = np.atleast_1d(figure.subplots(len(panels), 1, height_ratios=heights))
    for axes, (title, (label, rows, scale)) in zip(every, panels.items(), strict=True):
        for y, ((values, low, high), (colour, mark)) in enumerate(
            zip(rows.values(), MARKS, strict=False)
        ):
            axes.plot(
                values, np.full(len(values), y), mark, color=colour, ms=4, alpha=0.3
            )
            axes.plot((low, high), (y, y), color=colour, lw=4, alpha=0.6)
            axes.plot(np.median(values), y, mark, color=colour, ms=9, mec=INK)
        axes.set_yticks(range(len(rows)), [typeset(unit) for unit in rows])
        axes.set(xscale=scale, ylim=(len(rows) - 0.4, -0.6))
        axes.set_xlabel(label, size=9)
        axes.set_title(title, loc="left", size=10, weight="bold")
        axes.tick_params(axis="y", length=0)
