"""The small run of the closing notebook, and how it reads what the long one found."""

import json

import numpy as np
import pytest

from utils.experiments.which_unit import live, results, settings


def test_a_unit_that_learned_counts_at_least_as_far_as_it_was_taught(monkeypatch):
    told = []
    n = live.counts_up_to("lstm", 4, 0, 0.03, lambda *at: told.append(at))
    assert live.LONGEST <= n <= live.LOOKED_AT
    assert len(told) == 10
    assert told[-1] == (settings.TASKS["counting"].updates,) * 2


def test_a_unit_that_learned_nothing_counts_to_zero(monkeypatch):
    short = settings.TASKS["counting"]._replace(updates=10)
    monkeypatch.setitem(live.TASKS, "counting", short)
    assert live.counts_up_to("gru", 3, 0, 1e-6) == 0


def test_results_are_read_as_they_are_written(tmp_path):
    path = tmp_path / "found.json"
    block = {"task": "names", "unit": "gru", "width": 3, "parameters": 90, "rate": 0.1}
    block |= {"rates_tried": [0.1, 0.3], "tried": [[1.0, 2.0], [3.0, None]]}
    path.write_text(json.dumps({"blocks": [block | {"results": [2.0, 2.5]}]}))
    found = results.found(path)["names"]["gru"]
    assert (found.width, found.parameters, found.rate) == (3, 90, 0.1)
    assert found.tried[0.1] == pytest.approx(1.5)
    assert np.isnan(found.tried[0.3])
    assert found.results.tolist() == [2.0, 2.5]


def test_every_unit_has_a_name_and_every_task_its_rows():
    found = results.found()
    assert set(found) == set(settings.TASKS)
    for task, units in found.items():
        assert set(units) == set(settings.TASKS[task].units)
        assert set(units) <= set(results.NAMES)
        assert {len(each.results) for each in units.values()} == {len(settings.SEEDS)}
