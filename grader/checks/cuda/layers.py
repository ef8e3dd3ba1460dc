"""The checks of the three layers, one after the other with the same questions.

However a layer keeps its parameters, the way is the same in which its outputs move
with the parameters it was given: gradients are compared along directions in these.

The formulas were exercises before: half of the points are for what is new here, a layer
that works wherever its input is, that an optimiser can train, and that makes the
products with x once.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import draw
from grader.checks.asking import (
    EXACT,
    GRUS,
    LSTMS,
    after,
    form,
    made,
    on_gpu,
    shown,
    told,
)
from grader.checks.expect import Checks, holds, kept, raises, same
from grader.reference import gru, lstm, peephole

CHECKS = Checks()
SIZES = {"T": 6, "batch": 3, "n_x": 4, "n": 5}


@dataclass
class Unit:
    """One unit in NumPy: how to draw it, run it, and go back through it."""

    name: str
    drawn: Callable  # (rng, n_x, n) -> parameters
    states: int  # of how many arrays its state is
    forward: Callable  # (x, *state, p) -> outputs, steps
    backward: Callable  # (upstream, steps, p) -> dx, *dstate, dp

    def question(self, rng, *, T, batch, n_x, n):
        """Parameters, x, a state and upstream gradients."""
        state = tuple(draw.normal(rng, batch, n) for _ in range(self.states))
        p, x = self.drawn(rng, n_x, n), draw.normal(rng, T, batch, n_x)
        return (
            p,
            x,
            (state if self.states > 1 else state[0]),
            draw.normal(rng, T, batch, n),
        )

    def answer(self, p, x, state, upstream):
        """What `run_layer` should say of it, but for the slopes, and dp."""
        state = state if self.states > 1 else (state,)
        out, steps = self.forward(x, *state, p)
        dx, *dstate, dp = self.backward(upstream, steps, p)
        last = (out[-1], steps[-1].c_t) if self.states > 1 else out[-1]
        return out, last, dx, tuple(dstate) if self.states > 1 else dstate[0], dp

    def zeros(self, state):
        """A state of zeros of the same shape."""
        return tuple(map(np.zeros_like, state)) if self.states > 1 else 0 * state


def peephole_unit(output_sees):
    """The peephole LSTM with its output gate on one or the other memory."""
    return Unit(
        "PeepholeLSTMLayer",
        draw.peephole_params,
        2,
        lambda *args: peephole.peephole_forward(*args, output_sees),
        lambda *args: peephole.peephole_backward(*args, output_sees),
    )


GRU = Unit("GRULayer", draw.gru_params, 1, gru.gru_forward, gru.gru_backward)
LSTM = Unit("LSTMLayer", draw.lstm_params, 2, lstm.lstm_forward, lstm.lstm_backward)
PREVIOUS, CURRENT = peephole_unit("previous"), peephole_unit("current")


@CHECKS.check("GRULayer", forbids=GRUS, by_properties=True)
def gru_layer(student, rng):
    """The GRU as a module: outputs, last memory, and every gradient."""
    yield from asked(student, rng, GRU)


@CHECKS.check("LSTMLayer", forbids=LSTMS, by_properties=True)
def lstm_layer(student, rng):
    """The LSTM as a module: outputs, last state, and every gradient."""
    yield from asked(student, rng, LSTM)


@CHECKS.check("PeepholeLSTMLayer", forbids=LSTMS, by_properties=True)
def peephole_layer(student, rng):
    """The peephole LSTM as a module, its output gate on either memory."""
    right = yield from asked(student, rng, PREVIOUS)
    answer = student.keeping.PeepholeLSTMLayer(4, 5, "future")
    yield after(right, raises("another word is a ValueError", answer, ValueError))
    yield from run(student, rng, CURRENT, ", output sees current", "current")


def asked(student, rng, unit):
    """All that is asked of each of the layers; returns the first answer."""
    first = yield from run(student, rng, unit)
    p, x, state, upstream = unit.question(rng, **SIZES)
    out, *_ = unit.answer(p, x, unit.zeros(state), upstream)
    answer = told(student, "run_layer", layer(student, unit), p, x, None, upstream)
    yield same("no state is a state of zeros", answer["out"], out, tol=EXACT)
    yield from told_apart(student, rng, unit)
    batch, n_x, n = draw.sizes(rng, 3)
    for name, m, T in (("other sizes", batch, 8), ("a batch of one", 1, 5)):
        p, x, state, upstream = unit.question(rng, T=T, batch=m, n_x=n_x, n=n)
        out, *_ = unit.answer(p, x, state, upstream)
        whole = layer(student, unit, n_x, n)
        answer = told(student, "run_layer", whole, p, x, state, upstream)
        yield same(name, answer["out"], out, tol=EXACT, weight=0.5)
    answer = told(student, "run_layer", whole, p, x, state, upstream, (), "float32")
    yield same("values in float32", answer["out"], out.astype(np.float32))
    yield kept("float32 in, float32 out", answer["out"], np.float32)
    yield from practice(student, rng, unit, first)
    return first


def told_apart(student, rng, unit):
    """Questions in which some mistakes do not show: which it is, the others tell."""
    p, x, state, upstream = unit.question(rng, **SIZES)
    small = tuple(1e-5 * part for part in state) if unit.states > 1 else 1e-5 * state
    single = unit.question(rng, T=1, batch=1, n_x=4, n=5)
    for name, question in (
        ("all parameters zero, a small state", (zero(p), x, small, upstream)),
        ("all gates alike", (alike(p), x, alike_parts(state), upstream)),
        ("one step of one example", single),
        *((name, (q, x, state, upstream)) for name, q in special(unit, p)),
        *small_memory(unit, p, x, state, upstream),
    ):
        answer = told(student, "run_layer", layer(student, unit), *question)
        out = unit.answer(*question)[0]
        yield same(name, answer["out"], out, tol=EXACT, weight=0.25)


def special(unit, p):
    """Parameters by which the mistakes of one unit are told apart."""
    if unit is GRU:
        half = p._replace(Wr=0 * p.Wr, br=0 * p.br)
        yield "the relevance gate open", half._replace(br=half.br + 40)
        yield "the relevance gate half open", half
    else:
        yield "a forget gate of 1 - Γu", one_minus(p)
    if unit.name == "PeepholeLSTMLayer":
        yield "no peephole at the update gate", p._replace(pu=0 * p.pu)


def small_memory(unit, p, x, state, upstream):
    """Nothing but peepholes, and a memory that is its own tanh."""
    if unit.name == "PeepholeLSTMLayer":
        alone = zero(p)._replace(pu=p.pu, pf=p.pf, po=p.po)
        small = tuple(1e-4 * part for part in state)
        yield "peepholes alone, a small memory", (alone, x, small, upstream)


def one_minus(p):
    """`p` with the forget gate one minus the update gate."""
    fields = {
        f"{part}f": -getattr(p, f"{part}u") for part in "Wpb" if f"{part}u" in p._fields
    }
    return p._replace(**fields)


def run(student, rng, unit, of="", *args):
    """Outputs and gradients of one run from a random state; returns the answer."""
    p, x, state, upstream = unit.question(rng, **SIZES)
    out, last, dx, dstate, dp = unit.answer(p, x, state, upstream)
    ways = directions(rng, p)
    whole = layer(student, unit, SIZES["n_x"], SIZES["n"], *args)
    answer = told(student, "run_layer", whole, p, x, state, upstream, ways)
    yield same(f"outputs{of}", answer["out"], out, tol=EXACT, weight=2)
    yield same(f"the last state{of}", answer["state"], last, tol=EXACT)
    yield same(f"dx{of}", answer["dx"], dx, tol=EXACT)
    yield same(f"gradient of the first state{of}", answer["dstate"], dstate, tol=EXACT)
    for k, (field, way) in enumerate(zip(p._fields, ways, strict=True)):
        slope = sum(float(np.sum(d * v)) for d, v in zip(dp, way, strict=True))
        slopes = answer["slopes"][k]
        yield same(f"gradient of {field}{of}", slopes, slope, tol=EXACT, weight=0.5)
    return answer


def practice(student, rng, unit, first):
    """What a layer needs to be trained anywhere: counts where its values hold."""
    p, x, state, upstream = unit.question(rng, **SIZES)
    out, *_ = unit.answer(p, x, unit.zeros(state), upstream)
    answer = told(student, "moved_after_loading", layer(student, unit), p, x)
    yield holds(
        "an optimiser made before load_params moves it",
        answer,
        lambda made: (
            np.allclose(made[0], out, 1e-4, 1e-4)
            and np.abs(made[1] - made[0]).max() > 1e-6
        ),
        "load_params should write into the parameters that are there",
        weight=3,
    )
    yield form("training leaves the arrays of p as they were", answer, answer[2], p)
    there = told(student, "loaded_on_meta", layer(student, unit), p)
    yield shown(
        "load_params writes where the layer is", first, there, ["meta"], weight=1.5
    )
    shape, last = [4, 2, 5], ["meta", "float32", [2, 5], True]
    where = [
        ["meta", "float32", shape, True],
        [last, last] if unit.states > 1 else last,
    ]
    away = told(student, "run_on_meta", layer(student, unit), [4, 2, 4])
    yield shown("works wherever x is, with no way back", first, away, where, weight=5)
    xs = made(student, "tensor", np.zeros((6, 3, 11), np.float32))
    longer = made(student, "tensor", np.zeros((9, 3, 11), np.float32))
    products = told(student, "products_of", layer(student, unit, 11), xs, longer)
    once = holds(
        "products with x are made outside the loop",
        products,
        lambda found: with_x(found[0]) == with_x(found[1]),
        "the products with x grow in number with the sequence: make one for all steps",
        weight=5,
    )
    yield after(first, once)
    p, x, state, upstream = unit.question(rng, **SIZES)
    out, _, dx, *_ = unit.answer(p, x, state, upstream)

    def gpu():
        args = layer(student, unit), p, x, state, upstream, (), "float64", "cuda"
        answer = told(student, "run_layer", *args)
        return same("the same on a GPU", [answer["out"], answer["dx"]], [out, dx])

    yield on_gpu("the same on a GPU", student, gpu)


def layer(student, unit, n_x=SIZES["n_x"], n=SIZES["n"], *args):
    """A new layer of the learner's, which stays there."""
    return getattr(student.keeping, unit.name)(n_x, n, *args)


def zero(p):
    """Parameters of zero: every gate is half open, every candidate zero."""
    return type(p)(*(0 * part for part in p))


def alike(p):
    """The same numbers for every gate and for the candidate: their order is hidden."""
    return type(p)(*(p[[f[0] for f in p._fields].index(f[0])] for f in p._fields))


def alike_parts(state):
    """A state whose parts are equal."""
    return (state[0], state[0].copy()) if isinstance(state, tuple) else state


def directions(rng, p):
    """For each field a direction in which it alone moves."""
    return [
        type(p)(*(draw.normal(rng, *a.shape) * (a is part) for a in p)) for part in p
    ]


def with_x(products):
    """How many of the products are with an x of 11, alone or beside a state of 5."""
    return sum(inner in (11, 16) for _, inner in products)
