"""The LSTM with a relevance gate, and the LSTM in torch's layout."""

from functools import partial

import numpy as np
import torch

from grader.checks import draw
from grader.checks.compare import difference
from grader.checks.expect import (
    Checks,
    clue,
    holds,
    kept,
    same,
    silent,
    unchanged,
)
from grader.checks.lstm.asks import FAR, LSTMS, in_float32
from grader.reference import lstm as reference

CHECKS = Checks()
KEYS = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
BLOCKS = ("gamma_u", "gamma_f", "c_tilde", "gamma_o")  # torch's i, f, g, o


@CHECKS.check("lstm_cell_with_relevance", forbids=LSTMS)
def lstm_cell_with_relevance(student, rng):
    """One step whose candidate sees only what the relevance gate lets through."""

    def question(batch, n_x, n_a, dtype=np.float64, **replace):
        p, a_prev, c_prev, x_t = draw.relevance_step(
            rng, batch=batch, n_x=n_x, n_a=n_a, dtype=dtype
        )
        return a_prev, c_prev, x_t, p._replace(**replace)

    def asked(name, *args):
        answer = student.lstm_cell_with_relevance(*args)
        return answer, same(name, answer, reference.lstm_cell_with_relevance(*args))

    args = question(3, 4, 5)
    states = student.lstm_cell_with_relevance(*args)
    a_t, c_t = reference.lstm_cell_with_relevance(*args)
    yield same("a_t", states[0], a_t)
    yield same("c_t", states[1], c_t, weight=2)
    yield unchanged("inputs are left unchanged", states)
    batch, n_x, n_a = draw.sizes(rng, 3)
    yield asked("other sizes", *question(batch, n_x, n_a))[1]
    yield asked("a batch of one", *question(1, n_x, n_a))[1]
    for name, far in (("open", FAR), ("shut", -FAR)):
        args = question(3, n_x, n_a, br=np.full(n_a, far))
        answer, right = asked(f"relevance gate fully {name}", *args)
        yield right
    yield silent("no warning when fully shut", answer)
    args = question(3, 4, 5, np.float32)
    states = student.lstm_cell_with_relevance(*args)
    yield from in_float32(states, reference.lstm_cell_with_relevance(*args))


@CHECKS.check("lstm_to_torch", by_properties=True)
def lstm_to_torch(student, rng):
    """The learner's weights in torch's names, order and shapes."""
    p = draw.lstm_params(rng, 4, 5)
    state, expected = student.lstm_to_torch(p), reference.lstm_to_torch(p)
    for k, block in enumerate(BLOCKS):
        rows = slice(5 * k, 5 * (k + 1))
        yield weights_in(f"weights of {block}", state, expected, rows)
        yield biases_in(f"biases of {block}, together", state, expected, rows)
    for key, part in (("weight_ih_l0", "x"), ("weight_hh_l0", "a")):
        name = f"{key} has the columns of {part}"
        yield same_numbers(name, state, expected, key, f"W* that act on {part}")
    yield unchanged("inputs are left unchanged", state)
    for times, name in ((2, "twice"), (0.5, "half")):
        sums = times * bias(expected, 20)
        yield clue(f"the biases come {name}", state, partial(summed_to, sums))
    _, n_x, n_a = draw.sizes(rng, 3)
    for name, inputs in (("other sizes", n_x), ("as many inputs as units", n_a)):
        p = draw.lstm_params(rng, inputs, n_a)
        yield whole(name, student.lstm_to_torch(p), reference.lstm_to_torch(p))
    p = draw.lstm_params(rng, 4, 5, np.float32)
    state = student.lstm_to_torch(p)
    yield whole("values in float32", state, reference.lstm_to_torch(p))
    yield kept("float32 in, float32 out", state, np.float32)
    message = f"expected a dict with the keys {', '.join(KEYS)}"
    pointer = "the four keys (no points, a pointer)"
    yield holds(pointer, state, lambda got: set(got) == set(KEYS), message, weight=0)


def weights_in(name, state, expected, rows):
    """These rows of both weights are as expected."""

    def equal(got):
        return all(
            difference(array(got, key)[rows], expected[key][rows]) is None
            for key in KEYS[:2]
        )

    message = f"expected these weights in rows {rows.start} to {rows.stop - 1} of 20"
    return holds(name, state, equal, message)


def biases_in(name, state, expected, rows):
    """These rows of the two biases, added as torch adds them, are as expected."""

    def equal(got):
        total = bias(got, len(expected["bias_ih_l0"]))
        return difference(total[rows], bias(expected, len(total))[rows]) is None

    message = f"expected this sum of biases in {rows.start} to {rows.stop - 1} of 20"
    return holds(name, state, equal, message, weight=0.5)


def same_numbers(name, state, expected, key, meaning):
    """A weight has the right numbers, in whatever order."""

    def equal(got):
        numbers = np.sort(array(got, key), axis=None)
        return difference(numbers, np.sort(expected[key], axis=None)) is None

    message = f"expected the numbers of the columns of {meaning}, in some order"
    return holds(name, state, equal, message)


def whole(name, state, expected):
    """Both weights and the sum of the biases are as expected."""

    def equal(got):
        size = len(expected["bias_ih_l0"])
        same_biases = difference(bias(got, size), bias(expected, size)) is None
        return same_biases and all(
            difference(array(got, key), expected[key]) is None for key in KEYS[:2]
        )

    return holds(
        name,
        state,
        equal,
        "expected the weights, and the sum of the biases, of the same LSTM",
    )


def bias(state, size):
    """The sum of the two biases; ValueError unless both have `size` entries."""
    parts = [array(state, key) for key in KEYS[2:]]
    if any(part.shape != (size,) for part in parts):
        raise ValueError("a bias has not the right shape")
    return parts[0] + parts[1]


def summed_to(sums, state):
    """Are the two biases together `sums`?"""
    return difference(bias(state, len(sums)), sums) is None


def array(state, key):
    """An entry of the learner's dict as an array of numbers: a tensor may be one."""
    if not isinstance(state, dict):
        raise TypeError("not a dict")
    found = state[key]
    if isinstance(found, torch.Tensor):
        found = found.detach().numpy()
    found = np.asarray(found)
    if found.dtype.kind not in "fiu":
        raise TypeError(f"{key} does not hold numbers")
    return found
