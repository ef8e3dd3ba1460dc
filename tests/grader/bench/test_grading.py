"""The timing of grading: what is handed in, what is measured, what the page says."""

import json
import sys
import time

import nbformat
import pytest

from grader.bench import grading_run
from grader.bench.class_of import COUNTS, hand_ins, long_class
from grader.bench.grading_page import write_page
from grader.bench.usage import measured

SPENDS = '''
import subprocess, sys, time
child = """import time
while time.process_time() < 0.5: pass"""
subprocess.Popen([sys.executable, "-c", child], start_new_session=True)
kept = bytearray(60 * 2**20)
time.sleep(1.5)
'''


def test_all_processes_count_also_those_that_nobody_waits_for(tmp_path):
    found = measured([sys.executable, "-c", SPENDS], tmp_path)
    assert found["status"] == 0
    assert found["seconds"] >= 1.5
    assert 0.5 <= found["cpu"] < 5
    assert 60 * 2**20 < found["memory"] < 400 * 2**20


def test_a_command_that_cannot_begin_is_an_error_with_its_words(tmp_path):
    with pytest.raises(RuntimeError, match="Argument expected"):
        measured([sys.executable, "-c"], tmp_path)


@pytest.mark.parametrize("name", COUNTS)
def test_the_class_is_as_large_and_as_mixed_as_it_says(name):
    students = hand_ins(name)
    assert len(students) == sum(COUNTS[name])
    assert len(set(students.values())) >= 2 + COUNTS[name][1]


def test_what_nbgrader_gets_has_every_cell_but_show_cells():
    content = hand_ins("1_gru", quick=True)["right-0"]
    whole, plain = (
        nbformat.reads(text.decode(), as_version=4)
        for text in (content, grading_run.without_show(content))
    )
    left_out = [c for c in whole.cells if c.id not in {p.id for p in plain.cells}]
    assert left_out
    assert all(cell.metadata.course.show for cell in left_out)
    assert grading_run.without_show(b"no notebook") == b"no notebook"


def test_a_long_class_is_measured_to_its_end():
    begun = time.monotonic()
    found = long_class(30)
    spent = time.monotonic() - begun
    assert found["hand-ins"] == 30
    assert 0 < found["seconds each, the last ones"] < spent / 5


def test_the_page_shows_what_was_measured(tmp_path, monkeypatch, capsys):
    ways = grading_run.WAYS
    seconds = dict(zip(ways, (80.0, 40.0, 20.0, 5.0), strict=True))

    def each_way(folder, name, students):
        for way in ways:
            yield way, {"seconds": seconds[way], "cpu": 30.0, "memory": 2**28}

    monkeypatch.setattr(grading_run, "each_way", each_way)
    long = {"hand-ins": 1000, "bytes each": 2048.0}
    long |= {f"seconds each, the {when} ones": 0.02 for when in ("first", "last")}
    monkeypatch.setattr(grading_run, "long_class", lambda count: long)
    assert grading_run.main(["1_gru", "--rounds", "2", "--into", str(tmp_path)]) == 0
    assert "1_gru, round 2: 2 workers: 20.0 s, 120 a minute" in capsys.readouterr().out
    found = json.loads((tmp_path / "bench-grading.json").read_text("utf-8"))
    assert found["notebooks"]["1_gru"]["times as fast"]["2 workers"] == 4
    page = write_page(tmp_path).read_text("utf-8")
    assert "| 2 workers | 20.0 | 120 | 4.0 | 0.75 | 256 |" in page
    assert "1,000 hand-ins, judged in no time" in page
    assert (tmp_path / "bench-grading.png").stat().st_size > 5000
