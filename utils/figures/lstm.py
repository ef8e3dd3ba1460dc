"""Diagrams of the LSTM: one cell, the ways back through it, and cells in a row.

The memory runs along the top, as in the GRU; the activation comes in and goes out at
the height of the gates. The parts that both units share are drawn by `cell`.
"""

from utils.figures.canvas import OPERATOR, Canvas
from utils.figures.cell import (
    BOTTOM,
    BOXES,
    BRANCH,
    C_TILDE,
    GAMMA_U,
    INPUT_RAIL,
    MEMORY,
    STATE_RAIL,
    TAP,
    TOP,
    gate,
    input_rail,
    memory_line,
)
from utils.figures.picture import DARK, INK, RED, Picture, new_figure

A_PREV, A_T = r"$a^{\langle t-1\rangle}$", r"$a^{\langle t\rangle}$"
GAMMA_F, GAMMA_O = r"$\Gamma_f$", r"$\Gamma_o$"
FORGET, UPDATE, CANDIDATE, OUTPUT, SHOWN = 3.2, 5.5, 7.8, 10.1, 12.0  # columns
END = 13.3  # where memory and activation leave the cell
SQUASH = 3.75  # height of the tanh between memory and activation
WIDTH, HEIGHT = 14.7, 5.75
PARTS = ("gates", "candidate", "memory", "activation")


def lstm_cell(*parts):
    """The LSTM cell with some of its `PARTS` in full ink and the rest pale.

    parts: of "gates", "candidate", "memory", "activation"; none means all.
    Raises ValueError for a part the cell does not have.
    """
    for part in parts:
        if part not in PARTS:
            raise ValueError(f"an LSTM has no part {part!r}, only {', '.join(PARTS)}")
    parts = parts or PARTS
    figure = new_figure(9.6, 3.8, _draw_lstm, parts)
    alt = (
        "Diagram of an LSTM cell. The memory c<t-1> runs along the top to c<t>: it is "
        "multiplied by Γf, then Γu times the candidate c̃ is added. A branch of c<t> "
        "goes through tanh, is multiplied by Γo, and leaves on the right as a<t>. "
        "Three gates Γf, Γu, Γo and the candidate all see a<t-1> and x<t>."
    )
    if parts != PARTS:
        alt += f" Drawn in full ink: the {' and the '.join(parts)}."
    return Picture(figure, alt)


def lstm_gradient_ways():
    """The LSTM cell with the ways by which gradients reach c<t-1> and a<t-1>."""
    figure = new_figure(9.6, 3.8, _draw_ways)
    alt = (
        "The LSTM cell with numbered ways back: 1 from a<t> through Γo and tanh to the "
        "memory; 2 along the memory through Γf to c<t-1>, the only way there; and four "
        "ways to a<t-1>: 3 through Γf, 4 through Γu, 5 through the candidate, 6 "
        "through Γo."
    )
    return Picture(figure, alt)


def lstm_unrolled(backward=False):
    """Three LSTM cells in a row, the memory line through them; or the way back."""
    figure = new_figure(9.2, 3.5 if backward else 3.0, _draw_unrolled, backward)
    alt = (
        "Three LSTM cells in a row. A thick memory line runs straight through their "
        "upper part, from c<0> to c<3>. Below it each cell hands its activation a<t> "
        "to the next and to an exit above, and reads x<t> from below."
    )
    if backward:
        alt += (
            " Dashed arrows go back from right to left, one along the memory and one "
            "along the activations; at each step the upstream gradient da[t] joins "
            "from above."
        )
    return Picture(figure, alt)


def put_lstm_together(canvas, on):
    """All parts of the cell; `on` says of each of `PARTS` whether it is inked."""
    gates, candidate, memory, activation = (on[part] for part in PARTS)
    memory_line(canvas, END, CANDIDATE, on=memory)
    activation_rail(canvas, OUTPUT - TAP, on=gates or candidate)
    input_rail(canvas, OUTPUT + TAP, on=gates or candidate)
    gate(canvas, FORGET, GAMMA_F, "forget, σ", on=gates)
    gate(canvas, UPDATE, GAMMA_U, "update, σ", on=gates)
    gate(canvas, OUTPUT, GAMMA_O, "output, σ", on=gates)
    plain_candidate(canvas, CANDIDATE, on=candidate)
    forget(canvas, FORGET, on=memory)
    admit(canvas, UPDATE, CANDIDATE, on=memory)
    show(canvas, OUTPUT, SHOWN, on=activation)


def activation_rail(canvas, end, on=True):
    """a<t-1> from the left, led along the bottom."""
    down = (1.05, BOXES), (1.5, BOXES), (1.5, STATE_RAIL), (end, STATE_RAIL)
    canvas.wire(*down, arrow=False, on=on)
    canvas.text((0.45, BOXES), A_PREV, size=17)


def plain_candidate(canvas, x, on=True):
    """The candidate in column `x`, which sees all of the activation, and the input."""
    left, right = (x - TAP, STATE_RAIL), (x + TAP, INPUT_RAIL)
    canvas.wire(left, (x - TAP, BOTTOM), on=on)
    canvas.wire(right, (x + TAP, BOTTOM), over=True, on=on)
    canvas.dot(left, on=on)
    canvas.dot(right, on=on)
    canvas.box((x, BOXES), C_TILDE, "candidate, tanh", "tanh", on=on)


