"""The loss, its gradients, Adam, and a tiny problem that must be learned."""

import numpy as np
import pytest
import torch

from grader.reference import gru as reference
from grader.reference import lstm
from utils import characters
from utils.data import CONSTANT_GUESS, adding_problem
from utils.training import (
    Adam,
    Readout,
    fit,
    init_gru,
    init_peephole,
    init_readout,
    last_state_loss,
)


def test_adam_takes_the_steps_of_torch():
    rng = np.random.default_rng(0)
    w = rng.normal(size=(3, 4))
    theirs = torch.tensor(w, requires_grad=True)
    optimiser = torch.optim.Adam([theirs], lr=0.05)
    mine, adam = [w], Adam(lr=0.05, clip=np.inf)
    for _ in range(20):
        g = rng.normal(size=(3, 4))
        mine = adam.step(mine, [g])
        theirs.grad = torch.tensor(g)
        optimiser.step()
    assert np.abs(mine[0] - theirs.detach().numpy()).max() < 1e-12


def test_clipping_shortens_all_gradients_together_and_only_long_ones():
    g = [np.array([3.0]), np.array([4.0])]
    clipped, short = Adam(clip=1.0), Adam(clip=10.0)
    clipped.step(g, g)
    short.step(g, g)
    assert np.allclose(np.ravel(clipped.m), [0.06, 0.08])
    assert np.allclose(np.ravel(short.m), [0.3, 0.4])


def test_adam_leaves_parameters_and_dtype_alone():
    w = np.ones(3, np.float32)
    (new,) = Adam().step([w], [np.ones(3, np.float32)])
    assert np.array_equal(w, np.ones(3))
    assert new.dtype == np.float32


def test_the_loss_and_its_gradients_agree_with_autograd():
    rng = np.random.default_rng(1)
    states, y = rng.normal(size=(3, 4, 5)), rng.normal(size=4)
    readout = Readout(rng.normal(size=5), np.array(0.3))
    loss, d_states, d_readout = last_state_loss(states, y, readout)
    s, w, b = (torch.tensor(v, requires_grad=True) for v in (states, *readout))
    wanted = ((s[-1] @ w + b - torch.tensor(y)) ** 2).mean()
    wanted.backward()
    assert loss == pytest.approx(wanted.item())
    assert np.allclose(d_states, s.grad)
    assert np.allclose(d_readout.w, w.grad)
    assert np.allclose(d_readout.b, b.grad)


def test_first_gates_fit_the_span():
    p = init_gru(2, 500, np.random.default_rng(2), span=100)
    lasts = 1 + np.exp(-p.bu)  # 1 / Γu, for an input and a memory of zero
    assert lasts.min() >= 2
    assert lasts.max() <= 100
    assert lasts.mean() == pytest.approx(51, abs=3)
    plain = init_gru(2, 5, np.random.default_rng(2), dtype=np.float32)
    assert not np.any([plain.bu, plain.br, plain.bc])
    assert {w.dtype for w in plain} == {np.dtype(np.float32)}
    assert np.abs(plain.Wc).max() <= 1 / np.sqrt(5)


def test_a_gru_learns_a_short_adding_problem_and_says_so(capsys):
    rng = np.random.default_rng(0)
    p, readout = init_gru(2, 8, rng), init_readout(8, rng)
    kept = [w.copy() for w in (*p, *readout)]

    learned = fit(
        lambda x, p: reference.gru_forward(x, np.zeros((x.shape[1], 8)), p),
        lambda dc, steps, p: reference.gru_backward(dc, steps, p)[2],
        p,
        readout,
        lambda: adding_problem(rng, 6, 32),
        updates=300,
        lr=0.02,
    )
    assert learned.losses.shape == (300,)
    assert learned.losses[-50:].mean() < CONSTANT_GUESS / 5
    assert type(learned.params) is type(p)
    assert all(map(np.array_equal, kept, (*p, *readout)))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        f"update {k} of 300" for k in (100, 200, 300)
    ]


def test_an_lstm_learns_names_with_another_loss_and_readout():
    rng = np.random.default_rng(0)
    p, readout = lstm.init_lstm(27, 8, rng), characters.init_readout(8, rng, float)
    x, y = characters.encode(["anna", "hannah", "johanna"], float)
    start = np.zeros((3, 8))

    learned = fit(
        lambda x, p: lstm.lstm_forward(x, start, start, p),
        lambda da, steps, p: lstm.lstm_backward(da, steps, p)[3],
        p,
        readout,
        lambda: (x, y),
        updates=120,
        lr=0.05,
        loss_of=characters.loss,
    )
    assert type(learned.readout) is characters.CharacterReadout
    assert learned.losses[0] == pytest.approx(np.log(27), abs=0.3)
    assert learned.losses[-1] < 0.5


def test_a_peephole_unit_to_try_things_on_has_no_small_peephole():
    p = init_peephole(n_x=3, n_a=50, rng=np.random.default_rng(0))
    assert [w.shape for w in p] == [(50, 53)] * 4 + [(50,)] * 7
    for peephole in (p.pu, p.pf, p.po):
        assert np.abs(peephole).min() >= 0.5
        assert np.abs(peephole).max() <= 0.9
        assert len(set(np.sign(peephole))) == 2
    assert max(np.abs(w).max() for w in (*p[:4], *p[7:])) <= 1 / np.sqrt(50)
