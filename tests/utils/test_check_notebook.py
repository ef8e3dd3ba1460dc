"""`make check` says of a saved notebook which of its checks hold."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from utils.check_notebook import check, main

CHECK = """\
class NotRight(Exception):
    def _render_traceback_(self):
        return [str(self)]

def check_twice(f):
    if f(2) == 4:
        print("twice: right so far")
    else:
        print("twice: not yet\\n  got 5")
        raise NotRight("twice is not right yet")
"""


def cell(source, **course):
    """A code cell, with what the course notes of it."""
    return new_code_cell(source, metadata={"course": course} if course else {})


@pytest.fixture
def save(tmp_path):
    """Save a notebook of these cells as ``notebooks/1_some.ipynb``."""

    def save(*cells):
        (tmp_path / "notebooks").mkdir()
        path = tmp_path / "notebooks" / "1_some.ipynb"
        nbformat.write(new_notebook(cells=[new_markdown_cell("# x"), *cells]), path)
        return path

    return save


def checked(path, show=False):
    """Did everything hold, and what was said."""
    heard = []
    return check(path, show, heard.append), "\n".join(heard)


def test_a_right_notebook_holds_and_its_show_cells_are_left_out(save):
    path = save(
        cell(CHECK),
        cell("def twice(x):\n    return 2 * x", exercise="twice"),
        cell("check_twice(twice)", check="twice"),
        cell("raise ValueError('shown')", show=True),
    )
    held, said = checked(path)
    assert held
    assert said.startswith(f"{path}: 1 checks")
    assert said.endswith("✓ twice\n1 of 1 checks hold.")


def test_a_show_cell_is_run_when_asked_for(save):
    path = save(cell("raise ValueError('shown')", show=True))
    held, said = checked(path, show=True)
    assert not held
    assert "ValueError: shown" in said


def test_a_failing_check_is_told_with_its_report_and_the_rest_goes_on(save):
    path = save(
        cell(CHECK),
        cell("def twice(x):\n    return 5", exercise="twice"),
        cell("check_twice(twice)", check="twice"),
        cell("def half(x) return", exercise="half"),
        cell("check_twice(half)", check="half"),
        cell("import os; print(os.path.basename(os.getcwd()))\n1 / 0"),
        cell("check_twice(lambda x: 4)", check="four"),
    )
    held, said = checked(path)
    assert not held
    assert "✗ twice\n    twice: not yet\n      got 5\n" in said
    assert "NotRight" not in said
    assert "✗ the cell of half stops with an error\n    SyntaxError: " in said
    assert "✗ half\n    NameError: name 'half' is not defined" in said
    assert "    notebooks\n    ZeroDivisionError: division by zero" in said
    assert "✓ four\n1 of 3 checks hold." in said


def test_checks_that_hold_do_not_hide_a_broken_cell(save):
    held, said = checked(save(cell("pass", check="x"), cell("1 / 0")))
    assert "1 of 1 checks hold." in said
    assert not held


def test_an_endless_cell_is_stopped_and_the_rest_goes_on(save, monkeypatch):
    monkeypatch.setattr("utils.running.SECONDS_PER_CELL", 1)
    path = save(
        cell("while True:\n    pass", exercise="x"), cell("print(1)", check="x")
    )
    held, said = checked(path)
    assert not held
    assert "the cell of x stops with an error\n    KeyboardInterrupt" in said
    assert "✓ x" in said


def test_a_dead_kernel_is_told_and_nothing_counts_as_held(save):
    path = save(cell("import os; os._exit(1)"), cell("pass", check="x"))
    held, said = checked(path)
    assert not held
    assert "the kernel died here" in said
    assert "✗ x\n    not run: the kernel died before it\n0 of 1 checks hold." in said


def test_the_exit_status_is_true(save, monkeypatch, capsys):
    path = save(cell("pass", check="x"))
    monkeypatch.chdir(path.parent.parent)
    assert main(["1_some"]) == 0
    assert main([str(path), "notebooks/1_some.ipynb"]) == 0
    path.write_text("{")
    assert main(["1_some"]) == 1
    assert "is not a notebook" in capsys.readouterr().out
    assert main(["2_none"]) == 2
    assert "There is no notebook 2_none" in capsys.readouterr().out


def test_an_answer_in_words_is_counted_and_never_checked(save):
    said = []
    stub = new_markdown_cell("*Write your answer here.*")
    words = new_markdown_cell("A GRU, since it is cheap.")
    for each, name in ((stub, "one"), (words, "two")):
        each.metadata["course"] = {"written": name}
    assert check(save(stub, words), say=said.append)
    assert said[1:-1] == [
        "– one: not written yet",
        "– two: 6 words; your instructor reads it",
    ]


STUB = 'def {0}(x):\n    raise NotImplementedError("Exercise {1}: {0}")'
REPORTED = """\
def check_written(f):
    try:
        f(2)
    except NotImplementedError as error:
        print(f"f: not yet\\n  ✗ is written\\n      got       {error} is empty")
        raise NotRight("not right yet")
"""


def test_an_open_exercise_is_one_line_with_what_it_asks_for(save):
    open_one = cell(STUB.format("one", 1), exercise="one", minutes=5, points=2)
    path = save(
        cell(CHECK + REPORTED),
        open_one,
        cell("check_written(one)", check="one"),
        cell("def two(x):\n    return one(x)", exercise="two"),
        cell("check_written(two)", check="two"),
        cell("two(1)", check="bare"),
    )
    held, said = checked(path)
    assert not held
    assert said.split("\n")[1:] == [
        "○ one: to write (5 minutes, 2 points)",
        "… two: waits for one",
        "… bare: waits for one",
        "0 of 3 checks hold. 1 to write.",
    ]


def test_a_report_of_a_written_exercise_stays_whole_though_it_raises_the_same(save):
    path = save(
        cell("def one(x):\n    raise NotImplementedError('later')", exercise="one"),
        cell("one(1)", check="one"),
    )
    assert "✗ one\n    NotImplementedError: later" in checked(path)[1]
