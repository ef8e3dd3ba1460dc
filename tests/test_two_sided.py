"""The two-sided check, by the real command: what is solved is full, what is blank is 0.

It starts real boxes and judges two submissions of every notebook, so it takes as long
as grading them does: about ten seconds a notebook on one core.
"""

import json
import shutil
import subprocess
import sys

import pytest

from grader.build import Tree
from grader.checks import NOTEBOOKS, for_notebook

TREE = Tree()


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Student -> notebook -> result, of a class of a solver and an idler."""
    course = tmp_path_factory.mktemp("course")
    for name in TREE.names:
        for student, file in (
            ("solver", TREE.solved(name)),
            ("idler", TREE.release(name)),
        ):
            folder = course / "submitted" / student / name
            folder.mkdir(parents=True)
            shutil.copy(file, folder)
    results = course / "results.json"
    command = [sys.executable, "-m", "grader", "grade", "--course", str(course)]
    done = subprocess.run(
        [*command, "--json", str(results)],
        cwd=TREE.root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(results.read_text("utf-8"))["students"]


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_every_solution_scores_full_on_every_check(graded, name):
    result = graded["solver"][name]
    assert (result["status"], result["flags"]) == ("graded", [])
    lost = {
        check: [e["message"] for e in verdict["expectations"] if not e["passed"]]
        for check, verdict in result["checks"].items()
        if verdict["score"] != verdict["max_score"]
    }
    assert lost == {}
    by_hand = sum(each["max_score"] for each in result.get("written", {}).values())
    assert result["score"] == result["max_score"] - by_hand > 0
    assert all(each["answered"] for each in result.get("written", {}).values())


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_every_released_stub_scores_nothing_on_every_check(graded, name):
    result = graded["idler"][name]
    assert (result["status"], result["flags"]) == ("graded", [])
    checks = result["checks"]
    assert set(checks) == {f"check_{function}" for function in for_notebook(name)}
    assert {check: 0 for check in checks} == {
        check: verdict["score"] for check, verdict in checks.items()
    }
    assert all(verdict["max_score"] > 0 for verdict in checks.values())
