"""The commands about a class: grade, feedback, prepare, demo."""

import sys
import time
from dataclasses import replace
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
from grader.pipeline.course import Course, write_whole
from grader.pipeline.executor import Executor, default_jobs
from grader.pipeline.gradebook import Grades
from grader.pipeline.grading import grade_class
from grader.pipeline.kept import Kept
from grader.pipeline.names import is_plain
from grader.pipeline.results import failed, in_order, write_json
from grader.pipeline.writer import Writer
from grader.report.feedback import write_feedback
from grader.report.summary import summary_page
from grader.report.table import print_table, progress, timing


def grade(args):
    """Grade what was handed in; print the table and where the summary lies."""
    if args.json and not Path(args.json).absolute().parent.is_dir():
        raise UsageError(f"--json {args.json}: there is no such folder")
    course, notes = course_of(args, demo=True)
    notebooks, who = notebooks_of(args, course), students_of(args, course)
    with course.alone():
        begun = time.monotonic()
        notes += made_ready(course, notebooks)
        limits = _limits(args, course)
        results = _graded(args, course, notebooks, who, limits)
        print_table(results)
        print(f"\n{timing(results, time.monotonic() - begun)}")
        for note in notes:
            print(f"\nNote: {note}")
        if args.json:
            write_json(args.json, results, sandbox=limits.sandbox)
        if not args.student:  # of some students only, it would hide the class
            page = summary_page(results, notes, sandbox=limits.sandbox)
            write_whole(course.summary_file, page)
            print(f"\nSummary: {course.summary_file}")
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


def _graded(args, course, notebooks, who, limits):
    assignments = [course.assignment(name) for name in notebooks]
    executor = Executor(args.jobs or default_jobs(), limits)
    with (
        Grades(course.db_url) as grades,
        grades.alone(),
        progress(len(who) * len(notebooks)) as step,
    ):
        results, writer = [], Writer(course, grades)
        kept = Kept(course.verdicts, limits, anew=args.force)
        for result in grade_class(course, assignments, who, executor, writer, kept):
            results.append(result)
            step()
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
