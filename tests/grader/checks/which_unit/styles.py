"""Right answers in other people's styles, by what they are of."""

from collections import deque
from operator import sub

import numpy as np
from scipy import special, stats

from grader.reference import which_unit as reference


def count_by_lists(unit, n_x, n):
    gates = dict(plain="c", gru="urc", lstm="ufoc", peephole="ufoc").get(unit)
    if gates is None:
        raise ValueError("unknown unit " + unit)
    total = np.int64(0)
    for _ in gates:
        total += np.ones((n, n + n_x)).size + np.ones(n).size
    return total + sum(np.ones(n).size for _ in "ufo" if unit == "peephole")


def count_by_match(unit, n_x, n):
    match unit:
        case "plain":
            blocks, more = 1, 0
        case "gru":
            blocks, more = 3, 0
        case "lstm":
            blocks, more = 4, 0
        case "peephole":
            blocks, more = 4, 3
        case _:
            raise ValueError(f"{unit} is no unit that I know")
    return n * (blocks * (n + n_x + 1) + more)


def width_by_the_formula(unit, n_x, budget):
    blocks = reference.BLOCKS[unit]
    b = blocks * (n_x + 1) + (3 if unit == "peephole" else 0)
    n = int((np.sqrt(b * b + 4 * blocks * budget) - b) / (2 * blocks)) + 2
    while n and reference.parameter_count(unit, n_x, n) > budget:
        n -= 1
    if not n:
        raise ValueError
    return n


def width_by_halving(unit, n_x, budget):
    low, high = 0, 1
    while reference.parameter_count(unit, n_x, high) <= budget:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if reference.parameter_count(unit, n_x, middle) > budget:
            high = middle
        else:
            low = middle
    if low < 1:
        raise ValueError("nothing fits")
    return low


def width_by_arange(unit, n_x, budget):
    n = np.arange(1, 12_000)
    fitting = n[reference.parameter_count(unit, n_x, n) <= budget]
    if fitting.size == 0:
        raise ValueError
    return fitting.max()


def interval_by_loops(values, picks, level=0.95):
    medians = []
    for row in picks:
        drawn = sorted(values[k] for k in row)
        half = len(drawn) // 2
        medians.append((drawn[half] + drawn[-half - 1]) / 2)
    tail = 100 * (1 - level) / 2
    return np.percentile(medians, [tail, 100 - tail])


def interval_by_take(values, picks, level=0.95):
    medians = np.median(np.take(values, picks.T), 0)
    quantiles = stats.mstats.mquantiles(
        medians, [(1 - level) / 2, (1 + level) / 2], alphap=1, betap=1
    )
    return list(quantiles)


def apart_by_sign(one, other, picks, level=0.95):
    if np.size(one) != np.size(other):
        raise ValueError("pairs wanted")
    low, high = reference.interval(list(map(sub, one, other)), picks, level)
    return low * high > 0


def apart_turned_round(one, other, picks, level=0.95):
    assert_pairs = np.shape(one) == np.shape(other)
    if not assert_pairs:
        raise ValueError
    low, high = reference.interval(other - one, picks, level)
    return np.array(not (low <= 0 <= high))


def step_all_gates_at_once(c_prev, x_t, p):
    n, both = c_prev.shape[1], np.hstack([c_prev, x_t])
    gates = special.expit(both @ np.vstack([p.Wu, p.Wr]).T + np.hstack([p.bu, p.br]))
    u, r = gates[:, :n], gates[:, n:]
    z = (r * c_prev) @ p.Wc[:, :n].T + x_t @ p.Wc[:, n:].T + p.bc
    return c_prev + u * (np.tanh(z) - c_prev)


def stack_time_outside(x, c0, layers):
    c, out = list(c0), [[] for _ in layers]
    for x_t in x:
        below = x_t
        for k, p in enumerate(layers):
            c[k] = below = step_all_gates_at_once(c[k], below, p)
            out[k] += [below]
    return tuple(np.array(memories) for memories in out)


def stack_by_recursion(x, c0, layers):
    if not layers:
        return []
    c, out = c0[0], np.empty((len(x), *c0[0].shape), x.dtype)
    for t in range(len(x)):
        out[t] = c = reference.gru_step(c, x[t], layers[0])
    return [out, *stack_by_recursion(out, c0[1:], layers[1:])]


def stack_by_a_queue(x, c0, layers):
    waiting, found = deque(zip(c0, layers, strict=True)), [x]
    while waiting:
        c, p = waiting.popleft()
        found.append(
            np.stack([c := reference.gru_step(c, below, p) for below in found[-1]])
        )
    del found[0]
    return found


STYLES = {
    "count_by_lists": ("parameter_count", count_by_lists),
    "count_by_match": ("parameter_count", count_by_match),
    "width_by_the_formula": ("width_for", width_by_the_formula),
    "width_by_halving": ("width_for", width_by_halving),
    "width_by_arange": ("width_for", width_by_arange),
    "interval_by_loops": ("interval", interval_by_loops),
    "interval_by_take": ("interval", interval_by_take),
    "apart_by_sign": ("told_apart", apart_by_sign),
    "apart_turned_round": ("told_apart", apart_turned_round),
    "step_all_gates_at_once": ("gru_step", step_all_gates_at_once),
    "stack_time_outside": ("stacked_forward", stack_time_outside),
    "stack_by_recursion": ("stacked_forward", stack_by_recursion),
    "stack_by_a_queue": ("stacked_forward", stack_by_a_queue),
}
