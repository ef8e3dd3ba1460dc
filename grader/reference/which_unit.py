"""The reference for the notebook on which unit to take: cost, intervals, and a stack.

Parameters are counted as `utils.params` has them, one bias vector for each block of
weights. Functions of arrays compute in the dtype they are given, and every function
leaves its arguments as they were.
"""

from bisect import bisect_right
from functools import partial

import numpy as np
from scipy import special

BLOCKS = {"plain": 1, "gru": 3, "lstm": 4, "peephole": 4}
"""Unit -> how many gates and candidates it has, each with weights and a bias."""


def parameter_count(unit, n_x, n):
    """How many parameters a unit of width `n` has for inputs of `n_x` numbers: an int.

    B (n (n + n_x) + n), and 3 n more for peepholes; B blocks, see `BLOCKS`

    Raises ValueError for a unit that is not one of `BLOCKS`.
    """
    if unit not in BLOCKS:
        raise ValueError(f"no such unit: {unit!r}; there are {', '.join(BLOCKS)}")
    peepholes = 3 * n if unit == "peephole" else 0
    return BLOCKS[unit] * (n * (n + n_x) + n) + peepholes


def width_for(unit, n_x, budget):
    """The greatest n, from 1 up, with ``parameter_count(unit, n_x, n) <= budget``.

    Raises ValueError where the budget does not suffice for one cell.
    """
    # Halving comes to an end whatever is counted: wrong counts are tried out in here.
    widths = range(1, budget + 1)  # each cell costs more than one parameter
    n = bisect_right(widths, budget, key=partial(parameter_count, unit, n_x))
    if n == 0:
        raise ValueError(f"a budget of {budget} is too small for one cell of {unit!r}")
    return n


def interval(values, picks, level=0.95):
    """The percentile bootstrap interval of the median of `values` (R,): (low, high).

    `picks` (B, R): in each row the places of one draw with replacement; `level`: the
    share of the B medians between the two ends.
    Source: Efron (1979), Annals of Statistics 7(1).
    """
    medians = np.median(np.asarray(values)[picks], axis=1)  # (B,)
    low, high = np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])
    return low, high


def told_apart(one, other, picks, level=0.95):
    """Whether 0 lies outside the `interval` of the median of the paired differences.

    `one` and `other` (R,): results of two units, each pair from the same seed.
    Raises ValueError where they are of different lengths.
    """
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape:
        raise ValueError(f"{len(one)} results cannot be paired with {len(other)}")
    low, high = interval(one - other, picks, level)
    return bool(low > 0 or high < 0)


def gru_step(c_prev, x_t, p):
    """The new memory of a GRU after one step, c_t (m, n).

    Γu = σ(Wu[c_prev, x_t] + bu),  Γr = σ(Wr[c_prev, x_t] + br)
    c̃ = tanh(Wc[Γr * c_prev, x_t] + bc),  c_t = Γu * c̃ + (1 - Γu) * c_prev

    `c_prev` (m, n), `x_t` (m, n_x), `p` a `GRUParams`.
    """
    concat = np.concatenate([c_prev, x_t], axis=1)  # (m, n + n_x)
    gamma_u = special.expit(concat @ p.Wu.T + p.bu)
    gamma_r = special.expit(concat @ p.Wr.T + p.br)
    concat_reset = np.concatenate([gamma_r * c_prev, x_t], axis=1)
    c_tilde = np.tanh(concat_reset @ p.Wc.T + p.bc)
    return gamma_u * c_tilde + (1 - gamma_u) * c_prev


def stacked_forward(x, c0, layers):
    """A stack of GRUs over a sequence: each layer's memories, bottom first.

    c[l]<t> = GRU(c[l]<t-1>, c[l-1]<t>), where c[0]<t> = x<t>

    `x` (T, m, n_x); `layers` a list of L `GRUParams`; `c0` a list of L first memories,
    (m, n_l) each. The result is a list of L arrays (T, m, n_l). Source: Graves, Mohamed
    and Hinton (2013), arXiv:1303.5778, section 2.
    """
    memories, below = [], x
    for c_prev, p in zip(c0, layers, strict=True):
        steps = []
        for x_t in below:
            c_prev = gru_step(c_prev, x_t, p)
            steps.append(c_prev)
        below = np.stack(steps)  # (T, m, n_l)
        memories.append(below)
    return memories
