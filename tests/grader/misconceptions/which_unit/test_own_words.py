"""Mistakes in costs, intervals and stacks, as learners write them."""

import numpy as np
import pytest
from scipy.special import expit

from grader.reference import which_unit as reference
from tests.grader.judging import SEEDS, names

NB = "6_which_unit"


def count_of_torch(unit, n_x, n):
    gates = {"plain": 1, "gru": 3, "lstm": 4, "peephole": 4}
    if unit not in gates:
        raise ValueError(unit)
    weight_ih, weight_hh = gates[unit] * n * n_x, gates[unit] * n * n
    bias_ih = bias_hh = gates[unit] * n
    more = 3 * n if unit == "peephole" else 0
    return weight_ih + weight_hh + bias_ih + bias_hh + more


def full_peepholes(unit, n_x, n):
    block = n * n + n * n_x + n
    if unit == "peephole":
        return 4 * block + 3 * n**2
    return {"plain": block, "gru": 3 * block, "lstm": 4 * block}[unit]


def looked_up(unit, n_x, n):
    """Right, but an unknown unit is a KeyError."""
    table = {"plain": (1, 0), "gru": (3, 0), "lstm": (4, 0), "peephole": (4, 3)}
    blocks, more = table[unit]
    return blocks * (n * (n + n_x) + n) + more * n


def no_unit_is_zero(unit, n_x, n):
    known = unit in ("plain", "gru", "lstm", "peephole")
    return reference.parameter_count(unit, n_x, n) if known else 0


def counts_one_too_far(unit, n_x, budget):
    n = 0
    while reference.parameter_count(unit, n_x, n) <= budget:
        n += 1
    if n == 1:
        raise ValueError("nothing fits")
    return n


def strictly_below(unit, n_x, budget):
    n = 0
    while reference.parameter_count(unit, n_x, n + 1) < budget:
        n += 1
    if not n:
        raise ValueError("nothing fits")
    return n


def no_cell_at_all(unit, n_x, budget):
    n = 0
    while reference.parameter_count(unit, n_x, n + 1) <= budget:
        n += 1
    return n


def rounded_root(unit, n_x, budget):
    blocks = {"plain": 1, "gru": 3, "lstm": 4, "peephole": 4}[unit]
    if blocks * (n_x + 2) > budget:
        raise ValueError
    return int(np.floor(np.sqrt(budget / blocks)))


def interval_of_means(values, picks, level=0.95):
    values = np.array(values)
    means = sorted(values[row].mean() for row in picks)
    return np.quantile(means, 0.5 - level / 2), np.quantile(means, 0.5 + level / 2)


def interval_always_at_95(values, picks, level=0.95):
    medians = [np.median([values[k] for k in row]) for row in picks]
    return tuple(np.percentile(medians, [2.5, 97.5]))


def interval_by_rank(values, picks, level=0.95):
    medians = sorted(np.median([values[k] for k in row]) for row in picks)
    B = len(medians)
    return medians[int((1 - level) / 2 * B)], medians[int((1 + level) / 2 * B)]


def no_overlap(one, other, picks, level=0.95):
    if one.size != other.size:
        raise ValueError
    a, b = (
        reference.interval(one, picks, level),
        reference.interval(other, picks, level),
    )
    return a[1] < b[0] or b[1] < a[0]


def one_sided(one, other, picks, level=0.95):
    if len(one) != len(other):
        raise ValueError
    return reference.interval(one - other, picks, level)[0] > 0


def ends_included(one, other, picks, level=0.95):
    if len(one) != len(other):
        raise ValueError
    low, high = reference.interval(one - other, picks, level)
    return not (low < 0 < high)


def by_the_mean(one, other, picks, level=0.95):
    if len(one) != len(other):
        raise ValueError
    means = [np.mean([one[k] - other[k] for k in row]) for row in picks]
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return low > 0 or high < 0


def pairs_not_asked_for(one, other, picks, level=0.95):
    """Right, but NumPy stretches a single result."""
    low, high = reference.interval(one - other, picks, level)
    return low > 0 or high < 0


def step_of_torch(c_prev, x_t, p):
    n = c_prev.shape[1]
    both = np.hstack([c_prev, x_t])
    u, r = expit(both @ p.Wu.T + p.bu), expit(both @ p.Wr.T + p.br)
    n_t = np.tanh(x_t @ p.Wc[:, n:].T + r * (c_prev @ p.Wc[:, :n].T) + p.bc)
    return u * n_t + (1 - u) * c_prev


