"""The commands about a class: grade, feedback, prepare, demo."""

import sys
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from grader.cli.choices import (
    UsageError,
    course_of,
    known_notebooks,
    made_ready,
    notebooks_of,
    students_of,
    write_demo_class,
)
from grader.cli.running import Stopped, told, until_stopped
from grader.cli.watching import watch
from grader.pipeline.course import Course, write_whole
from grader.pipeline.executor import Executor, default_jobs
from grader.pipeline.gradebook import Grades
from grader.pipeline.grading import grade_class
from grader.pipeline.kept import Kept
from grader.pipeline.names import is_plain
from grader.pipeline.results import failed, in_order, write_json
from grader.pipeline.writer import Writer
from grader.report.feedback import write_feedback
from grader.report.live import progress
from grader.report.summary import summary_page
from grader.report.table import print_table, timing
from grader.sandbox.folders import sweep

SLOWER = """\
Each box was started anew, which takes longer: this machine makes no boxes inside \
bubblewrap ({}). The results are the same."""


def grade(args):
    """Grade what was handed in; print the table and where the summary lies."""
    for option, path in (("--json", args.json), ("--json-lines", args.json_lines)):
        if path and path != "-" and not Path(path).absolute().parent.is_dir():
            raise UsageError(f"{option} {path}: there is no such folder")
    course, notes = course_of(args, demo=True)
    limits = _limits(args, course)
    sweep()
    with told(args.json_lines) as (tell, console):
        if args.watch:
            watch(args, course, partial(_graded, args, course, limits, tell), console)
        notebooks, who = notebooks_of(args, course), students_of(args, course)
        with course.alone():
            begun = time.monotonic()
            notes += made_ready(course, notebooks)
            with until_stopped():
                anew = args.force and not args.watch
                tell = None if args.watch else tell  # all has been told
                results = _graded(args, course, limits, tell, notebooks, who, anew)
            say = partial(console.print, markup=False, highlight=False, soft_wrap=True)
            print_table(results, console)
            say(f"\n{timing(results, time.monotonic() - begun)}")
            for note in notes:
                say(f"\nNote: {note}")
            if args.json:
                write_json(args.json, results, sandbox=limits.sandbox)
            if not args.student:  # of some students only, it would hide the class
                page = summary_page(results, notes, sandbox=limits.sandbox)
                write_whole(course.summary_file, page)
                say(f"\nSummary: {course.summary_file}")
    lost = failed(results)
    if lost:
        print(f"{len(lost)} could not be graded: run this again.", file=sys.stderr)
    return 1 if lost else 0


def _limits(args, course):
    limits = course.limits
    if args.no_sandbox:
        limits = replace(limits, sandbox=False)
    if not limits.sandbox:
        print("NO SANDBOX: learners' code runs as you, on your files.", file=sys.stderr)
    return limits


def _graded(args, course, limits, tell, notebooks, who, anew=False):
    """The results of these notebooks of these students; each is told as it comes."""
    assignments = [course.assignment(name) for name in notebooks]
    executor = Executor(args.jobs or default_jobs(), limits)
    total, results = len(who) * len(notebooks), []

    def under_way():
        for task, seconds in executor.under_way():
            yield f"{task.submission.student} {task.assignment.name}", seconds

    kept = Kept(course.verdicts, limits, anew=anew)
    with (
        Grades(course.db_url) as grades,
        grades.alone(),
        progress(total, under_way) as step,
        closing(
            grade_class(
                course, assignments, who, executor, Writer(course, grades), kept
            )
        ) as graded,
    ):
        try:
            for result in graded:
                results.append(result)
                step(result)
                if tell:
                    tell(result)
        except KeyboardInterrupt:
            raise Stopped(f"{len(results)} of {total} are graded and stored") from None
    if executor.problem:
        print(SLOWER.format(executor.problem), file=sys.stderr)
    return in_order(results)


def feedback(args):
    """Write a page for each learner whose submission has been graded."""
    course, _ = course_of(args)
    graded = {
        name: [
            student
            for student in students_of(args, course)
            if is_plain(student) and course.autograded(student, name).exists()
        ]
        for name in notebooks_of(args, course)
    }
    if not any(graded.values()):
        raise UsageError("Nothing has been graded yet: run make grade first.")
    pages, problems = 0, []
    for name, who in graded.items():
        for student, wrong in write_feedback(course.config, name, who):
            pages += wrong is None
            problems += [f"{student}: {wrong}"] if wrong else []
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{pages} feedback pages in {course.root / 'feedback'}")
    return 1 if problems else 0


def prepare(args):
    """Make a course folder ready for nbgrader's commands and for submissions."""
    course = Course(args.dir, args.db)
    course.submitted.mkdir(parents=True, exist_ok=True)
    with course.alone():
        notes = made_ready(course, known_notebooks(args.notebooks))
    for note in notes:
        print(f"Note: {note}")
    print(f"{course.root} is ready: hand out release/, collect into submitted/")
    return 0


def demo(args):
    """Write the demo class's submissions."""
    course = Course(args.dir)
    count = write_demo_class(course)
    print(f"{count} students in {course.submitted}")
    return 0
