"""Plots of the peephole notebook: who sees whom, who succeeds, and a count kept."""

import numpy as np

from utils.figures.picture import (
    BLUE,
    DARK,
    GREEN,
    GREY,
    INK,
    ORANGE,
    RED,
    Picture,
    new_figure,
    typeset,
)

MARKS = ((BLUE, "o"), (GREEN, "s"), (RED, "^"))
"""Colour and shape of the plain unit, the lecture's form and Gers' form."""


def influence_matrices(own, full):
    """Two Jacobians of a gate by the memory, (n, n) each, on the same scale.

    own: of a peephole that is one to one; full: of one with a whole matrix.
    """
    figure = new_figure(8.0, 3.6, _draw_influence, np.asarray(own), np.asarray(full))
    n = len(own)
    alt = (
        f"Two {n} by {n} maps, rows for elements of the forget gate, columns for "
        "elements of the memory. Left, one to one: colour on the diagonal only, "
        f"{n} weights for each gate. Right, a full matrix: colour everywhere, {n**2} "
        "weights for each gate."
    )
    return Picture(figure, alt)


def success_rates(counts, interval):
    """Success rates with their intervals, a row for each setting and form.

    counts: {setting: {form: (successes, runs)}}; interval(successes, runs) gives
    (low, high).
    """
    rows = sum(len(by_form) for by_form in counts.values())
    figure = new_figure(8.4, 1.0 + 0.34 * rows, _draw_rates, counts, interval)
    said = [
        f"{setting}: "
        + ", ".join(f"{form} {k} of {n}" for form, (k, n) in by_form.items())
        for setting, by_form in counts.items()
    ]
    alt = f"Success rates as dots on 95 % intervals. {'; '.join(said)}."
    return Picture(figure, alt)


def live_rates(counts, interval):
    """The same of runs made just now, whose numbers differ between processors."""
    rows = sum(len(by_form) for by_form in counts.values())
    figure = new_figure(8.4, 1.0 + 0.34 * rows, _draw_rates, counts, interval)
    forms = next(iter(counts.values()))
    alt = (
        "Success rates of the runs made here, as dots on wide 95 % intervals, for "
        f"{' and for '.join(counts)}: one row each for {', '.join(forms)}."
    )
    return Picture(figure, alt)


def counting(words, memories, answers):
    """One memory while it counts, and what the unit says, for each of some words.

    words: strings such as "aaabbb"; memories, answers: an array (len(word),) for
    each; an answer is the probability that the word is complete.
    """
    figure = new_figure(9.4, 3.8, _draw_counting, words, memories, answers)
    lengths = " and ".join(str(len(word) // 2) for word in words)
    alt = (
        f"A memory over time while words aⁿbⁿ are read, n = {lengths}, side by side. "
        "It rises by nearly equal steps while a's are read and falls by nearly equal "
        "steps while b's are read. Below, the answer is near 0 throughout and jumps "
        "above 1/2 at the last b, where the memory falls below 0."
    )
    return Picture(figure, alt)


def _draw_influence(figure, own, full):
    panels = figure.subplots(1, 2)
    n, largest = len(own), max(np.abs(own).max(), np.abs(full).max())
    titles = f"one to one: {n} weights", f"a full matrix: {n}² = {n**2} weights"
    for axes, values, title in zip(panels, (own, full), titles, strict=True):
        style = {"cmap": "PuOr", "vmin": -largest, "vmax": largest}
        image = axes.imshow(values, **style)
        for (k, j), value in np.ndenumerate(values):
            if value:
                strong = abs(value) > 0.6 * largest
                colour = "white" if strong else DARK
                label = {"ha": "center", "va": "center", "fontsize": 8}
                axes.text(j, k, f"{value:.2f}", color=colour, **label)
        axes.set_title(title, size=10)
        axes.set(xlabel="element of $c^{\\langle t-1\\rangle}$", xticks=range(n))
        axes.set(ylabel="element of $\\Gamma_f$", yticks=range(n))
        axes.grid(False)
    figure.colorbar(image, ax=panels, pad=0.02, fraction=0.04)


def _draw_rates(figure, counts, interval):
    axes = figure.subplots()
    y, places, labels = 0.0, [], []
    for setting, by_form in counts.items():
        axes.text(0.0, y, setting, fontsize=10, weight="bold", va="center")
        for (form, (k, n)), (colour, mark) in zip(by_form.items(), MARKS, strict=False):
            y += 1
            low, high = interval(k, n)
            axes.plot((low, high), (y, y), color=colour, lw=3, alpha=0.45)
            axes.plot(k / n, y, mark, color=colour, ms=8)
            axes.text(1.03, y, f"{k} of {n}", fontsize=9, va="center")
            places.append(y)
            labels.append(form)
        y += 1.3
    axes.set_yticks(places, [typeset(label) for label in labels])
    axes.set(ylim=(y - 0.8, -0.8), xlim=(-0.02, 1.0), xlabel="share that succeeded")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)


def _draw_counting(figure, words, memories, answers):
    widths = [len(word) for word in words]
    panels = figure.subplots(
        2,
        len(words),
        sharex="col",
        sharey="row",
        height_ratios=(3, 1),
        width_ratios=widths,
    )
    for column, word, c, answer in zip(
        panels.reshape(2, -1).T, words, memories, answers, strict=True
    ):
        time, is_a = np.arange(len(word)), np.array([letter == "a" for letter in word])
        upper, lower = column
        upper.axhline(0, color=GREY, lw=0.8)
        upper.plot(time, c, color=GREY, lw=1)
        for chosen, colour, mark, name in (
            (is_a, BLUE, "o", "after an a"),
            (~is_a, ORANGE, "s", "after a b"),
        ):
            upper.plot(time[chosen], c[chosen], mark, color=colour, ms=6, label=name)
        lower.bar(time, answer, color=[RED if a > 0.5 else GREY for a in answer])
        lower.grid(False)
        lower.axhline(0.5, color=INK, ls="--", lw=1)
        lower.set(ylim=(0, 1.05), yticks=(0, 0.5, 1))
        shown = time if len(word) < 20 else time[:: len(word) // 10]
        lower.set_xticks(shown, [word[t] for t in shown])
        upper.set_title(f"n = {len(word) // 2}", size=10)
    panels.reshape(2, -1)[0, 0].set_ylabel("memory $c$")
    panels.reshape(2, -1)[1, 0].set_ylabel("complete?")
    panels.reshape(2, -1)[0, 0].legend(loc="upper left", fontsize=8)
