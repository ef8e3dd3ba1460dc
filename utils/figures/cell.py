"""Diagrams of one cell: the memory runs along the top, the gates sit below it.

Each part of a cell is drawn by a function of its own at a column x, so that the cells
of the course are the same parts put together in other ways.
"""

from utils.figures.canvas import OPERATOR, Canvas
from utils.figures.picture import Picture, new_figure

MEMORY, BRANCH, BOXES, STATE_RAIL, INPUT_RAIL = 5.0, 3.5, 2.2, 1.05, 0.45  # heights
TOP, BOTTOM = BOXES + 0.5, BOXES - 0.5  # of a box
TAP = 0.35  # how far left and right of its middle a box is fed

C_PREV, C_T = r"$c^{\langle t-1\rangle}$", r"$c^{\langle t\rangle}$"
X_T = r"$x^{\langle t\rangle}$"
GAMMA_U, GAMMA_R, C_TILDE = r"$\Gamma_u$", r"$\Gamma_r$", r"$\tilde{c}$"
UPDATE, RELEVANCE, RESET, CANDIDATE = 3.2, 5.9, 7.9, 9.8  # columns of the GRU
PARTS = ("gates", "candidate", "blend")


def gru_cell(*parts):
    """The GRU cell with some of its `PARTS` in full ink and the rest pale.

    parts: of "gates", "candidate", "blend"; none means all.
    Raises ValueError for a part the cell does not have.
    """
    for part in parts:
        if part not in PARTS:
            raise ValueError(f"a GRU has no part {part!r}, only {', '.join(PARTS)}")
    parts = parts or PARTS
    figure = new_figure(8.4, 3.9, _draw_gru, parts)
    alt = (
        "Diagram of a GRU cell. The memory c<t-1> runs along the top to c<t>: it is "
        "multiplied by 1 - Γu, then Γu times the candidate c̃ is added. Below it, both "
        "gates Γu and Γr see c<t-1> and x<t>. Γr times c<t-1> and x<t> make the "
        "candidate by tanh."
    )
    if parts != PARTS:
        alt += f" Drawn in full ink: the {' and the '.join(parts)}."
    return Picture(figure, alt)


def gru_gradient_ways():
    """The GRU cell, pale, with the four ways by which dc_t comes back to c<t-1>."""
    figure = new_figure(8.4, 3.9, _draw_ways)
    alt = (
        "The GRU cell with four numbered ways back from c<t> to c<t-1>: 1 along the "
        "memory through 1 - Γu; 2 through the update gate Γu; 3 through the candidate, "
        "then the relevance gate Γr; 4 through the candidate, then the product "
        "Γr times c<t-1>."
    )
    return Picture(figure, alt)


def _draw_gru(figure, parts):
    canvas = Canvas(figure.subplots(), 12.4, 5.75)
    _put_gru_together(canvas, {part: part in parts for part in PARTS})


def _put_gru_together(canvas, on):
    gates, candidate, blend = (on[part] for part in PARTS)
    memory_line(canvas, 11.3, CANDIDATE, on=blend)
    state_rail(canvas, RESET, on=gates or candidate)
    input_rail(canvas, CANDIDATE, on=gates or candidate)
    gate(canvas, UPDATE, GAMMA_U, "update, σ", on=gates)
    gate(canvas, RELEVANCE, GAMMA_R, "relevance, σ", on=gates)
    reset_candidate(canvas, on=candidate)
    keep_the_rest(canvas, UPDATE, on=blend)
    write(canvas, UPDATE, CANDIDATE, on=blend)


def _draw_ways(figure):
    canvas = Canvas(figure.subplots(), 12.4, 5.75)
    _put_gru_together(canvas, dict.fromkeys(PARTS, True))
    left, down = (-1, 0), (0, -1)
    ways = {
        1: ((6.3, MEMORY), left),
        2: ((6.3, BRANCH), left),
        3: ((RELEVANCE + 1.23, BOXES), left),
        4: ((RESET, 1.5), down),
    }
    for number, (place, towards) in ways.items():
        canvas.mark(place, number, towards)


def memory_line(canvas, end, plus, on=True):
    """c<t-1> from the left, a + in column `plus`, c<t> at `end`."""
    canvas.wire((1.05, MEMORY), (end, MEMORY), kind="memory", arrow=False, on=on)
    canvas.wire((end - 0.2, MEMORY), (end + 0.2, MEMORY), on=on)
    canvas.operator((plus, MEMORY), "+", on=on)
    canvas.text((0.45, MEMORY), C_PREV, size=17)
    canvas.text((end + 0.65, MEMORY), C_T, size=17, on=on)


def state_rail(canvas, end, on=True):
    """The state, taken off the memory line and led along the bottom."""
    down = (1.5, MEMORY), (1.5, STATE_RAIL), (end, STATE_RAIL)
    canvas.wire(*down, arrow=False, on=on)
    canvas.dot((1.5, MEMORY), on=on)


def input_rail(canvas, end, on=True):
    """x<t> from the left, led along the bottom."""
    canvas.wire((1.05, INPUT_RAIL), (end, INPUT_RAIL), arrow=False, on=on)
    canvas.text((0.45, INPUT_RAIL), X_T, size=17)


def gate(canvas, x, label, caption, on=True):
    """A gate in column `x`, fed with the state and the input."""
    left, right = (x - TAP, STATE_RAIL), (x + TAP, INPUT_RAIL)
    canvas.wire(left, (x - TAP, BOTTOM), on=on)
    canvas.wire(right, (x + TAP, BOTTOM), over=True, on=on)
    canvas.dot(left, on=on)
    canvas.dot(right, on=on)
    canvas.box((x, BOXES), label, caption, on=on)


def reset_candidate(canvas, on=True):
    """The candidate, which sees the state through Γr, and the input."""
    canvas.wire((RELEVANCE + 0.85, BOXES), (RESET - OPERATOR, BOXES), on=on)
    canvas.wire((RESET, STATE_RAIL), (RESET, BOXES - OPERATOR), on=on)
    canvas.wire((RESET + OPERATOR, BOXES), (CANDIDATE - 0.85, BOXES), on=on)
    canvas.wire((CANDIDATE, INPUT_RAIL), (CANDIDATE, BOTTOM), on=on)
    canvas.operator((RESET, BOXES), "×", on=on)
    canvas.box((CANDIDATE, BOXES), C_TILDE, "candidate, tanh", "tanh", on=on)


def keep_the_rest(canvas, x, on=True):
    """1 - Γ of the gate in column `x` multiplies the memory above it."""
    canvas.wire((x, TOP), (x, MEMORY - OPERATOR), on=on)
    canvas.operator((x, BRANCH + 0.55), "1−", on=on)
    canvas.operator((x, MEMORY), "×", on=on)
    canvas.text((x + 0.45, MEMORY + 0.35), "keep", size=9, ha="left", on=on)


def write(canvas, gate_x, x, on=True):
    """The gate in column `gate_x` times what is in column `x` goes to the memory."""
    canvas.wire((gate_x, BRANCH), (x - OPERATOR, BRANCH), on=on)
    canvas.dot((gate_x, BRANCH), on=on)
    canvas.wire((x, TOP), (x, BRANCH - OPERATOR), on=on)
    canvas.wire((x, BRANCH + OPERATOR), (x, MEMORY - OPERATOR), on=on)
    canvas.operator((x, BRANCH), "×", on=on)
    canvas.text((x + 0.45, MEMORY + 0.35), "write", size=9, ha="left", on=on)
