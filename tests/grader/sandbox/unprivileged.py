"""Grades submissions as an ordinary user: run by test_unprivileged, as a program.

On standard input: JSON with ``submissions`` (name -> text of a notebook). On standard
output: JSON with the user's id and a document for
each name, by boxes of their own (``documents``) and by a parent's (``warm``).
"""

import json
import os
import sys

from grader.judge.borrowing import libraries_of
from grader.sandbox.warm import Parents
from tests.hostile.attack import CLASS, LIMITS, SEED, grade_submission


def main():
    """Grade what is asked for and say how it went."""
    submissions = json.load(sys.stdin)["submissions"]
    with Parents() as parents:
        warmed = parents.warmed(libraries_of(CLASS, LIMITS))
        told = {
            "uid": os.geteuid(),
            "documents": documents(submissions, LIMITS),
            "warm": documents(submissions, warmed),
            "problem": parents.problem,
        }
    json.dump(told, sys.stdout)


def documents(submissions, limits):
    """The verdicts' documents by name."""
    return {
        name: grade_submission(text.encode(), CLASS, SEED, limits).verdict.document()
        for name, text in submissions.items()
    }


if __name__ == "__main__":
    main()
