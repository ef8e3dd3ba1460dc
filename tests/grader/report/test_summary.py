"""The class at a glance, in a page and in a terminal."""

import io
from dataclasses import replace

import numpy as np
import pytest
from bs4 import BeautifulSoup
from rich.console import Console

from grader.checks.expect import Expectation
from grader.judge.verdict import CheckVerdict, NotebookVerdict, Status
from grader.pipeline.results import Result
from grader.report.summary import discrimination, summary_page
from grader.report.table import print_table, timing


def result(student, score, named=(), status=Status.GRADED, flags=(), reason=""):
    check = CheckVerdict("check_f", "f", "F.", score, 4.0)
    check.named, check.hints = list(named), [f"Hint on {name}." for name in named]
    check.expectations = [Expectation("x", score == 4)]
    if status is not Status.GRADED:
        check.expectations = []
    verdict = NotebookVerdict(status, 4.0, {"check_f": check}, list(flags), reason)
    return Result(student, "1_gru", verdict)


RESULTS = [
    result("ann", 4.0),
    result("bob", 1.0, named=["gates_swapped"]),
    result("cem", 0.0, named=["gates_swapped", "tanh_missing"], flags=["looked round"]),
    result("dan", 0.0, status=Status.MISSING, reason="there is no file"),
]


@pytest.fixture
def page():
    return BeautifulSoup(summary_page(RESULTS, ["A note."]), "html.parser")


def rows(page, heading):
    table = page.find("h3", string=heading).find_next("table")
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in table.tbody.find_all("tr")
    ]


def test_every_student_has_a_row(page):
    assert rows(page, "The class") == [
        ["ann", "4", "graded", "", ""],
        ["bob", "1", "graded", "gates_swapped", ""],
        ["cem", "0", "graded", "gates_swapped tanh_missing", "looked round"],
        ["dan", "0", "missing there is no file", "", ""],
    ]


def test_functions_are_counted_over_the_notebooks_that_were_judged(page):
    assert rows(page, "Function by function") == [["f", "1", "1", "1", "42 %", "–", ""]]


def test_the_commonest_mistake_comes_first_with_its_hint(page):
    first, second = rows(page, "The mistakes most often named")
    assert first == ["f", "gates_swapped", "2", "Hint on gates_swapped."]
    assert second[1:3] == ["tanh_missing", "1"]


def test_the_page_stands_alone_and_runs_nothing(page):
    assert not page.find_all(["script", "link", "img", "iframe"])
    assert "A note." in page.get_text()
    assert "WITHOUT" in summary_page(RESULTS, sandbox=False)


def test_nothing_a_learner_named_becomes_markup():
    hostile = result("%3Cb%3E", 0.0, flags=["<script>x</script>"], reason="<b>")
    page = BeautifulSoup(summary_page([hostile]), "html.parser")
    assert not page.find_all(["script", "b"])


def test_the_table_shows_score_status_and_remarks_and_no_markup_of_its_own():
    out = io.StringIO()
    hostile = result("eve", 2.0, flags=["[bold]x[/bold]"])
    print_table([*RESULTS, hostile], Console(file=out, width=120))
    lines = out.getvalue().splitlines()
    assert " ".join(lines[2].split()) == "bob 1_gru 1.0 / 4 graded gates_swapped"
    assert "there is no file" in lines[4]
    assert "[bold]x[/bold]" in lines[5]


def test_nothing_in_the_table_steers_the_terminal():
    out = io.StringIO()
    hostile = result("eve", 2.0, flags=["\x1b]0;x\x07\x1b[2J\x9b31m\u202eok"])
    print_table([hostile], Console(file=out, width=120))
    assert "\ufffd]0;x\ufffd\ufffd[2J\ufffd31m\ufffdok" in out.getvalue()


def test_the_time_is_told_by_its_phases():
    quick = replace(RESULTS[0], seconds={"start": 1.0, "calls": 0.25, "total": 1.25})
    assert timing([quick, *RESULTS[1:]], 3.0) == (
        "4 submissions in 3.0 s; median 1.25 s each (start 1.00, calls 0.25)"
    )
    assert timing(RESULTS, 0.5) == "4 submissions in 0.5 s"


def two_functions(student, scores, seconds=1.0):
    checks = {
        f"check_{name}": CheckVerdict(f"check_{name}", name, "T.", score, 4.0)
        for name, score in zip("fgh", scores, strict=True)
    }
    for check in checks.values():
        check.expectations = [
            Expectation("values", check.score > 0),
            Expectation("nobody's", False),
        ]
    verdict = NotebookVerdict(Status.GRADED, 12.0, checks)
    return Result(student, "1_gru", verdict, {"total": seconds})


CLASS = [
    two_functions("a", (4, 4, 4), 1.0),
    two_functions("b", (4, 3, 0), 2.0),
    two_functions("c", (1, 1, 4), 9.0),
    two_functions("d", (0, 1, 2), 3.0),
]


def test_discrimination_is_the_correlation_with_all_other_points():
    page = BeautifulSoup(summary_page(CLASS), "html.parser")
    shown = {row[0]: row[5] for row in rows(page, "Function by function")}
    table = np.array([[4, 4, 4], [4, 3, 0], [1, 1, 4], [0, 1, 2]], float)
    for k, name in enumerate("fgh"):
        rest = np.delete(table, k, axis=1).sum(axis=1)
        a, b = table[:, k] - table[:, k].mean(), rest - rest.mean()
        expected = (a @ b) / np.sqrt((a @ a) * (b @ b))
        assert shown[name] == f"{expected:.2f}"


def test_there_is_no_discrimination_where_all_have_the_same():
    assert discrimination([2, 2, 2], [1, 2, 3]) is None
    assert discrimination([1, 2], [1, 2]) is None


def test_the_distribution_has_ten_bars_that_can_be_read_out():
    page = BeautifulSoup(summary_page(CLASS), "html.parser")
    bars = page.find(class_="scores")
    assert sum(int(b.get_text() or 0) for b in bars.find_all("em")) == 4
    assert "1 at 90–100 %" in bars["aria-label"]


def test_what_everybody_fails_and_how_long_it_took_are_said():
    text = BeautifulSoup(summary_page(CLASS), "html.parser").get_text(" ", strip=True)
    assert "f : nobody's" in text
    assert "2.5 s (median), the slowest 9.0 s" in text
