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


def shouting(content, assignment, seed, limits):
    """A judge that passes on what a learner would have a terminal do."""
    graded = judge(content, assignment, seed, limits)
    graded.verdict.flags = ["\x1b]0;x\x07\na"]
    graded.verdict.reason = "\u202eright"
    graded.verdict.checks["check_sigmoid"].expectations[0].message = "\x9b[2J\tb"
    return graded


def boxed(content, assignment, seed, limits):
    """The judge, where boxes can be started; the one of b"unboxed" is too slow to."""
    if content.startswith(b"unboxed"):
        raise SandboxUnavailable("it did not start\x1b[2J in 60 seconds", "wait")
    graded = judge(content, assignment, seed, limits)
    time.sleep(0.5)
    graded.seconds = {"start": 0.1}
    return graded


def no_sandbox(content, assignment, seed, limits):
    """What the judge does where there is no bubblewrap."""
    raise SandboxUnavailable("no bwrap", "apt-get install bubblewrap")