def step_that_keeps_by_u(c_prev, x_t, p):
    both = np.hstack([c_prev, x_t])
    u, r = expit(both @ p.Wu.T + p.bu), expit(both @ p.Wr.T + p.br)
    return u * c_prev + (1 - u) * np.tanh(np.hstack([r * c_prev, x_t]) @ p.Wc.T + p.bc)


def stack_that_reads_x(x, c0, layers):
    found = []
    for k, p in enumerate(layers):
        c, memories = c0[k], []
        for t in range(len(x)):
            c = reference.gru_step(c, x[t], p)
            memories.append(c)
        found.append(np.array(memories))
    return found


def stack_a_step_late(x, c0, layers):
    c, found = list(c0), [[] for _ in layers]
    for x_t in x:
        reads = [x_t, *c[:-1]]  # before any layer has moved on
        c = [reference.gru_step(*args) for args in zip(c, reads, layers, strict=True)]
        for memories, memory in zip(found, c, strict=True):
            memories.append(memory)
    return [np.stack(memories) for memories in found]


def stack_top_alone(x, c0, layers):
    for c, p in zip(c0, layers, strict=True):
        x = np.stack([c := reference.gru_step(c, x_t, p) for x_t in x])
    return x


def stack_one_c0(x, c0, layers):
    found = []
    for p in layers:
        c, memories = c0[0], []
        for x_t in x:
            c = reference.gru_step(c, x_t, p)
            memories.append(c)
        x = np.stack(memories)
        found.append(x)
    return found


def stack_from_zeros(x, c0, layers):
    c = [np.zeros(first.shape, first.dtype) for first in c0]
    return reference.stacked_forward(x, c, layers)


AS_LEARNERS_WRITE = [
    ("two_biases_a_block", "parameter_count", count_of_torch),
    ("peepholes_as_matrices", "parameter_count", full_peepholes),
    ("not_refused", "parameter_count", looked_up),
    ("not_refused", "parameter_count", no_unit_is_zero),
    ("first_that_exceeds", "width_for", counts_one_too_far),
    ("budget_not_used_up", "width_for", strictly_below),
    ("not_refused", "width_for", no_cell_at_all),
    ("square_root_alone", "width_for", rounded_root),
    ("means_for_medians", "interval", interval_of_means),
    ("level_ignored", "interval", interval_always_at_95),
    ("place_in_the_sorted_list", "interval", interval_by_rank),
    ("intervals_overlap", "told_apart", no_overlap),
    ("only_more_is_a_difference", "told_apart", one_sided),
    ("end_at_zero_counted", "told_apart", ends_included),
    ("mean_difference", "told_apart", by_the_mean),
    ("not_refused", "told_apart", pairs_not_asked_for),
    ("reset_after_product", "gru_step", step_of_torch),
    ("update_and_keep_swapped", "gru_step", step_that_keeps_by_u),
    ("every_layer_reads_x", "stacked_forward", stack_that_reads_x),
    ("above_reads_the_step_before", "stacked_forward", stack_a_step_late),
    ("only_the_top_returned", "stacked_forward", stack_top_alone),
    ("all_start_from_the_first_c0", "stacked_forward", stack_one_c0),
    ("starts_from_zeros", "stacked_forward", stack_from_zeros),
]


@pytest.mark.parametrize(
    ("mistake", "name", "written"),
    AS_LEARNERS_WRITE,
    ids=[written.__name__ for _, _, written in AS_LEARNERS_WRITE],
)
def test_it_is_named_in_whatever_words_it_is_written(mistake, name, written):
    for seed in SEEDS[NB][:4]:
        assert names(NB, name, written, seed)[0] == mistake


def test_a_wrong_count_further_up_is_named_where_it_plays_its_part():
    def width_for(unit, n_x, budget):  # counts for itself, and forgets the biases
        blocks = {"plain": 1, "gru": 3, "lstm": 4, "peephole": 4}[unit]
        n = 0
        while True:
            more = 3 * (n + 1) if unit == "peephole" else 0
            if blocks * (n + 1) * (n + 1 + n_x) + more > budget:
                break
            n += 1
        if n == 0:
            raise ValueError
        return n

    assert names(NB, "width_for", width_for, SEEDS[NB][0])[0] == "biases_not_counted"


@pytest.mark.parametrize("mistake", ["float", "no_name"])
def test_what_is_of_form_has_its_own_name(mistake):
    def parameter_count(unit, n_x, n):
        if unit not in reference.BLOCKS:
            raise ValueError("unknown" if mistake == "no_name" else unit)
        count = reference.parameter_count(unit, n_x, n)
        return count / 1 if mistake == "float" else count

    expected = {"float": "not_whole", "no_name": "refused_without_a_word"}[mistake]
    assert names(NB, "parameter_count", parameter_count, SEEDS[NB][0]) == [expected]
