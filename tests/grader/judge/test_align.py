"""Whatever a submission looks like, the release decides what is graded where."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.judge.align import OTHER_EDITION, Unreadable, align, read_submission
from grader.sandbox.limits import Limits
from tests.grader.judge.small_notebook import assignment, submission

RELEASED = assignment(["sigmoid", "gru_gates"])


def aligned(edit):
    cells = read_submission(submission(RELEASED, edit=edit), Limits())
    places, flags = align(RELEASED, cells)
    answers = {p.grade_id: p.answer for p in places if p.kind == "exercise"}
    extras = {p.grade_id: [s for _, s in p.extras] for p in places if p.extras}
    return answers, extras, flags


def index(cells, grade_id):
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells]
    return ids.index(grade_id)


def test_an_untouched_structure_has_no_flags():
    answers, extras, flags = aligned(lambda cells: None)
    assert all("def" in source for source in answers.values())
    assert (extras, flags) == ({}, [])


def test_own_cells_run_after_the_released_cell_above_them():
    def edit(cells):
        cells.insert(index(cells, "gru_gates"), new_code_cell("helper = 1"))
        cells.insert(0, new_code_cell("first = 1"))

    _, extras, flags = aligned(edit)
    assert extras == {"check_sigmoid": ["helper = 1"], None: ["first = 1"]}
    assert flags == []


def test_a_cell_pasted_again_is_an_own_cell():
    def edit(cells):
        i = index(cells, "sigmoid")
        again = "def sigmoid(z): return 0"
        cells.insert(i + 1, new_code_cell(again, metadata=cells[i].metadata))

    answers, extras, flags = aligned(edit)
    assert "return 0" not in answers["sigmoid"]
    assert extras == {"sigmoid": ["def sigmoid(z): return 0"]}
    assert flags == ["cell pasted again: sigmoid"]


def test_a_hand_in_from_another_edition_is_told_and_its_course_cells_are_not_run():
    def edit(cells):
        for name, source in (
            ("tanh", "def tanh(z): ..."),
            ("check_tanh", "check.tanh(tanh)"),
            ("show_90", "train(hours=2)"),
        ):
            cells.append(new_code_cell(source))
            cells[-1].metadata = {"nbgrader": {"grade_id": name}}

    answers, extras, flags = aligned(edit)
    assert list(answers) == ["sigmoid", "gru_gates"]
    assert extras == {"check_gru_gates": ["def tanh(z): ..."]}
    assert flags == [OTHER_EDITION.format("tanh")]


def test_a_missing_exercise_is_flagged_and_empty():
    answers, _, flags = aligned(lambda cells: cells.pop(index(cells, "sigmoid")))
    assert answers["sigmoid"] is None
    assert answers["gru_gates"]
    assert flags == ["exercise cell missing: sigmoid"]


def test_an_exercise_turned_into_text_is_missing():
    def edit(cells):
        i = index(cells, "sigmoid")
        cells[i] = new_markdown_cell(cells[i].source, metadata=cells[i].metadata)

    answers, _, flags = aligned(edit)
    assert answers["sigmoid"] is None
    assert flags == ["exercise cell missing: sigmoid"]


def test_a_changed_locked_cell_is_flagged_and_its_text_ignored():
    def edit(cells):
        cells[index(cells, "setup_1")].source = "import evil"
        cells[index(cells, "check_sigmoid")].source = "print('full marks')"

    _, extras, flags = aligned(edit)
    assert extras == {}
    assert flags == [
        "changed a locked cell: setup_1",
        "changed a locked cell: check_sigmoid",
    ]


def test_the_order_of_a_submission_does_not_matter():
    answers, extras, _ = aligned(lambda cells: cells.reverse())
    assert all("def" in source for source in answers.values())
    assert extras == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"cells": 3}',
        b"[" * 100_000,
        b'{"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    ],
)
def test_what_is_no_notebook_is_unreadable(data):
    with pytest.raises(Unreadable):
        read_submission(data, Limits())


def test_too_many_cells_are_unreadable():
    many = submission(
        RELEASED, edit=lambda c: c.extend(new_code_cell("x") for _ in range(2000))
    )
    with pytest.raises(Unreadable, match="more than"):
        read_submission(many, Limits())
