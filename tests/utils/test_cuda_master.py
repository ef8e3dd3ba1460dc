"""The CUDA notebook's text keeps the promises that its cells' attributes make."""

import re
import zipfile
from pathlib import Path

import jupytext
import pytest

from utils.checks import cuda as check

MASTER = Path(__file__).parents[2] / "solutions" / "4_cuda.py"
NOTEBOOK = jupytext.read(MASTER, fmt="py:percent")
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]
TEXT = "\n\n".join(c.source for c in NOTEBOOK.cells if c.cell_type == "markdown")
EXERCISES = {
    cell.metadata["exercise"]: cell.metadata
    for cell in CODE
    if "exercise" in cell.metadata
}
BOX = re.compile(
    r"> \*\*Exercise (\d+) · `(\w+)`\*\* · (\d+) points? · about (\d+) min"
)


def test_it_has_a_readable_number_of_cells_for_its_18_exercises():
    assert 60 <= len(NOTEBOOK.cells) <= 90


def test_each_exercise_has_a_box_with_its_number_points_and_minutes():
    assert BOX.findall(TEXT) == [
        (str(number), name, str(cell["points"]), str(cell["minutes"]))
        for number, (name, cell) in enumerate(EXERCISES.items(), 1)
    ]


def test_each_exercise_has_a_visible_check():
    assert sorted(EXERCISES) == sorted(check.__all__)


def test_the_title_cell_says_how_many_points_exercises_and_hours():
    points = sum(cell["points"] for cell in EXERCISES.values())
    hours = sum(cell["minutes"] for cell in EXERCISES.values()) / 60
    assert f"| points | {points}, in {len(EXERCISES)} exercises |" in TEXT
    assert "about 4¾ hours" in TEXT
    assert hours == pytest.approx(4.75, abs=0.25)


@pytest.mark.parametrize("number", range(1, 19))
def test_an_idea_takes_at_most_120_words_and_an_equation(number):
    section = re.search(rf"^## {number}\. .*?(?=^> \*\*Exercise)", TEXT, re.S | re.M)
    words = re.sub(r"\$\$.*?\$\$", "", section.group(), flags=re.DOTALL)
    assert len(words.split()) <= 120
    assert "$$" in section.group()


def test_each_check_is_followed_by_two_hints_in_words():
    for k, cell in enumerate(NOTEBOOK.cells):
        if "check" not in cell.metadata:
            continue
        text = NOTEBOOK.cells[k + 1].source
        hints = re.split(r"\*\*(?:What|Predict)|\n## ", text)[0]
        assert hints.count("<details><summary>Hint") == hints.count("</details>") == 2
        assert "```" not in hints
        assert not re.search(r"`[^`]*(=|\*|@)[^`]*`", hints), "a hint gives code"


def test_set_up_cells_import_only_what_exercises_need():
    marks = {"exercise", "check", "show"}
    set_up = [cell.source for cell in CODE if not marks & set(cell.metadata)]
    names = re.findall(r"^(?:from|import) (\w+)", "\n".join(set_up), re.MULTILINE)
    needed = {"os", "tempfile", "time", "contextlib", "copy", "functools", "zipfile"}
    assert set(names) == needed | {"numpy", "torch", "utils"}


def test_no_line_of_an_exercise_or_a_show_cell_names_a_gpu_for_its_tensors():
    for cell in CODE:
        calls = re.findall(r"^(?!.*return torch\.tanh).*\.cuda\(\)", cell.source, re.M)
        assert calls == []


def test_the_hosted_cell_makes_the_bundle_importable(tmp_path, monkeypatch):
    cell = next(cell for cell in CODE if "ZipFile" in cell.source)
    stem = "gated-recurrent-units-0.1.0"
    with zipfile.ZipFile(tmp_path / f"{stem}.zip", "w") as bundle:
        bundle.writestr(f"{stem}/only_in_the_bundle.py", "here = True\n")
    monkeypatch.chdir(tmp_path)
    path = ["a", "b"]
    monkeypatch.setattr("sys.path", path)
    source = cell.source.replace("importlib.util.find_spec(name)", "True")
    exec(source, {})
    assert path[0] == str(tmp_path / stem)
    assert (tmp_path / stem / "only_in_the_bundle.py").is_file()
