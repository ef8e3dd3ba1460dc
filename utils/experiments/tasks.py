"""Tasks of timing and counting: say 1 at the right step, and 0 at every other one."""

from typing import NamedTuple

import numpy as np


class Task(NamedTuple):
    """Inputs x (T, m, n_x), targets y (T, m) of 0 and 1, and which of them count.

    `counts` (T, m) is 1 where there is a target and 0 in the padding after a word.
    """

    x: np.ndarray
    y: np.ndarray
    counts: np.ndarray


def timed_spikes(every, length):
    """A spike at each `every`-th step of `length`, out of silence: x is 0 throughout.

    One example, since all sequences are the same one. Source: the task "generating
    timed spikes" of Gers, Schraudolph and Schmidhuber 2002, in a form of our own.
    """
    x = np.zeros((length, 1, 1))
    y = np.zeros((length, 1))
    y[every - 1 :: every] = 1
    return Task(x, y, np.ones_like(y))


def counting(longest):
    """The words aⁿbⁿ, n = 1 … `longest`: say 1 at the last b, when as many have come.

    One example for each n. x<t> is (1, 0) for an a, (0, 1) for a b, (0, 0) in the
    padding. Source: after the language aⁿbⁿ of Gers and Schmidhuber 2001.
    """
    n, t = np.arange(1, longest + 1), np.arange(2 * longest)[:, None]  # t from 0
    is_a, in_word = t < n, t < 2 * n
    x = np.stack([is_a, in_word & ~is_a], axis=2).astype(float)
    y = (t == 2 * n - 1).astype(float)
    return Task(x, y, in_word.astype(float))
