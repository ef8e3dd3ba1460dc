"""The first program in a box of its own: takes rights away, then becomes the learner's.

Started as ``python -E -s -S start.py SETTINGS``; SETTINGS is JSON with ``rlimits``
(name -> value), ``uid`` (a real unprivileged one, when the judge runs as root; else
null), ``confined``, ``link`` and ``door``, the numbers of two sockets to the judge, and
what ``learner.py`` is told. Its folder is the only part of the grader in the box.
"""

import json
import os
import sys

from rights import become, limit
from seccomp import close_calls


def main(settings):
    """Apply the limits, become nobody of importance, start the learner's process."""
    wanted = json.loads(settings)
    limit(wanted["rlimits"])
    if wanted["uid"] is not None:
        become(wanted["uid"])
    if wanted["confined"]:
        close_calls()
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "learner.py")
    # A fresh program, since only exec takes the capabilities of the new namespace away.
    os.execv(sys.executable, [sys.executable, "-s", program, settings])


if __name__ == "__main__":
    main(sys.argv[1])
