"""CONTRIBUTING's "A new exercise", followed to the letter in a copy of the tree."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COPIED = ("grader", "solutions", "tests", "utils", "ARCHITECTURE.md", "pyproject.toml")
NOT_COPIED = shutil.ignore_patterns("__pycache__")
BLOCK = re.compile(r"^```python append (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MOST_LINES = 100  # that an exercise of a few lines may take, its texts included

LOOK = """
from grader import build, checks, misconceptions, reference
from grader.build.tree import Tree
from grader.judge.assignment import Assignment
from grader.judge.score import score
from grader.misconceptions.source import wrong_version
from tests.grader import judging
from utils.checks import gru as check
from utils.checks.report import NotRight

NB, NAME = "1_gru", "gru_kept"
right = reference.for_notebook(NB)[NAME]
solution = {}
notebook = build.source_notebook(NB, Tree())
exercise = next(c for c in notebook.cells if c.metadata.get("nbgrader", {})
                .get("grade_id") == NAME)
exec("import numpy as np\\n" + exercise.source, solution)
assert Assignment(NB, notebook).checks["check_" + NAME] == (NAME, 2.0)

for version in (right, solution[NAME]):
    assert judging.failures(NB, NAME, version) == []
    check.gru_kept(version)
(mistake,) = misconceptions.for_notebook(NB)[NAME]
wrong = wrong_version(mistake)
expectations, _ = judging.judged(NB, NAME, wrong)
assert score(expectations, 2) == 0
assert judging.names(NB, NAME, wrong, b"") == [mistake.name]
try:
    check.gru_kept(wrong)
except NotRight:
    print("told apart")
"""


@pytest.fixture(scope="module")
def blocks():
    """(file, text) of each block of the section, in order."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = page.partition("## A new exercise\n")[2].partition("\n## ")[0]
    return BLOCK.findall(section)


@pytest.fixture(scope="module")
def copy(blocks, tmp_path_factory):
    """A copy of the tree in which the section was followed."""
    tree = tmp_path_factory.mktemp("course") / "tree"
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=NOT_COPIED)
        else:
            shutil.copy(ROOT / name, tree / name)
    for file, text in blocks:
        assert (tree / file).is_file(), f"{file} is not there"
        with open(tree / file, "a", encoding="utf-8") as opened:
            opened.write(text)
    return tree


def run(tree, *command):
    """What a Python command prints, run in the copy."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_new_exercise_is_built_checked_and_its_mistake_named(copy):
    assert "told apart" in run(copy, "-c", LOOK)


def test_what_it_asks_is_announced_and_listed(copy):
    (copy / "docs").mkdir()
    run(copy, "-m", "grader", "asked")
    assert "### `gru_kept`" in (copy / "docs" / "checks.md").read_text("utf-8")


def test_its_style_is_the_courses(copy):
    changed = ["grader/reference", "grader/checks", "grader/misconceptions", "utils"]
    run(copy, "-m", "ruff", "check", *changed)


def test_it_takes_few_lines(blocks):
    lines = sum(text.strip("\n").count("\n") + 1 for _, text in blocks)
    assert 0 < lines <= MOST_LINES
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"{lines} lines in all" in page
