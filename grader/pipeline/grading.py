"""Grades a class: reads what was handed in, has it judged, stores the verdicts."""

from dataclasses import dataclass

from grader.judge.assignment import Assignment
from grader.judge.grade import unjudged
from grader.judge.seeds import seed
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


def grade_class(course, assignments, students, executor, writer):
    """Yield a `Result` for each student and assignment, as they finish."""
    not_judged = []

    def tasks():
        for assignment in assignments:
            for student in students:
                most = executor.limits.submission_bytes
                made = task(course, assignment, student, most)
                if made.content is None:
                    not_judged.append(made)
                else:
                    yield made

    for made, graded in executor.run(tasks()):
        yield writer.write(made.submission, graded, made.assignment)
    for made in not_judged:
        graded = without_content(made)
        yield writer.write(made.submission, graded, made.assignment)
