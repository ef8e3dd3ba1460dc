"""Plots of what a unit computes: curves and maps over time."""

import numpy as np

from utils.figures.picture import BLUE, GREY, INK, RED, Picture, new_figure

LINES = ((BLUE, "-", "o"), (RED, "--", "s"), ("#009E73", "-.", "^"), (GREY, ":", "D"))


def sigmoid_curve(sigmoid):
    """A learner's sigmoid from -8 to 8, with the values one should know."""
    figure = new_figure(6.2, 2.8, _draw_sigmoid, sigmoid)
    alt = (
        "The sigmoid: an S-shaped curve from 0 on the left to 1 on the right, through "
        "1/2 at z = 0 and 3/4 at z = ln 3."
    )
    return Picture(figure, alt)


def losses(values, baseline, every=10):
    """The loss over the updates, averaged over `every`, against a baseline."""
    figure = new_figure(7.0, 3.0, _draw_losses, np.asarray(values), baseline, every)
    alt = (
        "The training loss on a logarithmic axis, against the number of updates. It "
        "stays near the dashed line of the constant guess at first, then falls far "
        "below it."
    )
    return Picture(figure, alt)


def gates_over_time(x, steps):
    """Numbers and marks, both gates and the memory of the first example over time.

    x (T, m, 2) of the adding problem, and the list of steps.
    """
    figure = new_figure(8.4, 6.6, _draw_gates, x, steps)
    alt = (
        "Four strips over the time of one sequence. From the top: the input numbers "
        "with the two marked ones emphasised; a map of the update gate, a map of the "
        "relevance gate, and a map of the memory, one row for each element. "
        "Triangles point at the two marked times."
    )
    return Picture(figure, alt)


def gradient_norms(norms):
    """How long the gradient still is, so many steps back.

    norms: a dict from a curve's name to its norms at lag 0, 1, 2, …
    """
    figure = new_figure(7.0, 3.4, _draw_norms, norms)
    alt = (
        "The norm of the gradient that reaches the memory, against the number of steps "
        f"back, on a logarithmic axis, one line each for: {'; '.join(norms)}."
    )
    return Picture(figure, alt)


def _draw_sigmoid(figure, sigmoid):
    axes = figure.subplots()
    z = np.linspace(-8, 8, 321)
    axes.plot(z, sigmoid(z), color=BLUE, lw=2.2)
    known = np.array([-np.log(3), 0, np.log(3)])
    axes.plot(known, sigmoid(known), "o", color=INK, ms=5)
    for place, text in zip(known, ("1/4", "1/2", "3/4"), strict=True):
        axes.annotate(
            text, (place, sigmoid(place)), (10, -8), textcoords="offset points"
        )
    axes.set(xlabel="z", ylabel="σ(z)", ylim=(-0.05, 1.05), yticks=(0, 0.5, 1))


def _draw_losses(figure, values, baseline, every):
    axes = figure.subplots()
    count = len(values) // every
    means = values[: count * every].reshape(count, every).mean(axis=1)
    updates = every * (np.arange(count) + 1)
    axes.semilogy(updates, means, color=BLUE, lw=2, label="your GRU")
    label = f"always guessing 1: {baseline:.3f}"
    axes.axhline(baseline, color=RED, ls="--", lw=1.6, label=label)
    axes.set(xlabel="updates", ylabel="mean squared error", xlim=(0, updates[-1]))
    axes.legend(loc="upper right", bbox_to_anchor=(1, 0.95))


def _draw_gates(figure, x, steps):
    top, *maps = figure.subplots(4, 1, sharex=True, height_ratios=(1, 1.2, 1.2, 1.2))
    numbers, marked = x[:, 0, 0], np.flatnonzero(x[:, 0, 1] == 1)
    top.vlines(np.arange(len(x)), 0, numbers, color=GREY, lw=1.5)
    top.vlines(marked, 0, numbers[marked], color=RED, lw=2.5)
    top.plot(marked, numbers[marked], "D", color=RED, ms=7, clip_on=False)
    top.set(ylabel="input", ylim=(0, 1.05), xlim=(-0.5, len(x) - 0.5))
    top.grid(False)
    gamma_u = np.array([step.gamma_u[0] for step in steps]).T  # (n_c, T)
    gamma_r = np.array([step.gamma_r[0] for step in steps]).T
    memory = np.array([step.c_t[0] for step in steps]).T
    order = np.argsort(gamma_u.mean(axis=1))
    largest = np.abs(memory).max()
    rows = (
        ("update gate $\\Gamma_u$", gamma_u, "Blues", 0, gamma_u.max()),
        ("relevance gate $\\Gamma_r$", gamma_r, "Blues", 0, 1),
        ("memory $c$", memory, "PuOr", -largest, largest),
    )
    for axes, (name, values, colours, low, high) in zip(maps, rows, strict=True):
        style = {"aspect": "auto", "interpolation": "nearest", "cmap": colours}
        image = axes.imshow(values[order], vmin=low, vmax=high, **style)
        axes.set_title(name, loc="left", size=10, pad=9)
        axes.set_yticks([])
        axes.grid(False)
        above = np.full(len(marked), -0.5)
        axes.plot(marked, above, "v", color=RED, ms=7, clip_on=False, zorder=5)
        axes.set_ylim(len(order) - 0.5, -0.5)
        figure.colorbar(image, ax=axes, pad=0.01, fraction=0.03)
    maps[-1].set_xlabel("time (triangles: the two marked steps)")


def _draw_norms(figure, norms):
    axes = figure.subplots()
    for (name, values), (colour, line, mark) in zip(norms.items(), LINES, strict=False):
        values = np.asarray(values)
        lags = np.arange(len(values))
        style = {"color": colour, "ls": line, "marker": mark, "ms": 5, "markevery": 20}
        axes.semilogy(lags, values / values[0], lw=2, label=name, **style)
    axes.set(xlabel="steps back from the end", ylabel="gradient norm (at lag 0: 1)")
    axes.legend(loc="lower left")
