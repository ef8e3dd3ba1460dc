"""The LSTM forward: gates, candidate, one step, a sequence."""

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
from grader.checks.lstm.asks import FAR, LSTMS, far_biases, in_float32
from grader.reference import lstm as reference

CHECKS = Checks()
GATES = ("gamma_u", "gamma_f", "gamma_o")


@CHECKS.check("lstm_gates", forbids=LSTMS)
def lstm_gates(student, rng):
    """Update, forget and output gate, from the last activation and the input."""

    def question(batch, n_x, n_a, dtype=np.float64, **replace):
        p, a_prev, _, x_t = draw.lstm_step(
            rng, batch=batch, n_x=n_x, n_a=n_a, dtype=dtype
        )
        return a_prev, x_t, p._replace(**replace)

    args = question(3, 4, 5)
    gates, expected = student.lstm_gates(*args), reference.lstm_gates(*args)
    for k, name in enumerate(GATES):
        yield same(name, gates[k], expected[k])
    yield unchanged("inputs are left unchanged", gates)
    batch, n_x, n_a = draw.sizes(rng, 3)
    args = question(batch, n_x, n_a)
    gates, expected = student.lstm_gates(*args), reference.lstm_gates(*args)
    for k, name in enumerate(GATES):
        yield same(f"{name} for other sizes", gates[k], expected[k])
    args = question(1, n_x, n_a)
    expected = reference.lstm_gates(*args)
    yield same("a batch of one", student.lstm_gates(*args), expected)
    args = question(3, 5, 8, **far_biases(rng))
    gates = student.lstm_gates(*args)
    yield same("gates fully shut or open", gates, reference.lstm_gates(*args))
    yield silent("no warning when shut or open", gates)
    args = question(3, 4, 5, np.float32)
    yield from in_float32(student.lstm_gates(*args), reference.lstm_gates(*args))


@CHECKS.check("lstm_candidate", forbids=LSTMS)
def lstm_candidate(student, rng):
    """The candidate for the new memory, from the last activation and the input."""

    def question(batch, n_x, n_a, dtype=np.float64, **replace):
        p, a_prev, _, x_t = draw.lstm_step(
            rng, batch=batch, n_x=n_x, n_a=n_a, dtype=dtype
        )
        return a_prev, x_t, p._replace(**replace)

    def asked(name, *args):
        answer = student.lstm_candidate(*args)
        return answer, same(name, answer, reference.lstm_candidate(*args))

    answer, right = asked("c_tilde", *question(3, 4, 5))
    yield right
    yield unchanged("inputs are left unchanged", answer)
    batch, n_x, n_a = draw.sizes(rng, 3)
    yield asked("other sizes", *question(batch, n_x, n_a))[1]
    yield asked("a batch of one", *question(1, n_x, n_a))[1]
    far = FAR * draw.signs(rng, n_a)
    answer, right = asked("large inputs", *question(3, n_x, n_a, bc=far))
    yield right
    yield silent("no warning for large inputs", answer)
    args = question(3, 4, 5, np.float32)
    expected = reference.lstm_candidate(*args)
    yield from in_float32(student.lstm_candidate(*args), expected)


@CHECKS.check("lstm_cell", forbids=LSTMS)
def lstm_cell(student, rng):
    """One step: three gates, the candidate, the new memory and what is shown of it."""

    def question(batch, n_x, n_a, dtype=np.float64, **replace):
        p, a_prev, c_prev, x_t = draw.lstm_step(
            rng, batch=batch, n_x=n_x, n_a=n_a, dtype=dtype
        )
        return a_prev, c_prev, x_t, p._replace(**replace)

    args = question(3, 4, 5)
    step, expected = student.lstm_cell(*args), reference.lstm_cell(*args)
    for field in ("c_t", "a_t"):
        yield same(field, getattr(step, field), getattr(expected, field), weight=2)
    for field in (*GATES, "c_tilde"):
        yield same(field, getattr(step, field), getattr(expected, field))
    for field in ("a_prev", "c_prev", "x_t"):
        yield repeats(field, getattr(step, field), getattr(expected, field))
    yield unchanged("inputs are left unchanged", step)
    batch, n_x, n_a = draw.sizes(rng, 3)
    args = question(batch, n_x, n_a)
    expected = reference.lstm_cell(*args)
    other = student.lstm_cell(*args)
    yield same("other sizes", other, expected)
    step = student.scribbling.lstm_cell(*args)
    yield own_copies("the step keeps its own copies", step, expected, other)
    args = question(1, n_x, n_a)
    expected = reference.lstm_cell(*args)
    yield same("a batch of one", student.lstm_cell(*args), expected)
    args = question(3, 5, 8, **far_biases(rng))
    step, expected = student.lstm_cell(*args), reference.lstm_cell(*args)
    for field in ("c_t", "a_t"):
        name = f"{field}, gates fully shut or open"
        yield same(name, getattr(step, field), getattr(expected, field))
    yield silent("no warning when shut or open", step)
    args = question(3, 4, 5, np.float32)
    yield from in_float32(student.lstm_cell(*args), reference.lstm_cell(*args))


@CHECKS.check("lstm_forward", forbids=LSTMS)
def lstm_forward(student, rng):
    """A sequence: each step takes the activation and the memory of the one before."""

    def question(dtype=np.float64, **sizes):
        p, x, a0, c0 = draw.lstm_sequence(rng, dtype=dtype, **sizes)
        return x, a0, c0, p

    args = question(T=6, batch=2, n_x=4, n_a=3)
    a, steps = reference.lstm_forward(*args)
    run = student.lstm_forward(*args)
    yield same("a", run[0], a, weight=2)
    yield same("the first step", run[1][0], steps[0])
    yield same("the last step", run[1][5], steps[5])
    yield same("all steps", run[1], steps)
    yield unchanged("inputs are left unchanged", run)
    again = student.scribbling.lstm_forward(*args)
    yield own_copies("the steps keep their own copies", again[1], steps, run)
    batch, n_x, n_a = draw.sizes(rng, 3)
    args = question(T=8, batch=batch, n_x=n_x, n_a=n_a)
    expected = reference.lstm_forward(*args)
    yield same("a for other sizes", student.lstm_forward(*args)[0], expected[0])
    args = question(T=1, batch=1, n_x=n_x, n_a=n_a)
    expected = reference.lstm_forward(*args)
    yield same("one step, a batch of one", student.lstm_forward(*args), expected)
    args = question(np.float32, T=6, batch=2, n_x=4, n_a=3)
    yield from in_float32(student.lstm_forward(*args), reference.lstm_forward(*args))
