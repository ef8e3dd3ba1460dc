"""The GRU notebook's text keeps the promises that its cells' attributes make."""

import re
from pathlib import Path

import jupytext
import pytest

from utils.checks import gru as check

MASTER = Path(__file__).parents[2] / "solutions" / "1_gru.py"
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
    assert len(EXERCISES) == 9
    assert f"| points | {total}, in nine exercises |" in TEXTS[0]


@pytest.mark.parametrize("number", range(1, 10))
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
    assert names == ["numpy", "utils.checks", "utils.params"]
