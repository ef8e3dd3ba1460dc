"""Diagrams of more than one cell, or of less than one."""

from utils.figures.canvas import OPERATOR, Canvas
from utils.figures.picture import BLUE, DARK, INK, ORANGE, RED, Picture, new_figure


def unrolled(backward=False):
    """Three steps of a unit in a row; with the way of the gradients if `backward`."""
    figure = new_figure(8.4, 3.0 if backward else 2.1, _draw_unrolled, backward)
    alt = (
        "Three GRU cells in a row. Each reads x<t> from below and the memory from its "
        "left, and hands the new memory to its right."
    )
    if backward:
        alt += (
            " Dashed arrows go back from right to left: at each step the upstream "
            "gradient dc[t] joins what the later step carries back, and dx[t] leaves."
        )
    return Picture(figure, alt)


def before_and_after():
    """Where the relevance gate multiplies: before the product, or after it."""
    figure = new_figure(8.4, 2.9, _draw_before_and_after)
    alt = (
        "Two chains from the old state to the candidate. Lecture: times Γr first, then "
        "the matrix, then plus the input's part, then tanh. torch: the matrix and its "
        "bias first, then times r, then plus the input's part, then tanh."
    )
    return Picture(figure, alt)


def central_difference(f, x, eps):
    """A curve, its tangent at `x`, and the one-sided and the central slope."""
    figure = new_figure(6.2, 3.2, _draw_difference, f, x, eps)
    alt = (
        "A curve with three straight lines through one region: the tangent, the "
        "one-sided difference, which is steeper, and the central difference, which is "
        "nearly parallel to the tangent."
    )
    return Picture(figure, alt)


def _draw_unrolled(figure, backward):
    canvas = Canvas(figure.subplots(), 12.4, 4.4 if backward else 3.0)
    middle, columns = 2.2, (2.6, 6.0, 9.4)
    names = (r"\langle 1\rangle", r"\langle 2\rangle", r"\langle 3\rangle")
    canvas.text((0.35, middle), r"$c^{\langle 0\rangle}$", size=16)
    canvas.wire((0.75, middle), (columns[0] - 0.85, middle))
    for x, name in zip(columns, names, strict=True):
        canvas.wire((x, 0.75), (x, middle - 0.5))
        canvas.text((x, 0.4), f"$x^{{{name}}}$", size=16)
        canvas.wire((x + 0.85, middle), (x + 2.55, middle))
        canvas.text((x + 1.35, middle - 0.45), f"$c^{{{name}}}$", size=15)
        canvas.box((x, middle), "GRU", "same weights")
        if backward:
            before = (
                "dc^{\\langle 0\\rangle}" if x == columns[0] else r"dc_{\mathrm{prev}}"
            )
            _gradients(canvas, x, middle, name, before)


def _gradients(canvas, x, middle, name, carried):
    """Upstream from above, carried from the right to the left, dx to below."""
    back = {"kind": "gradient"}
    canvas.wire((x + 0.35, 3.75), (x + 0.35, middle + 0.5), **back)
    canvas.text((x + 0.35, 4.05), f"$dc^{{{name}}}$", size=15, colour=RED)
    canvas.wire((x - 0.85, middle + 0.28), (x - 1.7, middle + 0.28), **back)
    canvas.text((x - 1.3, middle + 0.62), f"${carried}$", 14, colour=RED)
    canvas.wire((x + 0.35, middle - 0.5), (x + 0.35, 0.75), **back)
    canvas.text((x + 0.78, 0.95), f"$dx^{{{name}}}$", size=14, colour=RED)


def _draw_before_and_after(figure):
    canvas = Canvas(figure.subplots(), 12.4, 4.5)
    lecture = [("×", r"$\Gamma_r$"), (r"$W_{cc}$", "")]
    lecture += [("+", r"$W_{cx}\,x+b_c$"), ("tanh", "")]
    torch = [(r"$W_{hn}\,,\ b_{hn}$", ""), ("×", r"$r$")]
    torch += [("+", r"$W_{in}\,x+b_{in}$"), ("tanh", "")]
    _chain(canvas, 3.1, "lecture", r"$c^{\langle t-1\rangle}$", lecture, r"$\tilde{c}$")
    _chain(canvas, 0.8, "torch", r"$h_{\mathrm{prev}}$", torch, "$n$")


def _chain(canvas, y, name, start, stations, end):
    canvas.text((0.1, y), name, size=12, weight="bold", ha="left")
    canvas.text((2.4, y), start, size=16)
    left = 3.05
    for x, (symbol, side) in zip((4.2, 6.2, 8.2, 10.0), stations, strict=True):
        small = symbol in "×+"
        half = OPERATOR if small else 0.7
        canvas.wire((left, y), (x - half, y))
        if small:
            canvas.wire((x, y + 0.72), (x, y + OPERATOR))
            canvas.text((x, y + 0.98), side, size=14)
            canvas.operator((x, y), symbol)
        else:
            kind = "tanh" if symbol == "tanh" else "plain"
            canvas.box((x, y), "", kind=kind, size=(1.4, 0.8))
            canvas.text((x, y), symbol, size=12, colour=DARK)
        left = x + half
    canvas.wire((left, y), (11.6, y))
    canvas.text((11.95, y), end, size=16)


def _draw_difference(figure, f, x, eps):
    axes = figure.subplots()
    span = [x - 1.6 * eps + 3.2 * eps * k / 200 for k in range(201)]
    axes.plot(span, [f(z) for z in span], color=INK, lw=2.2, label="f")
    ends = span[0], span[-1]
    tiny = 1e-6
    slopes = {
        "tangent": ((f(x + tiny) - f(x - tiny)) / (2 * tiny), f(x), INK, ":"),
        "one-sided": ((f(x + eps) - f(x)) / eps, f(x), ORANGE, "-."),
        "central": ((f(x + eps) - f(x - eps)) / (2 * eps), None, BLUE, "--"),
    }
    for name, (slope, height, colour, line) in slopes.items():
        if height is None:
            height = (f(x + eps) + f(x - eps)) / 2
        values = [height + slope * (z - x) for z in ends]
        axes.plot(ends, values, line, color=colour, label=f"{name}: slope {slope:.2f}")
    points = [x - eps, x, x + eps]
    axes.plot(points, [f(z) for z in points], "o", color=INK, ms=5, zorder=4)
    axes.set_xticks(points, [r"$x-\varepsilon$", "$x$", r"$x+\varepsilon$"])
    axes.set_yticks([])
    axes.legend(loc="upper left")
