"""The run of four units: block by block, taken up where it was left, and committed."""

import json

import numpy as np
import pytest
import torch

from grader.experiments import which_unit as experiment
from grader.experiments.which_unit.learning import first_nets, train
from grader.experiments.which_unit.tasks import TASKS, Adding, Counting, Names
from grader.reference.which_unit import parameter_count
from utils.experiments import tasks
from utils.experiments.which_unit import results, settings

QUICK = {
    "counting": settings.TASKS["counting"]._replace(updates=4, units=("gru", "gru_2"))
}
FEW = {"rates": (0.01, 0.03), "tuning": (0, 1), "seeds": (5, 6, 7)}


def run(path, rows=QUICK, **changed):
    told = []
    experiment.run(path, rows, told.append, **FEW | changed)
    return told


def without_times(path):
    blocks = json.loads(path.read_text())["blocks"]
    return [{k: v for k, v in block.items() if k != "seconds"} for block in blocks]


def test_a_run_that_was_stopped_goes_on_and_ends_with_the_same_results(tmp_path):
    whole, cut = tmp_path / "whole.json", tmp_path / "cut.json"
    run(whole)
    lines = whole.read_text().splitlines(keepends=True)
    cut.write_text("".join([*lines[:1], lines[1].rstrip(",\n") + "\n", *lines[-1:]]))
    told = run(cut)
    assert told[0] == "counting, gru: there already"
    assert without_times(cut) == without_times(whole)
    assert len(without_times(whole)) == 2
    assert all("there already" in line for line in run(whole))
    assert set(tmp_path.iterdir()) == {whole, cut}


def test_blocks_of_other_settings_are_run_anew(tmp_path):
    path = tmp_path / "results.json"
    run(path)
    told = run(path, seeds=(5, 6))
    assert not any("there already" in line for line in told)
    assert [len(block["results"]) for block in without_times(path)] == [2, 2]


def test_progress_says_what_is_run_and_how_long_it_takes_still(tmp_path):
    told = run(tmp_path / "results.json")
    assert told[0].startswith("counting, gru: tuning, update 1 of 4, ")
    assert told[-1] == "counting, gru_2: the runs that count, update 4 of 4, 0 s left"


def test_the_rate_with_the_best_median_is_chosen():
    tried = np.array([[1.0, 9, 9], [3, 3, 3], [np.nan, 0, np.nan]])
    assert experiment.best(tried, "low") == 1
    assert experiment.best(tried, "high") == 0


@pytest.mark.parametrize("name", TASKS)
def test_a_run_does_not_depend_on_what_is_beside_it(name):
    """So all units meet the same batches, and one more run changes no other."""
    size = settings.TASKS[name].batch

    def after_two(seeds):
        task = TASKS[name](size)
        nets = first_nets("gru", 1, task.n_x, 3, task.k, 20, seeds)
        train(nets, task, seeds, torch.full((len(seeds),), 0.03), updates=2)
        return [w.detach() for w in nets.tensors()]

    alone, beside = after_two([6]), after_two([5, 6])
    for one, two in zip(alone, beside, strict=True):
        torch.testing.assert_close(one[0], two[1], atol=1e-4, rtol=0)


def test_each_run_has_its_own_rate_and_its_own_clipping():
    task, seeds = Counting(10), [0, 0]
    nets = first_nets("lstm", 1, 2, 3, 1, None, seeds)
    before = [w.detach().clone() for w in nets.tensors()]
    train(nets, task, seeds, torch.tensor([0.0, 0.1]), updates=1)
    for old, new in zip(before, nets.tensors(), strict=True):
        assert torch.equal(old[0], new[0])
    after = nets.tensors()
    assert not torch.equal(before[0][1], after[0][1])


def test_training_is_torchs_adam_with_clipping():
    task = Names(8)
    nets = first_nets("plain", 1, task.n_x, 4, task.k, None, [3])
    other = first_nets("plain", 1, task.n_x, 4, task.k, None, [3])
    train(nets, task, [3], torch.tensor([0.01]), updates=5)
    learned = [w.requires_grad_() for w in other.tensors()]
    optimizer, rng = torch.optim.Adam(learned, 0.01), np.random.default_rng([3, 2])
    for _ in range(5):
        x, y = task.batch([rng])
        optimizer.zero_grad()
        task.loss(other.scores(x), y).sum().backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
    for one, two in zip(nets.tensors(), learned, strict=True):
        torch.testing.assert_close(one, two, atol=1e-5, rtol=0)


class Says:
    """Nets that say what they are told to."""

    unit = "none"

    def __init__(self, scores):
        self.said, self.v = scores, torch.zeros(scores.shape[1], 1, 1)

    def scores(self, x):
        return self.said


def test_counting_is_measured_up_to_the_first_word_with_a_mistake():
    _, y, _ = tasks.counting(100)
    right = torch.tensor(2 * y - 1)[:, None].repeat(1, 3, 1)  # three runs
    right[10, 1, 40] *= -1  # within the word of 41
    right[199, 2, 3] = 5  # in the padding after the word of 4
    found = Counting(10).measure(Says(right[..., None]))
    assert found.tolist() == [100, 40, 100]


def test_guessing_one_has_the_error_that_is_known():
    task = Adding(4)
    error = task.measure(Says(torch.ones(100, 1, 500, 1)))
    assert float(error[0]) == pytest.approx(1 / 6, abs=0.02)


def test_two_layers_keep_to_the_budget_and_no_wider_ones_would():
    for task in settings.TASKS.values():
        for unit in settings.STACKS:
            kind, depth = experiment.split(unit)
            n_x = TASKS["digits"].n_x
            n = experiment.width(kind, depth, n_x, task.budget)
            within = parameter_count(kind, n_x, n) + parameter_count(kind, n, n)
            above = parameter_count(kind, n_x, n + 1)
            above += parameter_count(kind, n + 1, n + 1)
            assert within <= task.budget < above


def test_the_committed_results_are_of_the_settings_and_seeds_of_the_code():
    kept = json.loads(settings.RESULTS.read_text(encoding="utf-8"))["blocks"]
    todo = list(experiment.blocks(settings.TASKS))
    assert len(kept) == len(todo)
    for block, done in zip(todo, kept, strict=True):
        assert {key: done[key] for key in block} == block
        assert len(done["results"]) == len(settings.SEEDS)
        assert None not in done["results"]
        assert done["parameters"] <= done["setting"]["budget"]


def test_no_chosen_rate_is_at_the_edge_of_the_grid():
    """A better one may lie beyond: what a grid cuts short is not tuned."""
    for task, units in results.found().items():
        for unit, found in units.items():
            assert min(found.tried) < found.rate < max(found.tried), (task, unit)
            assert set(found.tried) >= set(settings.RATES)


def test_beyond_the_end_of_the_grid_the_next_rate_is_a_third_or_three_times():
    assert experiment.beyond([0.003, 0.01, 0.03], 0) == [0.001]
    assert experiment.beyond([0.003, 0.01, 0.03], 1) == []
    assert experiment.beyond([0.003, 0.01, 0.03], 2) == [0.09]
