"""``python -m grader.bench.grading``: how fast a class is graded, beside nbgrader."""

import sys

# A judge's process imports this module, too, and needs nothing of the command.
if __name__ == "__main__":
    from grader.bench.grading_run import main

    sys.exit(main())
