"""Two processes that share each batch take the steps that one takes with all of it."""

import pytest

from utils import parallel


@pytest.fixture(scope="module")
def losses(tmp_path_factory):
    """The losses of a run in an empty folder, by its number of processes."""
    folder = tmp_path_factory.mktemp("empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        found = {processes: parallel.losses_with(processes) for processes in (1, 2)}
    assert list(folder.iterdir()) == []
    return found


def test_one_process_and_two_see_the_same_losses(losses):
    assert len(losses[1]) == len(losses[2]) == parallel.STEPS
    assert losses[2] == pytest.approx(losses[1], rel=1e-12)


def test_the_model_learns(losses):
    assert losses[2][-1] < 0.3 * losses[2][0]


def test_what_cannot_be_started_is_an_error_of_one_line():
    with pytest.raises(RuntimeError) as caught:
        parallel.losses_with(0)
    said = str(caught.value)
    assert "Error" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise ValueError('3 for two')", "ValueError: 3 for two"),
        ("import os; os.abort()", "SIGABRT"),
    ],
)
def test_it_is_told_how_a_process_ended(monkeypatch, tmp_path, program, reason):
    (tmp_path / "broken.py").write_text(program)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RuntimeError, match=reason):
        parallel.losses_with(1, module="broken")


def test_a_run_that_hangs_is_ended():
    with pytest.raises(RuntimeError, match="not done after"):
        parallel.losses_with(2, seconds=0.01)
