"""What is asked of the gradients of one step and of a sequence, in both forms."""

import numpy as np

from grader.checks import draw
from grader.checks.expect import Checks, same, unchanged
from grader.checks.peephole.asked import (
    FORMS,
    UNITS,
    UNKNOWN,
    each_gradient,
    in_float32,
    refused,
)
from grader.checks.real_size import REAL_SIZE
from grader.reference import peephole as reference

CHECKS = Checks()
OF_REAL_SIZE = f"{REAL_SIZE}, output sees current"
LARGE = 1000.0  # a gradient that nobody asked to clip


@CHECKS.check("peephole_cell_backward", forbids=UNITS)
def peephole_cell_backward(student, rng):
    """Every gradient of one step, from those that arrive at a_t and at c_t."""

    def question(form, batch, n_x, n, dtype=np.float64):
        p, *states = draw.peephole_step(rng, batch=batch, n_x=n_x, n=n, dtype=dtype)
        step = reference.peephole_cell(*states, p, form)
        da_t, dc_t = draw.normal(rng, 2, batch, n, dtype=dtype)
        return da_t, dc_t, step, p

    args = question("current", 16, 32, 128)
    grads = student.peephole_cell_backward(*args, output_sees="current")
    expected = reference.peephole_cell_backward(*args, "current")
    yield same(OF_REAL_SIZE, grads, expected)
    batch, n_x, n = draw.sizes(rng, 3)
    for form in FORMS:
        args = question(form, 3, 4, 5)
        grads = student.peephole_cell_backward(*args, output_sees=form)
        expected = reference.peephole_cell_backward(*args, form)
        names = ("da_prev", "dc_prev", "dx_t")
        yield from each_gradient(names, grads, expected, form)
        yield unchanged(f"inputs are left unchanged, {form}", grads)
        if form == "previous":
            by_default = student.peephole_cell_backward(*args)
            yield same("'previous' is the default", by_default, expected)
            unknown = student.peephole_cell_backward(*args, output_sees=UNKNOWN)
            yield refused(unknown, grads)
        da_t, dc_t, step, p = args
        for name, arriving in (
            ("nothing arrives at a_t", (0 * da_t, dc_t)),
            ("nothing arrives at c_t", (da_t, 0 * dc_t)),
        ):
            args = *arriving, step, p
            grads = student.peephole_cell_backward(*args, output_sees=form)
            expected = reference.peephole_cell_backward(*args, form)
            yield same(f"{name}, output sees {form}", grads, expected)
        for name, size in (("other sizes", batch), ("a batch of one", 1)):
            args = question(form, size, n_x, n)
            grads = student.peephole_cell_backward(*args, output_sees=form)
            expected = reference.peephole_cell_backward(*args, form)
            yield same(f"{name}, output sees {form}", grads, expected)
        args = question(form, 3, 4, 5, np.float32)
        grads = student.peephole_cell_backward(*args, output_sees=form)
        expected = reference.peephole_cell_backward(*args, form)
        yield from in_float32(grads, expected, form)


@CHECKS.check("peephole_backward", forbids=UNITS)
def peephole_backward(student, rng):
    """Every gradient of a sequence, parameters summed over all of its steps."""

    def question(form, dtype=np.float64, **sizes):
        p, *sequence = draw.peephole_sequence(rng, dtype=dtype, **sizes)
        a, steps = reference.peephole_forward(*sequence, p, form)
        return draw.normal(rng, *a.shape, dtype=dtype), steps, p

    args = question("current", T=5, batch=2, n_x=16, n=128)
    grads = student.peephole_backward(*args, output_sees="current")
    expected = reference.peephole_backward(*args, "current")
    yield same(OF_REAL_SIZE, grads, expected)
    batch, n_x, n = draw.sizes(rng, 3)
    names = ("dx", "da0", "dc0")
    for form in FORMS:
        args = question(form, T=6, batch=2, n_x=4, n=3)
        grads = student.peephole_backward(*args, output_sees=form)
        expected = reference.peephole_backward(*args, form)
        yield from each_gradient(names, grads, expected, form)
        yield unchanged(f"inputs are left unchanged, {form}", grads)
        if form == "previous":
            by_default = student.peephole_backward(*args)
            yield same("'previous' is the default", by_default, expected)
            unknown = student.peephole_backward(*args, output_sees=UNKNOWN)
            yield refused(unknown, grads)
        da, steps, p = args
        args = np.concatenate([0 * da[:-1], LARGE * da[-1:]]), steps, p
        grads = student.peephole_backward(*args, output_sees=form)
        expected = reference.peephole_backward(*args, form)
        for k, name in enumerate((*names, "dp")):
            yield same(f"{name}, last step only, {form}", grads[k], expected[k])
        for name, T, size in (("other sizes", 8, batch), ("a batch of one", 9, 1)):
            args = question(form, T=T, batch=size, n_x=n_x, n=n)
            grads = student.peephole_backward(*args, output_sees=form)
            expected = reference.peephole_backward(*args, form)
            yield same(f"{name}, output sees {form}", grads, expected)
        args = question(form, np.float32, T=6, batch=2, n_x=4, n=3)
        grads = student.peephole_backward(*args, output_sees=form)
        expected = reference.peephole_backward(*args, form)
        yield from in_float32(grads, expected, form)
