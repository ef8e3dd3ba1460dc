"""The texts of the notebooks in torch keep the promises of their cells' attributes."""

import re
import zipfile
from pathlib import Path

import jupytext
import pytest

from utils.checks import cuda, kernels

SOLUTIONS = Path(__file__).parents[2] / "solutions"
CHECK = {"4_cuda": cuda, "5_kernels": kernels}
READ = {
    name: jupytext.read(SOLUTIONS / f"{name}.py", fmt="py:percent").cells
    for name in CHECK
}
CODE = {nb: [c for c in cells if c.cell_type == "code"] for nb, cells in READ.items()}
TEXT = {
    nb: "\n\n".join(c.source for c in cells if c.cell_type == "markdown")
    for nb, cells in READ.items()
}
EXERCISES = {
    nb: {
        cell.metadata["exercise"]: cell.metadata
        for cell in cells
        if "exercise" in cell.metadata
    }
    for nb, cells in CODE.items()
}
HOURS = {"4_cuda": "about 4 hours", "5_kernels": "about 3 hours"}
SPELT = {6: "six", 12: "twelve"}
BOX = re.compile(
    r"> \*\*Exercise (\d+) · `(\w+)`\*\* · (\d+) points? · about (\d+) min"
)


every_master = pytest.mark.parametrize("nb", CHECK)


@every_master
def test_it_has_a_readable_number_of_cells(nb):
    assert 30 <= len(READ[nb]) <= 70


@every_master
def test_each_exercise_has_a_box_with_its_number_points_and_minutes(nb):
    assert BOX.findall(TEXT[nb]) == [
        (str(number), name, str(cell["points"]), str(cell["minutes"]))
        for number, (name, cell) in enumerate(EXERCISES[nb].items(), 1)
    ]


@every_master
def test_each_exercise_has_a_visible_check(nb):
    assert sorted(EXERCISES[nb]) == sorted(CHECK[nb].__all__)


@every_master
def test_the_title_cell_says_how_many_points_exercises_and_hours(nb):
    points = sum(cell["points"] for cell in EXERCISES[nb].values())
    exercises = SPELT[len(EXERCISES[nb])]
    assert f"| points | {points}, in {exercises} exercises |" in TEXT[nb]
    assert HOURS[nb] in TEXT[nb]


@pytest.mark.parametrize(
    ("nb", "number"),
    [(nb, number) for nb in CHECK for number in range(1, 1 + len(EXERCISES[nb]))],
)
def test_an_idea_takes_at_most_120_words_and_an_equation(nb, number):
    section = rf"^## {number}\. .*?(?=^> \*\*Exercise)"
    (idea,) = re.findall(section, TEXT[nb], re.DOTALL | re.MULTILINE)
    words = re.sub(r"\$\$.*?\$\$", "", idea, flags=re.DOTALL)
    assert len(words.split()) <= 120
    assert "$$" in idea


@every_master
def test_each_check_is_followed_by_two_hints_in_words(nb):
    for k, cell in enumerate(READ[nb]):
        if "check" not in cell.metadata:
            continue
        text = READ[nb][k + 1].source
        hints = re.split(r"\*\*(?:What|Predict)|\n## ", text)[0]
        assert hints.count("<details><summary>Hint") == hints.count("</details>") == 2
        assert "```" not in hints
        assert not re.search(r"`[^`]*(=|\*|@)[^`]*`", hints), "a hint gives code"


@every_master
def test_set_up_cells_import_only_what_exercises_need(nb):
    marks = {"exercise", "check", "show"}
    set_up = [cell.source for cell in CODE[nb] if not marks & set(cell.metadata)]
    names = re.findall(r"^(?:from|import) (\w+)", "\n".join(set_up), re.MULTILINE)
    needed = {"os", "tempfile", "time", "contextlib", "copy", "functools"}
    assert set(names) <= needed | {"numpy", "torch", "utils"}


@every_master
def test_no_line_of_an_exercise_or_a_show_cell_names_a_gpu_for_its_tensors(nb):
    for cell in CODE[nb]:
        calls = re.findall(r"^(?!.*return torch\.tanh).*\.cuda\(\)", cell.source, re.M)
        assert calls == []


@every_master
def test_the_hosted_cell_makes_the_bundle_importable(nb, tmp_path, monkeypatch):
    cell = next(cell for cell in CODE[nb] if "ZipFile" in cell.source)
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
