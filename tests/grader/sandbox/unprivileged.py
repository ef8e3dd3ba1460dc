"""Grades submissions as an ordinary user: run by test_unprivileged, as a program.

On standard input: JSON with ``submissions`` (name -> text of a notebook). On standard
output: JSON with the user's id and a document for each name.
"""

import json
import os
import sys

from tests.hostile.attack import CLASS, LIMITS, SEED, grade_submission


def main():
    """Grade what is asked for and say how it went."""
    told = json.load(sys.stdin)
    documents = {
        name: grade_submission(text.encode(), CLASS, SEED, LIMITS).verdict.document()
        for name, text in told["submissions"].items()
    }
    json.dump({"uid": os.geteuid(), "documents": documents}, sys.stdout)


if __name__ == "__main__":
    main()
