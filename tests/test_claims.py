"""What the prose of the notebooks rests on, asked of the numbers that they print.

nbval compares what is stable from one machine to the next. Numbers marked with ≈ are
not compared there; here they must say what the sentences beside them say.
"""

import re
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest

from grader.checks import NOTEBOOKS
from utils.experiments.which_unit import results as which_unit

SOLUTIONS = Path(__file__).parents[1] / "solutions"
NUMBER = r"≈? *(-?\d[\d,]*(?:\.\d+)?(?:e[-+]\d+)?)"


@cache
def printed(name):
    """All that the solved notebook prints, as one text."""
    notebook = nbformat.read(SOLUTIONS / f"{name}.ipynb", as_version=4)
    code = (cell for cell in notebook.cells if cell.cell_type == "code")
    outputs = (output for cell in code for output in cell.outputs)
    return "".join(o.text for o in outputs if o.output_type == "stream")


def numbers(name, line):
    """The numbers where `line` has a #, in what the notebook prints."""
    pattern = re.escape(line).replace(r"\#", NUMBER).replace(r"\ ", r"\s+")
    found = re.findall(pattern, printed(name))
    assert len(found) == 1, f"{line!r} is printed {len(found)} times"
    parts = found[0] if isinstance(found[0], tuple) else found
    values = [float(part.replace(",", "")) for part in parts]
    return values if len(values) > 1 else values[0]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_cell_prints_a_bare_truth(name):
    bare = re.findall(r"^.*\b(?:True|False)\b.*$", printed(name), re.MULTILINE)
    assert bare == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nothing_is_printed_as_an_error(name):
    notebook = nbformat.read(SOLUTIONS / f"{name}.ipynb", as_version=4)
    outputs = (o for c in notebook.cells for o in c.get("outputs", ()))
    assert not [o for o in outputs if o.get("name") == "stderr"]


# 1_gru


@pytest.mark.parametrize(("words", "low", "high"), [(5, 99, 100), (10, 99, 100)])
def test_the_plain_unit_reads_short_sentences(words, low, high):
    right = numbers("1_gru", f"{words} words: #% of 1,000 new sentences right")
    assert low <= right <= high


def test_the_plain_unit_tosses_a_coin_over_long_ones_and_the_gru_does_not():
    (text,) = re.findall(r"\b40 words: ≈ (\d+)%", printed("1_gru"))
    assert 44 <= int(text) <= 56
    plain, gru = re.findall(r"\b100 words: ≈? ?(\d+)%", printed("1_gru"))
    assert 44 <= int(plain) <= 56
    assert int(gru) == 100


def test_the_gru_ends_below_a_tenth_of_guessing():
    guess, end = numbers("1_gru", "guessing: #, your GRU at the end: #")
    assert end < guess / 10


def test_a_gate_opens_at_marks_and_the_sum_is_right():
    _, at, elsewhere = numbers("1_gru", "element #: Γu is # at a mark, # elsewhere")
    assert at > 3 * elsewhere
    mine, guess = numbers(
        "1_gru", "typical error on 200 new sequences: #; of guessing 1: #"
    )
    assert mine < 0.1 < guess


def test_a_shut_gate_saves_the_gradient_and_a_half_open_one_does_not():
    shut = numbers("1_gru", "GRU, first weights, gates nearly shut #")
    assert shut > 0.01
    assert numbers("1_gru", "GRU, first weights, gates half open #") < 1e-12
    assert numbers("1_gru", "plain unit, first weights #") < 1e-12


def test_reset_before_and_after_agree_only_where_r_is_one():
    after, before = numbers(
        "1_gru", "with random weights: reset after off by #, before by #"
    )
    assert after < 1e-12
    assert round(before, 2) == 0.33
    same = numbers("1_gru", "with r = 1 throughout: reset after off by #, before by #")
    assert max(same) < 1e-12


# 2_lstm


def losses():
    return {
        name: numbers("2_lstm", f"\n{name} #")
        for name in ("free", "Γu = 0", "Γf = 0", "Γf = 1", "Γo = 0")
    }


def test_the_clamps_cost_what_the_text_says():
    unigram = numbers("2_lstm", "unigram: # nats per character on")
    bigram = numbers("2_lstm", "bigram: # nats per character on")
    at = losses()
    assert at["free"] < bigram - 0.3
    assert at["Γu = 0"] == at["Γo = 0"] > unigram
    assert bigram < at["Γf = 0"] < at["Γf = 1"] < at["Γu = 0"]
    text = (SOLUTIONS / "2_lstm.py").read_text(encoding="utf-8")
    assert f"at about {at['Γf = 0']:.2f}" in text
    assert f"bigram ({bigram:.2f})" in text


