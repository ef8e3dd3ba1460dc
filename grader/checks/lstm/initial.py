"""Where an LSTM begins: `init_lstm`, by its distribution.

Chance has a say in some of these properties: a right answer misses one of them less
than once in 10¹⁰ times.
"""

import numpy as np

from grader.checks.answer import opened
from grader.checks.compare import difference
from grader.checks.expect import Checks, clue, holds
from grader.checks.lstm.asks import LSTMS
from utils.params import LSTMParams

CHECKS = Checks()
WEIGHTS = LSTMParams._fields[:4]
ROUNDING = 1e-6  # a bound may be rounded to float32
NEAR = 0.95  # of 600 even draws and more some lie in the outermost twentieth
UNEVEN = 4.0  # Kolmogorov's √N·D: larger by chance once in 10¹³ times


@CHECKS.check("init_lstm", forbids=LSTMS, by_properties=True)
def init_lstm(student, rng):
    """Weights spread evenly over ±1/√n_a, a forget bias, other biases zero."""
    few, many = (int(rng.integers(low, low + 10)) for low in (12, 60))
    seed, another = (int(s) for s in rng.choice(2**31, size=2, replace=False))
    bias = float(rng.uniform(2, 5))

    def drawn(n_x, n_a, seed, **kwargs):
        generator = student.build("generator", seed)
        answer = student.init_lstm(n_x, n_a, generator, **kwargs)
        return answer, (n_a, n_a + n_x)

    wide, tall = drawn(many, few, seed), drawn(few, many, another, forget_bias=bias)
    for name, answer in (("inputs", wide), ("units", tall)):
        yield not_beyond(f"none beyond 1/√n_a, many {name}", *answer)
        yield close_to(f"some close to 1/√n_a, many {name}", *answer)
    yield close_to("some close to 1/√n_a, a single unit", *drawn(600, 1, seed))
    yield spread("weights are spread evenly", *tall)
    yield differing("each weight has numbers of its own", *tall)
    yield bias_is("forget bias 1 by default", *wide, "bf", 1.0)
    yield bias_is("another forget bias, as asked", *tall, "bf", bias)
    for field in ("bu", "bo", "bc"):
        yield bias_is(f"{field} is zero", *wide, field, 0.0, weight=0.5)
    again, other = drawn(many, few, seed), drawn(many, few, another, forget_bias=0.0)
    yield bias_is("no forget bias, as asked", *other, "bf", 0.0)
    yield clue("some weights are negative", tall[0], some_negative)
    yield clue("some weights are small", tall[0], some_small)
    yield clue("biases are arrays", wide[0], biases_are_arrays)
    yield repeated("the same numbers from the same rng", *again, wide[0])
    yield renewed("other numbers from another rng", *other, wide[0])


def not_beyond(name, answer, shape):
    """No weight is larger than the bound."""
    message = "expected four weights (n_a, n_a + n_x), no entry beyond ±1/√n_a"
    return holds(name, answer, lambda p: within(p, shape), message)


def close_to(name, answer, shape):
    """In each of the four weights some entries come close to the bound."""
    bound = NEAR / np.sqrt(shape[0])
    message = "expected some entries of each weight close to ±1/√n_a, none beyond"

    def reaches(p):
        return largest(p, shape).min() >= bound and within(p, shape)

    return holds(name, answer, reaches, message)


def spread(name, answer, shape):
    """The weights, measured by the largest, are uniform between -1 and 1."""

    def evenly(p):
        values = np.sort(np.concatenate([W.ravel() for W in weights(p, shape)]))
        values = values / np.abs(values).max()
        below = np.arange(len(values)) / len(values)
        return np.abs(below - (values + 1) / 2).max() < UNEVEN / np.sqrt(len(values))

    message = "expected every value between the bounds to be equally frequent"
    return holds(name, answer, evenly, message)


def differing(name, answer, shape):
    """No two of the four weights hold the same numbers."""

    def each_its_own(p):
        return len({W.tobytes() for W in weights(p, shape)}) == len(WEIGHTS)

    message = "expected four weights that differ: draw each of them anew"
    return holds(name, answer, each_its_own, message)


def bias_is(name, answer, shape, field, wanted, weight=1.0):
    """Every entry of a bias is `wanted`, and the weights are there as well."""

    def filled(p):
        weights(p)  # zeros earn nothing where no weights were drawn
        return difference(getattr(p, field), np.full(shape[0], wanted)) is None

    message = f"expected {field} of shape (n_a,), {wanted:.4g} everywhere"
    return holds(name, answer, filled, message, weight=weight)


def repeated(name, answer, shape, earlier):
    """The weights are those of an earlier call with a generator in the same state."""

    def as_before(p):
        before = weights(opened(earlier)[0], shape)
        same = all(map(np.array_equal, weights(p, shape), before))
        return same and within(p, shape)

    message = "expected the same weights from rng in the same state"
    return holds(name, answer, as_before, message)


def renewed(name, answer, shape, earlier):
    """No weight is that of an earlier call with a generator in another state."""

    def others(p):
        before = weights(opened(earlier)[0], shape)
        same = any(map(np.array_equal, weights(p, shape), before))
        return within(p, shape) and not same

    message = "expected other weights from rng in another state"
    return holds(name, answer, others, message)


def some_negative(p):
    """Is any weight below zero?"""
    return any((W < 0).any() for W in weights(p))


def some_small(p):
    """Is any weight less than half as large as the largest?"""
    return any((np.abs(W) < np.abs(W).max() / 2).any() for W in weights(p))


def biases_are_arrays(p):
    """Has each bias an entry for each unit?"""
    return all(np.shape(bias) == p.Wu.shape[:1] for bias in p[len(WEIGHTS) :])


def within(p, shape):
    """Is no entry beyond the bound? Numbers of another kind earn nothing elsewhere."""
    return largest(p, shape).max() <= (1 + ROUNDING) / np.sqrt(shape[0])


def largest(p, shape):
    """The largest absolute entry of each weight."""
    return np.array([np.abs(W).max() for W in weights(p, shape)])


def weights(p, shape=None):
    """The four weights of a learner's answer, of any shape if none is given.

    Raises ValueError where they are no weights to begin with.
    """
    found = [getattr(p, field) for field in WEIGHTS]
    for W in found:
        if not isinstance(W, np.ndarray) or W.dtype.kind != "f":
            raise ValueError("a weight is not an array of floats")
        if shape is not None and W.shape != shape:
            raise ValueError("a weight has not the right shape")
        if not np.isfinite(W).all() or np.ptp(W) == 0:
            raise ValueError("a weight is not finite, or the same everywhere")
    return found