def forget(canvas, x, on=True):
    """The gate in column `x` multiplies the memory above it."""
    canvas.wire((x, TOP), (x, MEMORY - OPERATOR), on=on)
    canvas.operator((x, MEMORY), "×", on=on)
    canvas.text((x + 0.45, MEMORY + 0.35), "keep", size=9, ha="left", on=on)


def admit(canvas, gate_x, x, on=True):
    """The gate in column `gate_x` times what is in column `x` goes to the memory."""
    way = (gate_x, TOP), (gate_x, BRANCH), (x - OPERATOR, BRANCH)
    canvas.wire(*way, on=on)
    canvas.wire((x, TOP), (x, BRANCH - OPERATOR), on=on)
    canvas.wire((x, BRANCH + OPERATOR), (x, MEMORY - OPERATOR), on=on)
    canvas.operator((x, BRANCH), "×", on=on)
    canvas.text((x + 0.45, MEMORY + 0.35), "write", size=9, ha="left", on=on)


def show(canvas, gate_x, x, on=True):
    """In column `x` the memory goes through tanh and the gate, and out as a<t>."""
    canvas.dot((x, MEMORY), on=on)
    canvas.wire((x, MEMORY), (x, SQUASH + 0.35), on=on)
    canvas.box((x, SQUASH), "", kind="tanh", size=(1.1, 0.7), on=on)
    canvas.text((x, SQUASH), "tanh", size=11, on=on, colour=DARK)
    canvas.wire((x, SQUASH - 0.35), (x, BOXES + OPERATOR), on=on)
    canvas.wire((gate_x + 0.85, BOXES), (x - OPERATOR, BOXES), on=on)
    canvas.operator((x, BOXES), "×", on=on)
    canvas.wire((x + OPERATOR, BOXES), (END + 0.2, BOXES), on=on)
    canvas.text((x, BOXES - 0.55), "show", size=9, on=on)
    canvas.text((END + 0.65, BOXES), A_T, size=17, on=on)


def _draw_lstm(figure, parts):
    canvas = Canvas(figure.subplots(), WIDTH, HEIGHT)
    put_lstm_together(canvas, {part: part in parts for part in PARTS})


def _draw_ways(figure):
    canvas = Canvas(figure.subplots(), WIDTH, HEIGHT)
    put_lstm_together(canvas, dict.fromkeys(PARTS, True))
    left, up, down = (-1, 0), (0, 1), (0, -1)
    columns = FORGET, UPDATE, CANDIDATE, OUTPUT
    ways = {1: ((SHOWN, 2.85), up), 2: ((4.6, MEMORY), left)}
    ways |= {3 + k: ((x - TAP, 1.55), down) for k, x in enumerate(columns)}
    for number, (place, towards) in ways.items():
        canvas.mark(place, number, towards)


def _draw_unrolled(figure, backward):
    canvas = Canvas(figure.subplots(), 13.6, 5.1 if backward else 4.4)
    columns, upper, lower = (3.0, 6.8, 10.6), 3.0, 1.9
    canvas.text((0.4, upper), r"$c^{\langle 0\rangle}$", size=16)
    canvas.text((0.4, lower), r"$a^{\langle 0\rangle}$", size=16)
    canvas.wire((0.85, lower), (columns[0] - 0.9, lower))
    for number, x in enumerate(columns, 1):
        name = rf"^{{\langle {number}\rangle}}$"
        canvas.wire((x, 0.75), (x, lower - 0.45))
        canvas.text((x, 0.4), f"$x{name}", size=16)
        canvas.box((x, 2.45), "LSTM", "same weights", size=(1.8, 2.0))
        canvas.wire((x + 0.9, lower), (x + 2.9 if x < columns[-1] else x + 2.2, lower))
        canvas.text((x + 1.45, upper - 0.42), f"$c{name}", size=14)
        canvas.text((x + 1.45, lower - 0.42), f"$a{name}", size=14)
        if backward:
            _gradients(canvas, x, upper, lower, number)
        else:
            canvas.wire((x, 3.45), (x, 4.0))
            canvas.text((x, 4.2), f"$a{name}", size=14)
    _memory_through(canvas, columns, upper)


def _memory_through(canvas, columns, upper):
    """The thick line of the memory, hidden only by the cells' names."""
    ends = [0.85, *(x + side for x in columns for side in (-0.9, 0.9)), 12.9]
    for left, right in zip(ends[::2], ends[1::2], strict=True):
        canvas.wire((left, upper), (right, upper), kind="memory", arrow=False)
    canvas.wire((12.8, upper), (13.2, upper))
    for x in columns:
        inside = (x - 0.9, upper), (x + 0.9, upper)
        canvas.axes.plot(*zip(*inside, strict=True), color=INK, lw=3.2, zorder=5)


def _gradients(canvas, x, upper, lower, number):
    """Upstream on a from above; two carried from the right to the left."""
    back = {"kind": "gradient"}
    canvas.wire((x, 4.5), (x, 3.45), **back)
    canvas.text((x, 4.75), rf"$da^{{\langle {number}\rangle}}$", 14, colour=RED)
    for height, letter in ((upper, "c"), (lower, "a")):
        canvas.wire((x - 0.9, height + 0.22), (x - 1.95, height + 0.22), **back)
        first = r"^{\langle 0\rangle}$" if number == 1 else r"_{\mathrm{prev}}$"
        label = f"$d{letter}{first}"
        canvas.text((x - 1.45, height + 0.55), label, 13, colour=RED)
