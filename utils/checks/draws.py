"""Parameters and inputs for the visible checks: the same for everyone, all sizes apart.

m = 3 examples, n_x = 4 inputs, n_c = n_a = 5 elements of memory, T = 6 steps.
"""

import numpy as np

from utils.params import GRUParams, LSTMParams, PeepholeParams

SHUT, OPEN = -1000.0, 1000.0
"""Biases at which a gate is exactly 0, exactly 1."""


def random_step():
    """Parameters, c_prev (3, 5) and x_t (3, 4)."""
    rng = np.random.default_rng(1)
    weights = 0.5 * rng.normal(size=(3, 5, 9))
    biases = 0.5 * rng.normal(size=(3, 5))
    p = GRUParams(*weights, *biases)
    return p, rng.normal(size=(3, 5)), rng.normal(size=(3, 4))


def random_sequence():
    """Parameters, x (6, 3, 4) and c0 (3, 5)."""
    p, c0, _ = random_step()
    return p, np.random.default_rng(2).normal(size=(6, 3, 4)), c0


def zero_params(n_x, n_c):
    """Parameters that are all zero."""
    weights = (np.zeros((n_c, n_c + n_x)) for _ in range(3))
    return GRUParams(*weights, *np.zeros((3, n_c)))


def random_lstm_step(kind=LSTMParams):
    """Parameters, a_prev (3, 5), c_prev (3, 5) and x_t (3, 4)."""
    rng = np.random.default_rng(6)
    gates = len(kind._fields) // 2
    weights = 0.5 * rng.normal(size=(gates, 5, 9))
    biases = 0.5 * rng.normal(size=(gates, 5))
    a_prev, c_prev = rng.uniform(-0.9, 0.9, (3, 5)), rng.normal(size=(3, 5))
    return kind(*weights, *biases), a_prev, c_prev, rng.normal(size=(3, 4))


def random_lstm_sequence():
    """Parameters, x (6, 3, 4), a0 (3, 5) and c0 (3, 5)."""
    p, a0, c0, _ = random_lstm_step()
    return p, np.random.default_rng(7).normal(size=(6, 3, 4)), a0, c0


def zero_lstm(n_x, n_a, kind=LSTMParams):
    """Parameters of an LSTM, or of its `kind`, that are all zero."""
    gates = len(kind._fields) // 2
    weights = (np.zeros((n_a, n_a + n_x)) for _ in range(gates))
    return kind(*weights, *np.zeros((gates, n_a)))


def random_peephole_step():
    """Parameters with peepholes of about 0.7, a_prev and c_prev (3, 5), x_t (3, 4)."""
    rng = np.random.default_rng(10)
    weights, biases = 0.5 * rng.normal(size=(4, 5, 9)), 0.5 * rng.normal(size=(4, 5))
    peepholes = rng.uniform(0.5, 0.9, (3, 5)) * rng.choice([-1, 1], (3, 5))
    a_prev, c_prev = rng.uniform(-0.9, 0.9, (3, 5)), rng.normal(size=(3, 5))
    p = PeepholeParams(*weights, *peepholes, *biases)
    return p, a_prev, c_prev, rng.normal(size=(3, 4))


def random_peephole_sequence():
    """Parameters, x (6, 3, 4), a0 (3, 5) and c0 (3, 5)."""
    p, a0, c0, _ = random_peephole_step()
    return p, np.random.default_rng(11).normal(size=(6, 3, 4)), a0, c0


def zero_peephole(n_x, n_a, **vectors):
    """Parameters that are all zero, but that `vectors` of them are filled."""
    weights = (np.zeros((n_a, n_a + n_x)) for _ in range(4))
    p = PeepholeParams(*weights, *np.zeros((7, n_a)))
    return p._replace(**{name: np.full(n_a, v) for name, v in vectors.items()})


def cast(dtype, *values):
    """The same arrays, parameters and steps in another dtype."""
    return tuple(_cast(value, dtype) for value in values)


def _cast(value, dtype):
    if isinstance(value, list):
        return [_cast(item, dtype) for item in value]
    if isinstance(value, tuple):
        return type(value)(*(_cast(item, dtype) for item in value))
    return value.astype(dtype)
