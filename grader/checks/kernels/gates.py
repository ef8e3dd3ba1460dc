"""The check of all gates in one kernel: values, gradients, and what the kernel moves.

NumPy's peephole cell says what is right: with weights that pick z out of an input it
has no other products. What a kernel loads and stores is counted where Triton's
interpreter is at work; elsewhere a twin in torch's operators has run, and there is
nothing to count.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from grader.checks import draw
from grader.checks.answer import opened
from grader.checks.asking import (
    EXACT,
    LSTMS,
    NO_TRITON,
    after,
    form,
    made,
    on_gpu,
    shown,
    told,
)
from grader.checks.expect import Checks, holds, kept, not_run, raises, same, together
from grader.checks.kernels.gate_clues import cell, clues, late
from grader.checks.kernels.sequences import NOT_OWN, derived
from grader.reference import peephole

CHECKS = Checks()
PARTS = "zu", "zf", "zo", "zc"
SINGLE = 2e-5  # of float32, gradients included
M, N = 3, 5


@CHECKS.check("fused_gates", forbids=LSTMS + NOT_OWN, by_properties=True)
def fused_gates(student, rng):
    """All gates of one step in one kernel, and back by a derivation of one's own."""
    told(student, "start_kernels")
    told(student, "start_counting")
    answer, _ = called(student, question(rng))
    own = derived(student, made(student, "item", answer, 0))
    asked, first, grads = yield from run(student, rng, own, "previous")
    others = yield from run(student, rng, own, "current", ", output sees current")
    yield from other_questions(student, rng, own)
    yield from practice(student, rng, first)
    yield from moved(student, question(rng, m=7), first)
    yield from clues(asked, first, grads)
    yield from late(others[0], others[2])


def run(student, rng, own, sees, of=""):
    """Both outputs and every gradient of one form; returns these and the question."""
    asked = question(rng)
    answer, things = called(student, asked, sees)
    a_t, c_t, dz, *others = expected_of(asked, sees)
    values = told(student, "plain", answer)
    yield same(f"c_t{of}", values[1], c_t, tol=EXACT)
    yield same(f"a_t{of}", values[0], a_t, tol=EXACT)
    grads = told(student, "gradients", answer, asked[-1], *things)
    for k, part in enumerate(PARTS):
        of_part = np.s_[:, k * N : (k + 1) * N]
        got, wanted = grads[0][of_part], dz[of_part]
        yield own(same(f"d{part}{of}", got, wanted, tol=EXACT))
    for k, part in enumerate(("c_prev", "pu", "pf", "po")):
        yield own(same(f"d{part}{of}", grads[k + 1], others[k], tol=EXACT))
    if not of:
        now = told(student, "plain", *things)
        yield form("inputs are left unchanged", values, now, asked[:-1])
    return asked, values, grads


def other_questions(student, rng, own):
    """Other sizes, each output by itself, views, and single precision."""
    m, n = draw.sizes(rng, 2)
    for label, sizes in (("other sizes", (m, n)), ("a batch of one", (1, n))):
        asked = question(rng, *sizes)
        yield from whole(student, own, label, asked, EXACT)
    asked = question(rng)
    *given, (da, dc) = asked
    for name, upstream in (
        ("gradients by way of a_t alone", (da, 0 * dc)),
        ("gradients by way of c_t alone", (0 * da, dc)),
    ):
        yield from whole(student, own, name, (*given, upstream), EXACT)
    ones = np.ones((M, N)), np.ones((M, N))
    plain_sum = (*given, ones)
    yield from whole(student, own, "views with strides", plain_sum, EXACT, strided=True)
    both = yield from whole(student, own, "in float32", asked, SINGLE, dtype="float32")
    yield kept("float32 in, float32 out", both, np.float32)


def whole(student, own, name, asked, tol, strided=False, **how):
    """Outputs and gradients of one call in one expectation; returns the outputs."""
    answer, things = called(student, asked, strided=strided, **how)
    upstream = (None, None) if strided else asked[-1]
    outputs = told(student, "plain", answer)
    grads = told(student, "gradients", answer, upstream, *things)
    expected = expected_of(asked, "previous")
    right = same(name, outputs, expected[:2], tol=tol)
    back = own(same(name, grads, expected[2:], tol=tol))
    yield together(name, right, back)
    return outputs


