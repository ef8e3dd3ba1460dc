"""The commands about the notebooks themselves: build, release."""

import sys
from pathlib import Path

from grader import build
from grader.cli.choices import known_notebooks


def build_notebooks(args):
    """Build the notebooks from their masters, or compare them."""
    names = known_notebooks(args.notebooks)
    problems = build.build(names, check=args.check, force=args.force)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def asked(args):
    """Write docs/checks.md: what grading asks of each function, and its share."""
    build.write_table()
    return 0


def release(args):
    """Write the learners' bundle."""
    print(build.release_bundle(Path(args.to)))
    return 0
