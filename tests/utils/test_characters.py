"""The model of names reads, costs and samples as it says."""

import numpy as np
import pytest
import torch

from grader.reference import lstm as reference
from utils import characters
from utils.params import LSTMStep

NAMES = ["ann", "bo", "anna"]


def test_a_name_is_read_from_the_mark_and_ends_with_it():
    x, y = characters.encode(NAMES)
    assert x.shape == (5, 3, 27)
    assert x.dtype == np.float32
    read = x[:4, 0].argmax(axis=1)
    assert "".join(characters.CHARACTERS[k] for k in read) == ".ann"
    assert "".join(characters.CHARACTERS[k] for k in y[:4, 0]) == "ann."
    assert list(y[:, 1]) == [2, 15, 0, -1, -1]
    assert np.array_equal(x.sum(axis=2), y >= 0)


def test_the_loss_and_its_gradients_agree_with_torch():
    rng = np.random.default_rng(0)
    _, y = characters.encode(NAMES)
    states = rng.normal(size=(5, 3, 6))
    readout = characters.CharacterReadout(rng.normal(size=(27, 6)), rng.normal(size=27))
    loss, d_states, d_readout = characters.loss(states, y, readout)
    s, W, b = (torch.tensor(v, requires_grad=True) for v in (states, *readout))
    scores = (s @ W.T + b).reshape(-1, 27)
    wanted = torch.nn.functional.cross_entropy(
        scores, torch.tensor(y).reshape(-1), ignore_index=-1
    )
    wanted.backward()
    assert loss == pytest.approx(wanted.item(), abs=1e-12)
    for mine, theirs in ((d_states, s), (d_readout.W, W), (d_readout.b, b)):
        assert np.abs(mine - theirs.grad.numpy()).max() < 1e-12


def test_the_loss_keeps_float32():
    rng = np.random.default_rng(1)
    _, y = characters.encode(NAMES)
    readout = characters.init_readout(6, rng)
    states = rng.normal(size=(5, 3, 6)).astype(np.float32)
    _, d_states, d_readout = characters.loss(states, y, readout)
    found = {array.dtype for array in (d_states, *d_readout)}
    assert found == {np.dtype(np.float32)}


def test_tables_hold_probabilities_counted_from_one():
    names = ["ab", "ab", "b"]
    for table in (characters.unigram(names), characters.bigram(names)):
        assert table.shape == (27, 27)
        assert np.allclose(np.exp(table).sum(axis=1), 1)
    after_a = np.exp(characters.bigram(names))[1]
    assert after_a[2] == pytest.approx(3 / 29)  # twice, and one of 27 each
    frequent = np.exp(characters.unigram(names))
    assert np.array_equal(frequent[0], frequent[5])
    assert frequent[0, 2] > frequent[0, 1] > frequent[0, 3]


def test_a_table_costs_what_its_probabilities_say():
    uniform = np.full((27, 27), -np.log(27))
    assert characters.table_loss(uniform, NAMES) == pytest.approx(np.log(27))
    known = characters.bigram(["ann"] * 1000)
    assert characters.table_loss(known, ["ann"]) < np.log(2)


def test_temperature_sharpens_and_flattens():
    readout = characters.CharacterReadout(np.zeros((27, 1)), np.arange(27.0))
    p = {
        t: np.exp(characters.log_probabilities(np.zeros(1), readout, t))
        for t in (0.1, 1.0, 100.0)
    }
    assert p[0.1][-1] > 0.99
    assert p[1.0][-1] == pytest.approx(1 - np.exp(-1), abs=1e-6)
    assert np.allclose(p[100.0], 1 / 27, atol=0.01)


def chain(a, c, x_t):
    """A cell that shows which sign it has read."""
    fields = dict.fromkeys(LSTMStep._fields, None) | {"c_t": c, "a_t": x_t}
    return LSTMStep(**fields)


def test_samples_follow_the_probabilities_and_stop_at_the_mark():
    # After "." comes "a", after it "b", after it the end.
    W = np.zeros((27, 27))
    W[1, 0] = W[2, 1] = W[0, 2] = 50.0
    readout = characters.CharacterReadout(W, np.zeros(27))
    names = characters.sample(chain, readout, np.random.default_rng(0), 5)
    assert names == ["ab"] * 5
    W[0, 2], W[1, 2] = 0.0, 50.0  # it never ends
    (name,) = characters.sample(chain, readout, np.random.default_rng(0), 1, longest=7)
    assert name == "abababa"


def test_samples_have_the_frequencies_of_the_model():
    readout = characters.CharacterReadout(np.zeros((27, 27)), np.full(27, -99.0))
    readout.b[:3] = np.log([0.5, 0.3, 0.2])
    names = characters.sample(chain, readout, np.random.default_rng(2), 4000)
    first = [name[:1] for name in names]
    share = [first.count(sign) / len(first) for sign in ("", "a", "b")]
    assert share == pytest.approx([0.5, 0.3, 0.2], abs=0.03)


def test_an_lstm_samples_the_same_names_from_the_same_generator():
    rng = np.random.default_rng(3)
    p, readout = reference.init_lstm(27, 8, rng), characters.init_readout(8, rng, float)

    def names():
        return characters.sample(
            lambda a, c, x_t: reference.lstm_cell(a, c, x_t, p),
            readout,
            np.random.default_rng(4),
            6,
        )

    assert names() == names()
    assert all(set(name) <= set(characters.CHARACTERS[1:]) for name in names())
