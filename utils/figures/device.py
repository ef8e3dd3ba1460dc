"""Figures of what host and device do over time, as meant and as traced."""

from pathlib import Path

from utils import traces
from utils.figures.canvas import FACES
from utils.figures.picture import (
    BLUE,
    DARK,
    GREEN,
    INK,
    ORANGE,
    RED,
    Picture,
    new_figure,
)

KERNELS, LAUNCH, KERNEL, COPY = 4, 0.58, 1.35, 1.9  # of a pretended update
PRODUCT, OTHER = "products of matrices", "element by element, and the rest"
COMPUTED = {PRODUCT: (BLUE, "//"), OTHER: (ORANGE, "")}
CALLED = {"": (FACES["gate"], "")}
WIDTH = 0.0074  # of a letter, as a share of the figure; an m is as wide as two


def streams():
    """Two updates: what the host launches, what two streams do, and who waits."""
    figure = new_figure(8.2, 3.1, _draw_streams)
    alt = (
        "Three bars of time. The host sends batch 1 and launches four kernels, sends "
        "batch 2 and launches four more; then it waits in .item() until the last "
        "kernel is done. The copy stream copies batch 1, and later batch 2 while the "
        "compute stream is busy with batch 1. Arrows from the end of each copy to the "
        "first kernel that needs it are events."
    )
    return Picture(figure, alt)


def trace(source=traces.THREE_STEPS):
    """A trace as a timeline; source: the path of one, or one that was recorded.

    A row each for the parts of the code, for what is called from outside, for what
    computes, and for a GPU if there was one.
    """
    found = traces.read(source) if isinstance(source, str | Path) else source
    rows = _rows(found["events"])
    figure = new_figure(8.2, 1.4 + 0.5 * len(rows), _draw_trace, rows)
    computed, whole = traces.busy(found)
    counts = "; ".join(f"{row}: {len(events)}" for row, events in rows.items())
    alt = (
        f"A timeline of {whole:.0f} microseconds, a bar for each event. Bars in the "
        f"rows, {counts}. Something is computed in {computed / whole:.0%} of the time; "
        "the rest of the last row is gaps."
    )
    return Picture(figure, alt)


def _draw_streams(figure):
    axes = figure.subplots()
    host, copies, kernels = _played()
    sent = host[:: KERNELS + 1]
    _bars(axes, 2, host, BLUE, "//")
    _bars(axes, 2, sent, GREEN, "..")
    _bars(axes, 1, kernels, ORANGE)
    _bars(axes, 0, copies, GREEN, "..")
    told, end = host[-1][1], kernels[-1][1]
    _bars(axes, 2, [(told, end)], "none", edge=RED, ls="--")
    waits = {"ha": "center", "va": "center", "color": RED}
    axes.text((told + end) / 2, 2, "waits in .item()", **waits)
    for k, (begun, copied) in enumerate(copies):
        first, last = kernels[k * KERNELS], kernels[(k + 1) * KERNELS - 1]
        axes.text(sent[k][0], 2.42, f"send {k + 1}, launch", fontsize=9)
        label = f"batch {k + 1}: {KERNELS} kernels"
        axes.text((first[0] + last[1]) / 2, 1.42, label, ha="center", fontsize=9)
        label = {"ha": "center", "va": "top", "fontsize": 9}
        axes.text((begun + copied) / 2, -0.42, f"copy {k + 1}", **label)
        arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.6, "shrinkA": 0}
        axes.annotate("", (first[0], 0.68), (copied, 0), arrowprops=arrow)
        axes.text(copied + (1.1 if k else 0.12), 0, "event", va="center", fontsize=8)
    axes.set(yticks=(2, 1, 0), yticklabels=("host", "compute stream", "copy stream"))
    axes.set(xlabel="time", xticks=(), ylim=(-0.9, 2.9), xlim=(-0.1, end + 0.2))
    axes.grid(False)


def _played():
    """(begin, end) of the host's calls, of the copies and of the kernels."""
    host, copies, kernels, now = [], [], [], 0.0
    for _ in range(2):
        host += [(now + k * LAUNCH, now + (k + 1) * LAUNCH) for k in range(KERNELS + 1)]
        sent, now = now + LAUNCH, host[-1][1]
        copies.append((sent, sent + COPY))
        free = max(copies[-1][1], kernels[-1][1] if kernels else 0)
        kernels += [
            (free + k * KERNEL, free + (k + 1) * KERNEL) for k in range(KERNELS)
        ]
    return host, copies, kernels


def _bars(axes, row, spans, colour, hatch="", edge="white", **style):
    widths = [(begin, end - begin) for begin, end in spans]
    style = {"facecolor": colour, "edgecolor": edge, "hatch": hatch, "lw": 1} | style
    axes.broken_barh(widths, (row - 0.33, 0.66), **style)


def _rows(events):
    """Row's name -> its events, from above to below."""
    by_thread = {}
    for event in events:
        by_thread.setdefault(event[3], []).append(event)
    device = by_thread.pop("device", None)
    rows = {"part": [event for event in events if event[0] in traces.PARTS]}
    for thread, own in by_thread.items():
        number = thread.removeprefix("host")
        rows[f"calls{number}"] = traces.outermost(own)
        rows[f"computes{number}"] = traces.computing(own)
    rows |= {"device": device} if device else {}
    return {row: own for row, own in rows.items() if own}


def _draw_trace(figure, rows):
    axes = figure.subplots()
    end = max(start + lasts for own in rows.values() for _, start, lasts, _ in own)
    places = range(len(rows))[::-1]
    for place, (row, own) in zip(places, rows.items(), strict=True):
        calls = row == "part" or row.startswith("calls")
        for kind, (colour, hatch) in (CALLED if calls else COMPUTED).items():
            bars = [(e[1], e[1] + e[2]) for e in own if calls or _kind(e[0]) == kind]
            label = None if calls else kind
            style = {"edge": INK, "lw": 0.4, "label": label}
            _bars(axes, place, bars, colour, hatch, **style)
        for name, start, lasts, _ in own if calls else ():
            _label(axes, _short(name), start, lasts, place, end)
    axes.set(xlim=(0, end), ylim=(-0.6, len(rows) - 0.4), xlabel="microseconds")
    axes.set(yticks=places, yticklabels=rows)
    axes.grid(False)
    handles, labels = axes.get_legend_handles_labels()
    unlike = dict(zip(labels, handles, strict=True))
    figure.legend(unlike.values(), unlike, loc="outside upper right", ncols=2)


def _label(axes, text, start, lasts, place, whole):
    """A bar's name in it, if it is wide enough."""
    if WIDTH * (len(text) + text.count("m")) * whole < lasts:
        style = {"ha": "center", "va": "center", "fontsize": 7.5, "color": DARK}
        axes.text(start + lasts / 2, place, text, **style)


def _kind(name):
    words = ("mm", "gemm", "gemv", "linear")  # of a product's operators and kernels
    product = any(word in name for word in words)
    return PRODUCT if product else OTHER


def _short(name):
    return name.removeprefix("aten::").rpartition(": ")[2].removesuffix("Backward0")
