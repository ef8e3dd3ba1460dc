"""The long run: whole blocks, taken up where it was left; and the committed results."""

import json

import numpy as np
import pytest

from grader.experiments import __main__ as command
from grader.experiments import peephole as experiment
from grader.experiments.learning import all_right
from grader.reference import peephole as reference
from utils.experiments import results
from utils.experiments.first import FORMS, Weights
from utils.experiments.settings import Setting
from utils.experiments.tasks import counting

QUICK = {"count_1": Setting("quick", "count", 2, 3, 1, 40, every=20)}
COMMITTED = json.loads(experiment.RESULTS.read_text(encoding="utf-8"))


def run(path, settings=QUICK, seeds=range(4)):
    told = []
    experiment.run(path, settings, seeds, block=2, tell=told.append)
    return told


def test_a_run_that_was_stopped_goes_on_and_ends_with_the_same_results(tmp_path):
    whole, cut = tmp_path / "whole.json", tmp_path / "cut.json"
    run(whole)
    run(cut, seeds=range(2))
    told = run(cut)
    assert told[0] == "quick, seeds 0 to 1: there already"
    assert cut.read_text() == whole.read_text()
    assert all("there already" in line for line in run(whole))
    assert set(tmp_path.iterdir()) == {whole, cut}


def test_blocks_of_other_settings_are_run_anew(tmp_path):
    path = tmp_path / "results.json"
    run(path)
    other = {"count_1": QUICK["count_1"]._replace(updates=60)}
    assert not any("there already" in line for line in run(path, other))
    kept = json.loads(path.read_text())
    assert kept["settings"]["count_1"]["updates"] == 60
    assert len(kept["blocks"]) == 2


def test_progress_says_how_many_succeeded():
    told = []
    easy = QUICK["count_1"]._replace(updates=500)
    block = experiment.run_block("count_1", easy, [0, 1], told.append)
    assert told[-1].startswith(": update ")
    for form in FORMS:
        count = np.count_nonzero(block["solved_at"][form])
        assert f"{count} {form}" in told[-1]


def test_the_committed_results_are_of_the_settings_and_seeds_of_the_code():
    said = {k: v._asdict() for k, v in experiment.ROWS.items()}
    assert COMMITTED["settings"] == said
    for name in experiment.ROWS:
        blocks = [b for b in COMMITTED["blocks"] if b["setting"] == name]
        seeds = [seed for block in blocks for seed in block["seeds"]]
        assert seeds == list(experiment.SEEDS)
        assert len(seeds) >= 20
        for block in blocks:
            assert set(block["versions"]) == {"python", "numpy"}
            assert {len(at) for at in block["solved_at"].values()} == {experiment.BLOCK}


def test_no_success_is_later_than_the_last_update_or_between_two_tests():
    for name, by_form in results.solved_at().items():
        setting = experiment.SETTINGS[name]
        for at in by_form.values():
            assert at.max() <= setting.updates
            assert not np.any(at % setting.every)


def test_the_earliest_successes_come_out_again_when_they_are_run():
    """Six seeds of the quickest row; rounding may move a success to the next test."""
    setting, seeds = experiment.SETTINGS["count_1"], np.array(experiment.SEEDS)
    at = results.solved_at()["count_1"]["previous"]
    early = np.argsort(np.where(at > 0, at, setting.updates + 1))[:6]
    setting = setting._replace(updates=int(at[early].max()) + setting.every)
    block = experiment.run_block("count_1", setting, seeds[early].tolist())
    again = np.array(block["solved_at"]["previous"])
    assert np.all(again > 0)
    assert np.abs(again - at[early]).max() <= setting.every


@pytest.mark.parametrize("form", FORMS)
def test_the_kept_examples_count_to_thirty(form):
    setting = experiment.SETTINGS["count_1"]
    for block in COMMITTED["blocks"]:
        if form in block.get("examples", {}):
            example = block["examples"][form]
            at = block["solved_at"][form][block["seeds"].index(example["seed"])]
            assert at > 0
            kept = example["weights"]
            w = Weights(*(np.array([kept[name]]) for name in Weights._fields))
            assert all_right(counting(setting.reach), w, (form,)).all()
            return
    pytest.fail(f"no example of {form}")


@pytest.mark.parametrize("form", ["previous", "current"])
def test_the_counter_is_a_unit_of_the_notebook(form):
    unit = results.counter(form)
    x, y, counts = counting(30)
    zeros = np.zeros((30, 1))
    a, _ = reference.peephole_forward(x, zeros, zeros, unit.p, form)
    says = (a @ unit.v + unit.d)[:, :, 0] > 0
    assert np.all((says == y) | (counts == 0))


def test_a_form_without_an_example_is_named(tmp_path):
    path = tmp_path / "empty.json"
    path.write_text('{"blocks": []}')
    with pytest.raises(LookupError, match="previous"):
        results.counter("previous", path)


def test_the_command_runs_what_is_missing_and_forgets_when_told(
    tmp_path, monkeypatch, capsys
):
    path = tmp_path / "results.json"
    path.write_text('{"settings": {}, "blocks": []}')
    monkeypatch.setattr(experiment, "RESULTS", path)
    seen = []
    monkeypatch.setattr(experiment, "run", lambda tell: seen.append(path.exists()))
    command.main(["3_peephole"])
    command.main(["3_peephole", "--again"])
    assert seen == [True, False]
    assert "utils/experiments/results.json" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        command.main(["9_none"])
