"""A demo cell that meets an unwritten exercise says so in one line."""

from nbformat.v4 import new_code_cell, new_notebook

from utils.running import run

STUB = 'def f():\n    raise NotImplementedError("{}")\nf()'


def tracebacks(folder, *sources):
    """What each cell after the import shows of its error."""
    cells = [new_code_cell(x) for x in ("from utils import checks", *sources)]
    ran = [cell for cell, _ in run(new_notebook(), cells, folder)]
    return [cell.outputs[0].traceback for cell in ran[1:]]


def test_a_stub_is_one_line_and_any_other_error_is_shown_as_ever(tmp_path):
    stub, other, zero = tracebacks(
        tmp_path, STUB.format("Exercise 4: gru_cell"), STUB.format("mine"), "1 / 0"
    )
    assert stub == [
        "Exercise 4, gru_cell, is not written yet. Write it, run its cell, "
        "and then run this cell again."
    ]
    assert len(other) > 2
    assert "mine" in other[-1]
    assert "division by zero" in zero[-1]
