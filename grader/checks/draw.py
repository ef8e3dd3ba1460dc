"""Random questions: parameters, inputs and states, of sizes that are all distinct.

Weights are scaled so that gates lie well inside (0, 1) and every path of the
gradient carries something. Nothing here depends on a learner's answers.
"""

import numpy as np

from utils.params import GRUParams, LSTMParams, PeepholeParams, RelevanceLSTMParams


def normal(rng, *shape, dtype=np.float64):
    """Standard normal numbers of `shape`."""
    return rng.normal(size=shape).astype(dtype)


def sizes(rng, count):
    """`count` distinct sizes from 2 to 7."""
    return [int(size) for size in rng.permutation(np.arange(2, 8))[:count]]


def signs(rng, count):
    """`count` signs ±1, at least one of each, in random order."""
    return rng.permutation(np.where(np.arange(count) % 2, 1.0, -1.0))


def weight(rng, n_out, n_in, dtype=np.float64):
    """A weight (n_out, n_in) that makes products of about unit size."""
    return (rng.normal(size=(n_out, n_in)) * 1.2 / np.sqrt(n_in)).astype(dtype)


def gru_params(rng, n_x, n_c, dtype=np.float64):
    """Parameters of a GRU, biases not zero."""
    weights = [weight(rng, n_c, n_c + n_x, dtype) for _ in range(3)]
    biases = [(0.5 * rng.normal(size=n_c)).astype(dtype) for _ in range(3)]
    return GRUParams(*weights, *biases)


def gru_step(rng, *, batch, n_x, n_c, dtype=np.float64):
    """Parameters, c_prev (batch, n_c) and x_t (batch, n_x) for one step."""
    p = gru_params(rng, n_x, n_c, dtype)
    return p, normal(rng, batch, n_c, dtype=dtype), normal(rng, batch, n_x, dtype=dtype)


def gru_sequence(rng, *, T, batch, n_x, n_c, dtype=np.float64):
    """Parameters, x (T, batch, n_x) and c0 (batch, n_c) for a sequence."""
    p, c0, _ = gru_step(rng, batch=batch, n_x=n_x, n_c=n_c, dtype=dtype)
    return p, normal(rng, T, batch, n_x, dtype=dtype), c0


def torch_gru_step(rng, *, batch, n_x, n, dtype=np.float64):
    """h_prev, x_t, W_ih, W_hh, b_ih, b_hh in torch's layout, for one step."""
    return (
        normal(rng, batch, n, dtype=dtype),
        normal(rng, batch, n_x, dtype=dtype),
        weight(rng, 3 * n, n_x, dtype),
        weight(rng, 3 * n, n, dtype),
        normal(rng, 3 * n, dtype=dtype),
        normal(rng, 3 * n, dtype=dtype),
    )


def lstm_params(rng, n_x, n_a, dtype=np.float64, kind=LSTMParams):
    """Parameters of an LSTM, with the relevance gate or without; biases not zero."""
    count = len(kind._fields) // 2
    weights = [weight(rng, n_a, n_a + n_x, dtype) for _ in range(count)]
    biases = [(0.5 * rng.normal(size=n_a)).astype(dtype) for _ in range(count)]
    return kind(*weights, *biases)


def lstm_step(rng, *, batch, n_x, n_a, dtype=np.float64, kind=LSTMParams):
    """Parameters, a_prev and c_prev (batch, n_a), x_t (batch, n_x) for one step."""
    p = lstm_params(rng, n_x, n_a, dtype, kind)
    a_prev = rng.uniform(-1, 1, size=(batch, n_a)).astype(dtype)
    c_prev = normal(rng, batch, n_a, dtype=dtype)
    return p, a_prev, c_prev, normal(rng, batch, n_x, dtype=dtype)


def relevance_step(rng, **sizes):
    """What `lstm_step` draws, with a relevance gate among the parameters."""
    return lstm_step(rng, kind=RelevanceLSTMParams, **sizes)


def lstm_sequence(rng, *, T, batch, n_x, n_a, dtype=np.float64):
    """Parameters, x (T, batch, n_x), a0 and c0 (batch, n_a) for a sequence."""
    p, a0, c0, _ = lstm_step(rng, batch=batch, n_x=n_x, n_a=n_a, dtype=dtype)
    return p, normal(rng, T, batch, n_x, dtype=dtype), a0, c0


def peephole_params(rng, n_x, n, dtype=np.float64):
    """Parameters of a peephole LSTM; every peephole is 0.5 to 0.9 in size."""
    weights = [weight(rng, n, n + n_x, dtype) for _ in range(4)]
    sizes_of_p = rng.uniform(0.5, 0.9, size=(3, n))
    peepholes = [(signs(rng, n) * size).astype(dtype) for size in sizes_of_p]
    biases = [(0.5 * rng.normal(size=n)).astype(dtype) for _ in range(4)]
    return PeepholeParams(*weights, *peepholes, *biases)


def peephole_step(rng, *, batch, n_x, n, dtype=np.float64):
    """Parameters, a_prev and c_prev (batch, n) and x_t (batch, n_x) for one step."""
    p = peephole_params(rng, n_x, n, dtype)
    a_prev = rng.uniform(-1, 1, size=(batch, n)).astype(dtype)
    c_prev = normal(rng, batch, n, dtype=dtype)
    return p, a_prev, c_prev, normal(rng, batch, n_x, dtype=dtype)


def peephole_sequence(rng, *, T, batch, n_x, n, dtype=np.float64):
    """Parameters, x (T, batch, n_x), a0 and c0 (batch, n) for a sequence."""
    p, a0, c0, _ = peephole_step(rng, batch=batch, n_x=n_x, n=n, dtype=dtype)
    return p, normal(rng, T, batch, n_x, dtype=dtype), a0, c0
