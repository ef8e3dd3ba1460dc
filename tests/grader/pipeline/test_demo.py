"""The demo class is made of the solved notebook; each submission shows one thing."""

import nbformat
import pytest

from grader.build import Tree
from grader.judge.assignment import grade_id
from grader.pipeline.demo import SLIPS, demo_class, slipped, write_demo

NAME = "1_gru"


@pytest.fixture(scope="module")
def solved():
    return nbformat.read(Tree().solved(NAME), as_version=4)


@pytest.fixture(scope="module")
def release():
    return nbformat.read(Tree().release(NAME), as_version=4)


@pytest.fixture(scope="module")
def klass(solved, release):
    return demo_class(NAME, solved, release)


def sources(content):
    notebook = nbformat.reads(content.decode(), as_version=4)
    return {grade_id(cell): cell.source for cell in notebook.cells if grade_id(cell)}


def test_ten_submissions_and_more(klass):
    assert len(klass) >= 10
    assert klass["no-file"] is None
    assert {"perfect", "empty", "half-done", "not-json", "pasted-twice"} <= set(klass)


@pytest.mark.parametrize(
    ("student", "function"),
    [
        *((student, function) for student, (function, _) in SLIPS.items()),
        ("syntax-error", "gru_cell"),
        ("endless-loop", "gru_forward"),
        ("kernel-killer", "gru_candidate"),
    ],
)
def test_one_answer_only_differs_from_the_solved_one(klass, solved, student, function):
    right = sources(nbformat.writes(solved).encode())
    found = sources(klass[student])
    assert [name for name in right if found[name] != right[name]] == [function]


def test_a_slip_gives_no_hint_away_and_is_valid_python():
    source = slipped(NAME, "gru_gates", "gates_swapped")
    assert '"""' not in source
    assert not any(line.lstrip().startswith("@") for line in source.splitlines())
    compile(source, "slip", "exec")


def test_files_that_are_there_are_left(tmp_path, solved, release):
    theirs = tmp_path / "perfect" / NAME / f"{NAME}.ipynb"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine")
    assert write_demo(tmp_path, {NAME: (solved, release)}) >= 10
    assert theirs.read_text() == "mine"
    assert not (tmp_path / "no-file" / NAME / f"{NAME}.ipynb").exists()
