"""The LSTM backward: one step, and through time."""

from itertools import product

import numpy as np

from grader.checks import draw
from grader.checks.expect import Checks, same, unchanged
from grader.checks.lstm.asks import FAR, LSTMS, in_float32
from grader.checks.real_size import REAL_SIZE
from grader.reference import lstm as reference

CHECKS = Checks()
STATES = ("da_prev", "dc_prev")
LARGE = 1000.0  # a gradient that nobody asked to clip


@CHECKS.check("lstm_cell_backward", forbids=LSTMS)
def lstm_cell_backward(student, rng):
    """Every gradient of one step, from what arrives at its activation and memory."""

    def question(batch, n_x, n_a, dtype=np.float64, **replace):
        p, a_prev, c_prev, x_t = draw.lstm_step(
            rng, batch=batch, n_x=n_x, n_a=n_a, dtype=dtype
        )
        p = p._replace(**replace)
        da_t, dc_t = (draw.normal(rng, batch, n_a, dtype=dtype) for _ in range(2))
        return da_t, dc_t, reference.lstm_cell(a_prev, c_prev, x_t, p), p

    def asked(name, *args):
        answer = student.lstm_cell_backward(*args)
        return same(name, answer, reference.lstm_cell_backward(*args))

    yield asked(REAL_SIZE, *question(16, 32, 128))
    args = question(3, 4, 5)
    grads = student.lstm_cell_backward(*args)
    expected = reference.lstm_cell_backward(*args)
    for k, name in enumerate(STATES):
        yield same(name, grads[k], expected[k], weight=2)
    yield same("dx_t", grads[2], expected[2])
    for field, part in expected[3]._asdict().items():
        yield same(f"d{field}", getattr(grads[3], field), part)
    yield unchanged("inputs are left unchanged", grads)
    da_t, dc_t, step, p = args
    yield asked("nothing arrives at a_t", np.zeros_like(da_t), dc_t, step, p)
    yield asked("nothing arrives at c_t", da_t, np.zeros_like(dc_t), step, p)
    batch, n_x, n_a = draw.sizes(rng, 3)
    yield asked("other sizes", *question(batch, n_x, n_a))
    yield asked("a batch of one", *question(1, n_x, n_a))
    bf, bo = rng.permutation([*product([-FAR, FAR], repeat=2)]).T  # all four ways
    args = question(3, 5, 4, bf=bf, bo=bo)
    grads = student.lstm_cell_backward(*args)
    expected = reference.lstm_cell_backward(*args)
    yield same("dc_prev, gates fully shut or open", grads[1], expected[1])
    args = question(3, 4, 5, np.float32)
    grads = student.lstm_cell_backward(*args)
    yield from in_float32(grads, reference.lstm_cell_backward(*args))


@CHECKS.check("lstm_backward", forbids=LSTMS)
def lstm_backward(student, rng):
    """Every gradient of a sequence, parameters summed over all of its steps."""

    def question(dtype=np.float64, **sizes):
        p, x, a0, c0 = draw.lstm_sequence(rng, dtype=dtype, **sizes)
        a, steps = reference.lstm_forward(x, a0, c0, p)
        return draw.normal(rng, *a.shape, dtype=dtype), steps, p

    args = question(T=5, batch=2, n_x=16, n_a=128)
    grads, expected = student.lstm_backward(*args), reference.lstm_backward(*args)
    yield same(REAL_SIZE, grads, expected)
    args = question(T=6, batch=2, n_x=4, n_a=3)
    grads, expected = student.lstm_backward(*args), reference.lstm_backward(*args)
    for k, name in enumerate(("dx", "da0", "dc0")):
        yield same(name, grads[k], expected[k])
    for field, part in expected[3]._asdict().items():
        yield same(f"d{field}", getattr(grads[3], field), part)
    yield unchanged("inputs are left unchanged", grads)
    da, steps, p = args
    da = np.concatenate([np.zeros_like(da[:-1]), LARGE * da[-1:]])
    grads = student.lstm_backward(da, steps, p)
    expected = reference.lstm_backward(da, steps, p)
    for k, name in enumerate(("dx", "da0", "dc0", "dp")):
        yield same(f"{name}, upstream on the last step only", grads[k], expected[k])
    batch, n_x, n_a = draw.sizes(rng, 3)
    for name, T, size in (("other sizes", 8, batch), ("a batch of one", 9, 1)):
        args = question(T=T, batch=size, n_x=n_x, n_a=n_a)
        expected = reference.lstm_backward(*args)
        yield same(name, student.lstm_backward(*args), expected)
    args = question(np.float32, T=6, batch=2, n_x=4, n_a=3)
    grads = student.lstm_backward(*args)
    yield from in_float32(grads, reference.lstm_backward(*args))
