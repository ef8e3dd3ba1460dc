"""Judges that need no kernel: what they say follows from the submission's bytes."""

import os
import signal
import time

from grader.checks.expect import Expectation
from grader.judge.grade import unjudged
from grader.judge.verdict import Status
from grader.sandbox.command import SandboxUnavailable


def judge(content, assignment, seed, limits):
    """Full marks for b"right…", half for b"half…", death by the other words."""
    if content.startswith(b"killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    if content.startswith(b"raises"):
        raise RuntimeError("a fault of the judge")
    if content.startswith(b"flood"):
        bytearray(8 * 2**30)
    if content.startswith(b"slow"):
        time.sleep(60)
    graded = unjudged(assignment, Status.GRADED, "")
    share = {b"right": 1.0, b"half-": 0.5}.get(content[:5], 0.0)
    for check in graded.verdict.checks.values():
        check.score = share * check.max_score
        check.expectations = [Expectation("the values", share == 1.0, "", 1.0)]
    return graded


def no_sandbox(content, assignment, seed, limits):
    """What the judge does where there is no bubblewrap."""
    raise SandboxUnavailable("no bwrap", "apt-get install bubblewrap")