def test_the_counting_elements_keep_more_and_no_single_one_ends_a_name():
    counting, of, other = numbers(
        "2_lstm", "mean forget gate of these 24: #, of the other #: #"
    )
    assert of == 40
    assert counting > other + 0.05
    own, of, one, whole = numbers(
        "2_lstm",
        "own memory #, the best single element of # exchanged #, all of them #",
    )
    assert (own < 0.02, one < 0.05, whole > 0.2, of) == (True, True, True, 64)


def test_a_forget_bias_of_one_saves_thirteen_orders_of_magnitude():
    left = {
        bias: numbers("2_lstm", f"bf = {bias}: # is left; by the memory line alone #")
        for bias in range(7)
    }
    assert 1e12 < left[1][0] / left[0][0] < 1e14
    assert 0.2 < left[2][0] < 0.4
    assert all(measured > alone for measured, alone in left.values())
    assert all(left[bias][0] > 1 for bias in (3, 4, 5, 6))


# 4_cuda


def test_the_lstm_beats_the_table_and_a_third_is_padding():
    padding = numbers("4_cuda", "of a batch, #% is padding")
    assert 25 < padding < 42
    table, mine = numbers(
        "4_cuda", "the table of pairs costs # nats per character, your LSTM #"
    )
    assert mine < table - 0.1


def test_the_epoch_waits_as_often_as_the_text_says():
    steps, times = numbers("4_cuda", "epoch_that_waits, # steps, waits # times")
    assert (steps, times) == (4, 31)
    text = (SOLUTIONS / "4_cuda.py").read_text(encoding="utf-8")
    assert f"# so far: {times:.0f} times." in text


# 5_kernels


def test_the_gru_wins_over_the_mean_images():
    guess, nearest = numbers(
        "5_kernels", "the commonest digit: #%, the nearest mean image: #%"
    )
    mine = numbers("5_kernels", "your GRU, pixel by pixel: #%")
    assert mine > nearest + 2 > guess + 2


# 6_which_unit


def test_the_prose_on_four_tasks_rests_on_what_was_found():
    found = which_unit.found()
    median = {
        task: {unit: np.median(each.results) for unit, each in units.items()}
        for task, units in found.items()
    }
    adding, counting = median["adding"], median["counting"]
    assert adding["gru"] < adding["lstm"] < 0.001 < 0.16 < adding["plain"]
    assert counting["peephole"] > 2 * max(counting["gru"], counting["lstm"])
    beyond = {u: np.sum(e.results > 13) for u, e in found["counting"].items()}
    assert beyond == {"plain": 2, "gru": 0, "lstm": 7, "peephole": 18}
    assert min(median["digits"][u] for u in ("gru", "lstm", "peephole")) > 89
    assert median["digits"]["plain"] < 75
    names = median["names"]
    assert max(names["gru"], names["lstm"]) < names["peephole"] < names["plain"]
    for unit in ("gru", "lstm"):
        assert names[f"{unit}_2"] > names[unit]


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("0.000203 and 0.0005496", "told apart"),  # adding, GRU and LSTM
        ("11 and 11.5", "not told apart"),
        ("11 and 25.5", "told apart"),
        ("11.5 and 25.5", "not told apart"),
        ("90.97 and 89.44", "not told apart"),
        ("1.985 and 1.986", "not told apart"),
        ("1.985 and 1.999", "told apart"),
        ("1.986 and 1.999", "told apart"),
    ],
)
def test_who_is_told_apart_is_what_the_text_says(pair, told):
    line = rf"and \w+ +{re.escape(pair)} +{told}$"
    assert len(re.findall(line, printed("6_which_unit"), re.MULTILINE)) == 1


def test_the_learning_rate_moves_more_than_the_unit():
    digits = which_unit.found()["digits"]
    best = {unit: max(digits[unit].tried.values()) for unit in ("gru", "lstm")}
    assert abs(best["gru"] - best["lstm"]) < 1
    assert best["gru"] - digits["gru"].tried[0.01] == pytest.approx(4.2, abs=0.05)
    assert best["lstm"] - digits["lstm"].tried[0.01] == pytest.approx(9.2, abs=0.05)


def test_the_small_run_agrees_with_the_long_one():
    text = printed("6_which_unit")
    gru = [int(n) for n in re.findall(r"gru, seed \d: right up to n ≈ (\d+)", text)]
    lstm = [int(n) for n in re.findall(r"lstm, seed \d: right up to n ≈ (\d+)", text)]
    assert (len(gru), len(lstm)) == (3, 3)
    assert 10 <= min(gru) <= max(gru) <= 13 < max(lstm)
