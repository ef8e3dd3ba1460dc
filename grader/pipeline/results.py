"""The results of a run, and the document they are handed on in."""

import json
from dataclasses import dataclass, field

from grader.judge.verdict import SCHEMA, NotebookVerdict, Status


@dataclass(frozen=True)
class Result:
    """What became of one notebook of one student."""

    student: str
    notebook: str
    verdict: NotebookVerdict
    seconds: dict = field(default_factory=dict)  # where the time went, by phase
    kept: bool = False  # the verdict is an earlier run's

    @property
    def named(self):
        """Every misconception that fits, in notebook order."""
        checks = self.verdict.checks.values()
        return [name for check in checks for name in check.named]


def document(results, *, sandbox):
    """All results as plain data: the same for the same submissions and secret."""
    students = {}
    for result in in_order(results):
        notebooks = students.setdefault(result.student, {})
        notebooks[result.notebook] = result.verdict.document()
    return {
        "schema": SCHEMA,
        "device": "cpu" if sandbox else seen_device(),
        "sandbox": sandbox,
        "students": students,
    }


def seen_device():
    """What learners' processes see without the sandbox, which passes no GPU on."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def write_json(path, results, *, sandbox):
    """Write the document to the file at `path`."""
    text = json.dumps(document(results, sandbox=sandbox), indent=1, ensure_ascii=False)
    with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text + "\n")


def in_order(results):
    """Results by student, then notebook: however they came in."""
    return sorted(results, key=lambda result: (result.student, result.notebook))


def failed(results):
    """Those whose grading itself failed: nothing of them was recorded."""
    return [r for r in results if r.verdict.status is Status.FAILED]
