"""Training runs side by side, each until its every answer is right."""

import numpy as np

from grader.experiments.side_by_side import backward, forward
from utils.experiments.first import Weights
from utils.training import Adam


def train(task, test, w, forms, *, updates, lr=0.01, every=50, tell=None):
    """Train all runs on the whole of `task`, one Adam update after the other.

    The loss is the cross-entropy, averaged over the steps that count. Each `every`
    updates all runs are tested; one that answers `test` without a mistake has
    succeeded, and what it does later does not matter.

    tell(update, solved): called after each test.
    Returns the update at which each run succeeded, (R,) with 0 for those that did
    not, and the `Weights` of that moment (of the last one, for those that did not).
    """
    adam, solved = Adam(lr, clip=np.inf), np.zeros(len(w.W), int)
    kept = Weights(*(array.copy() for array in w))
    share = task.counts / task.counts.sum()
    for update in range(1, updates + 1):
        logits, tape = forward(task.x, w, forms)
        d_logits = (_sigmoid(logits) - task.y[:, None]) * share[:, None]
        gradients = backward(d_logits, task.x, w, forms, tape)
        w = Weights(*adam.step(w, _clipped(gradients)))
        if update % every == 0:
            right = all_right(test, w, forms)
            for old, new in zip(kept, w, strict=True):
                old[solved == 0] = new[solved == 0]
            solved[(solved == 0) & right] = update
            if tell is not None:
                tell(update, solved)
            if np.all(solved):
                break
    return solved, kept


def all_right(task, w, forms):
    """Which runs say "above 1/2" at every 1 of the task, and below at every 0: (R,)."""
    logits, _ = forward(task.x, w, forms)
    right = (logits > 0) == (task.y[:, None] == 1)
    return np.all(right | (task.counts[:, None] == 0), axis=(0, 2))


def _clipped(gradients, longest=1.0):
    """Each run's gradients scaled down where all of them together are longer."""
    squares = [np.sum(g**2, axis=tuple(range(1, g.ndim))) for g in gradients]
    shrink = np.minimum(1, longest / (np.sqrt(sum(squares)) + 1e-8))
    return [g * shrink.reshape(-1, *[1] * (g.ndim - 1)) for g in gradients]


def _sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)
