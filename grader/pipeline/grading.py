"""Grades a class: reads what was handed in, has it judged, stores the verdicts."""

from contextlib import suppress
from dataclasses import dataclass, replace

from grader.judge.assignment import Assignment
from grader.judge.grade import unjudged
from grader.judge.seeds import seed
from grader.judge.verdict import Status
from grader.pipeline.submissions import Submission, read_submission


@dataclass(frozen=True)
class Task:
    """One submission to be judged."""

    submission: Submission
    assignment: Assignment
    seed: bytes

    @property
    def content(self):
        """The notebook file's bytes."""
        return self.submission.content


def task(course, assignment, student, most_bytes):
    """The `Task` of one student: its inputs are drawn from the course's secret."""
    name = assignment.name
    submission = read_submission(course.submitted, student, name, most_bytes)
    return Task(submission, assignment, seed(course.secret, submission.student, name))


def without_content(made):
    """The `Graded` of a task with no content: nothing to judge, 0 points."""
    submission = made.submission
    return unjudged(made.assignment, submission.status, submission.reason)


def grade_class(course, assignments, students, executor, writer, kept=None):
    """Yield a `Result` for each student and assignment, as they finish.

    kept: a `Kept` whose verdicts are taken over first; new ones are added to it.
    """
    most = executor.limits.submission_bytes
    all_of_them = [(each, who) for each in assignments for who in students]
    to_judge = []
    for assignment, student in all_of_them:
        made = task(course, assignment, student, most)
        if made.content is None:
            yield writer.write(made.submission, without_content(made), assignment)
        elif kept is not None and (graded := kept.find(made)):
            seen = kept.is_stored(made)
            result = writer.write(made.submission, graded, assignment, stored=seen)
            _note(kept, made, result)
            yield replace(result, kept=True)
        else:
            to_judge.append((assignment, student))

    executor.expect(sorted({assignment.name for assignment, _ in to_judge}))
    gone = []

    def tasks():
        for assignment, student in to_judge:
            made = task(course, assignment, student, most)
            if made.content is None:  # it was there a moment ago
                gone.append(made)
            else:
                yield made

    for made, graded in executor.run(tasks()):
        if kept is not None:
            with suppress(OSError):  # then it is judged again the next time
                kept.keep(made, graded)
        result = writer.write(made.submission, graded, made.assignment)
        _note(kept, made, result)
        yield result
    for made in gone:
        yield writer.write(made.submission, without_content(made), made.assignment)


def _note(kept, made, result):
    """Note a verdict that was stored: another run of the same asks for no new look."""
    if kept is not None and result.verdict.status is not Status.FAILED:
        with suppress(OSError):
            kept.note_stored(made)
