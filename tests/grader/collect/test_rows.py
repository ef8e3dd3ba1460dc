"""The report, printed and written."""

import csv

from rich.console import Console

from grader.collect import print_rows, undone, write_rows
from grader.collect.rows import Row

ROWS = [
    Row("placed", "=HYPERLINK(1)/1_gru.ipynb", "ada", "1_gru", to="submitted/ada"),
    Row("earlier", "ada/old\x1b[31m.ipynb", "ada", "1_gru", why="a later one counts"),
    Row("unplaced", "x.ipynb", why="whose?"),
    Row("other", "y.png", why="it is no notebook"),
    Row("read", "z.txt", why="a system's"),
]


def printed(rows):
    console = Console(width=100, record=True)
    print_rows(rows, console)
    return console.export_text()


def test_the_file_has_a_line_for_each_row_and_no_formula(tmp_path):
    write_rows(tmp_path / "report.csv", ROWS)
    with open(tmp_path / "report.csv", encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["status"] for line in lines] == [row.status for row in ROWS]
    assert lines[0]["file"] == "'=HYPERLINK(1)/1_gru.ipynb"
    assert "\x1b" not in lines[1]["file"]


def test_what_has_to_be_looked_at_is_printed_first_and_safely():
    text = printed(ROWS)
    assert "5 files: 1 placed, 1 earlier, 1 unplaced, 1 other, 1 read." in text
    assert text.index("unplaced: x.ipynb: whose?") < text.index("earlier: ada/old")
    assert "\x1b" not in text
    assert "z.txt" not in text
    assert [row.file for row in undone(ROWS)] == ["x.ipynb"]


def test_a_long_list_is_cut_and_says_so():
    assert "and 5 more" in printed([ROWS[2]] * 25)
    assert "0 files: none." in printed([])
