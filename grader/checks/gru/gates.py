"""What is asked of the sigmoid, the gates and the candidate."""

from functools import partial

import numpy as np

from grader.checks import draw
from grader.checks.expect import Checks, same, silent, unchanged
from grader.checks.gru.asked import FAR, GRUS, asked, asked_in_float32
from grader.reference import gru as reference

CHECKS = Checks()
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
