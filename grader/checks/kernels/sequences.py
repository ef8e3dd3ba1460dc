"""The checks of the sequence functions: values, gradients, and how they come about."""

from dataclasses import replace

import numpy as np

from grader.checks import draw
from grader.checks.answer import opened
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
from grader.checks.cuda.layers import CURRENT, GRU, PREVIOUS
from grader.checks.expect import Checks, holds, kept, raises, same

CHECKS = Checks()
NOT_OWN = (
    "torch.autograd.grad",
    "torch.autograd.backward",
    "torch.autograd.functional.vjp",
    "torch.func.vjp",
    "torch.func.grad",
    "torch.enable_grad",
    "torch.autograd.enable_grad",
    "torch.set_grad_enabled",
    "torch.autograd.set_grad_enabled",
    "torch.autograd.functional.jacobian",
    "torch.func.jacrev",
    "torch.utils.checkpoint.checkpoint",
)
SIZES = {"T": 6, "batch": 3, "n_x": 4, "n": 5}


@CHECKS.check("gru_sequence", forbids=GRUS + NOT_OWN, by_properties=True)
def gru_sequence(student, rng):
    """The GRU as one step of autograd, every gradient by the learner's own backward."""
    yield from asked(student, rng, "gru_sequence", GRU)


@CHECKS.check("peephole_sequence", forbids=LSTMS + NOT_OWN, by_properties=True)
def peephole_sequence(student, rng):
    """The peephole LSTM as one step of autograd, its output gate on either memory."""
    name = "peephole_sequence"
    first = yield from asked(student, rng, name, PREVIOUS)
    yield from run(
        student, rng, name, CURRENT, SIZES, ", output sees current", "current"
    )
    question = CURRENT.question(rng, **SIZES)
    answer, _ = called(student, name, question, "future")
    yield after(first, raises("another word is a ValueError", answer, ValueError))


def asked(student, rng, name, unit):
    """All that is asked of each of the two; returns the first answer."""
    own = by_hand(student, rng, name, unit)
    first = yield from run(student, rng, name, unit, SIZES, own=own)
    batch, n_x, n = draw.sizes(rng, 3)
    for label, T, m in (("other sizes", 8, batch), ("a batch of one", 5, 1)):
        question = unit.question(rng, T=T, batch=m, n_x=n_x, n=n)
        answer, _ = called(student, name, question)
        expected, *_ = unit.answer(*question)
        yield same(label, told(student, "plain", answer), expected, tol=EXACT)
    question = unit.question(rng, T=1, batch=2, n_x=n_x, n=n)
    answer, things = called(student, name, question)
    grads = told(student, "gradients", answer, question[3], *things)
    yield own(
        same("gradients of a single step", grads, expected_gradients(unit, question))
    )
    last = unit.question(rng, **SIZES)
    last[3][:-1] = 0
    answer, things = called(student, name, last)
    grads = told(student, "gradients", answer, last[3], *things)
    expected = expected_gradients(unit, last)
    label = "gradients, upstream on the last step only"
    yield own(same(label, grads, expected, tol=EXACT))
    answer, _ = called(student, name, question, dtype="float32")
    answer = told(student, "plain", answer)
    yield same("values in float32", answer, np.float32(unit.answer(*question)[0]))
    yield kept("float32 in, float32 out", answer, np.float32)
    yield from practice(student, rng, name, unit, first)
    return first


def by_hand(student, rng, name, unit):
    """Puts an expectation of a gradient right: what autograd has made earns nothing.

    Autograd goes back once, when it is asked to; on the way it is told to record
    nothing. Whatever else it does, it does in the place of a derivation.
    """
    told(student, "start_counting")
    answer, _ = called(student, name, unit.question(rng, **SIZES))
    return derived(student, answer)


