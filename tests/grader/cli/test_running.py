"""A run that is stopped, one that tells line by line, and one that watches."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from grader.cli import class_commands, main
from grader.pipeline.executor import Executor
from grader.pipeline.writer import Writer
from tests.grader.pipeline import fakes
from tests.grader.pipeline.test_grading import scores

NAME = "1_gru"
ROOT = Path(__file__).parents[3]
# The command with a judge that needs no box.
COMMAND = """
import sys
from grader.cli import class_commands, main
from grader.pipeline.executor import Executor
from tests.grader.pipeline import fakes
if __name__ == "__main__":
    class_commands.Executor = lambda jobs, limits: Executor(jobs, limits, fakes.judge)
    sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A course made ready for the real notebook, with nothing handed in."""
    root = tmp_path_factory.mktemp("prepared") / "course"
    assert main(["prepare", str(root), NAME]) == 0
    return root


@pytest.fixture
def course(prepared, tmp_path):
    course = class_commands.Course(shutil.copytree(prepared, tmp_path / "course"))
    for number in range(6):
        hand_in(course, f"s{number}", b"right" if number % 2 else b"half-way")
    return course


def hand_in(course, student, content):
    folder = course.submitted / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.ipynb").write_bytes(content)


@pytest.fixture
def quick(monkeypatch):
    """The judge of the tests, in this process."""
    monkeypatch.setattr(
        class_commands,
        "Executor",
        lambda jobs, limits: Executor(1, limits, fakes.judge),
    )


def grade(course, *more):
    return main(["grade", NAME, "--course", str(course.root), *more])


def started(course, *more):
    """The command in a process of its own."""
    command = [sys.executable, "-c", COMMAND, "grade", NAME]
    return subprocess.Popen(
        [*command, "--course", str(course.root), *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_was_done_when_it_is_stopped_stays_and_the_rest_follows(
    course, quick, monkeypatch, capsys, tmp_path
):
    write, written = Writer.write, []

    def stopped_at_the_third(self, submission, *rest, **how):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(submission.student)
        return write(self, submission, *rest, **how)

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", stopped_at_the_third)
        assert grade(course) == 130
    said = "Stopped: 2 of 6 are graded and stored. The same command goes on from there."
    assert capsys.readouterr().err.strip() == said
    assert set(scores(course)) == set(written)

    assert grade(course, "--json", str(tmp_path / "again.json")) == 0
    assert "as they were" in capsys.readouterr().out
    shutil.rmtree(course.verdicts)
    assert grade(course, "--json", str(tmp_path / "undisturbed.json")) == 0
    first, second = (tmp_path / f"{n}.json" for n in ("again", "undisturbed"))
    assert first.read_text() == second.read_text()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_with_all_it_started(course, sent):
    hand_in(course, "s9", b"slow")
    run = started(course, "--jobs", "2", "--json-lines", "-")
    for _ in range(6):
        json.loads(run.stdout.readline())
    run.send_signal(sent)
    out, errors = run.communicate(timeout=60)
    assert run.returncode == 130, errors
    assert out == ""
    assert "Stopped: 6 of 7 are graded and stored." in errors
    assert len(scores(course)) == 6


def test_one_who_is_in_a_hurry_stops_it_no_less_cleanly(course):
    hand_in(course, "s9", b"slow")
    run = started(course, "--jobs", "2", "--json-lines", "-", "--force")
    for _ in range(6):
        json.loads(run.stdout.readline())
    for _ in range(5):
        run.send_signal(signal.SIGINT)
        time.sleep(0.1)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130, errors
    assert "6 of 7 are graded and stored. The same command without --force" in errors
    assert "Traceback" not in errors


def test_watching_with_force_grades_anew_what_lay_there_and_that_once(course):
    assert started(course).communicate(timeout=60)
    run = started(course, "--watch", "--every", "1", "--force", "--json-lines", "-")
    lines = [json.loads(run.stdout.readline()) for _ in range(6)]
    assert sorted(line["student"] for line in lines) == sorted(scores(course))
    hand_in(course, "late", b"right")
    assert json.loads(run.stdout.readline())["student"] == "late"
    run.send_signal(signal.SIGTERM)
    out, errors = run.communicate(timeout=60)
    assert (out, run.returncode) == ("", 130), errors
    assert not any(line["kept"] for line in lines)


def test_each_result_is_a_line_of_json_and_the_table_is_elsewhere(
    course, quick, capsys
):
    assert grade(course, "--json-lines", "-") == 0
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert {line["student"]: line["score"] for line in lines} == scores(course)
    assert "Summary:" in said.err


def test_lines_go_to_a_file_beside_the_table(course, quick, capsys, tmp_path):
    assert grade(course, "--json-lines", str(tmp_path / "lines.jsonl")) == 0
    assert len((tmp_path / "lines.jsonl").read_text().splitlines()) == 6
    assert "Summary:" in capsys.readouterr().out


def test_a_folder_for_the_lines_that_is_not_there_is_said_before_anything(
    course, quick, capsys
):
    assert grade(course, "--json-lines", "nowhere/lines") == 2
    assert (
        "--json-lines nowhere/lines: there is no such folder" in capsys.readouterr().err
    )


def test_watching_grades_what_comes_and_what_changes_until_the_time_is_up(course):
    for number in range(1, 6):
        shutil.rmtree(course.submitted / f"s{number}")
    until = datetime.now() + timedelta(seconds=40)
    run = started(course, "--watch", "--every", "1", "--until", until.isoformat(" "))
    assert run.stdout.readline().startswith(f"Watching {course.submitted}, until ")
    assert " s0  1_gru  " in run.stdout.readline()
    hand_in(course, "late", b"right")
    assert " late  1_gru  " in run.stdout.readline()
    hand_in(course, "s0", b"right, the second time")
    assert " s0  1_gru  38.0 / 38  graded" in run.stdout.readline()
    rest, errors = run.communicate(timeout=100)
    assert run.returncode == 0, errors
    assert datetime.now() >= until
    assert "2 submissions in" in rest  # the table of all, judged before
    assert ", 2 of them as they were" in rest
    assert scores(course) == {"s0": 38, "late": 38}


def test_a_file_that_is_still_being_written_is_left_until_it_rests(course):
    run = started(course, "--watch", "--every", "1")
    assert run.stdout.readline().startswith("Watching")
    for _ in range(6):
        run.stdout.readline()
    file = course.submitted / "slow-upload" / NAME / f"{NAME}.ipynb"
    file.parent.mkdir(parents=True)
    begun = time.monotonic()
    while time.monotonic() - begun < 4:
        with file.open("ab") as upload:
            upload.write(b"right ")
        time.sleep(0.2)
    size = os.stat(file).st_size
    assert "slow-upload" in run.stdout.readline()
    run.send_signal(signal.SIGINT)
    out, errors = run.communicate(timeout=60)
    assert out == ""  # once, and not for each part of it
    assert run.returncode == 130
    assert "Stopped: 7 were graded while watching" in errors
    assert os.stat(file).st_size == size


def test_a_time_that_is_none_is_refused(course, capsys):
    with pytest.raises(SystemExit):
        grade(course, "--watch", "--until", "tomorrow")
    assert "as in 2027-01-31 23:59" in capsys.readouterr().err
