"""The run on a GPU: refused without one, resumed, and rehearsed on a CPU."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from grader.bench.solved import functions_of
from grader.checks import for_notebook
from grader.gpu.__main__ import main
from grader.gpu.items import by_importance, items
from grader.gpu.record import Record
from grader.gpu.solved import judged

CPU = torch.device("cpu")
ROOT = Path(__file__).parents[3]
NOT_THERE = "nbformat", "nbclient", "nbgrader", "zmq", "jupytext", "IPython", "names"
REHEARSAL = """
import sys

class NotThere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"no {{name}} here", name=name)

sys.meta_path.insert(0, NotThere())
from grader.gpu.__main__ import main
sys.exit(main(["--rehearse", "--into", {into!r}]))
"""


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_without_a_gpu_it_refuses_and_says_why(capsys, tmp_path):
    assert main(["--into", str(tmp_path / "gpu.json")]) == 2
    assert "torch sees none on this machine" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_rehearsal_needs_nothing_but_the_source_tree_and_torch(tmp_path):
    into = tmp_path / "gpu.json"
    code = REHEARSAL.format(names=set(NOT_THERE), into=str(into))
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(into.read_text("utf-8"))["found"]
    assert found["check 4_cuda pick_device"]["value"]["failed"] == []
    (bench,) = (f for name, f in found.items() if name.startswith("bench"))
    assert {row["way"] for row in bench["value"]["results"]} >= {"torch's own", "loop"}
    assert into.with_suffix(".png").read_bytes()[:4] == b"\x89PNG"


def test_it_goes_on_where_it_stopped_and_tries_what_failed_again(tmp_path):
    calls, path = [], tmp_path / "gpu.json"

    def piece(name, error=None):
        def run():
            calls.append(name)
            if error:
                raise error
            return {"failed": []}

        return name, run

    quiet = {"say": lambda *args, **kwargs: None}
    first = Record(path, CPU, **quiet)
    assert first.run([piece("a"), piece("b", ValueError("no"))], seconds=60) == 0
    assert first.problems() == [("b", "ValueError: no")]
    second = Record(path, CPU, **quiet)
    assert second.run([piece("a"), piece("b"), piece("c")], seconds=60) == 0
    assert calls == ["a", "b", "b", "c"]
    assert second.problems() == []
    third = Record(path, CPU, again=True, **quiet)
    assert third.run([piece("a"), piece("b")], seconds=-1) == 2
    assert path.with_name("gpu.json.old").is_file()


def test_what_the_checks_find_wrong_is_told(tmp_path):
    record = Record(tmp_path / "gpu.json", CPU, say=lambda *args, **kwargs: None)
    record.run([("check x", lambda: {"failed": ["h: too small"]})], seconds=60)
    assert record.problems() == [("check x", "h: too small")]


def test_a_broken_file_is_kept_and_not_gone_on_with(tmp_path):
    path = tmp_path / "gpu.json"
    path.write_text("half a fi")
    assert Record(path, CPU).document["found"] == {}
    assert path.with_name("gpu.json.old").read_text() == "half a fi"


@pytest.mark.parametrize("notebook", ["4_cuda", "5_kernels"])
def test_the_solved_notebooks_functions_are_found_and_judged(notebook):
    functions = functions_of(notebook)
    name = next(iter(for_notebook(notebook)))
    verdict = judged(notebook, name, functions)
    assert verdict["failed"] == []
    assert verdict["held"] > 3


def test_the_most_important_comes_first_and_nothing_twice():
    names = [name for name, _ in items(torch.device("cuda"))]
    assert len(set(names)) == len(names)
    checks = [name for name in names if name.startswith("check")]
    assert names[: len(checks)] == checks
    assert len(by_importance()) == len(set(by_importance())) == 18
