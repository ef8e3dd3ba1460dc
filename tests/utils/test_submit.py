"""`make submit` writes one file that can be graded, and says what it can't mend."""

from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from tests.utils.learning import NAME, RIGHT, change, course, released, sources, write
from utils.released import grade_id
from utils.submit import submit


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The notebook of a small course, solved."""
    path = course(tmp_path, monkeypatch)
    write(path, **RIGHT, why="Since it is so.")
    return path


def handed_in(path):
    """The file to upload."""
    return nbformat.read(path.parent / "handed_in" / path.name, as_version=4)


def submitted(path):
    """Exit status and what was said; the learner's own notebook is left alone."""
    said, before = [], path.read_bytes()
    status = submit(path, said.append)
    assert path.read_bytes() == before
    return status, "\n".join(said)


def cell_of(cells, name):
    """The first cell of this id."""
    return next(cell for cell in cells if cell.id == name)


def again(cells, name, source):
    """Paste a cell again at the end, with another source."""
    copy = deepcopy(cell_of(cells, name))
    copy.source, copy.id = source, "pasted"
    cells.append(copy)


def test_a_sound_notebook_goes_out_as_it_is(path):
    status, said = submitted(path)
    assert status == 0
    assert said.endswith(f"The file to upload: notebooks/handed_in/{NAME}.ipynb")
    assert "2 of 2 checks hold." in said
    assert "put right" not in said
    assert handed_in(path) == nbformat.read(path, as_version=4)


def test_an_unwritten_notebook_may_be_handed_in(path):
    write(path, half=released().cells[4].source)
    status, said = submitted(path)
    assert status == 0
    assert "○ half: to write" in said
    assert "You can hand in all the same" in said


def change_a_locked_cell(cells):
    """One more line in a check."""
    cell_of(cells, "check_double").source += "\nprint('mine')"


def lose_a_check(cells):
    """Delete a locked cell."""
    cells.remove(cell_of(cells, "check_half"))


def lose_the_notes(cells):
    """As other programs do with a cell that is cut and pasted."""
    cell_of(cells, "double").metadata = {}


def paste_a_check_again(cells):
    """A locked cell twice."""
    again(cells, "check_half", "assert True")


def paste_a_stub_again(cells):
    """An empty copy of an answer."""
    again(cells, "double", "")


def move_an_answer_down(cells):
    """An answer below its check."""
    cells.append(cells.pop(cells.index(cell_of(cells, "double"))))


def make_text_of_an_answer(cells):
    """A code cell became text."""
    cell = cell_of(cells, "double")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def print_a_lot(cells):
    """An output of two million characters."""
    cell_of(cells, "half").outputs = [new_output("stream", text="x" * 2_000_000)]


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        (change_a_locked_cell, "the locked cell check_double was changed"),
        (lose_a_check, "the cell check_half was missing"),
        (lose_the_notes, "the cell that defines double had lost its notes"),
        (paste_a_check_again, "a second copy of the cell check_half is left out"),
        (paste_a_stub_again, "a second copy of the cell double is left out"),
        (move_an_answer_down, "cells were out of their order"),
        (make_text_of_an_answer, "the cell double is a code cell again"),
        (print_a_lot, "the cell of half had a very large output: left out"),
    ],
)
def test_what_is_safely_put_right_is_put_right_and_said(path, slip, words):
    wanted = handed_in(path) if submitted(path)[0] == 0 else None
    change(path, slip)
    status, said = submitted(path)
    assert status == 0
    assert f"✓ put right: {words}" in said.split("\n")
    assert "2 of 2 checks hold." in said
    found = handed_in(path)
    assert [c.source for c in found.cells] == [c.source for c in wanted.cells]
    assert [*map(grade_id, found.cells)] == [*map(grade_id, wanted.cells)]
    assert len(str(found)) < 100_000


def test_two_answers_are_the_learners_to_settle(path):
    change(path, lambda cells: again(cells, "double", "double = 3"))
    status, said = submitted(path)
    assert status == 1
    assert "✗ two cells of double hold different answers" in said
    assert "double = 3" not in [c.source for c in handed_in(path).cells]


def test_the_copy_that_is_written_is_kept_where_the_first_is_empty(path):
    change(path, lambda cells: again(cells, "double", RIGHT["double"] + "  # mine"))
    write(path, double=released().cells[2].source)
    status, said = submitted(path)
    assert status == 0
    assert "an empty copy of the cell double is left out" in said
    assert RIGHT["double"] + "  # mine" in [c.source for c in handed_in(path).cells]


def test_an_answer_that_is_gone_is_told_and_its_cell_is_there_again(path):
    change(path, lambda cells: cells.remove(cell_of(cells, "half")))
    status, said = submitted(path)
    assert status == 1
    assert "✗ the cell of half is gone, with its answer" in said
    assert [grade_id(c) for c in handed_in(path).cells].index("half") == 4


def add(cells, source):
    """A cell of one's own, at the end."""
    cells.append(new_code_cell(source))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "def half(x):\n    return 1",
            "a cell of your own defines half below its check",
        ),
        ("if False:\n    input('?')", "asks with input()"),
        ("p = '/home/me/numbers.csv'", "names '/home/me/numbers.csv'"),
        ("p = 'C:\\\\Users\\\\me'", "names 'C:"),
        ("def f(:", "can't be run: "),
    ],
)
def test_what_grading_cannot_follow_is_said(path, source, words):
    change(path, lambda cells: add(cells, source))
    status, said = submitted(path)
    assert status == 1
    assert any(x[:2] == "✗ " and words in x for x in said.split("\n"))


def test_a_helper_of_ones_own_stays_below_the_cell_it_was_below(path):
    helper = new_code_cell("shift = 1", id="mine")

    def act(cells):
        cells.insert(2, helper)
        cells.append(cells.pop(3))

    change(path, act)
    assert submitted(path)[0] == 0
    ids = [cell.id for cell in handed_in(path).cells]
    assert ids[1:4] == ["setup_1", "mine", "double"]


def test_a_notebook_without_any_notes_is_told(path):
    def act(cells):
        for cell in cells:
            cell.metadata = {}

    change(path, act)
    status, said = submitted(path)
    assert status == 1
    assert "✗ no cell of this notebook is known" in said
    assert sources(path)["double"] in [c.source for c in handed_in(path).cells]
