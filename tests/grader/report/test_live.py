"""What a run says of itself while it lasts."""

import io
import json
import time
from dataclasses import replace

import pytest
from rich.console import Console

from grader.judge.verdict import NotebookVerdict, Status
from grader.pipeline.results import Result
from grader.report import live

DONE = Result("s07", "1_gru", NotebookVerdict(Status.GRADED, 38.0), {"total": 1.0})
AS_IT_WAS = replace(DONE, kept=True)


def pace(total, under_way=tuple):
    """A `Pace` and the list whose only entry is the time."""
    now = [100.0]
    return live.Pace(total, under_way, clock=lambda: now[0]), now


def test_rate_and_time_left_are_those_of_what_was_judged():
    run, now = pace(20)
    assert run.words() == "0 of 20 done"
    for result in [AS_IT_WAS] * 4 + [DONE] * 6:
        run.step(result)
    now[0] += 15
    expected = "10 of 20 done, 4 as they were, 24 a minute, about 25 s left"
    assert run.words() == expected


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(60.0, "1.0 a minute, about 19 min left"), (600.0, "about 3.2 h left")],
)
def test_slow_runs_are_told_in_minutes_and_hours(seconds, words):
    run, now = pace(20)
    run.step(DONE)
    now[0] += seconds
    assert run.words().endswith(words)


def test_whoever_takes_long_is_named_the_longest_first():
    under_way = [("s1 1_gru", 14.0), ("s2\x1b 1_gru", 20.4), ("s3 1_gru", 61.0)]
    words = pace(9, lambda: under_way)[0].words()
    assert words == "0 of 9 done, s3 1_gru takes 61 s, s2\ufffd 1_gru takes 20 s"


def test_lines_are_printed_where_nobody_watches(monkeypatch):
    monkeypatch.setattr(live, "SECONDS_BETWEEN", 0.05)
    out = io.StringIO()
    with live.progress(3, console=Console(file=out, width=40)) as step:
        step(DONE)
        time.sleep(0.4)
    lines = out.getvalue().splitlines()
    assert len(lines) >= 2
    assert lines[0].startswith("1 of 3 done, ")


def test_a_quick_run_says_nothing_where_nobody_watches(capfd):
    with live.progress(3) as step:
        step(DONE)
    assert capfd.readouterr() == ("", "")


def test_on_a_terminal_a_line_is_drawn():
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100)
    with live.progress(3, lambda: [("s2 [b] 1_gru", 30.0)], console) as step:
        step(DONE)
        time.sleep(0.3)
    assert "1 of 3 done" in out.getvalue()
    assert "s2 [b] 1_gru takes 30 s" in out.getvalue()


def test_a_line_of_json_says_whose_it_is_and_what_came_of_it():
    assert json.loads(live.json_line(AS_IT_WAS)) == {
        "student": "s07",
        "notebook": "1_gru",
        "status": "graded",
        "score": 0,
        "max_score": 38.0,
        "named": [],
        "reason": "",
        "kept": True,
    }
