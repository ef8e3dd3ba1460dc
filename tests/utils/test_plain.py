"""The plain unit: beside torch's, and what it can and can't remember."""

import numpy as np
import pytest
import torch

from utils import data, plain


@pytest.fixture
def unit():
    rng = np.random.default_rng(0)
    return plain.init_plain(3, 4, rng), rng.normal(size=(6, 2, 3))


def test_it_is_torchs_plain_unit_forward_and_backward(unit):
    p, x = unit
    a, tape = plain.forward(x, p)
    upstream = np.random.default_rng(1).normal(size=a.shape)
    twin = torch.nn.RNN(3, 4, dtype=torch.float64)
    with torch.no_grad():
        twin.weight_hh_l0.copy_(torch.tensor(p.W[:, :4]))
        twin.weight_ih_l0.copy_(torch.tensor(p.W[:, 4:]))
        twin.bias_ih_l0.copy_(torch.tensor(p.b))
        twin.bias_hh_l0.zero_()
    out, _ = twin(torch.tensor(x))
    (out * torch.tensor(upstream)).sum().backward()
    assert np.abs(out.detach().numpy() - a).max() < 1e-12
    dp = plain.backward(upstream, tape, p)
    wanted = torch.cat([twin.weight_hh_l0.grad, twin.weight_ih_l0.grad], dim=1)
    assert np.abs(dp.W - wanted.numpy()).max() < 1e-12
    assert np.abs(dp.b - twin.bias_ih_l0.grad.numpy()).max() < 1e-12


def test_the_norms_are_those_of_the_gradient_by_each_state(unit):
    p, x = unit
    norms, state = plain.gradient_norms(x, p), torch.zeros(2, 4, dtype=torch.float64)
    W, b = torch.tensor(p.W), torch.tensor(p.b)
    states = []
    for x_t in torch.tensor(x):
        state = torch.tanh(torch.cat([state, x_t], dim=1) @ W.T + b)
        state.requires_grad_()
        state.retain_grad()
        states.append(state)
    state.sum().backward()
    wanted = [s.grad.norm().item() for s in reversed(states)]
    assert np.allclose(norms, wanted, rtol=1e-12)


def test_a_sentence_ends_as_its_first_word_says():
    x, y = data.sentences(np.random.default_rng(0), 9, 50)
    assert x.shape == (9, 50, 8)
    assert np.array_equal(x[0, :, 1], y)
    assert np.array_equal(x[0, :, 0], 1 - y)
    assert set(x[1:].argmax(axis=2).ravel()) == set(range(2, 8))
    assert np.all(x.sum(axis=2) == 1)


@pytest.mark.parametrize(("length", "low", "high"), [(10, 0.99, 1), (100, 0.4, 0.6)])
def test_it_learns_short_sentences_and_no_long_ones(length, low, high):
    rng = np.random.default_rng(0)
    unit = plain.learn(lambda: data.sentences(rng, length, 32), n=16, rng=rng)
    x, y = data.sentences(rng, length, 1000)
    a, _ = plain.forward(x, unit.params)
    assert low <= plain.share_right(a, y, unit.readout) <= high