def derived(student, answer):
    """The same, of an `answer` that was made since "start_counting"."""
    back = told(student, "recorded_back", answer)
    recorded, functions = opened(back[0])[0], opened(back[1])[0]
    times, _, _ = opened(told(student, "stop_counting"))

    def own(expectation):
        if not expectation.passed or (functions and (recorded, times) == (0, 1)):
            return expectation
        message = "autograd has made it: derive the way back, and write it down"
        return replace(expectation, passed=False, message=message)

    return own


def run(student, rng, name, unit, sizes, of="", *args, own=None):
    """Outputs and every gradient of one run; returns the values."""
    own = own or by_hand(student, rng, name, unit)
    question = unit.question(rng, **sizes)
    answer, things = called(student, name, question, *args)
    out, values = unit.answer(*question)[0], told(student, "plain", answer)
    yield same(f"outputs{of}", values, out, tol=EXACT, weight=2)
    grads = told(student, "gradients", answer, question[3], *things)
    *expected, dp = expected_gradients(unit, question)
    for k, part in enumerate(("x", "a0", "c0") if unit.states > 1 else ("x", "c0")):
        yield own(same(f"d{part}{of}", grads[k], expected[k], tol=EXACT))
    for field in dp._fields:
        got, wanted = getattr(grads[len(expected)], field), getattr(dp, field)
        yield own(same(f"d{field}{of}", got, wanted, tol=EXACT))
    if not of:
        now = told(student, "plain", *things)
        p, x, state, _ = question
        states = state if unit.states > 1 else (state,)
        yield form("inputs are left unchanged", values, now, (x, *states, p))
    return values


def practice(student, rng, name, unit, first):
    """One step of autograd, large products, any device: counts where values hold."""
    graph, back = [], []
    for T in (6, 9):
        answer, _ = called(student, name, unit.question(rng, **SIZES | {"T": T}))
        graph.append(told(student, "graph_size", answer))
        back.append(told(student, "products_back", answer))
    one = holds(
        "one step of autograd, however long",
        graph[1],
        lambda size: size == opened(graph[0])[0],
        "the steps of autograd grow in number with the sequence",
        weight=4,
    )
    yield after(first, one)
    large = holds(
        "weight gradients in large products",
        back[1],
        lambda found: summed(found) == summed(opened(back[0])[0]),
        "products over one step's examples grow in number with the sequence: make "
        "the weight gradients of all steps at once",
        weight=4,
    )
    yield after(first, large)
    question = unit.question(rng, **SIZES)
    told(student, "start_watch")
    answer, _ = called(student, name, question, dtype="float32", device="meta")
    back_there = told(student, "products_back", answer)
    told(student, "stop_watch")
    where = ["meta", "float32", [6, 3, 5], True]
    away = told(student, "where", answer)
    yield shown("works wherever x is, with no way back", first, away, where, weight=1)
    anywhere = "a tensor is made on a fixed device on the way back"
    back_there = holds("so does its backward", back_there, lambda _: True, anywhere)
    yield after(first, back_there)

    def gpu():
        answer, things = called(student, name, question, device="cuda")
        grads = told(student, "gradients", answer, question[3], *things)
        return same("the same on a GPU", grads, expected_gradients(unit, question))

    yield on_gpu("the same on a GPU", student, gpu)


def summed(products):
    """How many of the products sum over the 3 examples of one step."""
    return sum(inner == SIZES["batch"] for _, inner in products)


def called(student, name, question, *args, dtype=None, device="cpu"):
    """The learner's answer, which stays there, and the tensors it was given."""
    p, x, state, _ = question
    states = state if isinstance(state, tuple) else (state,)
    things = [made(student, "tensor", v, dtype, device, True) for v in (x, *states, p)]
    return getattr(student.keeping, name)(*things, *args), things


def expected_gradients(unit, question):
    """dx, those of the states, dp: as NumPy's backward has them."""
    *_, dx, dstate, dp = unit.answer(*question)
    return (dx, *(dstate if unit.states > 1 else (dstate,)), dp)
