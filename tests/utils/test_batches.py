"""Batches that a run can go on with, and runs that do."""

from itertools import chain

import numpy as np
import pytest
import torch

from grader.reference.cuda.batches import collate, masked_mean
from grader.reference.cuda.checkpoints import load_checkpoint, save_checkpoint
from grader.reference.cuda.training import fit, train_step
from utils.batches import ShuffledBatches
from utils.fixtures import runs

SEVEN = list(range(7))


def batches(seed=0):
    return ShuffledBatches(SEVEN, 3, list, seed)


def test_an_epoch_has_each_pair_once_and_the_next_another_order():
    of = batches()
    first, second = list(of), list(of)
    assert [len(batch) for batch in first] == [3, 3, 1]
    assert len(of) == 3
    assert all(sorted(chain(*each)) == SEVEN for each in (first, second))
    assert first != second
    assert list(batches()) == first
    assert list(batches(seed=1)) != first


def test_torchs_generator_is_left_alone():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    list(batches())
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("cut", range(7))
def test_it_goes_on_after_any_batch(cut):
    of, seen = batches(), []
    whole = [*of, *of]
    of, left = batches(), cut
    for _ in range(2):
        for batch in of:
            if not left:
                break
            seen.append(batch)
            left -= 1
            state = of.state_dict()
    again = batches()
    if cut:
        again.load_state_dict(state)
    rest = [batch for _ in range(again.epoch, 2) for batch in again]
    assert seen + rest == whole


class Cut(Exception):
    """The machine is taken away."""


def things():
    rng = np.random.default_rng(3)
    sizes = (5, 4), (5, 5), (5, 2)
    model = runs.small_model(*(rng.normal(size=size) for size in sizes), 0.4)
    optimizer = runs.optimizer(model, "Adam", 0.02)
    schedule = runs.schedule(optimizer, 2, 0.5)
    return {"model": model, "optimizer": optimizer, "schedule": schedule}


def pairs():
    rng = np.random.default_rng(4)
    sizes = [(T, 4) for T in (5, 2, 7, 3, 4, 6, 2)]
    return [
        (torch.tensor(rng.normal(size=size)), torch.ones(size[0], 2).double())
        for size in sizes
    ]


def trained(run, of, path=None, cut=None, **how):
    """The weights after a run by `fit`, with dropout; saved and cut after an update."""
    done = []

    def loss(out, y, mask):
        return masked_mean((out - y).square().mean(dim=2), mask)

    def step(model, batch, state):
        made = train_step(model, batch, loss_fn=loss, optimizer=run["optimizer"])
        run["schedule"].step()
        done.append(1)
        if len(done) == cut:
            save_checkpoint(path, **run, position=of.state_dict())
            raise Cut
        return made

    fit(run["model"], step, of, epochs=3, **how)
    return [w.detach().numpy() for w in run["model"].parameters()]


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_run_through_fit_that_is_cut_anywhere_ends_as_the_uncut_one(tmp_path, cut):
    def of():
        return ShuffledBatches(pairs(), 3, collate)

    uncut = trained(things(), of(), seed=7)
    path = tmp_path / "run.pt"
    with pytest.raises(Cut):
        trained(things(), of(), path, cut, seed=7)
    torch.manual_seed(99)  # another day
    run, rest = things(), of()
    position = load_checkpoint(path, **run)
    rest.load_state_dict(position)
    resumed = trained(run, rest, first_epoch=position["epoch"], seed=None)
    assert all(map(np.array_equal, resumed, uncut))
