"""The command that fills submitted/: collect."""

from pathlib import Path

import nbformat

from grader import build
from grader.cli.choices import DEFAULT, UsageError, made_ready
from grader.collect import (
    CollectError,
    Notebook,
    Roster,
    print_rows,
    record,
    undone,
    write_rows,
)
from grader.collect import collect as collect_into
from grader.collect.which import grade_ids
from grader.pipeline.course import Course

MOST_NAMED = 20


def collect(args):
    """Put a bulk download's notebooks where grading looks for them."""
    course = Course(args.course or DEFAULT, args.db)
    try:
        roster = _roster(args, course)
        if args.dry_run:
            print_rows(_collected(args, course, roster)[0])
            print("\nThis was a dry run: nothing was written.")
            return 0
        course.submitted.mkdir(parents=True, exist_ok=True)
        with course.alone():
            made_ready(course, [])
            found, people = _collected(args, course, roster)
            record(course.db_url, [*people, *(roster.people if roster else [])])
    except CollectError as error:
        raise UsageError(str(error)) from None
    report = course.root / "collected" / "report.csv"
    write_rows(report, found)
    print_rows(found)
    for name, missing in _missing(course, roster, found).items():
        print(f"\n{name}: nothing from {len(missing)} of the roster: ", end="")
        print(", ".join(missing[:MOST_NAMED]) + ", …" * (len(missing) > MOST_NAMED))
    print(f"\nReport: {report}")
    return 1 if undone(found) else 0


def _collected(args, course, roster):
    return collect_into(
        course, args.source, _notebooks(course), roster, args.form, args.dry_run
    )


def _missing(course, roster, found):
    """Of each notebook that was collected: the ids in the roster without a hand-in."""
    missing = {}
    for name in sorted({row.notebook for row in found if row.notebook}):
        of_this = [
            person.id
            for person in (roster.people if roster else [])
            if not (course.submitted / person.id / name / f"{name}.ipynb").exists()
        ]
        if of_this:
            missing[name] = of_this
    return missing


def _roster(args, course):
    """The roster that is named, or that lies in the course folder; else None."""
    usual = course.root / "roster.csv"
    if args.roster is None and not usual.exists():
        return None
    return Roster.read(Path(args.roster) if args.roster else usual)


def _notebooks(course):
    """Every notebook, as this course's learners were given it."""
    tree, notebooks = build.Tree(), []
    for name in tree.names:
        given = course.release(name)
        file = given if given.exists() else tree.release(name)
        ids = grade_ids(nbformat.read(file, as_version=4))
        notebooks.append(Notebook(name, ids))
    return notebooks
