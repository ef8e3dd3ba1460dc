"""Figures of what a device can do, and of what was measured on it."""

import numpy as np

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
)

STYLES = ((BLUE, "o"), (RED, "s"), (GREEN, "^"), (ORANGE, "D"), (PURPLE, "v"))


def roofline(peak, bandwidths, points):
    """What a device can do at each intensity, and what was reached.

    peak in operations a second; bandwidths: a dict from a name to bytes a second;
    points: a dict from a name to a list of (label, intensity, operations a second).
    """
    figure = new_figure(7.4, 4.0, _draw_roofline, peak, bandwidths, points)
    alt = (
        "Operations a second against operations a byte, both axes logarithmic. Slanted "
        f"lines, the limits of {' and '.join(bandwidths)}, meet a level one, the "
        "processor's. At or below them one series of points each for: "
        f"{'; '.join(points)}."
    )
    return Picture(figure, alt)


def two_clocks(device, calls):
    """What the host and a pretended device do over time, and what two clocks read.

    device: a `PretendedDevice`, new; calls: how often it is told to do something.
    """
    figure = new_figure(8.2, 2.5, _draw_clocks, *_played(device, calls))
    alt = (
        f"Two bars of time. The host tells the device {calls} things, one directly "
        "after the other, and is free long before the device is done. A dashed line "
        "shows where a clock is read without waiting, at the very start of the work; "
        "a solid line where it is read after waiting, at its end."
    )
    return Picture(figure, alt)


def ratios(rows, built_in):
    """Times over that of torch's own unit, one row for each place of comparison.

    rows: a dict from a row's label to a dict from a way's name to its ratio.
    built_in: what stands at 1.
    """
    ways = list(dict.fromkeys(way for row in rows.values() for way in row))
    height = 1.5 + 0.42 * len(rows)
    figure = new_figure(8.2, height, _draw_ratios, rows, ways, built_in)
    alt = (
        f"Time over that of {built_in} on a logarithmic axis, where 1 is as fast. One "
        f"row each for: {'; '.join(rows)}. In each row a mark for: {'; '.join(ways)}."
    )
    return Picture(figure, alt)


def _draw_roofline(figure, peak, bandwidths, points):
    axes = figure.subplots()
    every = [item for series in points.values() for item in series]
    low = min(intensity for _, intensity, _ in every) / 2
    ridges = {name: peak / bytes_ for name, bytes_ in bandwidths.items()}
    high = 2 * max(*ridges.values(), *(intensity for _, intensity, _ in every))
    note = {"textcoords": "offset points", "color": GREY, "fontsize": 9}
    for (name, ridge), line in zip(ridges.items(), ("-", "--"), strict=False):
        at_low = low * bandwidths[name]
        axes.loglog([low, ridge], [at_low, peak], line, color=INK, lw=2, label=name)
    axes.loglog([min(ridges.values()), high], [peak, peak], color=INK, lw=2)
    axes.annotate("peak", (high, peak), (-4, 5), ha="right", **note)
    above, below = (-4, 6), (6, -12)
    for k, ((name, series), (colour, mark)) in enumerate(
        zip(points.items(), STYLES, strict=False)
    ):
        _, x, y = zip(*series, strict=True)
        axes.loglog(x, y, mark, color=colour, ms=7, label=name)
        for label, *place in series:
            side = below if k else above
            axes.annotate(label, place, side, **note | {"color": colour})
    axes.set(xlabel="operations for each byte", ylabel="operations a second")
    axes.set_xlim(low, high)
    axes.legend(loc="lower right")


def _played(device, calls):
    """(begin, end) of each thing the host and the device do, and the two readings."""
    host, work = [], []
    for _ in range(calls):
        begun = device.clock()
        free = max(device.done, begun + device.host)
        device.launch()
        host.append((begun, device.clock()))
        work.append((free, device.done))
    early = device.clock()
    device.synchronise()
    return host, work, early, device.clock()


def _draw_clocks(figure, host, work, early, late):
    axes = figure.subplots()
    for row, spans, colour, hatch in ((1, host, BLUE, "//"), (0, work, ORANGE, "")):
        widths = [(begin, end - begin) for begin, end in spans]
        style = {"facecolor": colour, "edgecolor": "white", "hatch": hatch}
        axes.broken_barh(widths, (row - 0.3, 0.6), **style)
    axes.axvline(early, color=RED, ls="--", lw=2)
    axes.axvline(late, color=INK, lw=2)
    note = {"textcoords": "offset points", "va": "bottom"}
    axes.annotate("read without waiting", (early, 1.4), (5, 2), color=RED, **note)
    axes.annotate("after waiting", (late, 1.4), (-5, 2), ha="right", **note)
    axes.set(yticks=(0, 1), yticklabels=("device works", "host tells it"))
    axes.set(xlabel="seconds", ylim=(-0.5, 1.75), xlim=(0, 1.02 * late))
    axes.grid(False)


def _draw_ratios(figure, rows, ways, built_in):
    axes = figure.subplots()
    axes.axvline(1, color=INK, lw=1.5)
    places = np.arange(len(rows))[::-1]
    for way, (colour, mark) in zip(ways, STYLES, strict=False):
        found = [
            (row[way], y) for row, y in zip(rows.values(), places, strict=True)
            if way in row
        ]  # fmt: skip
        x, y = zip(*found, strict=True)
        axes.semilogx(x, y, mark, color=colour, ms=8, label=way)
    largest = max(max(row.values()) for row in rows.values())
    smallest = min(min(row.values()) for row in rows.values())
    axes.set(yticks=places, yticklabels=rows, ylim=(-0.6, len(rows) - 0.4))
    axes.set(xlim=(min(0.7, smallest / 1.4), max(2.5, 1.4 * largest)))
    ticks = [t for t in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if t < 1.4 * largest]
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.minorticks_off()
    axes.set_xlabel(f"time over that of {built_in}")
    figure.legend(loc="outside upper left", ncols=min(4, len(ways)))
