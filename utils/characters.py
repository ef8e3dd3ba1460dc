"""A model of names, one character at a time: what it reads, says, costs and invents.

A name is read from the mark "." on and ends with it: after each character the model
says how likely each of the 27 characters is to be the next one.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

CHARACTERS = ".abcdefghijklmnopqrstuvwxyz"
"""The mark that begins and ends a name, and the letters; each is numbered by place."""


class CharacterReadout(NamedTuple):
    """Scores for the next character: ``state @ W.T + b``, W (27, n), b (27,)."""

    W: np.ndarray
    b: np.ndarray


def encode(names, dtype=np.float32):
    """Names as one-hot rows, and the character that follows each.

    Returns x (T, m, 27), time first, and y (T, m): whole numbers, -1 after the end of
    a name; T is one more than the longest name has letters.
    """
    length = 1 + max(map(len, names))
    x = np.zeros((length, len(names), len(CHARACTERS)), dtype)
    y = np.full((length, len(names)), -1)
    for row, name in enumerate(names):
        characters = [CHARACTERS.index(character) for character in f".{name}."]
        for t, (character, following) in enumerate(pairwise(characters)):
            x[t, row, character] = 1
            y[t, row] = following
    return x, y


def init_readout(n, rng, dtype=np.float32):
    """A `CharacterReadout` with weights from U(-1/√n, 1/√n) and biases 0."""
    reach = 1 / np.sqrt(n)
    W = rng.uniform(-reach, reach, (len(CHARACTERS), n)).astype(dtype)
    return CharacterReadout(W, np.zeros(len(CHARACTERS), dtype))


def log_probabilities(states, readout, temperature=1.0):
    """log P(next character), (…, 27), of states (…, n).

    P = softmax((state @ W.T + b) / temperature): below 1 the likely becomes likelier.
    """
    scores = (states @ readout.W.T + readout.b) / temperature
    scores = scores - scores.max(axis=-1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


def loss(states, y, readout):
    """The mean of -log P over all characters that follow, and its gradients.

    states (T, m, n), y (T, m) as `encode` makes it.
    Returns the loss in nats per character, its gradient by the states (T, m, n), and
    its gradient by the readout.
    """
    log_p = log_probabilities(states, readout)  # (T, m, 27)
    live = y >= 0
    t, row = np.nonzero(live)
    d_scores = np.exp(log_p) * live[:, :, None]
    d_scores[t, row, y[live]] -= 1
    d_scores /= states.dtype.type(len(t))
    flat = d_scores.reshape(-1, len(CHARACTERS))
    d_W = flat.T @ states.reshape(len(flat), -1)
    d_readout = CharacterReadout(d_W, flat.sum(axis=0))
    return -log_p[t, row, y[live]].mean(), d_scores @ readout.W, d_readout


def unigram(names):
    """log P(character), whatever came before: a table (27, 27) with equal rows."""
    counts = _pairs(names).sum(axis=0)
    return np.tile(np.log(counts / counts.sum()), (len(CHARACTERS), 1))


def bigram(names):
    """log P(character | the character before it), a table (27, 27)."""
    pairs = _pairs(names)
    return np.log(pairs / pairs.sum(axis=1, keepdims=True))


def table_loss(table, names):
    """The mean of -log P over all characters of names, by a table such as `bigram`."""
    x, y = encode(names)
    live = y >= 0
    return -table[x.argmax(axis=2)[live], y[live]].mean()


def sample(cell, readout, rng, count, temperature=1.0, longest=14):
    """Names that the model invents, a list of `count` strings.

    cell(a_prev, c_prev, x_t) -> an LSTMStep: the trained unit.
    temperature: near 0 the likeliest character is always taken, above 1
        chance has more say.
    """
    n, dtype = readout.W.shape[1], readout.W.dtype
    a, c = np.zeros((2, count, n), dtype)
    characters, names = np.zeros(count, int), [""] * count
    for _ in range(longest):
        x_t = np.eye(len(CHARACTERS), dtype=dtype)[characters]
        step = cell(a, c, x_t)
        a, c = step.a_t, step.c_t
        p = np.exp(log_probabilities(a, readout, temperature))
        drawn = p.cumsum(axis=1) < rng.random((count, 1)) * p.sum(axis=1, keepdims=True)
        characters = drawn.sum(axis=1)
        ended = [name.endswith(".") for name in names]
        names = [
            name if end else name + CHARACTERS[character]
            for name, end, character in zip(names, ended, characters, strict=True)
        ]
    return [name.rstrip(".") for name in names]


def _pairs(names):
    """How often each follows each, (27, 27), counted from 1: none is ruled out."""
    pairs = np.ones((len(CHARACTERS), len(CHARACTERS)))
    x, y = encode(names)
    live = y >= 0
    np.add.at(pairs, (x.argmax(axis=2)[live], y[live]), 1)
    return pairs
