"""Diagrams of a layer over a sequence, and of a batch of unequal lengths."""

import numpy as np

from utils.figures.canvas import Canvas
from utils.figures.picture import DARK, Picture, new_figure


def one_product_outside():
    """The product with x for all steps at once; inside the loop only the state's."""
    figure = new_figure(8.4, 3.6, _draw_layer)
    alt = (
        "Below, one wide box: the whole of x times W_x, for all steps at once. From "
        "it one arrow each goes up to the cells of four steps in a row, which hand the "
        "state from left to right: only the product with the state is left in the loop."
    )
    return Picture(figure, alt)


def masked_batch(mask):
    """Which steps of a batch are real: mask (T, m), one row for each example."""
    mask = np.asarray(mask)
    figure = new_figure(6.4, 0.9 + 0.3 * mask.shape[1], _draw_mask, mask)
    lengths = ", ".join(str(n) for n in mask.sum(axis=0))
    alt = (
        "A grid with one row for each sequence and one column for each step. Dark "
        f"cells with a dot are real steps, at the left; rows are {lengths} long. The "
        "pale rest is padding."
    )
    return Picture(figure, alt)


def _draw_layer(figure):
    canvas = Canvas(figure.subplots(), 12.4, 5.2)
    columns, low, high = (2.3, 4.9, 7.5, 10.1), 1.3, 3.7
    canvas.box((6.2, low), "$x\\;W_x^\\top + b$", size=(10.0, 1.0), kind="plain")
    canvas.text((6.2, low - 0.85), "one product for all T steps, before the loop")
    canvas.wire((0.4, high), (columns[0] - 0.85, high), kind="memory")
    canvas.text((0.75, high + 0.4), "state", size=10)
    for t, x in enumerate(columns):
        canvas.wire((x, low + 0.5), (x, high - 0.5))
        canvas.box((x, high), "cell", "$W_h$ · state")
        canvas.text((x + 0.55, low + 1.05), f"[{t}]", size=11)
        canvas.wire((x + 0.85, high), (x + 1.75, high), kind="memory")
        canvas.wire((x, high + 0.5), (x, high + 1.2))


def _draw_mask(figure, mask):
    axes = figure.subplots()
    T, m = mask.shape
    axes.imshow(mask.T, cmap="Blues", vmin=0, vmax=1.6, aspect="auto")
    step, row = np.nonzero(mask)
    axes.plot(step, row, ".", color=DARK, ms=5)
    axes.set(xlabel="step", yticks=range(m), xticks=range(T))
    axes.set_ylabel("sequence")
    axes.set_xticks(np.arange(T + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(m + 1) - 0.5, minor=True)
    axes.grid(False)
    axes.grid(True, which="minor", color="white", lw=2)
    axes.tick_params(which="minor", length=0)
