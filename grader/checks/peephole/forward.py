"""What is asked of one peephole step and of a sequence, in both forms."""

import numpy as np

from grader.checks import draw
from grader.checks.expect import (
    Checks,
    own_copies,
    repeats,
    same,
    silent,
    unchanged,
)
from grader.checks.peephole.asked import (
    FORMS,
    UNITS,
    UNKNOWN,
    in_float32,
    refused,
    shut_and_open,
)
from grader.reference import peephole as reference

CHECKS = Checks()


@CHECKS.check("peephole_cell", forbids=UNITS)
def peephole_cell(student, rng):
    """One step: three gates that see the memory, the candidate, and the blend."""

    def question(batch, n_x, n, dtype=np.float64):
        p, *states = draw.peephole_step(rng, batch=batch, n_x=n_x, n=n, dtype=dtype)
        return *states, p

    args = question(3, 4, 5)
    step = student.peephole_cell(*args)
    expected = reference.peephole_cell(*args)
    for field in ("c_t", "a_t"):
        yield same(field, getattr(step, field), getattr(expected, field), weight=2)
    for field in ("gamma_u", "gamma_f", "gamma_o", "c_tilde"):
        yield same(field, getattr(step, field), getattr(expected, field))
    for field in ("a_prev", "c_prev", "x_t"):
        yield repeats(field, getattr(step, field), getattr(expected, field))
    yield unchanged("inputs are left unchanged", step)
    yield refused(student.peephole_cell(*args, output_sees=UNKNOWN), step)
    named = student.peephole_cell(*args, output_sees="previous")
    yield same("'previous' is the default", named, expected)
    current = student.peephole_cell(*args, output_sees="current")
    expected = reference.peephole_cell(*args, output_sees="current")
    for field in ("gamma_o", "c_t", "a_t"):
        got = getattr(current, field)
        yield same(f"{field}, output sees current", got, getattr(expected, field))
    yield unchanged("inputs are left unchanged, current", current)

    batch, n_x, n = draw.sizes(rng, 3)
    for form in FORMS:
        for name, size in (("other sizes", batch), ("a batch of one", 1)):
            args = question(size, n_x, n)
            step = student.peephole_cell(*args, output_sees=form)
            expected = reference.peephole_cell(*args, output_sees=form)
            yield same(f"{name}, output sees {form}", step, expected)
        again = student.scribbling.peephole_cell(*args, output_sees=form)
        own = f"the step keeps its own copies, {form}"
        yield own_copies(own, again, expected, step)
    *states, p = question(2, 3, 4)
    p = p._replace(**shut_and_open(rng))
    step = student.peephole_cell(*states, p)
    expected = reference.peephole_cell(*states, p)
    yield same("c_t, gates fully shut or open", step.c_t, expected.c_t)
    yield silent("no warning when shut or open", step)
    for form in FORMS:
        args = question(3, 4, 5, np.float32)
        step = student.peephole_cell(*args, output_sees=form)
        expected = reference.peephole_cell(*args, output_sees=form)
        yield from in_float32(step, expected, form)


@CHECKS.check("peephole_forward", forbids=UNITS)
def peephole_forward(student, rng):
    """A sequence: each step takes the activation and the memory of the one before."""

    def question(dtype=np.float64, **sizes):
        p, *sequence = draw.peephole_sequence(rng, dtype=dtype, **sizes)
        return *sequence, p

    args = question(T=6, batch=2, n_x=4, n=3)
    run = student.peephole_forward(*args)
    a, steps = reference.peephole_forward(*args)
    yield same("a", run[0], a, weight=2)
    yield same("the first step", run[1][0], steps[0])
    yield same("the last step", run[1][5], steps[5])
    yield same("all steps", run[1], steps)
    yield unchanged("inputs are left unchanged", run)
    yield refused(student.peephole_forward(*args, output_sees=UNKNOWN), run)
    named = student.peephole_forward(*args, output_sees="previous")
    yield same("'previous' is the default", named, (a, steps))
    run = student.peephole_forward(*args, output_sees="current")
    a, steps = reference.peephole_forward(*args, output_sees="current")
    yield same("a, output sees current", run[0], a, weight=2)
    yield same("all steps, output sees current", run[1], steps)
    again = student.scribbling.peephole_forward(*args, output_sees="current")
    yield own_copies("the steps keep their own copies, current", again[1], steps, run)

    batch, n_x, n = draw.sizes(rng, 3)
    for form in FORMS:
        for name, T, size in (("other sizes", 8, batch), ("one step of one", 1, 1)):
            args = question(T=T, batch=size, n_x=n_x, n=n)
            run = student.peephole_forward(*args, output_sees=form)
            expected = reference.peephole_forward(*args, output_sees=form)
            yield same(f"{name}, output sees {form}", run, expected)
        args = question(np.float32, T=6, batch=2, n_x=4, n=3)
        run = student.peephole_forward(*args, output_sees=form)
        expected = reference.peephole_forward(*args, output_sees=form)
        yield from in_float32(run, expected, form)
