"""A run with a learner's functions is a run of the long experiment."""

import numpy as np

from grader.experiments.learning import train
from grader.reference.peephole import peephole_backward, peephole_forward
from utils.experiments import live
from utils.experiments.first import first_weights
from utils.experiments.settings import SETTINGS

YOURS = peephole_forward, peephole_backward


def test_it_succeeds_at_the_update_at_which_the_long_experiment_does():
    row = SETTINGS["count_1"]
    for form, seed in (("previous", 0), ("current", 0), ("plain", 1)):
        task, test = row.tasks()
        w = first_weights([seed], [form], 2, row.cells)
        solved, _ = train(task, test, w, [form], updates=500, lr=row.lr)
        found = live.solved_at(row, seed, form, *YOURS, updates=500)
        assert (found or 0) == solved[0]


def test_wrong_gradients_do_not_learn_to_count():
    def wrong(*args):
        dx, da0, dc0, dp = peephole_backward(*args)
        return dx, da0, dc0, dp._make(-np.asarray(part) for part in dp)

    row = SETTINGS["count_1"]
    assert live.solved_at(row, 0, "previous", peephole_forward, wrong, 500) is None
