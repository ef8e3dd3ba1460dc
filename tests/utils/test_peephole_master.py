"""The peephole notebook keeps its promises, and its numbers are those of the file."""

import re
from itertools import combinations
from pathlib import Path

import jupytext
import numpy as np
import pytest

from utils.checks import peephole as check
from utils.experiments import results
from utils.experiments.first import FORMS
from utils.experiments.intervals import holm, mcnemar, wilson
from utils.experiments.settings import AT_ANOTHER_RATE, SEEDS, SETTINGS

MASTER = Path(__file__).parents[2] / "solutions" / "3_peephole.py"
NOTEBOOK = jupytext.read(MASTER, fmt="py:percent")
TEXTS = [cell.source for cell in NOTEBOOK.cells if cell.cell_type == "markdown"]
EXERCISES = {
    cell.metadata["exercise"]: cell.metadata
    for cell in NOTEBOOK.cells
    if "exercise" in cell.metadata
}
BOX = re.compile(
    r"> \*\*Exercise (\d+) · `(\w+)`\*\* · (\d+) points · about (\d+) minutes"
)
COUNTS = results.successes()


def test_it_has_a_readable_number_of_cells():
    assert 30 <= len(NOTEBOOK.cells) <= 70


def test_each_exercise_has_a_box_with_its_number_points_and_minutes():
    boxes = [box for text in TEXTS for box in BOX.findall(text)]
    assert boxes == [
        (str(number), name, str(cell["points"]), str(cell["minutes"]))
        for number, (name, cell) in enumerate(EXERCISES.items(), 1)
    ]


def test_each_exercise_has_a_visible_check():
    assert sorted(EXERCISES) == sorted(check.__all__)


def test_the_title_cell_says_how_many_points_and_exercises():
    total = sum(cell["points"] for cell in EXERCISES.values())
    assert len(EXERCISES) == 8
    assert f"| points | {total}, in eight exercises |" in TEXTS[0]


@pytest.mark.parametrize("number", range(1, 9))
def test_an_idea_takes_at_most_120_words(number):
    (text,) = (t for t in TEXTS if t.startswith(f"## {number}. "))
    idea = re.sub(r"\$\$.*?\$\$", "", text.split("\n> ")[0], flags=re.DOTALL)
    assert len(idea.split()) <= 120
    assert "$$" in text


def test_each_check_is_followed_by_two_hints_in_words_and_what_to_see():
    cells = NOTEBOOK.cells
    for k, cell in enumerate(cells):
        if "check" not in cell.metadata:
            continue
        text = cells[k + 1].source
        assert text.count("<details><summary>Hint") == 2
        assert text.count("<details>") == text.count("</details>")
        assert "```" not in text
        assert not re.search(r"`[^`]*(=|\*|@)[^`]*`", text), "a hint gives code"
        assert "What you should see" in text
        assert cells[k + 2].metadata.get("show") is True


def test_set_up_cells_import_only_what_exercises_need():
    marks = {"exercise", "check", "show"}
    set_up = [
        cell.source
        for cell in NOTEBOOK.cells
        if cell.cell_type == "code" and not marks & set(cell.metadata)
    ]
    names = re.findall(r"^(?:from|import) ([\w.]+)", "\n".join(set_up), re.MULTILINE)
    assert names == ["numpy", "scipy.special", "utils.checks", "utils.params"]


def conclusion():
    (text,) = (t for t in TEXTS if t.startswith("**What this allows us"))
    return " ".join(text.split())


def test_each_count_in_the_prose_is_the_files():
    said = {name: [n for n, _ in by.values()] for name, by in COUNTS.items()}
    one, two = said["count_1"], said["count_2"]
    assert (
        f"{one[1]} and {one[2]} against {one[0]} of 100 with one cell" in conclusion()
    )
    assert f"{two[1]} and {two[2]} against {two[0]} with two" in conclusion()
    small, large = said["spikes_2"], said["spikes_4"]
    assert f"{small[0]} against {small[1]} and {small[2]}" in conclusion()
    assert f"{large[0]} against {large[1]} and {large[2]}" in conclusion()
    faster = results.successes(settings=AT_ANOTHER_RATE)
    rates = [", ".join(str(n) for n, _ in by.values()) for by in faster.values()]
    assert f"to {rates[0]} and to {rates[1]}" in conclusion()
    assert {
        runs for by in (*COUNTS.values(), *faster.values()) for _, runs in by.values()
    } == {100}


def test_the_conclusion_says_what_the_paired_tests_allow():
    pairs = [(row, *two) for row in SETTINGS for two in combinations(FORMS, 2)]
    solved, only = results.solved_at(), {}
    for row, one, other in pairs:
        first, second = solved[row][one] > 0, solved[row][other] > 0
        only[row, one, other] = sum(first & ~second), sum(second & ~first)
    p = dict(
        zip(pairs, holm([mcnemar(*map(int, only[k])) for k in pairs]), strict=True)
    )
    for row, one, other in pairs:
        if one == "plain":
            assert p[row, one, other] < 0.05
            won = np.subtract(*only[row, one, other])
            assert won < 0 if row.startswith("count") else won > 0
        else:
            assert (p[row, one, other] < 0.05) == (row == "spikes_4")
    assert round(p["spikes_4", "previous", "current"], 2) == 0.03
    said = conclusion()
    assert "In **counting**, either peephole form succeeded more often" in said
    assert "the plain LSTM succeeded more often than either" in said
    assert "told apart in one row only, the timing with 4 cells, 21 against 10" in said
    low_high = [wilson(*COUNTS["spikes_4"][form]) for form in FORMS[1:]]
    assert low_high[0][0] < low_high[1][1], "the intervals overlap, as the text says"


def test_the_prose_about_the_run_is_true_of_its_settings():
    text = "\n".join(TEXTS)
    runs = len(SETTINGS) * len(FORMS) * len(SEEDS)
    assert f"{len(SEEDS)} seeds, four rows, {runs:,} runs" in " ".join(text.split())
    assert "The seeds are 100 to 199" in text
    assert (SEEDS[0], SEEDS[-1], len(SETTINGS)) == (100, 199, 4)
    said = re.sub(r"\s+", " ", text)
    assert "every 6th (or 8th) step" in said
    assert "Training sees 5 spikes; to succeed, a unit must get 20 in a row" in said
    assert "Training sees $n = 1$ to 10" in said
    assert "all words up to $n = 30$" in said
    assert "learning rate 0.01, 4,000 updates for timing, 2,000 for counting" in said
    for setting in SETTINGS.values():
        assert setting.lr == 0.01
        assert setting.updates == {"spikes": 4000, "count": 2000}[setting.task]
        task, test = setting.tasks()
        if setting.task == "spikes":
            assert setting.span in (6, 8)
            assert (task.y.sum(), test.y.sum()) == (5, 20)
        else:
            assert (task.x.shape[1], test.x.shape[1]) == (10, 30)


def test_the_prose_about_the_counter_is_true_of_it():
    said = re.sub(r"\s+", " ", "\n".join(TEXTS))
    unit = results.counter("previous")
    assert "It has 19 parameters, and 2 more for its readout" in said
    assert sum(w.size for w in unit.p) == 19
    assert unit.v.size + unit.d.size == 2
