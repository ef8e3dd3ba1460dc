"""The tasks of timing and counting are what they say they are."""

import numpy as np
import pytest

from utils.experiments.tasks import counting, timed_spikes


@pytest.mark.parametrize(("every", "length"), [(6, 30), (8, 160), (3, 10)])
def test_spikes_come_at_every_kth_step_out_of_silence(every, length):
    x, y, counts = timed_spikes(every, length)
    assert x.shape == (length, 1, 1)
    assert not x.any()
    assert np.flatnonzero(y[:, 0]).tolist() == list(range(every - 1, length, every))
    assert np.all(counts == 1)


def test_each_word_has_as_many_b_as_a_and_is_complete_at_its_last():
    x, y, counts = counting(7)
    assert x.shape == (14, 7, 2)
    for n in range(1, 8):
        letters, word = x[:, n - 1], "a" * n + "b" * n
        read = "".join("ab"[int(b)] for _, b in letters[: 2 * n])
        assert read == word
        assert np.all(letters[: 2 * n].sum(axis=1) == 1)
        assert not letters[2 * n :].any()
        assert np.flatnonzero(y[:, n - 1]).tolist() == [2 * n - 1]
        assert np.flatnonzero(counts[:, n - 1]).tolist() == list(range(2 * n))
