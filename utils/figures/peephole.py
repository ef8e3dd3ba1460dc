"""Diagrams of the peephole LSTM: the LSTM cell, and wires from its memory to its gates.

The wires are dash-dotted and coloured; beside each head stands its weight, a vector.
"""

from utils.figures.canvas import Canvas
from utils.figures.cell import MEMORY, TOP
from utils.figures.lstm import (
    FORGET,
    HEIGHT,
    OUTPUT,
    PARTS,
    UPDATE,
    WIDTH,
    put_lstm_together,
)
from utils.figures.picture import GREEN, Picture, new_figure

PEEP_RAIL, LEFT = 4.25, 0.55  # the rail's height; how far left of a gate's middle
C_PREV_AT, C_T_AT = 1.95, OUTPUT - LEFT  # where c<t-1> and c<t> are tapped
FORMS = ("previous", "current")
SEES = {
    "previous": "All three see c<t-1>.",
    "current": "Γf and Γu see c<t-1>, Γo sees c<t>.",
}


def peephole_cell(*parts, output_sees="previous"):
    """The peephole cell with some parts in full ink and the rest pale.

    parts: of "gates", "candidate", "memory", "activation", "peepholes"; none means
    all. output_sees: "previous" or "current".
    Raises ValueError for a part or a form the cell does not have.
    """
    known = (*PARTS, "peepholes")
    for part in parts:
        if part not in known:
            raise ValueError(f"a peephole cell has no part {part!r}, only {known}")
    _known_form(output_sees)
    parts = parts or known
    figure = new_figure(9.6, 3.8, _draw, parts, output_sees)
    alt = (
        "Diagram of a peephole LSTM cell: an LSTM cell with dash-dotted wires from the "
        "memory along the top down to the gates Γf, Γu and Γo, marked pf, pu and po. "
        f"{SEES[output_sees]} The candidate has no such wire."
    )
    if parts != known:
        alt += f" Drawn in full ink: the {' and the '.join(parts)}."
    return Picture(figure, alt)


def peephole_gradient_ways(output_sees="previous"):
    """The cell with the ways by which a gradient reaches c<t-1>, or the new c<t>.

    Raises ValueError for an unknown form.
    """
    _known_form(output_sees)
    figure = new_figure(9.6, 3.8, _draw_ways, output_sees)
    last = {
        "previous": "4 through po to c<t-1>.",
        "current": "4 through po to c<t>, before the ways 1, 2 and 3 part.",
    }
    alt = (
        "The peephole cell with numbered ways back from the memory c<t>: 1 along the "
        "memory through Γf; 2 through the forget gate and pf; 3 through the update "
        f"gate and pu; and from the activation, {last[output_sees]}"
    )
    return Picture(figure, alt)


def peephole_wires(canvas, output_sees, on=True):
    """From the memory to the gates, one wire each, and the names of their weights."""
    style = {"kind": "peephole", "on": on}
    gates = {FORGET: "f", UPDATE: "u", OUTPUT: "o"}
    last = FORGET - LEFT, UPDATE - LEFT, OUTPUT - LEFT
    from_rail = last if output_sees == "previous" else last[:2]
    corner = (C_PREV_AT, PEEP_RAIL)
    canvas.wire((C_PREV_AT, MEMORY), corner, arrow=False, **style)
    canvas.dot((C_PREV_AT, MEMORY), on=on)
    end = (from_rail[-1], PEEP_RAIL)
    canvas.wire(corner, end, arrow=False, over=on, **style)
    for x in from_rail:
        canvas.wire((x, PEEP_RAIL), (x, TOP), **style)
    for x in from_rail[:-1]:
        canvas.dot((x, PEEP_RAIL), on=on)
    if len(from_rail) < len(gates):  # Γo sees c<t>
        canvas.dot((C_T_AT, MEMORY), on=on)
        canvas.wire((C_T_AT, MEMORY), (C_T_AT, TOP), **style)
    for x, name in gates.items():
        place = (x - LEFT - 0.35, TOP + 0.55)
        canvas.text(place, f"$p_{name}$", size=13, on=on, colour=GREEN)


def _draw(figure, parts, output_sees):
    canvas = Canvas(figure.subplots(), WIDTH, HEIGHT)
    put_lstm_together(canvas, {part: part in parts for part in PARTS})
    peephole_wires(canvas, output_sees, on="peepholes" in parts)


def _draw_ways(figure, output_sees):
    canvas = Canvas(figure.subplots(), WIDTH, HEIGHT)
    put_lstm_together(canvas, dict.fromkeys(PARTS, True))
    peephole_wires(canvas, output_sees)
    columns = FORGET, UPDATE, OUTPUT
    ways = {1: (((FORGET + UPDATE) / 2 + 0.7, MEMORY), (-1, 0))}
    ways |= {2 + k: ((x - LEFT, 3.6), (0, 1)) for k, x in enumerate(columns)}
    for number, (place, towards) in ways.items():
        canvas.mark(place, number, towards)


def _known_form(output_sees):
    if output_sees not in FORMS:
        raise ValueError(f"a peephole cell has no form {output_sees!r}, only {FORMS}")
