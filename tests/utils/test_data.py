"""The data are what they say they are."""

import numpy as np
import pytest

from utils.data import CONSTANT_GUESS, adding_problem, first_names, split


@pytest.mark.parametrize("length", [2, 3, 100])
def test_two_marks_one_in_each_half_and_their_sum(length):
    x, y = adding_problem(np.random.default_rng(0), length, 50)
    assert x.shape == (length, 50, 2)
    assert y.shape == (50,)
    marks = x[:, :, 1]
    assert set(np.unique(marks)) <= {0.0, 1.0}
    assert np.all(marks[: length // 2].sum(axis=0) == 1)
    assert np.all(marks[length // 2 :].sum(axis=0) == 1)
    assert np.allclose((x[:, :, 0] * marks).sum(axis=0), y)


def test_numbers_are_uniform_and_the_constant_guess_costs_a_sixth():
    x, y = adding_problem(np.random.default_rng(1), 20, 20_000)
    numbers = x[:, :, 0]
    assert numbers.min() >= 0
    assert numbers.max() < 1
    assert numbers.mean() == pytest.approx(1 / 2, abs=0.01)
    assert numbers.var() == pytest.approx(1 / 12, abs=0.01)
    assert np.mean((y - 1) ** 2) == pytest.approx(CONSTANT_GUESS, abs=0.005)


def test_marks_fall_on_every_step():
    x, _ = adding_problem(np.random.default_rng(2), 10, 2_000)
    share = x[:, :, 1].mean(axis=1)
    assert np.allclose(share, 0.2, atol=0.05)


def test_the_same_generator_gives_the_same_batch_in_any_dtype():
    x, y = adding_problem(np.random.default_rng(3), 8, 4)
    low, sums = adding_problem(np.random.default_rng(3), 8, 4, np.float32)
    assert low.dtype == sums.dtype == np.float32
    assert np.array_equal(low, x.astype(np.float32))
    assert np.allclose(sums, y)


def test_a_length_without_two_halves_is_refused():
    with pytest.raises(ValueError, match="at least 2"):
        adding_problem(np.random.default_rng(0), 1, 4)


def test_first_names_are_thousands_of_small_letters_each_once():
    names = first_names()
    assert names == sorted(set(names))
    assert len(names) > 5_000
    assert {"mary", "james", "zachary"} <= set(names)
    assert set("".join(names)) == set("abcdefghijklmnopqrstuvwxyz")


def test_a_split_keeps_every_item_once_and_mixes_them():
    items = list(range(50))
    train, held = split(items, np.random.default_rng(4), held_out=0.2)
    assert (len(train), len(held)) == (40, 10)
    assert sorted(train + held) == items
    assert train != sorted(train)
    assert split(items, np.random.default_rng(4), held_out=0.2) == (train, held)
