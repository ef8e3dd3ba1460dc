"""A plain recurrent unit: what the gated ones are measured against.

a<t> = tanh(W[a<t-1>, x<t>] + b)

It has one matrix, no gates, and no memory that it could leave alone.
"""

from typing import NamedTuple

import numpy as np

from utils.training import fit, init_readout


class PlainParams(NamedTuple):
    """Weights W (n, n + n_x) for [a, x], the state's columns first, and bias b (n,)."""

    W: np.ndarray
    b: np.ndarray


def init_plain(n_x, n, rng):
    """First parameters: W from U(-1/√n, 1/√n), b = 0."""
    reach = 1 / np.sqrt(n)
    return PlainParams(rng.uniform(-reach, reach, (n, n + n_x)), np.zeros(n))


def forward(x, p):
    """The unit over x (T, m, n_x), from a state of zeros.

    Returns a (T, m, n), and what `backward` needs: x and a.
    """
    a = np.zeros((len(x), x.shape[1], len(p.b)))
    a_prev = np.zeros_like(a[0])
    for t, x_t in enumerate(x):
        a_prev = a[t] = np.tanh(np.concatenate([a_prev, x_t], axis=1) @ p.W.T + p.b)
    return a, (x, a)


def backward(da, tape, p):
    """The gradients of the parameters, from the upstream gradient da (T, m, n)."""
    x, a = tape
    dW, db, carried = np.zeros_like(p.W), np.zeros_like(p.b), np.zeros_like(da[0])
    for t in reversed(range(len(x))):
        dz = (da[t] + carried) * (1 - a[t] ** 2)
        a_prev = a[t - 1] if t > 0 else np.zeros_like(a[0])
        dW += dz.T @ np.concatenate([a_prev, x[t]], axis=1)
        db += dz.sum(axis=0)
        carried = dz @ p.W[:, : len(p.b)]
    return PlainParams(dW, db)


def gradient_norms(x, p):
    """How long a gradient put on the last state is, 0, 1, 2, … steps back."""
    a, _ = forward(x, p)
    da, norms = np.ones_like(a[-1]), []
    for a_t in a[::-1]:
        norms.append(np.linalg.norm(da))
        da = (da * (1 - a_t**2)) @ p.W[:, : len(p.b)]
    return np.array(norms)


def learn(draw, n, rng, updates=400):
    """A unit of n elements and its readout, trained on the batches of ``draw()``."""
    p = init_plain(draw()[0].shape[2], n, rng)
    readout = init_readout(n, rng)
    return fit(forward, backward, p, readout, draw, updates=updates, report=updates + 1)


def share_right(states, y, readout):
    """Of how many sequences the last state tells whether y (m,) is 0 or 1."""
    says = states[-1] @ readout.w + readout.b
    return np.mean((says > 0.5) == (y == 1))
