"""Training side by side: what counts as success, and what is kept of it."""

import numpy as np
import torch

from grader.experiments.learning import _clipped, all_right, train
from grader.experiments.side_by_side import forward
from utils.experiments.first import FORMS, Weights, first_weights
from utils.experiments.tasks import Task, counting, timed_spikes


def test_all_units_learn_to_tell_a_from_b_and_stop_then():
    x = counting(3).x
    easy = Task(x, x[:, :, 1], x.sum(axis=2))  # say 1 at every b
    told = []
    w = first_weights((0, 0, 0), FORMS, n_x=2, n=2)
    solved, kept = train(
        easy,
        easy,
        w,
        FORMS,
        updates=2000,
        lr=0.05,
        every=20,
        tell=lambda update, done: told.append(update),
    )
    assert np.all(solved > 0)
    assert np.all(solved % 20 == 0)
    assert told == list(range(20, solved.max() + 1, 20))
    assert all_right(easy, kept, FORMS).all()


def test_the_first_weights_are_left_as_they_were_and_failures_are_zero():
    task = timed_spikes(6, 12)
    w = first_weights((0, 1, 2), FORMS, n_x=1, n=2)
    before = Weights(*(array.copy() for array in w))
    solved, kept = train(task, task, w, FORMS, updates=4, every=2)
    assert solved.tolist() == [0, 0, 0]
    assert all(map(np.array_equal, w, before))
    assert not np.array_equal(kept.W, w.W)


def test_one_wrong_step_is_a_failure_and_padding_is_not_looked_at():
    task = counting(2)
    w = first_weights((0,), ("plain",), n_x=2, n=1)
    logits, _ = forward(task.x, w, ("plain",))
    says = (logits[:, 0] > 0).astype(float)
    right = Task(task.x, says, task.counts)
    assert all_right(right, w, ("plain",)).all()
    for t, example in ((0, 0), (3, 0)):
        y = says.copy()
        y[t, example] = 1 - y[t, example]
        counted = task.counts[t, example] == 1
        changed = Task(task.x, y, task.counts)
        assert all_right(changed, w, ("plain",)).item() == (not counted)


def test_one_update_is_that_of_torch_adam_on_the_mean_cross_entropy():
    task, forms = counting(3), ("plain",)
    w = first_weights((5,), forms, n_x=2, n=2)
    _, kept = train(task, task, w, forms, updates=1, every=1)
    unit = torch.nn.LSTM(2, 2, dtype=torch.float64)
    v = torch.tensor(w.v[0], requires_grad=True)
    order = [slice(0, 2), slice(2, 4), slice(6, 8), slice(4, 6)]  # torch: i, f, g, o
    with torch.no_grad():
        rows = np.concatenate([w.W[0].T[part] for part in order])
        unit.weight_hh_l0.copy_(torch.tensor(rows[:, :2]))
        unit.weight_ih_l0.copy_(torch.tensor(rows[:, 2:]))
        bias = np.concatenate([w.b[0, 0, part] for part in order])
        unit.bias_ih_l0.copy_(torch.tensor(bias))
        unit.bias_hh_l0.zero_()
    a, _ = unit(torch.tensor(task.x))
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        (a @ v)[:, :, 0], torch.tensor(task.y), reduction="none"
    )
    counts = torch.tensor(task.counts)
    ((loss * counts).sum() / counts.sum()).backward()
    # Adam's first step is lr · sign(gradient), whatever the gradient's size.
    assert np.abs(kept.v[0] - (w.v[0] - 0.01 * np.sign(v.grad.numpy()))).max() < 1e-6


def test_each_run_is_clipped_by_its_own_length():
    g = Weights(*(np.zeros((2, *shape)) for shape in ((1, 2), (1,), (1,), (1,), (1,))))
    g.W[:, 0] = [[3.0, 0.0], [0.3, 0.0]]
    g.b[:, 0] = [4.0, 0.4]
    W, b, *_ = _clipped(g)
    assert np.allclose(W[:, 0, 0], [0.6, 0.3])
    assert np.allclose(b[:, 0], [0.8, 0.4])
