"""The gate explorer: what it computes, and that no widget gets into the notebook."""

import json
from pathlib import Path

import numpy as np
import pytest

from grader.reference.lstm import lstm_cell
from utils import explorer

SOLVED = Path(__file__).parents[2] / "solutions" / "2_lstm.ipynb"


def test_open_gates_count_and_a_half_life_is_one():
    c, a = explorer.run(lstm_cell, 1, 1, 1)
    assert np.allclose(c[[1, 4, 9, 11, 19]], [0, 3, 3, 1, 1])
    assert np.allclose(a, np.tanh(c))
    c, _ = explorer.run(lstm_cell, 1, 0.5, 1, pulses={0: 1.0})
    assert np.allclose(c, 0.5 ** np.arange(explorer.STEPS))
    _, a = explorer.run(lstm_cell, 1, 1, 0)
    assert not a.any()


def test_elsewhere_it_is_a_picture(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    picture = explorer.gates(lstm_cell)
    assert set(picture._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert "count: Γu = 1, Γf = 1, Γo = 1, the memory ends at 1.00" in picture.alt


def test_in_a_live_notebook_a_slider_changes_the_picture(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "2_lstm.ipynb")
    box = explorer.gates(lstm_cell)
    *sliders, length, picture = box.children
    before = picture.value
    assert "Γu = 1.00, Γf = 1.00, Γo = 1.00" in before
    sliders[1].value = 0.5
    assert "Γf = 0.50" in picture.value
    halved = picture.value
    length.value = 6
    assert picture.value != halved


@pytest.mark.parametrize("gate", [0, 0.05, 0.5, 1])
def test_a_gate_stands_where_it_is_set(gate):
    c, _ = explorer.run(lstm_cell, gate, 0, 1, pulses={0: 1.0})
    assert c[0] == pytest.approx(gate, abs=1e-12)


def test_no_state_of_a_widget_is_in_the_solved_notebook():
    notebook = json.loads(SOLVED.read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]
    assert "jupyter.widget" not in SOLVED.read_text(encoding="utf-8")
