"""The three units as the CUDA notebook's checks ask of them: numbers known by hand.

What is known holds for a layer and for a sequence function alike. All weights are zero
but for what a question names; m = 3 examples, n_x = 4, n = 5, T = 6.
"""

from typing import NamedTuple

import numpy as np

from utils.checks.draws import OPEN, SHUT, random_lstm_sequence, random_sequence
from utils.params import GRUParams, PeepholeParams

LN2, LN3 = np.log(2), np.log(3)  # tanh(ln 2) = 3/5, σ(ln 3) = 3/4


class Known(NamedTuple):
    """A question whose answer is known: what it shows, and why it may fail."""

    label: str
    p: tuple
    x: np.ndarray
    state: tuple
    out: np.ndarray
    why: str
    sees: str = "previous"  # what a peephole LSTM's output gate is told to see


def question(kind):
    """Random parameters of a `kind`, x (6, 3, 4), and a state, a tuple of (3, 5)."""
    if kind is GRUParams:
        p, x, c0 = random_sequence()
        return p, x, (c0,)
    p, x, a0, c0 = random_lstm_sequence()
    if kind is PeepholeParams:
        peepholes = np.random.default_rng(8).normal(size=(3, 5))
        p = PeepholeParams(*p[:4], *peepholes, *p[4:])
    return p, x, (a0, c0)


def zeros(kind, n_x=4, n=5):
    """Parameters of a `kind` that are all zero."""
    sizes = {"W": (n, n + n_x), "b": (n,), "p": (n,)}
    return kind(*(np.zeros(sizes[name[0]]) for name in kind._fields))


def known(kind):
    """All that is known of a `kind`: GRUParams, LSTMParams or PeepholeParams."""
    if kind is GRUParams:
        return list(_of_gru())
    more = _of_peepholes() if kind is PeepholeParams else ()
    return [*_of_lstm(kind), *more]


def _of_gru():
    p, x, (c0,) = question(GRUParams)
    flat = zeros(GRUParams)
    halves = c0 / 2.0 ** np.arange(1, 7)[:, None, None]
    label = "zero weights: the memory halves at each step"
    yield Known(label, flat, x, (c0,), halves, "unit_half")
    shut = p._replace(bu=np.full(5, SHUT))
    kept = np.broadcast_to(c0, halves.shape)
    yield Known("Γu = 0 keeps c0 for ever", shut, x, (c0,), kept, "unit_keep")
    taken = flat._replace(bu=np.full(5, OPEN), bc=np.full(5, LN2))
    label = "Γu = 1 takes the candidate, tanh(ln 2) = 3/5"
    yield Known(label, taken, x, (c0,), np.full(halves.shape, 0.6), "unit_take")
    routed = zeros(GRUParams, 1, 2)._replace(bu=np.full(2, OPEN))
    routed.Wc[0, 1], routed.Wc[1, 2] = LN2, LN3  # c̃[0] sees c[1], c̃[1] sees x
    one = np.array([[0.0, 1.0]])
    x = np.ones((1, 1, 1))
    for bias, first, label in (
        ([SHUT, OPEN], 0.6, "the memory first, and Γr before Wc"),
        ([OPEN, SHUT], 0.0, "Γr cuts the memory out, not x<t>"),
    ):
        out = np.array([[[first, 0.8]]])
        yield Known(
            label, routed._replace(br=np.array(bias)), x, (one,), out, "unit_reset"
        )


def _of_lstm(kind):
    _, x, (a0, c0) = question(kind)
    flat = zeros(kind)
    halves = np.tanh(c0 / 2.0 ** np.arange(1, 7)[:, None, None]) / 2
    label = "zero weights: the memory halves, half of its tanh comes out"
    yield Known(label, flat, x, (a0, c0), halves, "unit_half")
    kept = {"bu": SHUT, "bf": OPEN, "bo": OPEN}
    out = np.broadcast_to(np.tanh(c0), halves.shape)
    label = "Γu = 0, Γf = 1 keeps c0 for ever"
    yield Known(label, biased(flat, **kept), x, (a0, c0), out, "unit_keep")
    taken = {"bu": OPEN, "bf": SHUT, "bo": LN3, "bc": LN2}
    out = np.full(halves.shape, 0.75 * np.tanh(0.6))
    label = "Γu = 1, Γf = 0 takes the candidate; Γo = 3/4 of it comes out"
    yield Known(label, biased(flat, **taken), x, (a0, c0), out, "unit_take")
    added = biased(flat, bu=OPEN, bf=OPEN, bo=OPEN, bc=LN2)
    out = np.tanh(c0 + 0.6 * np.arange(1, 7)[:, None, None])
    label = "Γu = Γf = 1 adds the candidate to what is kept"
    yield Known(label, added, x, (a0, c0), out, "unit_add")
    routed = biased(zeros(kind, 1, 2), bu=OPEN, bf=SHUT, bo=OPEN)
    routed.Wc[0, 1], routed.Wc[1, 2] = LN2, LN3  # c̃[0] sees a[1], c̃[1] sees x
    one = np.array([[0.0, 1.0]])
    out = np.tanh([[[0.6, 0.8]]])
    label = "a<t-1> first, then x<t>"
    yield Known(label, routed, np.ones((1, 1, 1)), (one, 7 * one), out, "unit_order")


def _of_peepholes():
    """Γu = 3/4 of c̃ = 3/5 and Γf = 1/4 of c = 1 make 0.7; Γo = 3/4 by what it sees."""
    flat = biased(zeros(PeepholeParams, 1, 2), pu=LN3, pf=-LN3, bc=LN2)
    x, one = np.zeros((1, 1, 1)), np.ones((1, 2))
    for sees, size in (("previous", LN3), ("current", LN3 / 0.7)):
        out = np.full((1, 1, 2), 0.75 * np.tanh(0.7))
        label = f"peepholes: Γu = 3/4, Γf = 1/4, Γo = 3/4, output sees {sees}"
        p = biased(flat, po=size)
        yield Known(label, p, x, (0 * one, one), out, "unit_peephole", sees)


def biased(p, **values):
    """`p` with the same number in all elements of some biases or peepholes."""
    fields = {name: np.full(getattr(p, name).shape, v) for name, v in values.items()}
    return p._replace(**fields)
