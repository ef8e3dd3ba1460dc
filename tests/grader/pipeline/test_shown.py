"""The notebook that shows a verdict has the release's structure, come what may."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.judge.assignment import Assignment, grade_id
from grader.judge.grade import unjudged
from grader.judge.verdict import Status
from grader.pipeline.shown import shown


@pytest.fixture
def assignment(small):
    return Assignment("1_gru", small[1])


def graded(assignment, edit):
    made = unjudged(assignment, Status.GRADED, "")
    edit(made.notebook.cells)
    return shown(made, assignment)


def roles(notebook):
    return [
        (cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points)
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    ]


def test_locked_cells_points_and_tags_come_from_the_release(assignment):
    def forge(cells):
        for cell in cells:
            cell.metadata["tags"] = ["skip-execution"]
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.metadata.nbgrader.points = 1000
                cell.source = "pass"

    notebook = graded(assignment, forge)
    assert roles(notebook) == roles(assignment.notebook)
    by_id = {grade_id(cell): cell.source for cell in notebook.cells}
    assert by_id["check_sigmoid"] == 'print("sigmoid is here:", callable(sigmoid))'
    assert all("tags" not in cell.metadata for cell in notebook.cells)


def test_a_doubled_or_made_up_id_is_an_extra_cell_without_a_role(assignment):
    def double(cells):
        cells.append(copy.deepcopy(cells[-1]))
        made_up = {"nbgrader": {"grade": True, "grade_id": "mine", "points": 9}}
        cells.append(new_code_cell("x", metadata=made_up))

    notebook = graded(assignment, double)
    assert roles(notebook) == roles(assignment.notebook)
    assert notebook.cells[-2].metadata == notebook.cells[-1].metadata == {}
    nbformat.validate(notebook)


def test_answers_and_own_cells_are_kept_without_attachments(assignment):
    def answer(cells):
        next(c for c in cells if grade_id(c) == "sigmoid").source = "my answer"
        cells.insert(1, new_markdown_cell("my note", attachments={"a": {"b": "c"}}))

    notebook = graded(assignment, answer)
    assert "my answer" in [cell.source for cell in notebook.cells]
    assert notebook.cells[1].source == "my note"
    assert "attachments" not in notebook.cells[1]


def test_a_reason_is_shown_as_words_and_with_a_next_step(assignment):
    made = unjudged(assignment, Status.REFUSED, "x.ipynb is <b>a link</b> [x](y)")
    notice = shown(made, assignment).cells[0].source
    assert notice.startswith("**This notebook is refused**")
    assert "<" not in notice
    assert "[" not in notice
    assert "one plain file" in notice
