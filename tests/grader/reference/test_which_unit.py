"""The reference for costs, intervals and stacks against oracles that share no code."""

import statistics

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from grader.checks import draw
from grader.reference import gru
from grader.reference import which_unit as reference

SEEDS = range(8)
UNITS = ("plain", "gru", "lstm", "peephole")
TIGHT = 1e-12  # the same sums in another order

sizes = st.integers(1, 40)
seeds = st.integers(0, 2**32 - 1)


# costs


@settings(max_examples=40, deadline=None)
@given(sizes, sizes)
def test_what_a_unit_costs_is_the_size_of_its_parameters(n_x, n):
    rng = np.random.default_rng(0)
    tuples = {
        "plain": [np.zeros((n, n + n_x)), np.zeros(n)],
        "gru": draw.gru_params(rng, n_x, n),
        "lstm": draw.lstm_params(rng, n_x, n),
        "peephole": draw.peephole_params(rng, n_x, n),
    }
    for unit, parameters in tuples.items():
        count = reference.parameter_count(unit, n_x, n)
        assert count == sum(array.size for array in parameters)
        assert type(count) is int


@pytest.mark.parametrize(("n_x", "n"), [(1, 1), (3, 5), (64, 256)])
def test_it_is_what_torch_has_but_for_the_second_bias(n_x, n):
    units = {"plain": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
    for unit, module in units.items():
        of_torch = dict(module(n_x, n).named_parameters())
        second = of_torch.pop("bias_hh_l0")
        assert second.shape == of_torch["bias_ih_l0"].shape
        expected = sum(parameter.numel() for parameter in of_torch.values())
        assert reference.parameter_count(unit, n_x, n) == expected


@pytest.mark.parametrize("unit", ["LSTM", "", None, "elman"])
def test_an_unknown_unit_is_refused_by_name(unit):
    with pytest.raises(ValueError, match=repr(unit)):
        reference.parameter_count(unit, 2, 3)
    with pytest.raises(ValueError, match=repr(unit)):
        reference.width_for(unit, 2, 1000)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(UNITS), sizes, st.integers(0, 20_000))
def test_the_width_is_the_last_one_within_the_budget(unit, n_x, budget):
    fitting = [
        n for n in range(1, 200) if reference.parameter_count(unit, n_x, n) <= budget
    ]
    if fitting:
        width = reference.width_for(unit, n_x, budget)
        assert width == fitting[-1] < 199
        assert type(width) is int
    else:
        with pytest.raises(ValueError, match="too small"):
            reference.width_for(unit, n_x, budget)


@pytest.mark.parametrize("unit", UNITS)
def test_a_hundred_million_parameters_are_found_a_width_for(unit):
    n = reference.width_for(unit, 50, 10**8)
    assert reference.parameter_count(unit, 50, n) <= 10**8
    assert reference.parameter_count(unit, 50, n + 1) > 10**8


# intervals