def practice(student, rng, first):
    """What it refuses, and where it works: counts where values hold."""
    asked = question(rng)
    answer, _ = called(student, asked, "future")
    yield after(first, raises("another word is a ValueError", answer, ValueError))
    told(student, "start_watch")
    answer, _ = called(student, asked, dtype="float32", device="meta")
    back_there = told(student, "go_back", answer)
    told(student, "stop_watch")
    away = told(student, "where", answer)
    where = [["meta", "float32", [M, N], True]] * 2
    yield shown("works wherever z is", first, away, where, weight=1)
    anywhere = "a tensor is made on a fixed device on the way back"
    there = holds("so does its backward", back_there, lambda _: True, anywhere)
    yield after(first, there)

    def gpu():
        answer, things = called(student, asked, device="cuda")
        grads = told(student, "gradients", answer, asked[-1], *things)
        return same("the same on a GPU", grads, expected_of(asked, "previous")[2:])

    yield on_gpu("the same on a GPU", student, gpu)


def moved(student, asked, first):
    """What one launch each way loads and stores; counts where values hold."""
    numbers = asked[1].size
    watched, _, _ = opened(told(student, "start_kernels"))
    answer, _ = called(student, asked)
    found = {"forward": told(student, "stop_kernels", numbers)}
    told(student, "start_kernels")
    told(student, "go_back", answer)
    found["backward"] = told(student, "stop_kernels", numbers)
    for way, name, holding, most, weight, expected, mistake in COUNTED:
        name = f"{name}, {way}"
        if watched is True:
            condition = partial(holding, most, numbers)
            counted = holds(name, found[way], condition, expected, weight=weight)
            counted = after(first, counted)
        else:
            counted = not_run(name, NO_TRITON, weight=weight)
        yield replace(counted, mistake=mistake)


def launched(most, numbers, found):
    """One launch, and not more than so much arithmetic of torch's own."""
    arithmetic, launches = found
    return len(launches) == 1 and arithmetic <= most


def loaded(most, numbers, found):
    """No number twice, and not more than so many times m n in all."""
    return once([loads for loads, _ in found[1]], most * numbers)


def stored(most, numbers, found):
    """The same of what is stored."""
    return once([stores for _, stores in found[1]], most * numbers)


def once(moved, most):
    """Is there something that moved, not too much, and none of it once more?"""
    return 0 < sum(every for every, _ in moved) <= most and not any(
        again for _, again in moved
    )


ONE, EACH, FEW = "kernel_launches", "kernel_loads", "kernel_stores"
COUNTED = (
    *(
        ("forward", "one launch", launched, 0, 7, "one launch, nothing else", ONE),
        ("forward", "loads once", loaded, 5, 5, "z and c_prev loaded once", EACH),
        ("forward", "stores", stored, 7, 4, "7 m n numbers stored at most", FEW),
    ),
    *(
        ("backward", "one launch", launched, 3, 7, "one launch, three sums", ONE),
        ("backward", "loads once", loaded, 9, 5, "9 m n loaded, each once", EACH),
        ("backward", "stores", stored, 8, 4, "8 m n numbers stored at most", FEW),
    ),
)
"""Way, name, how it is counted, how much is allowed, weight, what was expected."""


def question(rng, m=M, n=N):
    """z (m, 4n), c_prev (m, n), pu, pf, po (n,), and upstream gradients of a and c."""
    p = draw.peephole_params(rng, 1, n)
    c_prev, *upstream = (draw.normal(rng, m, n) for _ in range(3))
    return draw.normal(rng, m, 4 * n), c_prev, p.pu, p.pf, p.po, tuple(upstream)


def expected_of(asked, sees):
    """(a_t, c_t, dz, dc_prev, dpu, dpf, dpo), as NumPy's cell has them."""
    step, p = cell(asked, sees)
    back = peephole.peephole_cell_backward(*asked[-1], step, p, sees)
    _, dc_prev, dz, dp = back
    return step.a_t, step.c_t, dz, dc_prev, dp.pu, dp.pf, dp.po


def called(student, asked, *args, dtype=None, device="cpu", strided=False):
    """The learner's answer, which stays there, and the tensors it was given."""
    things = [made(student, "tensor", v, dtype, device, True) for v in asked[:5]]
    if strided:
        things = [made(student, "strided", thing) for thing in things]
    return student.keeping.fused_gates(*things, *args), things
