"""`make reset` puts a stub back, and nothing that was written is lost."""

import nbformat
import pytest

from tests.utils.learning import NAME, RIGHT, STUB, change, course, sources, write
from utils.reset import main


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The notebook of a small course, with one answer in it."""
    path = course(tmp_path, monkeypatch)
    write(path, double=RIGHT["double"])
    return path


def aside(path):
    """What was kept, as texts."""
    return [x.read_text("utf-8") for x in sorted((path.parent / "kept").glob("*"))]


def test_only_the_one_stub_is_put_back_and_its_lines_are_kept(path, capsys):
    write(path, half=RIGHT["half"])
    before = sources(path)
    assert main([NAME, "double"]) == 0
    assert sources(path) == {**before, "double": STUB.format("double", 1)}
    assert aside(path) == [RIGHT["double"] + "\n"]
    said = capsys.readouterr().out
    assert "kept/1_some-double-" in said
    assert "Reload Notebook from Disk" in said


def test_a_second_reset_in_the_same_second_overwrites_nothing(path, monkeypatch):
    monkeypatch.setattr("time.strftime", lambda form: "now")
    for answer in ("one", "two"):
        write(path, double=answer)
        assert main([NAME, "double"]) == 0
    assert sorted(aside(path)) == ["one\n", "two\n"]


def test_what_is_a_stub_already_is_left_alone(path, capsys):
    before = path.read_bytes()
    assert main([NAME, "half"]) == 0
    assert path.read_bytes() == before
    assert not (path.parent / "kept").exists()
    assert "nothing to do" in capsys.readouterr().out


def test_an_answer_in_words_that_became_code_is_words_again(path):
    def to_code(cells):
        cells[-1].cell_type = "code"
        cells[-1].source = "words"
        cells[-1].outputs, cells[-1].execution_count = [], None

    change(path, to_code)
    assert main([NAME, "why"]) == 0
    last = nbformat.read(path, as_version=4).cells[-1]
    assert last.cell_type == "markdown"
    assert last.source.startswith("*Write your answer here")
    nbformat.validate(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("arguments", [[NAME], [NAME, "third"], ["2_none", "double"]])
def test_what_is_not_there_is_told_and_changes_nothing(path, arguments, capsys):
    before = path.read_bytes()
    assert main(arguments) == 2
    said = capsys.readouterr().out
    assert "double, half, why" in said or "no notebook 2_none" in said
    assert path.read_bytes() == before


def test_a_cell_that_is_gone_is_told_with_what_brings_it_back(path, capsys):
    change(path, lambda cells: [c for c in cells if c.id != "double"])
    assert main([NAME, "double"]) == 1
    assert f"make submit NB={NAME}" in capsys.readouterr().out
