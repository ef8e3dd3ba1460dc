"""Verdicts that are kept, so that nothing is judged twice.

A verdict goes by what was handed in, the released notebook, the learner's seed, the
limits and the grader itself. While all of them are the same, so is the verdict.
"""

import gzip
import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from sys import version_info

import nbformat

from grader.checks.expect import Expectation
from grader.judge.verdict import (
    CheckVerdict,
    Graded,
    NotebookVerdict,
    Status,
    Written,
)
from grader.sandbox.limits import NOT_IN_THE_FILE

ROOT = Path(__file__).parents[2]
JUDGING = "grader/checks", "grader/judge", "grader/misconceptions", "grader/reference"
JUDGING += "grader/sandbox", "utils"
PACKAGES = "numpy", "scipy", "torch", "ipython"


class Kept:
    """The kept verdicts of a course, one file for each notebook of each student.

    Only whole verdicts are kept: what time or memory cut short is judged again. A file
    that cannot be read counts as none. anew: none is found, and new ones are kept.
    """

    def __init__(self, folder, limits, anew=False):
        self.folder, self.limits, self.anew = Path(folder), limits, anew
        self._grader = fingerprint()
        self._released = {}  # notebook -> what its learners were given

    def find(self, task):
        """The `Graded` of just this task, or None."""
        if self.anew:
            return None
        try:
            found = json.loads(gzip.decompress(self._file(task).read_bytes()))
            if found["key"] == self._key(task):
                return _graded(found)
        except (OSError, EOFError, ValueError, LookupError, TypeError):
            pass
        return None

    def keep(self, task, graded):
        """Keep a verdict in the place of the student's earlier one."""
        file = self._file(task)
        if graded.verdict.status is not Status.GRADED:
            file.unlink(missing_ok=True)
            return
        document = {
            "key": self._key(task),
            "verdict": asdict(graded.verdict),
            "notebook": nbformat.writes(graded.notebook),
        }
        text = json.dumps(document, ensure_ascii=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".part")
        beside.write_bytes(gzip.compress(text.encode("utf-8", "surrogatepass"), 1))
        beside.replace(file)

    def note_stored(self, task):
        """Note that the verdict on just this task stands in the gradebook."""
        file = self._file(task).with_suffix(".stored")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self._key(task), encoding="ascii")

    def is_stored(self, task):
        """Was it noted that the verdict on just this task stands in the gradebook?"""
        try:
            noted = self._file(task).with_suffix(".stored").read_text("ascii")
        except (OSError, ValueError):
            return False
        return noted == self._key(task)

    def _file(self, task):
        name = hashlib.sha256(task.submission.student.encode("utf-8", "surrogatepass"))
        file = f"{name.hexdigest()[:32]}.json.gz"
        return self.folder / task.assignment.name / file

    def _key(self, task):
        limits = {
            field.name: getattr(self.limits, field.name)
            for field in fields(self.limits)
            if field.name not in NOT_IN_THE_FILE
        }
        name = task.assignment.name
        if name not in self._released:
            self._released[name] = nbformat.writes(task.assignment.notebook).encode()
        parts = self._grader.encode(), task.content, self._released[name], task.seed
        key = hashlib.sha256(repr(sorted(limits.items())).encode())
        for part in parts:
            key.update(len(part).to_bytes(8, "big") + part)
        return key.hexdigest()


def fingerprint():
    """A digest of all that a verdict depends on beside the submission."""
    digest = hashlib.sha256(repr(version_info[:3]).encode())
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            digest.update(f"{name} {version(name)}\n".encode())
    for folder in JUDGING:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _graded(found):
    """What `Kept.keep` was given, less the seconds that it took."""
    verdict = found["verdict"]
    verdict["status"] = Status(verdict["status"])
    for check in verdict["checks"].values():
        check["expectations"] = [Expectation(**e) for e in check["expectations"]]
    for name, of in (("checks", CheckVerdict), ("written", Written)):
        verdict[name] = {key: of(**each) for key, each in verdict[name].items()}
    notebook = nbformat.reads(found["notebook"], as_version=4)
    return Graded(NotebookVerdict(**verdict), notebook)
