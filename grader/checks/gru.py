"""What is asked of each function of the GRU notebook.

Sizes are all distinct, states and upstream gradients random, sequences at least
five steps long: with less, wrong gradients pass unseen. Backward functions get
steps made by the reference.
"""

from functools import partial

import numpy as np

from grader.checks import draw
from grader.checks.expect import Checks, kept, same, silent, unchanged
from grader.checks.tolerance import FINITE_DIFFERENCES
from grader.reference import gru as reference
from utils.fixtures import scalar_function

CHECKS = Checks()
FAR = 1000.0  # far beyond where exp overflows
LARGE = 1000.0  # a gradient that nobody asked to clip
GRUS = ("torch.nn.GRU", "torch.nn.GRUCell", "torch.gru", "torch.gru_cell")
SIGMOIDS = ("scipy.special.expit", "torch.sigmoid", "torch.special.expit")


@CHECKS.check("sigmoid", forbids=SIGMOIDS)
def sigmoid(student, rng):
    """The logistic function of numbers and arrays, near zero and far away."""
    z = np.append(3 * draw.normal(rng, 6), 0.0)
    ask = partial(asked, student, "sigmoid")
    yield from ask("values, zero among them", z)
    yield from ask("an array of three axes", draw.normal(rng, *draw.sizes(rng, 3)))
    yield from ask("a positive number", float(rng.uniform(0.5, 2)))
    yield from ask("a negative number", -float(rng.uniform(0.5, 2)))
    for name, sign in (("far above zero", 1), ("far below zero", -1)):
        z = np.append(sign * rng.uniform(0.8, 1, size=4) * FAR, draw.normal(rng, 2))
        answer = yield from ask(f"values {name}", z)
        yield silent(f"no warning {name}", answer)
        yield unchanged(f"z is left unchanged {name}", answer)
    z = np.append(draw.signs(rng, 4) * FAR, draw.normal(rng, 4)).astype(np.float32)
    answer = yield from asked_in_float32(student, "sigmoid", z)
    yield silent("no warning in float32", answer)


@CHECKS.check("gru_gates", forbids=GRUS)
def gru_gates(student, rng):
    """The update gate and the relevance gate, from the memory and the input."""
    p, c_prev, x_t = draw.gru_step(rng, batch=3, n_x=4, n_c=5)
    gates = student.gru_gates(c_prev, x_t, p)
    gamma_u, gamma_r = reference.gru_gates(c_prev, x_t, p)
    yield same("gamma_u", gates[0], gamma_u)
    yield same("gamma_r", gates[1], gamma_r)
    yield unchanged("inputs are left unchanged", gates)
    batch, n_x, n_c = draw.sizes(rng, 3)
    p, c_prev, x_t = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n_c)
    gates = student.gru_gates(c_prev, x_t, p)
    gamma_u, gamma_r = reference.gru_gates(c_prev, x_t, p)
    yield same("gamma_u for other sizes", gates[0], gamma_u)
    yield same("gamma_r for other sizes", gates[1], gamma_r)
    p, c_prev, x_t = draw.gru_step(rng, batch=1, n_x=n_x, n_c=n_c)
    yield from asked(student, "gru_gates", "a batch of one", c_prev, x_t, p)
    far = FAR * draw.signs(rng, n_c)
    args = c_prev, x_t, p._replace(bu=far, br=-far)
    gates = yield from asked(student, "gru_gates", "gates fully shut or open", *args)
    yield silent("no warning when shut or open", gates)
    p, c_prev, x_t = draw.gru_step(rng, batch=3, n_x=4, n_c=5, dtype=np.float32)
    yield from asked_in_float32(student, "gru_gates", c_prev, x_t, p)


