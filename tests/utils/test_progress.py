"""`make progress` shows how far each notebook is, and runs only what has changed."""

import pytest

from tests.utils.learning import NAME, RIGHT, STUB, change, course, write
from utils import progress


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The notebook of a small course."""
    return course(tmp_path, monkeypatch)


def never(*_):
    """What must not be called."""
    raise AssertionError("the notebook is run")


def marks(path):
    """The strip of a notebook."""
    return "".join(map(progress.mark, progress.progress(path)))


def test_a_notebook_that_was_not_begun_is_known_without_running_it(path, monkeypatch):
    monkeypatch.setattr(progress, "outcomes", never)
    assert marks(path) == "○○○"


def test_each_exercise_has_its_own_mark_in_the_order_of_the_notebook(path):
    write(path, double="def double(x):\n    return 3 * x", why="Since it is so.")
    assert marks(path) == "✗○–"
    stub = STUB.format("double", 1)
    write(path, double=stub, half="def half(x):\n    return double(x) / 4")
    assert marks(path) == "○…–"
    write(path, **RIGHT)
    assert marks(path) == "✓✓–"


def test_a_second_look_is_instant_until_a_code_cell_changes(path, monkeypatch):
    write(path, **RIGHT)
    assert marks(path) == "✓✓○"
    monkeypatch.setattr(progress, "outcomes", never)
    assert marks(path) == "✓✓○"
    write(path, why="Words need no run.")
    assert marks(path) == "✓✓–"
    write(path, half="half = 1")
    assert progress.progress(path, run=False) is None
    with pytest.raises(AssertionError, match="is run"):
        marks(path)


def test_what_was_kept_and_is_broken_is_made_anew(path):
    write(path, **RIGHT)
    marks(path)
    progress.store(path).write_text("{")
    assert marks(path) == "✓✓○"


def test_a_check_that_is_gone_does_not_count_as_held(path):
    write(path, **RIGHT)
    change(path, lambda cells: [c for c in cells if c.id != "check_half"])
    assert marks(path) == "✓✗○"


def test_the_command_says_all_notebooks_or_lists_one(path, capsys):
    assert progress.main([]) == 0
    strip = f"{NAME:<14}  ○○○             0 of 2 checks hold"
    assert strip in capsys.readouterr().out
    assert progress.main([NAME]) == 0
    assert "  ○ double (5 minutes, 2 points)\n" in capsys.readouterr().out
    assert progress.main(["2_none"]) == 2
    assert "no such notebook" in capsys.readouterr().out
