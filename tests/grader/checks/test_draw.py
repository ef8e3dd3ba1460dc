import numpy as np
import pytest

from grader.checks import draw

SEEDS = range(50)


def test_the_same_seed_asks_the_same():
    one, other = (
        draw.gru_sequence(np.random.default_rng(3), T=5, batch=2, n_x=3, n_c=4)
        for _ in range(2)
    )
    for a, b in zip((*one[0], *one[1:]), (*other[0], *other[1:]), strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("count", [2, 3, 6])
def test_sizes_are_distinct_and_more_than_one(count):
    for seed in SEEDS:
        sizes = draw.sizes(np.random.default_rng(seed), count)
        assert len(set(sizes)) == len(sizes) == count
        assert 2 <= min(sizes) <= max(sizes) <= 7


@pytest.mark.parametrize("count", [2, 3, 7])
def test_signs_are_of_both_kinds(count):
    for seed in SEEDS:
        signs = draw.signs(np.random.default_rng(seed), count)
        assert sorted(set(signs)) == [-1, 1]
        assert len(signs) == count


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shapes_and_dtypes_are_those_asked_for(dtype):
    rng = np.random.default_rng(0)
    p, x, c0 = draw.gru_sequence(rng, T=5, batch=2, n_x=3, n_c=4, dtype=dtype)
    assert [a.shape for a in (x, c0)] == [(5, 2, 3), (2, 4)]
    assert [a.shape for a in p] == 3 * [(4, 7)] + 3 * [(4,)]
    torch_args = draw.torch_gru_step(rng, batch=2, n_x=3, n=4, dtype=dtype)
    shapes = [(2, 4), (2, 3), (12, 3), (12, 4), (12,), (12,)]
    assert [a.shape for a in torch_args] == shapes
    assert {a.dtype for a in (*p, x, c0, *torch_args)} == {np.dtype(dtype)}


def test_no_bias_is_zero():
    p = draw.gru_params(np.random.default_rng(0), n_x=3, n_c=4)
    assert min(np.abs(b).min() for b in p[3:]) > 0
