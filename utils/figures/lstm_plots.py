"""Plots of the LSTM notebook: what is kept, what is learned, what the gates do."""

import numpy as np

from utils.figures.picture import (
    BLUE,
    DARK,
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

LINES = (
    (BLUE, "-", "o"),
    (RED, "--", "s"),
    (GREEN, "-.", "^"),
    (PURPLE, ":", "D"),
    (ORANGE, (0, (5, 1)), "v"),
)


def forget_bias_sweep(norms, biases, left):
    """The gradient over the lag for some forget biases, and what is left for many.

    norms: a dict from a forget bias to norms at lag 0, 1, 2, …
    biases, left: what is left of the gradient at the largest lag, for each bias.
    """
    figure = new_figure(9.4, 3.5, _draw_sweep, norms, biases, left)
    alt = (
        "Left: the gradient's norm against the steps back, on a logarithmic axis, for "
        f"forget biases {', '.join(f'{b:g}' for b in norms)}: the smaller the bias, "
        "the steeper it falls. Right: what is left after the last step back "
        "rises by many powers of ten with the bias; a dashed line, the share of the "
        "memory line alone, rises below it."
    )
    return Picture(figure, alt)


def held_memories(held, lost):
    """Two bundles of states over time, log axis: held (T, k) and lost (T, k)."""
    figure = new_figure(9.0, 3.0, _draw_held, np.asarray(held), np.asarray(lost))
    alt = (
        "Two panels over time, on a logarithmic axis. Left, memories of an LSTM that "
        "holds: level lines from the first step to the last. Right, states of a tanh "
        "unit that begin at the same values: they draw together and shrink towards 0."
    )
    return Picture(figure, alt)


def traces(rows, element=0):
    """One element of the activation over time, for several units.

    rows: a dict from a unit's name to its activations (T, m, n).
    """
    figure = new_figure(8.4, 3.0, _draw_traces, rows, element)
    alt = (
        "One activation over time for several units with the same weights and inputs, "
        f"one line each: {'; '.join(rows)}. The lines have the same shape and differ "
        "in height."
    )
    return Picture(figure, alt)


def character_losses(values, baselines, every=20):
    """The loss over the updates against constant baselines, a dict by name."""
    figure = new_figure(7.4, 3.2, _draw_losses, np.asarray(values), baselines, every)
    alt = (
        "The training loss in nats per character against the updates: it falls steeply "
        f"at first, then slowly. Level lines for {' and '.join(baselines)}; it crosses "
        "both."
    )
    return Picture(figure, alt)


def gates_over_name(name, steps, rows):
    """Maps of the gates and the memory while a name is read, a column a character.

    steps: LSTMSteps of a batch of one; rows: which elements, from top to bottom.
    """
    figure = new_figure(9.4, 5.6, _draw_name, name, steps, rows)
    alt = (
        f"Four maps side by side while the name {name} is read: forget gate, update "
        "gate, output gate and memory. One column per character, one row per element, "
        "sorted by how well the memory follows the position in the name. The memory "
        "of the upper rows changes colour from left to right."
    )
    return Picture(figure, alt)


def clamped_losses(losses, baselines):
    """Bars of the loss, one for each way to clamp a gate, with baselines as lines."""
    figure = new_figure(8.0, 3.4, _draw_bars, losses, baselines)
    alt = (
        "Bars of the held-out loss in nats per character, one each for: "
        f"{'; '.join(losses)}. Upright lines for {' and '.join(baselines)}. The bar "
        "of the free gates is the shortest."
    )
    return Picture(figure, alt)


def transplants(letters, ends):
    """P(the name ends here) by the letters read, for several memories.

    ends: a dict from a memory's name to one probability for each of `letters`.
    """
    figure = new_figure(7.4, 3.2, _draw_transplants, letters, ends)
    alt = (
        "The mean probability that a name ends, after "
        f"{letters[0]} to {letters[-1]} letters, one line each for: "
        f"{'; '.join(ends)}. The last line lies far above the others, which stay low "
        "and close together."
    )
    return Picture(figure, alt)


def _draw_sweep(figure, norms, biases, left):
    lines, sweep = figure.subplots(1, 2, sharey=True)
    for (bias, values), (colour, line, mark) in zip(norms.items(), LINES, strict=False):
        values = np.asarray(values)
        style = {"color": colour, "ls": line, "marker": mark, "ms": 5, "markevery": 20}
        lines.semilogy(values / values[0], lw=2, label=f"$b_f = {bias:g}$", **style)
    steps = len(values) - 1
    lines.set(xlabel="steps back", ylabel="gradient norm (at lag 0: 1)")
    lines.legend(loc="lower left")
    gate = 1 / (1 + np.exp(-np.asarray(biases)))
    sweep.semilogy(biases, left, "o-", color=BLUE, lw=2, ms=5, label="measured")
    alone = f"memory line alone: $\\sigma(b_f)^{{{steps}}}$"
    sweep.semilogy(biases, gate**steps, "--", color=INK, label=alone)
    sweep.set(xlabel="forget bias $b_f$", title=f"left after {steps} steps")
    sweep.legend(loc="lower right")


def _draw_held(figure, held, lost):
    panels = figure.subplots(1, 2, sharey=True)
    names = "LSTM that holds: memory c", "tanh unit with W = I: state a"
    for axes, values, name in zip(panels, (held, lost), names, strict=True):
        time = np.arange(1, len(values) + 1)
        for column, (colour, line, mark) in zip(values.T, LINES, strict=False):
            style = {"color": colour, "ls": line, "marker": mark, "ms": 5}
            axes.semilogx(time, column, markevery=(0.1, 0.2), lw=2, **style)
        axes.axhline(0, color=GREY, lw=0.8)
        axes.set(xlabel="step", ylim=(-1, 1), xlim=(1, len(values)))
        axes.set_title(name, loc="left", size=10)


def _draw_traces(figure, rows, element):
    axes = figure.subplots()
    for (name, a), (colour, line, mark) in zip(rows.items(), LINES, strict=False):
        style = {"color": colour, "ls": line, "marker": mark, "ms": 4, "markevery": 4}
        axes.plot(np.asarray(a)[:, 0, element], lw=1.8, label=name, **style)
    axes.set(xlabel="time", ylabel="one element of a")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


def _draw_losses(figure, values, baselines, every):
    axes = figure.subplots()
    count = len(values) // every
    means = values[: count * every].reshape(count, every).mean(axis=1)
    updates = every * (np.arange(count) + 1)
    axes.plot(updates, means, color=BLUE, lw=2, label="your LSTM, training names")
    for (name, value), (colour, line, _) in zip(
        baselines.items(), LINES[1:], strict=False
    ):
        label = f"{name}: {value:.2f}"
        axes.axhline(value, color=colour, ls=line, lw=1.6, label=label)
    axes.set(xlabel="updates", ylabel="nats per character", xlim=(0, updates[-1]))
    axes.legend(loc="upper right", bbox_to_anchor=(1, 0.9))


def _draw_name(figure, name, steps, rows):
    panels = figure.subplots(1, 4, sharey=True)
    letters = [".", *name]
    memory = np.array([step.c_t[0] for step in steps]).T[rows]  # (elements, T)
    largest = np.abs(memory).max()
    maps = [
        (f"{word} $\\Gamma_{letter}$", _gate(steps, f"gamma_{letter}", rows), "Blues")
        for word, letter in (("forget", "f"), ("update", "u"), ("output", "o"))
    ]
    maps.append(("memory $c$", memory, "PuOr"))
    for axes, (title, values, colours) in zip(panels, maps, strict=True):
        low, high = (-largest, largest) if colours == "PuOr" else (0, 1)
        style = {"aspect": "auto", "interpolation": "nearest", "cmap": colours}
        image = axes.imshow(values, vmin=low, vmax=high, **style)
        axes.set_title(title, loc="left", size=10)
        axes.set_xticks(range(len(letters)), letters)
        axes.set_yticks([])
        axes.grid(False)
        figure.colorbar(image, ax=axes, location="bottom", fraction=0.05, pad=0.02)
    panels[0].set_ylabel("elements")


def _gate(steps, name, rows):
    """One gate over time, (elements, T)."""
    return np.array([getattr(step, name)[0] for step in steps]).T[rows]


def _draw_bars(figure, losses, baselines):
    axes = figure.subplots()
    names = list(losses)[::-1]
    values = [losses[name] for name in names]
    bars = axes.barh(
        [typeset(name) for name in names], values, color="#9CC9E8", edgecolor=BLUE
    )
    axes.bar_label(bars, fmt="%.2f", label_type="center", color=DARK, zorder=5)
    for (name, value), (colour, line, _) in zip(
        baselines.items(), LINES[1:], strict=False
    ):
        axes.axvline(value, color=colour, ls=line, lw=1.8, label=name)
    axes.set(xlabel="held-out loss, nats per character", xlim=(0, 1.2 * max(values)))
    axes.grid(False)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)


def _draw_transplants(figure, letters, ends):
    axes = figure.subplots()
    for (name, values), (colour, line, mark) in zip(ends.items(), LINES, strict=False):
        style = {"color": colour, "ls": line, "marker": mark, "ms": 6, "lw": 2}
        axes.plot(letters, values, label=name, **style)
    axes.set(xlabel="letters read", ylabel="P(the name ends here)", ylim=(0, None))
    axes.set_xticks(letters)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
