"""The peephole notebook keeps its promises, and its numbers are those of the file."""

import re
from pathlib import Path

import jupytext
import pytest

from utils.checks import peephole as check
from utils.experiments import results
from utils.experiments.first import FORMS
from utils.experiments.intervals import apart, wilson
from utils.experiments.settings import SEEDS, SETTINGS

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
        assert text.count("<details><summary>Hint") == text.count("</details>") == 2
        assert "```" not in text
        assert not re.search(r"`[^`]*(=|\*|@)[^`]*`", text), "a hint gives code"
        assert "**What you should see.**" in text
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
    (text,) = (t for t in TEXTS if t.startswith("**What the intervals allow us"))
    return text


def test_the_table_in_the_prose_is_the_file():
    rows = [
        [field.strip() for field in line.strip("| ").split("|")]
        for line in conclusion().splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    head, *table = rows
    assert head == ["successes of 100", *FORMS]
    assert table == [
        [SETTINGS[name].title, *(str(by_form[form][0]) for form in FORMS)]
        for name, by_form in COUNTS.items()
    ]
    assert {runs for by_form in COUNTS.values() for _, runs in by_form.values()} == {
        100
    }


def test_the_conclusion_says_what_the_intervals_allow():
    low_high = {
        name: {form: wilson(*by_form[form]) for form in FORMS}
        for name, by_form in COUNTS.items()
    }
    said = " ".join(conclusion().split())
    assert "**The two forms** were not told apart in any row" in said
    assert "In **counting**, either peephole form succeeded more often" in said
    assert "the plain LSTM succeeded more often than either" in said
    for name, by_form in low_high.items():
        assert not apart(by_form["previous"], by_form["current"])
        for form in ("previous", "current"):
            plain_is_below = by_form["plain"][1] < by_form[form][0]
            plain_is_above = by_form["plain"][0] > by_form[form][1]
            assert plain_is_below if name.startswith("count") else plain_is_above


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
    assert "It has 19 parameters and a readout of 2" in said
    assert sum(w.size for w in unit.p) == 19
    assert unit.v.size + unit.d.size == 2