def quantile_between(values, share):
    """The quantile of `values`, on a line between the two beside it."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = min(int(place), len(ordered) - 2)
    step = ordered[below + 1] - ordered[below]
    return ordered[below] + (place - below) * step


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.99])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_interval_is_that_of_a_plain_loop(seed, level):
    rng = np.random.default_rng(seed)
    R = int(rng.integers(2, 30))
    values, picks = rng.normal(size=R), rng.integers(0, R, (300, R))
    medians = [statistics.median(values[k] for k in row) for row in picks]
    ends = (1 - level) / 2, 1 - (1 - level) / 2
    expected = [quantile_between(medians, share) for share in ends]
    got = reference.interval(values, picks, level)
    np.testing.assert_allclose(got, expected, rtol=0, atol=TIGHT)


@pytest.mark.parametrize("level", [0.5, 0.95])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_interval_is_that_of_scipy_on_the_same_draws(seed, level):
    values = np.random.default_rng(seed).exponential(size=20)
    picks = np.random.default_rng(seed + 100).integers(0, 20, (500, 20))
    found = stats.bootstrap(
        (values,),
        np.median,
        n_resamples=500,
        confidence_level=level,
        method="percentile",
        rng=np.random.default_rng(seed + 100),
    )
    low, high = reference.interval(values, picks, level)
    expected = found.confidence_interval
    np.testing.assert_allclose([low, high], expected, rtol=0, atol=TIGHT)


def test_the_interval_is_that_of_95_per_cent_and_leaves_its_inputs_alone():
    rng = np.random.default_rng(0)
    values, picks = rng.normal(size=20), rng.integers(0, 20, (100, 20))
    before = values.copy(), picks.copy()
    expected = reference.interval(values, picks, 0.95)
    assert reference.interval(values, picks) == expected
    assert reference.interval(values.tolist(), picks) == expected
    assert np.array_equal(values, before[0])
    assert np.array_equal(picks, before[1])


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from([0.5, 0.8, 0.95]), st.sampled_from([-1, 0, 1]))
def test_two_are_told_apart_where_all_but_few_medians_have_one_sign(seed, level, by):
    rng = np.random.default_rng(seed)
    one, other = by + rng.normal(size=15), rng.normal(size=15)
    picks = rng.integers(0, 15, (200, 15))
    medians = [statistics.median(one[k] - other[k] for k in row) for row in picks]
    ends = [quantile_between(medians, (1 + side * level) / 2) for side in (-1, 1)]
    expected = bool(min(ends) > 0 or max(ends) < 0)
    got = reference.told_apart(one, other, picks, level)
    assert got is expected
    assert reference.told_apart(other, one, picks, level) is expected


def test_an_end_at_zero_is_not_apart():
    picks = np.random.default_rng(0).integers(0, 20, (200, 20))
    other = np.arange(20.0)
    assert not reference.told_apart(other, other, picks)
    few_more = other + (other > 12)
    assert reference.interval(few_more - other, picks)[0] == 0
    assert not reference.told_apart(few_more, other, picks)
    assert not reference.told_apart(other, few_more, picks)


@pytest.mark.parametrize("count", [1, 19, 21])
def test_runs_that_are_no_pairs_are_refused(count):
    picks = np.zeros((5, 20), int)
    with pytest.raises(ValueError, match=f"20 results cannot be paired with {count}"):
        reference.told_apart(np.ones(20), np.ones(count), picks)


# stacks


@settings(max_examples=30, deadline=None)
@given(seeds, *[st.integers(1, 6)] * 3)
def test_one_step_is_that_of_the_first_notebook(seed, batch, n_x, n):
    rng = np.random.default_rng(seed)
    p, c_prev, x_t = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n)
    expected = gru.gru_cell(c_prev, x_t, p).c_t
    got = reference.gru_step(c_prev, x_t, p)
    np.testing.assert_allclose(got, expected, rtol=0, atol=TIGHT)


def stack(rng, *widths, T=6, batch=3, n_x=4, dtype=np.float64):
    """x, c0, layers."""
    x, c0, layers = draw.normal(rng, T, batch, n_x, dtype=dtype), [], []
    for n in widths:
        p, first, _ = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n, dtype=dtype)
        layers.append(p)
        c0.append(first)
        n_x = n
    return x, c0, layers


@pytest.mark.parametrize("widths", [(5,), (5, 2), (3, 3, 3), (2, 7, 4, 1)])
def test_a_stack_is_one_sequence_after_the_other(widths):
    x, c0, layers = stack(np.random.default_rng(1), *widths)
    got = reference.stacked_forward(x, c0, layers)
    assert type(got) is list
    for each, first, p in zip(got, c0, layers, strict=True):
        expected, _ = gru.gru_forward(x, first, p)
        np.testing.assert_allclose(each, expected, rtol=0, atol=TIGHT)
        x = expected


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_stack_is_that_of_torch_where_the_relevance_gate_is_open(depth):
    """There torch's reset, which comes after the product, makes no difference."""
    n = 5
    x, c0, layers = stack(np.random.default_rng(2), *[n] * depth)
    layers = [p._replace(br=np.full(n, 1000.0)) for p in layers]
    module = torch.nn.GRU(x.shape[2], n, num_layers=depth, dtype=torch.float64)
    loaded = {}
    for k, p in enumerate(layers):  # torch's z keeps: it is 1 - Γu
        weights, biases = np.vstack([p.Wr, -p.Wu, p.Wc]), np.hstack([p.br, -p.bu, p.bc])
        loaded[f"weight_hh_l{k}"] = torch.tensor(weights[:, :n])
        loaded[f"weight_ih_l{k}"] = torch.tensor(weights[:, n:])
        loaded[f"bias_ih_l{k}"] = torch.tensor(biases)
        loaded[f"bias_hh_l{k}"] = torch.zeros(3 * n, dtype=torch.float64)
    module.load_state_dict(loaded)
    top, last = module(torch.tensor(x), torch.tensor(np.stack(c0)))
    got = reference.stacked_forward(x, c0, layers)
    np.testing.assert_allclose(got[-1], top.detach(), rtol=0, atol=TIGHT)
    expected = last.detach()
    np.testing.assert_allclose([c[-1] for c in got], expected, rtol=0, atol=TIGHT)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_stack_keeps_the_dtype_and_leaves_its_inputs_alone(dtype):
    x, c0, layers = stack(np.random.default_rng(3), 5, 2, dtype=dtype)
    before = x.copy(), [c.copy() for c in c0]
    for each, n in zip(reference.stacked_forward(x, c0, layers), (5, 2), strict=True):
        assert each.dtype == dtype
        assert each.shape == (6, 3, n)
    assert np.array_equal(x, before[0])
    assert all(map(np.array_equal, c0, before[1]))
