"""Attacks by what a notebook says of itself: none of it is believed."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from tests.grader.judge import small_notebook
from tests.hostile.attack import CLASS, EARNED, attacked, graded, scores

PASSED = new_output("execute_result", {"text/plain": "4.0"}, execution_count=1)


def by_id(cells):
    """The cells by grade_id."""
    return {
        c.metadata["nbgrader"]["grade_id"]: c for c in cells if "nbgrader" in c.metadata
    }


def tags_on_checks(cells):
    """Tags that have a runner skip a test, or take its failure for a success."""
    for cell in cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


def more_points(cells):
    """More points for the function that is right."""
    by_id(cells)["check_sigmoid"].metadata["nbgrader"]["points"] = 1e9
    by_id(cells)["check_sigmoid"].metadata["course"]["points"] = 1e9


def other_flags(cells):
    """Flags that would make a check a solution and a solution a graded test."""
    for cell in cells:
        flags = {"grade": True, "solution": True, "locked": False, "points": 50}
        cell.metadata.setdefault("nbgrader", {}).update(flags)


def checks_swapped(cells):
    """The right function's check under the blank one's id."""
    gates, sigmoid = by_id(cells)["check_gru_gates"], by_id(cells)["check_sigmoid"]
    gates.metadata, sigmoid.metadata = sigmoid.metadata, gates.metadata


def check_names_the_other(cells):
    """A check cell whose metadata names the function that is right."""
    by_id(cells)["check_gru_gates"].metadata["course"] = {"check": "sigmoid"}


def checks_edited(cells):
    """Check cells emptied, or made to agree."""
    by_id(cells)["check_gru_gates"].source = "4.0"
    by_id(cells)["check_sigmoid"].source = ""


def checks_deleted(cells):
    """No check cells at all."""
    cells[:] = [c for c in cells if "check" not in c.metadata.get("course", {})]


def exercise_doubled(cells):
    """The right cell pasted over and over, its id with it."""
    for _ in range(3):
        cells.append(copy.deepcopy(by_id(cells)["sigmoid"]))


def check_doubled(cells):
    """The check that passes, pasted three times for three times its points."""
    for _ in range(3):
        cells.append(copy.deepcopy(by_id(cells)["check_sigmoid"]))


def reordered(cells):
    """All cells in the opposite order."""
    cells.reverse()


def forged_outputs(cells):
    """Outputs of a passed test under every cell."""
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [PASSED], 1


def markdown_between(cells):
    """Script in Markdown and in raw cells; no verdict hangs on it."""
    cells.insert(1, new_markdown_cell("<script>alert(1)</script><img src=x onerror=a>"))
    cells.append(new_raw_cell("<script>score = 8</script>"))


def endless_ids(cells):
    """Thousands of ids that are not the release's."""
    for number in range(500):
        cell = new_code_cell("pass # no")
        cell.metadata = {"nbgrader": {"grade_id": f"check_{number}", "points": 4}}
        cell.cell_type = "raw"
        cells.append(cell)


def ids_that_are_no_text(cells):
    """A grade_id that is a list, a dict, a number, nothing."""
    for grade_id in ([], {}, 7, None, "", "sigmoid\x00"):
        cell = new_code_cell("1")
        cell.metadata = {"nbgrader": {"grade_id": grade_id}}
        cells.append(cell)


HARMLESS = [
    tags_on_checks,
    more_points,
    other_flags,
    checks_swapped,
    check_names_the_other,
    checks_edited,
    checks_deleted,
    exercise_doubled,
    check_doubled,
    reordered,
    forged_outputs,
    markdown_between,
    endless_ids,
    ids_that_are_no_text,
]


@pytest.mark.parametrize("edit", HARMLESS, ids=lambda edit: edit.__name__)
def test_what_a_notebook_says_of_itself_changes_no_score(edit):
    verdict = graded(attacked("", edit=edit))
    assert scores(verdict) == [EARNED, 0]
    assert verdict.max_score == CLASS.max_score


def as_markdown(cells):
    """The right exercise turned into Markdown."""
    by_id(cells)["sigmoid"].cell_type = "markdown"


def as_raw(cells):
    """The right exercise turned into a raw cell."""
    by_id(cells)["sigmoid"].cell_type = "raw"


def deleted(cells):
    """The right exercise deleted."""
    cells.remove(by_id(cells)["sigmoid"])


@pytest.mark.parametrize("edit", [as_markdown, as_raw, deleted])
def test_an_exercise_that_is_no_code_costs_its_own_points_only(edit):
    answers = {"gru_gates": small_notebook.right_answer("gru_gates")}
    verdict = graded(attacked("", answers, edit))
    assert scores(verdict) == [0, 4]
    assert "exercise cell missing: sigmoid" in verdict.flags


def test_a_kernel_named_by_the_submission_is_not_started():
    notebook = nbformat.reads(attacked("").decode(), as_version=4)
    notebook.metadata["kernelspec"] = {"name": "bash", "argv": ["/bin/false"]}
    notebook.metadata["language_info"] = {"name": "cobol"}
    verdict = graded(nbformat.writes(notebook).encode())
    assert scores(verdict) == [EARNED, 0]