@CHECKS.check("gru_candidate", forbids=GRUS)
def gru_candidate(student, rng):
    """The candidate, from the memory that the relevance gate lets through."""

    def question(batch, n_x, n_c, dtype=np.float64):
        p, c_prev, x_t = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n_c, dtype=dtype)
        return c_prev, x_t, rng.uniform(0.1, 0.9, (batch, n_c)).astype(dtype), p

    ask = partial(asked, student, "gru_candidate")
    answer = yield from ask("c_tilde", *question(3, 4, 5))
    yield unchanged("inputs are left unchanged", answer)
    batch, n_x, n_c = draw.sizes(rng, 3)
    yield from ask("other sizes", *question(batch, n_x, n_c))
    c_prev, x_t, gamma_r, p = question(1, n_x, n_c)
    yield from ask("a batch of one", c_prev, x_t, gamma_r, p)
    yield from ask("gamma_r = 0 cuts the memory off", c_prev, x_t, 0 * gamma_r, p)
    ones = np.ones_like(gamma_r)
    yield from ask("gamma_r = 1 lets all of it through", c_prev, x_t, ones, p)
    p = p._replace(bc=FAR * draw.signs(rng, n_c))
    answer = yield from ask("large inputs", c_prev, x_t, gamma_r, p)
    yield silent("no warning for large inputs", answer)
    args = question(3, 4, 5, np.float32)
    yield from asked_in_float32(student, "gru_candidate", *args)


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
        yield same(field, getattr(step, field), getattr(expected, field), weight=0.5)
    yield unchanged("inputs are left unchanged", step)
    batch, n_x, n_c = draw.sizes(rng, 3)
    p, c_prev, x_t = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n_c)
    expected = reference.gru_cell(c_prev, x_t, p)
    yield same("other sizes", student.gru_cell(c_prev, x_t, p), expected)
    step = student.scribbling.gru_cell(c_prev, x_t, p)
    yield same("the step keeps its own copies", step, expected)
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
    run = student.scribbling.gru_forward(x, c0, p)
    yield same("the steps keep their own copies", run[1], steps)
    batch, n_x, n_c = draw.sizes(rng, 3)
    p, x, c0 = draw.gru_sequence(rng, T=8, batch=batch, n_x=n_x, n_c=n_c)
    expected = reference.gru_forward(x, c0, p)
    yield same("c for other sizes", student.gru_forward(x, c0, p)[0], expected[0])
    p, x, c0 = draw.gru_sequence(rng, T=1, batch=1, n_x=n_x, n_c=n_c)
    yield from asked(student, "gru_forward", "one step, a batch of one", x, c0, p)
    p, x, c0 = draw.gru_sequence(rng, T=6, batch=2, n_x=4, n_c=3, dtype=np.float32)
    yield from asked_in_float32(student, "gru_forward", x, c0, p)


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

    args = question(3, 4, 5)
    grads = student.gru_cell_backward(*args)
    dc_prev, dx_t, dp = reference.gru_cell_backward(*args)
    yield same("dc_prev", grads[0], dc_prev, weight=2)
    yield same("dx_t", grads[1], dx_t)
    for field in dp._fields:
        yield same(f"d{field}", getattr(grads[2], field), getattr(dp, field))
    yield unchanged("inputs are left unchanged", grads)
    batch, n_x, n_c = draw.sizes(rng, 3)
    ask = partial(asked, student, "gru_cell_backward")
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
    ask = partial(asked, student, "gru_backward")
    yield from ask("other sizes", *question(T=8, batch=batch, n_x=n_x, n_c=n_c))
    yield from ask("a batch of one", *question(T=9, batch=1, n_x=n_x, n_c=n_c))
    args = question(np.float32, T=6, batch=2, n_x=4, n_c=3)
    yield from asked_in_float32(student, "gru_backward", *args)


@CHECKS.check("gru_cell_reset_after", forbids=GRUS)
def gru_cell_reset_after(student, rng):
    """torch's GRU: the reset comes after the recurrent product, z keeps."""
    ask = partial(asked, student, "gru_cell_reset_after")
    answer = yield from ask("h_t", *draw.torch_gru_step(rng, batch=3, n_x=4, n=5))
    yield unchanged("inputs are left unchanged", answer)
    batch, n_x, n = draw.sizes(rng, 3)
    args = draw.torch_gru_step(rng, batch=batch, n_x=n_x, n=n)
    yield from ask("other sizes", *args)
    args = draw.torch_gru_step(rng, batch=1, n_x=n_x, n=n)
    yield from ask("a batch of one", *args)
    *args, b_ih, b_hh = args
    for name, far in (
        ("r = 0 cuts the memory off", -FAR),
        ("r = 1 lets it through", FAR),
    ):
        yield from ask(name, *args, np.append(np.full(n, far), b_ih[n:]), b_hh)
    far = np.concatenate([b_hh[:n], FAR * draw.signs(rng, n), b_hh[2 * n :]])
    answer = yield from ask("z fully shut or open", *args, b_ih, far)
    yield silent("no warning when shut or open", answer)
    args = draw.torch_gru_step(rng, batch=3, n_x=4, n=5, dtype=np.float32)
    yield from asked_in_float32(student, "gru_cell_reset_after", *args)


def asked(student, function, name, *args):
    """Asks for all that the reference answers to `args`; returns the answer."""
    answer = getattr(student, function)(*args)
    yield same(name, answer, getattr(reference, function)(*args))
    return answer


def asked_in_float32(student, function, *args):
    """Asks a question in float32; returns the answer."""
    answer = yield from asked(student, function, "values in float32", *args)
    yield kept("float32 in, float32 out", answer, np.float32)
    return answer
