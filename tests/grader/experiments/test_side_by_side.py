"""Runs that are trained side by side are the units that the notebooks speak of."""

import numpy as np
import pytest

from grader.experiments.side_by_side import backward, forward
from grader.reference import peephole as reference
from utils.experiments.first import FORMS, first_weights, peephole_params

SEEDS, EACH = (3, 3, 3, 4, 4, 4), FORMS * 2
W = first_weights(SEEDS, EACH, n_x=2, n=3)
RNG = np.random.default_rng(0)
X, D_LOGITS = RNG.normal(size=(7, 4, 2)), RNG.normal(size=(7, 6, 4))
LOGITS, TAPE = forward(X, W, EACH)
GRADIENTS = backward(D_LOGITS, X, W, EACH, TAPE)


def learned_by(run):
    """The run's logits, and its gradients, from the reference."""
    form = "current" if EACH[run] == "current" else "previous"
    p, zeros = peephole_params(W, run), np.zeros((4, 3))
    a, steps = reference.peephole_forward(X, zeros, zeros, p, form)
    d_logits = D_LOGITS[:, run, :, None]
    *_, dp = reference.peephole_backward(d_logits * W.v[run, :, 0], steps, p, form)
    logits = (a @ W.v[run] + W.d[run])[:, :, 0]
    return logits, dp, np.sum(a * d_logits, axis=(0, 1))


@pytest.mark.parametrize("run", range(6))
def test_each_run_computes_and_learns_what_the_reference_does(run):
    logits, dp, dv = learned_by(run)
    assert np.abs(LOGITS[:, run] - logits).max() < 1e-12
    theirs = peephole_params(GRADIENTS, run)._asdict()
    for name, gradient in dp._asdict().items():
        if EACH[run] == "plain" and name in ("pu", "pf", "po"):
            assert not theirs[name].any()
        else:
            assert np.abs(theirs[name] - gradient).max() < 1e-12, name
    assert np.abs(GRADIENTS.v[run, :, 0] - dv).max() < 1e-12
    assert GRADIENTS.d[run].item() == pytest.approx(D_LOGITS[:, run].sum())


def test_the_same_seed_begins_with_the_same_weights_in_every_form():
    for first in (0, 3):
        for array in (W.W, W.b, W.v, W.d):
            assert np.array_equal(array[first], array[first + 1])
            assert np.array_equal(array[first], array[first + 2])
        assert not W.P[first].any()
        assert np.array_equal(W.P[first + 1], W.P[first + 2])
        assert W.P[first + 1].all()
    assert not np.array_equal(W.W[0], W.W[3])


def test_only_forget_gates_begin_with_a_bias():
    forget = W.b[:, 0, 3:6]
    assert np.all(forget == 1)
    assert W.b.sum() == forget.sum()


def test_a_run_does_not_depend_on_who_runs_beside_it():
    alone = first_weights(SEEDS[4:5], EACH[4:5], n_x=2, n=3)
    logits, _ = forward(X, alone, EACH[4:5])
    assert np.abs(logits[:, 0] - LOGITS[:, 4]).max() < 1e-12
