"""Which course, notebooks and students a command is about."""

from pathlib import Path

import nbformat

from grader import build
from grader.build.release import released
from grader.pipeline.course import Course
from grader.pipeline.demo import NOTEBOOK, write_demo
from grader.pipeline.registration import register
from grader.pipeline.submissions import printable, students

DEFAULT, DEMO = Path("course"), Path("course-demo")


class UsageError(Exception):
    """The command cannot begin; the message says what to do."""


def course_of(args, demo=False):
    """The course folder the arguments mean, and what to say of it."""
    known_notebooks(args.notebooks)
    notes = []
    if args.course is None and demo and not DEFAULT.exists():
        folder = DEMO
        write_demo_class(Course(folder))
        notes.append(f"There is no {DEFAULT}/: this is a demo class, in {DEMO}/.")
    elif args.course is None:
        folder = DEFAULT if DEFAULT.exists() or not DEMO.exists() else DEMO
    else:
        folder = Path(args.course)
    course = Course(folder, args.db)
    if not course.submitted.is_dir():
        raise UsageError(
            f"There is no folder {course.submitted}. A course folder holds what was "
            "handed in as submitted/<student>/<notebook>/<notebook>.ipynb; name "
            "another by COURSE=… or --course."
        )
    return course, notes


def made_ready(course, notebooks):
    """Prepare and register a course's notebooks; what an instructor should know."""
    sources = {name: build.source_notebook(name) for name in notebooks}
    notes = course.prepare(sources, released)
    for name in notebooks:
        source, assignment = course.read_source(name), course.assignment(name)
        register(course.db_url, name, source, assignment.notebook)
    return notes


def write_demo_class(course):
    """Write the demo class's submissions; how many students."""
    file = build.Tree().solved(NOTEBOOK)
    if not file.exists():
        raise UsageError(f"{file} is missing: run make notebooks")
    solved = nbformat.read(file, as_version=4)
    release = released(build.source_notebook(NOTEBOOK))
    return write_demo(course.submitted, {NOTEBOOK: (solved, release)})


def known_notebooks(names):
    """The notebooks of these names, all there are where there are none."""
    there = build.Tree().names
    unknown = [name for name in names if name not in there]
    if unknown:
        raise UsageError(
            f"There is no notebook {', '.join(unknown)}; there is {', '.join(there)}."
        )
    return list(names) or there


def notebooks_of(args, course):
    """The notebooks asked for, or else those of which any was handed in."""
    names = known_notebooks(args.notebooks)
    if args.notebooks:
        return names
    handed_in = [
        name
        for name in names
        if any(
            (course.submitted / who / name).exists()
            for who in students(course.submitted)
        )
    ]
    if not handed_in:
        raise UsageError(
            f"Nothing was handed in yet: {course.submitted} has no folder "
            f"<student>/{names[0]}."
        )
    return handed_in


def students_of(args, course):
    """The students asked for, or else all."""
    there = students(course.submitted)
    unknown = [who for who in args.student if who not in there]
    if unknown:
        names = ", ".join(map(printable, unknown))
        raise UsageError(f"{course.submitted} has no folder of {names}.")
    return args.student or there
