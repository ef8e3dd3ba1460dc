"""Every master's text keeps the promises that its cells' attributes make."""

import re
from importlib import import_module
from pathlib import Path

import jupytext
import pytest

from grader.checks import NOTEBOOKS

SOLUTIONS = Path(__file__).parents[2] / "solutions"
# What follows a check, and what set-up imports, is other in those in torch:
# test_torch_masters.
NAMES = [name for name in NOTEBOOKS if name not in ("4_cuda", "5_kernels")]
READ = {
    name: jupytext.read(SOLUTIONS / f"{name}.py", fmt="py:percent").cells
    for name in NOTEBOOKS
}
BOX = re.compile(
    r"> \*\*Exercise (\d+) · `(\w+)`\*\* · "
    r"(1(?= point )|\d+(?= points )) points? · about (\d+) minutes"
)
SPELT = ["no", "one", "two", "three", "four", "five", "six", "seven"]
SPELT += ["eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen"]
# What grading needs: no figures, no training, no packages that only show something.
SET_UP = {"numpy", "scipy.special", "torch", "utils.checks", "utils.params"}

every_master = pytest.mark.parametrize("name", NOTEBOOKS)
numpy_master = pytest.mark.parametrize("name", NAMES)


def texts(name):
    return [cell.source for cell in READ[name] if cell.cell_type == "markdown"]


def exercises(name):
    """Function -> the attributes of its cell."""
    marked = (cell.metadata for cell in READ[name] if "exercise" in cell.metadata)
    return {metadata["exercise"]: metadata for metadata in marked}


@every_master
def test_it_has_a_readable_number_of_cells(name):
    assert 30 <= len(READ[name]) <= 70


@every_master
def test_each_exercise_has_a_box_with_its_number_points_and_minutes(name):
    boxes = [box for text in texts(name) for box in BOX.findall(text)]
    assert boxes == [
        (str(number), function, str(cell["points"]), str(cell["minutes"]))
        for number, (function, cell) in enumerate(exercises(name).items(), 1)
    ]


@every_master
def test_each_exercise_has_a_visible_check(name):
    check = import_module(f"utils.checks.{NOTEBOOKS[name]}")
    assert sorted(exercises(name)) == sorted(check.__all__)


@every_master
def test_the_title_cell_says_how_many_points_and_exercises(name):
    found = [c.metadata for c in READ[name] if "points" in c.metadata]
    total = sum(cell["points"] for cell in found)
    assert f"| points | {total}, in {SPELT[len(found)]} exercises |" in texts(name)[0]


@every_master
def test_an_idea_takes_at_most_120_words_and_has_its_equation(name):
    for number in range(1, 1 + len(exercises(name))):
        heading = re.compile(rf"^## {number}\. .*", re.MULTILINE | re.DOTALL)
        (section,) = filter(None, map(heading.search, texts(name)))
        idea = section.group().split("\n> ")[0]
        words = re.sub(r"\$\$.*?\$\$", "", idea, flags=re.DOTALL)
        assert len(words.split()) <= 120, number
        assert "$$" in idea, number


@every_master
def test_at_least_three_results_are_to_be_predicted(name):
    assert "\n".join(texts(name)).count("**Predict, then run.**") >= 3


@numpy_master
def test_each_check_is_followed_by_two_hints_in_words_and_what_to_see(name):
    cells = READ[name]
    checks = [k for k, cell in enumerate(cells) if "check" in cell.metadata]
    assert len(checks) == len(exercises(name))
    for k in checks:
        text = cells[k + 1].source
        assert text.count("<details><summary>Hint") == 2
        assert text.count("<details>") == text.count("</details>")
        assert "```" not in text
        assert not re.search(r"`[^`\n]*(=|\*|@)[^`\n]*`", text), "a hint gives code"
        assert "What you should see" in text
        assert cells[k + 2].metadata.get("show") is True


@numpy_master
def test_set_up_cells_import_only_what_exercises_need(name):
    marks = {"exercise", "check", "show"}
    set_up = [
        cell.source
        for cell in READ[name]
        if cell.cell_type == "code" and not marks & set(cell.metadata)
    ]
    found = re.findall(r"^(?:from|import) ([\w.]+)", "\n".join(set_up), re.MULTILINE)
    assert set(found) <= SET_UP
