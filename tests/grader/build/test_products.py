"""The three notebooks that come from one master."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest

from grader.build import build, source_notebook
from grader.build.expand import SEAL, slug
from grader.build.master import BEGIN, END
from grader.judge.assignment import Assignment, kind
from tests.grader.build.small import SMALL

NAME = "0_small"


def cells(path):
    """The cells of a notebook file by id."""
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


def quiet(text):
    """Hear nothing."""


def test_every_cell_has_an_id_of_what_it_is(tree):
    source = source_notebook(NAME, tree)
    assert [cell.id for cell in source.cells] == [
        "text-a-small-notebook",
        "setup_1",
        "text-doubling",
        "double",
        "check_double",
        "text-halving",
        "halve",
        "check_halve",
        "show_1",
    ]
    graded = ["text", "exercise", "check"]
    kinds = [kind(cell) for cell in source.cells]
    assert kinds == ["text", "setup", *graded, *graded, "show"]


def test_an_id_stays_when_a_cell_is_put_above_it(tree):
    before = {cell.id for cell in source_notebook(NAME, tree).cells}
    more = '# %% [markdown]\n# ## Doubling\n\n# %% [markdown] id="own"\n# x\n\n'
    tree.master(NAME).write_text(more + SMALL, encoding="utf-8")
    after = [cell.id for cell in source_notebook(NAME, tree).cells]
    assert set(after) - before == {"text-doubling-2", "own"}
    assert len(set(after)) == len(after)


def test_a_text_without_a_heading_is_named_after_the_code_above_it(tree):
    folded = "<details><summary>Hint</summary>Think.</details>"
    text = SMALL.replace(
        "# %% [markdown]\n# ## Halving", f"# %% [markdown]\n# {folded}\n#\n# ## Halving"
    )
    tree.master(NAME).write_text(text, encoding="utf-8")
    ids = [cell.id for cell in source_notebook(NAME, tree).cells]
    assert ids[5] == "text-after-check_double"


def test_slugs_are_plain_and_short():
    assert slug("## The gates Γu and Γr: *σ*\n\nMore.") == "the-gates-u-and-r"
    assert slug("no heading") == ""
    assert slug("# …") == ""
    assert len(slug("# " + "word " * 40)) <= 48


def test_points_and_locks_are_where_nbgrader_wants_them(tree):
    source = {cell.id: cell for cell in source_notebook(NAME, tree).cells}
    for identifier, cell in source.items():
        if cell.cell_type == "code":
            nbgrader = cell.metadata["nbgrader"]
            assert nbgrader["grade_id"] == identifier
            assert nbgrader["locked"] is (identifier not in ("double", "halve"))
            assert nbgrader["grade"] is identifier.startswith("check_")
            assert nbgrader["solution"] is (identifier in ("double", "halve"))
    assert source["check_halve"].metadata["nbgrader"]["points"] == 1.5
    assert source["halve"].metadata["course"] == {
        "exercise": "halve",
        "number": 2,
        "points": 1.5,
        "minutes": 5,
    }
    assert source["show_1"].metadata["course"] == {"show": True}
    assert "course" not in source["setup_1"].metadata
    assert Assignment(NAME, source_notebook(NAME, tree)).max_score == 5.5


def test_a_plain_nbgrader_would_run_into_the_seal(tree):
    source = {cell.id: cell for cell in source_notebook(NAME, tree).cells}
    with pytest.raises(RuntimeError, match="sealed check: grade with make grade"):
        exec(SEAL)
    for name in ("check_double", "check_halve"):
        assert source[name].source.endswith(
            f"### BEGIN HIDDEN TESTS\n{SEAL}\n### END HIDDEN TESTS"
        )


def test_the_release_has_stubs_that_name_their_exercise(built):
    released = cells(built.release(NAME))
    assert released["halve"].source == (
        'def halve(x):\n    """Half of x."""\n'
        '    raise NotImplementedError("Exercise 2: halve")'
    )
    assert not any(cell.get("outputs") for cell in released.values())
    with pytest.raises(NotImplementedError, match="Exercise 1: double"):
        exec(released["double"].source + "\ndouble(1)")


def test_the_solved_notebook_is_executed_and_bears_no_marker_and_no_time(built):
    solved = cells(built.solved(NAME))
    assert solved["show_1"].outputs[0].text == "[0.0, 1.0, 2.0]\n"
    assert [c.execution_count for c in solved.values() if c.cell_type == "code"] == (
        [1, 2, 3, 4, 5, 6]
    )
    text = built.solved(NAME).read_text()
    for never in (BEGIN, END, "HIDDEN TESTS", "sealed", 'execution"', "iopub"):
        assert never not in text


def test_release_and_solved_notebook_have_the_same_cells_and_locks(built):
    released, solved = cells(built.release(NAME)), cells(built.solved(NAME))
    assert list(released) == list(solved)
    for identifier, cell in released.items():
        if (
            "solution" not in cell.metadata.get("nbgrader", {})
            or not (cell.metadata["nbgrader"]["solution"])
        ):
            assert cell.source == solved[identifier].source
            assert cell.metadata == solved[identifier].metadata
        assert cell.metadata.get("deletable", True) is (cell.cell_type != "code")


def test_the_release_is_what_nbgraders_own_command_makes(built, tmp_path, monkeypatch):
    """The same cells as `nbgrader generate_assignment`, but for the stub's words."""
    beside = Path(sys.executable).parent  # nbgrader runs alembic from the PATH
    monkeypatch.setenv("PATH", f"{beside}{os.pathsep}{os.environ['PATH']}")
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    course = tmp_path / "course"
    path = course / "source" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(source_notebook(NAME, built), path)
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.db_url = "sqlite:///" + str(course / "gradebook.db")
    config.ClearSolutions.code_stub = {"python": "STUB"}
    assert NbGraderAPI(config=config).generate_assignment(NAME)["success"]
    theirs = nbformat.read(course / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    ours = nbformat.read(built.release(NAME), as_version=4)
    assert len(theirs.cells) == len(ours.cells)
    for their, our in zip(theirs.cells, ours.cells, strict=True):
        if our.metadata.get("nbgrader", {}).get("solution"):
            stub = 'raise NotImplementedError("Exercise '
            assert [x for x in their.source.splitlines() if "STUB" not in x] == (
                [x for x in our.source.splitlines() if stub not in x]
            )
            their.source = our.source
            their.metadata["nbgrader"].pop("checksum")
            our.metadata["nbgrader"].pop("checksum")
        assert their == our


def test_two_builds_are_equal_and_the_second_executes_nothing(built):
    before = {p: p.stat().st_mtime_ns for p in built.root.rglob("*.ipynb")}
    heard = []
    assert build(tree=built, say=heard.append) == []
    assert len(before) == 3
    assert before == {p: p.stat().st_mtime_ns for p in built.root.rglob("*.ipynb")}
    assert not any("executing" in line for line in heard)


def test_a_forced_build_executes_again_and_gives_the_same_bytes(built):
    before = built.solved(NAME).read_bytes()
    heard = []
    assert build(force=True, tree=built, say=heard.append) == []
    assert f"{NAME}: executing show_1" in heard
    assert built.solved(NAME).read_bytes() == before


def test_a_change_in_utils_executes_again(built):
    (built.root / "utils" / "params.py").write_text('"""Others."""\n')
    heard = []
    assert build(check=True, tree=built) == []
    assert build(tree=built, say=heard.append) == []
    assert f"{NAME}: executing show_1" in heard


def test_check_tells_what_is_out_of_date_and_writes_nothing(built):
    assert build(check=True, tree=built) == []
    tree, before = built, built.solved(NAME).read_bytes()
    tree.master(NAME).write_text(SMALL.replace("x + x  #", "2 * x  #"))
    problems = build(check=True, tree=tree)
    assert problems == [
        f"{tree.solved(NAME)} is not what its master makes: run make notebooks"
    ]
    tree.master(NAME).write_text(SMALL.replace("Twice x", "Two x"))
    assert len(build(check=True, tree=tree)) == 3
    assert tree.solved(NAME).read_bytes() == before


@pytest.mark.parametrize("edit", ["source", "metadata", "release", "gone", "broken"])
def test_check_sees_an_edit_by_hand(built, edit):
    path = built.release(NAME) if edit == "release" else built.solved(NAME)
    document = json.loads(path.read_text())
    if edit == "metadata":
        document["cells"][3]["metadata"]["tags"] = ["mine"]
    else:
        document["cells"][3]["source"] += ["\n# mine"]
    path.write_text("{" if edit == "broken" else json.dumps(document))
    if edit == "gone":
        path.unlink()
    assert [p.split(" is ")[0] for p in build(check=True, tree=built)] == [str(path)]


def test_outputs_are_not_the_builds_to_judge(built):
    path = built.solved(NAME)
    path.write_text(path.read_text().replace("[0.0, 1.0, 2.0]", "[0.0, 1.0, 2.1]"))
    assert build(check=True, tree=built) == []


def test_a_cell_that_fails_is_a_problem_and_nothing_is_written(tree):
    tree.master(NAME).write_text(SMALL.replace("double(2) == 4", "double(2) == 5"))
    problems = build(tree=tree, say=quiet)
    assert problems == [
        f"{tree.master(NAME)}: a cell fails: AssertionError: double(2) is not 4"
    ]
    assert not tree.solved(NAME).exists()


def test_a_broken_master_is_a_problem_and_the_others_are_built(tree):
    (tree.root / "solutions" / "9_other.py").write_text("# %%\nx = 1\n")
    problems = build(tree=tree, say=quiet)
    assert [problem.split(": ")[1] for problem in problems] == (
        ["9_other is not in grader.checks.NOTEBOOKS"]
    )
    assert tree.solved(NAME).exists()


def test_what_learners_reset_from_is_the_release_without_its_text_cells(built):
    release = nbformat.read(built.release(NAME), as_version=4)
    pristine = nbformat.read(built.pristine(NAME), as_version=4)
    kept = [cell for cell in release.cells if "nbgrader" in cell.metadata]
    assert pristine.cells == kept
    assert [c.id for c in kept] == [
        *("setup_1", "double", "check_double", "halve", "check_halve", "show_1")
    ]
    built.pristine(NAME).unlink()
    (problem,) = build(check=True, tree=built)
    assert str(built.pristine(NAME)) in problem
