"""What is asked of the gradients: those by differences, and those by hand."""

from functools import partial

import numpy as np

from grader.checks import draw
from grader.checks.expect import Checks, same, unchanged
from grader.checks.gru.asked import FAR, GRUS, LARGE, asked, asked_in_float32
from grader.checks.real_size import REAL_SIZE
from grader.checks.tolerance import FINITE_DIFFERENCES
from grader.reference import gru as reference
from utils.fixtures import scalar_function

CHECKS = Checks()


@CHECKS.check("numerical_gradient")
def numerical_gradient(student, rng):
    """A gradient from values of f alone, by central differences."""

    def ask(name, kind, shape, *eps, tol=None):
        w, x = rng.uniform(0.5, 1.5, size=shape), rng.uniform(-1, 1, size=shape)
        f = student.build("scalar_function", kind, w)
        answer = student.numerical_gradient(f, x, *eps)
        expected = reference.numerical_gradient(scalar_function(kind, w), x, *eps)
        yield same(name, answer, expected, tol=tol)
        return answer

    yield from ask("values", "exponential", 5, tol=FINITE_DIFFERENCES)
    table = draw.sizes(rng, 2)
    answer = yield from ask("x of two axes", "cubic", table, tol=FINITE_DIFFERENCES)
    yield unchanged("x is left unchanged", answer)
    yield from ask("exact on a parabola, as only central is", "parabola", 4, 0.1)
    yield from ask("a large eps is used as given", "cubic", 4, 0.3)
    yield from ask("entries that act together", "wave", (2, 3), 0.05)


@CHECKS.check("gru_cell_backward", forbids=GRUS)
def gru_cell_backward(student, rng):
    """Every gradient of one step, from the gradient that arrives at its memory."""

    def question(batch, n_x, n_c, dtype=np.float64, **replace):
        p, c_prev, x_t = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n_c, dtype=dtype)
        p = p._replace(**replace)
        dc_t = draw.normal(rng, batch, n_c, dtype=dtype)
        return dc_t, reference.gru_cell(c_prev, x_t, p), p

    ask = partial(asked, student, "gru_cell_backward")
    yield from ask(REAL_SIZE, *question(16, 32, 128))
    args = question(3, 4, 5)
    grads = student.gru_cell_backward(*args)
    dc_prev, dx_t, dp = reference.gru_cell_backward(*args)
    yield same("dc_prev", grads[0], dc_prev, weight=2)
    yield same("dx_t", grads[1], dx_t)
    for field in dp._fields:
        yield same(f"d{field}", getattr(grads[2], field), getattr(dp, field))
    yield unchanged("inputs are left unchanged", grads)
    batch, n_x, n_c = draw.sizes(rng, 3)
    yield from ask("other sizes", *question(batch, n_x, n_c))
    yield from ask("a batch of one", *question(1, n_x, n_c))
    args = question(3, n_x, n_c, bu=FAR * draw.signs(rng, n_c))
    grads = student.gru_cell_backward(*args)
    dc_prev, _, _ = reference.gru_cell_backward(*args)
    yield same("dc_prev, update gate fully shut or open", grads[0], dc_prev)
    args = question(3, 4, 5, np.float32)
    yield from asked_in_float32(student, "gru_cell_backward", *args)


@CHECKS.check("gru_backward", forbids=GRUS)
def gru_backward(student, rng):
    """Every gradient of a sequence, parameters summed over all of its steps."""

    def question(dtype=np.float64, **sizes):
        p, x, c0 = draw.gru_sequence(rng, dtype=dtype, **sizes)
        _, steps = reference.gru_forward(x, c0, p)
        return draw.normal(rng, *x.shape[:2], c0.shape[1], dtype=dtype), steps, p

    ask = partial(asked, student, "gru_backward")
    yield from ask(REAL_SIZE, *question(T=5, batch=2, n_x=16, n_c=128))
    args = question(T=6, batch=2, n_x=4, n_c=3)
    grads = student.gru_backward(*args)
    dx, dc0, dp = reference.gru_backward(*args)
    yield same("dx", grads[0], dx)
    yield same("dc0", grads[1], dc0)
    for field in dp._fields:
        yield same(f"d{field}", getattr(grads[2], field), getattr(dp, field))
    yield unchanged("inputs are left unchanged", grads)
    dc, steps, p = args
    dc = np.concatenate([np.zeros_like(dc[:-1]), LARGE * dc[-1:]])
    grads = student.gru_backward(dc, steps, p)
    dx, dc0, dp = reference.gru_backward(dc, steps, p)
    yield same("dx, upstream on the last step only", grads[0], dx)
    yield same("dc0, upstream on the last step only", grads[1], dc0)
    yield same("dp, upstream on the last step only", grads[2], dp)
    batch, n_x, n_c = draw.sizes(rng, 3)
    yield from ask("other sizes", *question(T=8, batch=batch, n_x=n_x, n_c=n_c))
    yield from ask("a batch of one", *question(T=9, batch=1, n_x=n_x, n_c=n_c))
    args = question(np.float32, T=6, batch=2, n_x=4, n_c=3)
    yield from asked_in_float32(student, "gru_backward", *args)
