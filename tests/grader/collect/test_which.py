"""Which notebook a file is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect.which import by_cells, by_name, copy_number, is_notebook
from tests.grader.collect.downloads import NOTEBOOKS, gru, notebook

NAMES = ["1_gru", "2_lstm"]


@pytest.mark.parametrize(
    "file",
    [
        "1_gru.ipynb",
        "1_gru (2).ipynb",
        "1_gru(12).ipynb",
        "1_gru-1.ipynb",
        "1_gru_1.ipynb",
        "1_gru copy.ipynb",
        "1_gru - Copy (3).ipynb",
        "1_gru-Copy1.ipynb",
        "1_gru_final.ipynb",
        "1_GRU_final_v2 (1).IPYNB",
        "1-gru.ipynb",
        "1 gru.ipynb",
        "Copy of 1_gru.ipynb",
        "1_gru.ipynb.txt",
        "1_gru.ipynb.json",
    ],
)
def test_what_is_added_to_a_name_does_not_hide_it(file):
    assert is_notebook(file)
    assert by_name(file, NAMES) == "1_gru"


@pytest.mark.parametrize(
    "file", ["gru.ipynb", "11_gru.ipynb", "my answer.ipynb", "(2).ipynb", ".ipynb", "1"]
)
def test_a_name_that_says_nothing_is_not_guessed_at(file):
    assert by_name(file, NAMES) is None


@given(st.text())
def test_any_name_is_read_to_an_end(file):
    assert by_name(file, NAMES) in (None, *NAMES)
    assert copy_number(file) >= 0


@pytest.mark.parametrize(
    ("file", "number"),
    [
        ("1_gru.ipynb", 0),
        ("1_gru (2).ipynb", 2),
        ("1_gru-13.ipynb", 13),
        ("1_gru-Copy4.ipynb", 4),
        ("1_gru_final.ipynb", 0),
    ],
)
def test_copies_are_counted(file, number):
    assert copy_number(file) == number


def test_the_cells_tell_where_most_of_them_are_there():
    assert by_cells(gru(), NOTEBOOKS) == "1_gru"
    assert by_cells(notebook("gru_cell", "check_gru_cell"), NOTEBOOKS) == "1_gru"
    assert by_cells(notebook("gru_cell"), NOTEBOOKS) is None
    both = notebook(*NOTEBOOKS[0].ids, *NOTEBOOKS[1].ids)
    assert by_cells(both, NOTEBOOKS) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"cells": 3}',
        b'{"cells": [1]}',
        b'{"cells": [{"metadata": {"nbgrader": {"grade_id": [1]}}}]}',
        b"[" * 100_000,
        b'{"cells": [' + b"9" * 5000 + b"]}",
    ],
)
def test_what_is_no_notebook_says_nothing(content):
    assert by_cells(content, NOTEBOOKS) is None
