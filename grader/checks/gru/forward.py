"""What is asked of one step, and of a sequence of them."""

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
from grader.checks.gru.asked import FAR, GRUS, asked, asked_in_float32
from grader.reference import gru as reference

CHECKS = Checks()


@CHECKS.check("gru_cell", forbids=GRUS)
def gru_cell(student, rng):
    """One step: two gates, the candidate, and the blend of new and kept memory."""
    p, c_prev, x_t = draw.gru_step(rng, batch=3, n_x=4, n_c=5)
    step = student.gru_cell(c_prev, x_t, p)
    expected = reference.gru_cell(c_prev, x_t, p)
    yield same("c_t", step.c_t, expected.c_t, weight=2)
    for field in ("gamma_u", "gamma_r", "c_tilde"):
        yield same(field, getattr(step, field), getattr(expected, field))
    for field in ("c_prev", "x_t"):
        yield repeats(field, getattr(step, field), getattr(expected, field))
    yield unchanged("inputs are left unchanged", step)
    batch, n_x, n_c = draw.sizes(rng, 3)
    p, c_prev, x_t = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n_c)
    expected = reference.gru_cell(c_prev, x_t, p)
    other = student.gru_cell(c_prev, x_t, p)
    yield same("other sizes", other, expected)
    step = student.scribbling.gru_cell(c_prev, x_t, p)
    yield own_copies("the step keeps its own copies", step, expected, other)
    p, c_prev, x_t = draw.gru_step(rng, batch=1, n_x=n_x, n_c=n_c)
    yield from asked(student, "gru_cell", "a batch of one", c_prev, x_t, p)
    p = p._replace(bu=FAR * draw.signs(rng, n_c))
    step = student.gru_cell(c_prev, x_t, p)
    expected = reference.gru_cell(c_prev, x_t, p)
    yield same("c_t, update gate fully shut or open", step.c_t, expected.c_t)
    yield silent("no warning when shut or open", step)
    p, c_prev, x_t = draw.gru_step(rng, batch=3, n_x=4, n_c=5, dtype=np.float32)
    yield from asked_in_float32(student, "gru_cell", c_prev, x_t, p)


@CHECKS.check("gru_forward", forbids=GRUS)
def gru_forward(student, rng):
    """A sequence: each step takes the memory that the step before it made."""
    p, x, c0 = draw.gru_sequence(rng, T=6, batch=2, n_x=4, n_c=3)
    c, steps = reference.gru_forward(x, c0, p)
    run = student.gru_forward(x, c0, p)
    yield same("c", run[0], c, weight=2)
    yield same("the first step", run[1][0], steps[0])
    yield same("the last step", run[1][5], steps[5])
    yield same("all steps", run[1], steps)
    yield unchanged("inputs are left unchanged", run)
    again = student.scribbling.gru_forward(x, c0, p)
    yield own_copies("the steps keep their own copies", again[1], steps, run)
    batch, n_x, n_c = draw.sizes(rng, 3)
    p, x, c0 = draw.gru_sequence(rng, T=8, batch=batch, n_x=n_x, n_c=n_c)
    expected = reference.gru_forward(x, c0, p)
    yield same("c for other sizes", student.gru_forward(x, c0, p)[0], expected[0])
    p, x, c0 = draw.gru_sequence(rng, T=1, batch=1, n_x=n_x, n_c=n_c)
    yield from asked(student, "gru_forward", "one step, a batch of one", x, c0, p)
    p, x, c0 = draw.gru_sequence(rng, T=6, batch=2, n_x=4, n_c=3, dtype=np.float32)
    yield from asked_in_float32(student, "gru_forward", x, c0, p)
