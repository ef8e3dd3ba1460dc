"""`python -m grader`."""

import sys

# A judge's process imports this module, too, and needs nothing of the command.
if __name__ == "__main__":
    from grader.cli import main

    sys.exit(main())
