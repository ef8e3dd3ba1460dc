"""Sends `nbgrader autograde` and formgrader's button through the judge.

nbgrader converts each submission twice: to sanitise it, then to run it. Here the first
conversion judges the submission and the second records the verdict; what is between
them, `autograded/`, shows it. `nbgrader_config.py` in the course folder calls
`configure`.
"""

import copy
import glob
import os
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor

from grader.judge.verdict import Status
from grader.pipeline.course import Course
from grader.pipeline.executor import Executor
from grader.pipeline.gradebook import Grades
from grader.pipeline.grading import task, without_content
from grader.pipeline.names import escaped, is_plain
from grader.pipeline.shown import shown
from grader.pipeline.submissions import read_submission, students
from grader.pipeline.writer import Writer

STUBS = "grader.build.release.ClearSolutions"  # each stub names its exercise


class JudgeError(Exception):
    """The judge itself failed on a submission; nbgrader goes on with the next."""


def configure(config):
    """Set what nbgrader's own commands need in traitlets' `config`."""
    here = __name__
    config.GenerateAssignment.preprocessors = [
        STUBS if step is ClearSolutions else step
        for step in GenerateAssignment.preprocessors.default()
    ]
    config.Autograde.exporter_class = f"{here}.SubmissionExporter"
    config.Autograde.sanitize_preprocessors = [f"{here}.JudgeSubmission"]
    config.Autograde.autograde_preprocessors = [f"{here}.RecordVerdict"]


class SubmissionExporter(NotebookExporter):
    """Opens submissions as `make grade` does: plain files only, whatever is in them."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.judged = {}  # (assignment, student) -> (submission, verdict)
        converter = self.parent
        if hasattr(converter, "coursedir"):
            _only_plain(converter)

    def from_filename(self, filename, resources=None, **kwargs):
        """Convert a file; of a submission only its name is used here."""
        if self.parent._sanitizing:
            empty = nbformat.v4.new_notebook()
            return self.from_notebook_node(empty, resources, **kwargs)
        return super().from_filename(filename, resources, **kwargs)


class JudgeSubmission(NbGraderPreprocessor):
    """In place of the sanitisers: the notebook becomes one that shows the verdict."""

    def preprocess(self, nb, resources):
        """Judge the submission that `resources` name; `nb` is not looked at."""
        ids, converter = resources["nbgrader"], self.parent.parent
        name, student = ids["notebook"], ids["student"]
        course = Course(converter.coursedir.root, ids["db_url"])
        limits, assignment = course.limits, course.assignment(name)
        made = task(course, assignment, student, limits.submission_bytes)
        if not made.submission.recorded:
            raise JudgeError(made.submission.reason)
        if made.content is None:
            graded = without_content(made)
        else:
            ((_, graded),) = Executor(1, limits, warm=False).run([made])
        if graded.verdict.status is Status.FAILED:
            raise JudgeError(graded.verdict.reason)
        self.parent.judged[ids["assignment"], student] = made.submission, graded.verdict
        return shown(graded, assignment), resources


class RecordVerdict(NbGraderPreprocessor):
    """In place of running cells: the verdict goes to the gradebook."""

    def preprocess(self, nb, resources):
        """Record the verdict that `JudgeSubmission` came to; `nb` stays as it is."""
        ids = resources["nbgrader"]
        submission, verdict = self.parent.judged.pop(
            (ids["assignment"], ids["student"])
        )
        with Grades(ids["db_url"]) as grades:
            Writer(None, grades).record(submission, verdict, nb)
        return nb, resources


def _only_plain(converter):
    """Let nbgrader see the course folder without links and odd names.

    nbgrader copies every other file beside a notebook, and follows links as it does:
    another learner's work, or the secret, would come back as feedback.
    """
    coursedir, log = converter.coursedir, converter.log
    submitted = Path(coursedir.root) / coursedir.submitted_directory
    name, refused, ignored = coursedir.assignment_id, set(), set()
    for student in students(submitted) if submitted.is_dir() else []:
        found = read_submission(submitted, student, name, most_bytes=0)
        way = (submitted / student, submitted / student / name)
        if not is_plain(student) or any(path.is_symlink() for path in way):
            log.warning("Refused: %s: %s", escaped(student), found.reason)
            refused.add(student)
        else:
            ignored.update(_not_plain_in(way[-1]))
    converter.assignments = {
        folder: notebooks
        for folder, notebooks in converter.assignments.items()
        if Path(folder).parent.name not in refused
    }
    converter.coursedir = copy.copy(coursedir)
    converter.coursedir.ignore = [
        *coursedir.ignore,
        *map(glob.escape, sorted(ignored)),
    ]


def _not_plain_in(folder):
    """Names of what is neither a plain file nor a folder, anywhere under `folder`."""
    for where, _, files in os.walk(folder):
        for file in files:
            path = Path(where, file)
            if path.is_symlink() or not path.is_file():
                yield file
