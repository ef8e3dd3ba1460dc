"""The instructor's command line: ``python -m grader grade | feedback | release …``.

The exit status is 0 when everything was done, 1 when some of it failed, 2 when it could
not be begun. A submission that earns nothing is not a failure.
"""

import argparse
import sys
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from grader import build
from grader.cli import build_commands, class_commands, collect_commands
from grader.cli.choices import UsageError
from grader.cli.running import Stopped
from grader.collect import FORMS
from grader.pipeline.course import CourseError
from grader.sandbox.command import SandboxUnavailable
from grader.sandbox.limits import LimitsError

COURSE = "the course folder; default: course/, where that is missing course-demo/"
DB = "SQLAlchemy's URL of the gradebook; default: what nbgrader_config.py says"
STUDENT = "only this student; may be given several times"
JOBS = "judges at once; default: one for each processor"
FORCE = "judge again what has been judged, and is as it was"
LINES = "write a line of JSON there for each as it is graded; - is the terminal"
WATCH = "go on and grade whatever is handed in, until --until or Ctrl-C"
EVERY = "seconds between looks with --watch; default: 30"
UNTIL = 'the end of --watch, in local time: "2027-01-31 23:59"'
GO_ON = "The same command goes on from there."
GO_ON_WITHOUT = "The same command without --force (FORCE=1) goes on from there."
FROM = "the zip file or the folder of a bulk download, or a folder of students' folders"
INTO = "the course folder; default: course/"
ROSTER = "the class's list, a CSV file; default: the course's roster.csv, if any"
FORM = "how the files are named; default: told by the names"
NO_SANDBOX = "run learners' code as you: only on a machine that you can lose"


def main(argv=None):
    """Run one command and give its exit status."""
    args = _parser().parse_args(argv)
    try:
        return args.command(args)
    except (UsageError, CourseError, LimitsError, SandboxUnavailable) as error:
        print(error, file=sys.stderr)
    except build.BuildError as error:
        print(f"The notebooks cannot be built: {error}", file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"The gradebook cannot be used: {error}", file=sys.stderr)
    except OSError as error:
        print(error, file=sys.stderr)
    except Stopped as stopped:
        print(f"Stopped: {stopped}. {_how_to_go_on(args)}", file=sys.stderr)
        return 130
    except KeyboardInterrupt:
        print(f"Stopped. {_how_to_go_on(args)}", file=sys.stderr)
        return 130
    return 2


def _how_to_go_on(args):
    return GO_ON_WITHOUT if getattr(args, "force", False) else GO_ON


def _parser():
    parser = argparse.ArgumentParser("python -m grader", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, function):
        words = function.__doc__
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(command=function)
        return added

    grade = command("grade", class_commands.grade)
    _add_class(grade)
    grade.add_argument("--json", metavar="FILE", help="write all results there, too")
    grade.add_argument("--json-lines", metavar="FILE", help=LINES)
    grade.add_argument("--watch", action="store_true", help=WATCH)
    grade.add_argument("--every", type=_positive, default=30, metavar="S", help=EVERY)
    grade.add_argument("--until", type=_moment, metavar="TIME", help=UNTIL)
    grade.add_argument("--jobs", type=_positive, metavar="N", help=JOBS)
    grade.add_argument("--force", action="store_true", help=FORCE)
    grade.add_argument("--no-sandbox", action="store_true", help=NO_SANDBOX)
    _add_class(command("feedback", class_commands.feedback))
    _add_collect(command("collect", collect_commands.collect))
    for name in ("prepare", "demo"):
        added = command(name, getattr(class_commands, name))
        added.add_argument("dir", metavar="DIR", help="the course folder")
        if name == "prepare":
            _add_notebooks(added)
            added.add_argument("--db", metavar="URL", help=DB)
    made = command("build", build_commands.build_notebooks)
    _add_notebooks(made)
    made.add_argument("--check", action="store_true", help="compare, and write nothing")
    made.add_argument("--force", action="store_true", help="execute in any case")
    command("asked", build_commands.asked)
    release = command("release", build_commands.release)
    release.add_argument("--to", default="dist", metavar="DIR", help="default: dist")
    return parser


def _add_notebooks(parser):
    parser.add_argument("notebooks", nargs="*", metavar="NB", help="default: all")


def _add_class(parser):
    _add_notebooks(parser)
    parser.add_argument("--course", metavar="DIR", help=COURSE)
    parser.add_argument(
        "--student", action="append", default=[], metavar="S", help=STUDENT
    )
    parser.add_argument("--db", metavar="URL", help=DB)


def _moment(text):
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError("as in 2027-01-31 23:59") from None


def _add_collect(parser):
    parser.add_argument("source", metavar="FROM", help=FROM)
    parser.add_argument("--course", metavar="DIR", help=INTO)
    parser.add_argument("--roster", metavar="FILE", help=ROSTER)
    parser.add_argument("--form", choices=sorted(FORMS), help=FORM)
    parser.add_argument("--dry-run", action="store_true", help="only say what it does")
    parser.add_argument("--db", metavar="URL", help=DB)


def _positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
