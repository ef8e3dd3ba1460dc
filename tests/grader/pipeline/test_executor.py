"""One submission's judge may die in any way: the others' verdicts arrive."""

import importlib.util
import os
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass

import nbformat
import psutil
import pytest

from grader.judge.assignment import Assignment
from grader.judge.verdict import Status
from grader.pipeline import executor
from grader.pipeline.executor import Executor
from grader.sandbox.command import SandboxUnavailable
from grader.sandbox.limits import Limits
from tests.grader.pipeline import fakes


@dataclass(frozen=True)
class Task:
    content: bytes
    assignment: Assignment
    seed: bytes = b""


@pytest.fixture(scope="module")
def assignment(small):
    return Assignment("1_gru", small[1])


def statuses(assignment, contents, jobs=2, **limits):
    runs = Executor(jobs, Limits(**limits), fakes.judge)
    tasks = [Task(content, assignment) for content in contents]
    return {task.content: graded.verdict for task, graded in runs.run(tasks)}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"killed", "died"),
        (b"raises", "a fault of the judge"),
        (b"flood", "MemoryError"),
    ],
)
def test_a_judge_that_dies_costs_its_own_submission_only(assignment, content, reason):
    found = statuses(assignment, [b"right 1", content, b"right 2", b"half-"])
    assert found[content].status is Status.FAILED
    assert reason in found[content].reason
    assert found[content].max_score == 9
    others = {found[c].status for c in (b"right 1", b"right 2", b"half-")}
    assert others == {Status.GRADED}
    assert found[b"right 2"].score == 9


def test_a_judge_that_does_not_come_back_is_ended(assignment, monkeypatch):
    monkeypatch.setattr(executor, "GRACE_SECONDS", 0.5)
    begun = time.monotonic()
    found = statuses(assignment, [b"slow", b"right"], total_seconds=1.0)
    assert time.monotonic() - begun < 30
    assert found[b"slow"].status is Status.FAILED
    assert "in time" in found[b"slow"].reason
    assert found[b"right"].status is Status.GRADED


def test_submissions_are_taken_as_they_are_needed(assignment):
    taken = []

    def tasks():
        for number in range(12):
            taken.append(number)
            yield Task(b"right", assignment)

    runs = Executor(1, Limits(), fakes.judge).run(tasks())
    next(runs)
    assert len(taken) <= 4
    assert len(list(runs)) == 11


RUN = """
    import sys
    from pathlib import Path
    from grader.judge.assignment import Assignment
    from grader.pipeline.executor import Executor
    from grader.sandbox.limits import Limits
    from tests.grader.pipeline import fakes
    from tests.grader.pipeline.test_executor import Task

    if __name__ == "__main__":
        assignment = Assignment.read(Path(sys.argv[1]))
        runs = Executor(2, Limits(), fakes.judge)
        list(runs.run([Task(b"slow", assignment)] * 2))
"""


def test_a_run_that_is_killed_leaves_no_judge_behind(small, tmp_path):
    notebook, script = tmp_path / "1_gru.ipynb", tmp_path / "run.py"
    nbformat.write(small[1], notebook)
    script.write_text(textwrap.dedent(RUN))
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    run = psutil.Popen([sys.executable, str(script), str(notebook)], env=environment)
    children = []
    deadline = time.monotonic() + 60
    while len(children) < 4 and time.monotonic() < deadline:  # two are judges
        time.sleep(0.1)
        children = run.children(recursive=True)
    run.kill()
    run.wait()
    while any(map(alive, children)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(children) >= 4
    assert not any(map(alive, children))


def alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_box_that_is_slow_to_start_costs_its_own_submission_only(assignment):
    for order in ([b"unboxed", b"right", b"half-"], [b"right", b"half-", b"unboxed"]):
        tasks = [Task(content, assignment) for content in order]
        runs = Executor(2, Limits(), fakes.boxed).run(tasks)
        found = {task.content: graded.verdict for task, graded in runs}
        assert found[b"unboxed"].status is Status.FAILED
        assert "could not be started: it did not start" in found[b"unboxed"].reason
        assert found[b"right"].score == 9
        assert found[b"half-"].score == 4.5


def test_no_verdict_holds_what_could_steer_a_terminal(assignment):
    runs = Executor(1, Limits(), fakes.shouting)
    ((_, graded),) = runs.run([Task(b"right", assignment)])
    check = graded.verdict.checks["check_sigmoid"]
    said = [*graded.verdict.flags, graded.verdict.reason, check.expectations[0].message]
    assert said == ["\ufffd]0;x\ufffd a", "\ufffdright", "\ufffd[2J b"]


def test_a_machine_without_a_sandbox_is_an_error_with_the_remedy(assignment):
    runs = Executor(1, Limits(), fakes.no_sandbox)
    with pytest.raises(SandboxUnavailable, match="apt-get install bubblewrap"):
        list(runs.run([Task(b"right", assignment)]))


def test_a_judge_imports_quickly_and_what_it_judges_with_only_once():
    code = """
import sys, time
import grader.pipeline.executor
from grader.pipeline.executor import Executor
assert "rfc3987_syntax.syntax_helpers" not in sys.modules
runs = Executor(1, None)
runs.expect(["1_gru", "4_cuda"])
print(*runs._modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    modules = done.stdout.split()
    assert {"grader.checks.gru", "grader.reference.gru"} <= set(modules)
    for (
        name
    ) in modules:  # the server that forks the judges passes over what isn't there
        assert importlib.util.find_spec(name), name
