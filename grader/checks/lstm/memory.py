"""What an LSTM can hold: `hold_memory`, by what becomes of a memory.

The learner's parameters drive the reference's own step, on fresh states and inputs.
Expectations of no weight say which gate is at fault; they earn nothing.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from grader.checks import draw
from grader.checks.answer import opened
from grader.checks.expect import Checks, clue, holds
from grader.checks.lstm.asks import LSTMS
from grader.reference import lstm as reference
from utils.params import LSTMParams

CHECKS = Checks()
STEPS = 1000
HELD = 1e-3  # how far the memory may be from c0 on the way and after it
LOST = 0.5  # there is no need to go on from here: c0 is at most 1
LARGE = 1e4  # an input that no gate may listen to
OPEN = 0.99  # a forget gate above this is set right, if perhaps not far enough
NEARLY_OPEN = 0.8  # below this it is not even meant to be open
LOST_AT_ONCE = 0.01  # below this it is shut
WRITTEN = 0.01  # so is an update gate that lets in less than this


@CHECKS.check("hold_memory", forbids=LSTMS, by_properties=True)
def hold_memory(student, rng):
    """Parameters that carry any memory over 1,000 steps, whatever comes in."""
    answer, held = held_by(student, rng, batch=2, n_x=3, n_a=4)
    name, message = "c0 arrives at step 10", "expected c0 to be there after 10 steps"
    yield holds(name, answer, lambda p: held().early < 0.01, message)
    yield arrives("c0 arrives at step 1,000", answer, held, weight=3)
    batch, n_x, n_a = draw.sizes(rng, 3)
    large = held_by(student, rng, batch=batch, n_x=n_x, n_a=n_a, reach=LARGE)
    yield arrives("other sizes, large inputs", *large)
    yield arrives(
        "one unit, one example", *held_by(student, rng, batch=1, n_x=n_x, n_a=1)
    )

    yield clue("almost nothing is kept", answer, lambda p: held().kept < LOST_AT_ONCE)
    yield clue("half is kept", answer, lambda p: held().kept < NEARLY_OPEN)
    message = "expected LSTMParams: W* (n_a, n_a + n_x), b* (n_a,)"
    shapes = "shapes (no points, a pointer)"
    yield holds(shapes, answer, lambda p: held().steps >= 0, message, weight=0)
    message = "expected a forget gate that is open all the time"
    is_open = "forget gate open (no points, a pointer)"
    yield holds(is_open, answer, lambda p: held().kept > OPEN, message, weight=0)
    message = "expected nothing to be written: Γu * c̃ near zero all the time"
    is_shut = "update gate shut (no points, a pointer)"
    yield holds(is_shut, answer, lambda p: held().written < WRITTEN, message, weight=0)


@dataclass
class Held:
    """What became of a memory: how long it held, and what its gates did meanwhile."""

    steps: int  # over how many the memory stayed within `HELD` of c0
    early: float  # how far it was from c0 after 10 of them
    kept: float  # the smallest share of it that a forget gate let pass
    written: float  # the largest amount that was added at a step


def held_by(student, rng, *, batch, n_x, n_a, reach=1.0):
    """An answer of hold_memory, and a function that tries it out, once.

    reach: how large the inputs are.
    """
    answer = student.hold_memory(n_x, n_a)
    a0 = rng.uniform(-1, 1, size=(batch, n_a))
    c0 = rng.uniform(0.5, 1, size=(batch, n_a)) * rng.choice([-1, 1], size=(batch, n_a))
    x = reach * draw.normal(rng, STEPS, batch, n_x)
    return answer, cache(lambda: run(opened(answer)[0], x, a0, c0))


def run(p, x, a0, c0):
    """Drive c0 through the steps; ValueError if `p` are no parameters of this size."""
    check_parameters(p, n_x=x.shape[2], n_a=c0.shape[1])
    held, a_prev, c_prev = Held(0, np.inf, np.inf, 0.0), a0, c0
    for t, x_t in enumerate(x):
        step = reference.lstm_cell(a_prev, c_prev, x_t, p)
        a_prev, c_prev = step.a_t, step.c_t
        off = np.abs(c_prev - c0).max()
        held.kept = min(held.kept, step.gamma_f.min())
        held.written = max(held.written, np.abs(step.gamma_u * step.c_tilde).max())
        if off <= HELD and held.steps == t:
            held.steps = t + 1
        if t + 1 == 10:
            held.early = off
        if not off <= LOST:
            break
    return held


def arrives(name, answer, held, weight=1.0):
    """The memory is still c0 after all the steps, and was so on the way."""
    message = f"expected the memory within 1e-3 of c0 over {STEPS} steps"
    return holds(name, answer, lambda p: held().steps == STEPS, message, weight=weight)


def check_parameters(p, *, n_x, n_a):
    """ValueError unless `p` has the eight arrays of numbers that an LSTM takes."""
    for field in LSTMParams._fields:
        array, shape = getattr(p, field), (n_a, n_a + n_x)
        wanted = shape if field.startswith("W") else shape[:1]
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
            raise ValueError(f"{field} is not an array of numbers")
        if array.shape != wanted or np.isnan(array).any():
            raise ValueError(f"{field} is not of the right shape, or has NaN in it")
