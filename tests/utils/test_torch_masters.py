"""The texts of the notebooks in torch keep the promises of their cells' attributes."""

import re
import zipfile
from pathlib import Path

import jupytext
import pytest

SOLUTIONS = Path(__file__).parents[2] / "solutions"
HOURS = {"4_cuda": "about 4 hours", "5_kernels": "about 4 hours"}
READ = {
    name: jupytext.read(SOLUTIONS / f"{name}.py", fmt="py:percent").cells
    for name in HOURS
}
CODE = {nb: [c for c in cells if c.cell_type == "code"] for nb, cells in READ.items()}


every_master = pytest.mark.parametrize("nb", HOURS)


@every_master
def test_the_title_cell_says_how_many_hours(nb):
    assert HOURS[nb] in READ[nb][0].source


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
