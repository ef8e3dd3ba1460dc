"""Runs the judge on many submissions, each in a process of its own.

The judge is our code, but it handles what strangers made. A judge that dies, is
killed, or is flooded costs its own submission, and nothing else.
"""

import contextlib
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures import TimeoutError as OutOfTime
from itertools import islice

from pebble import CONSTS, ProcessExpired, ProcessPool

from grader import checks, reference
from grader.judge import grade_submission
from grader.judge.borrowing import libraries_of
from grader.judge.verdict import Graded, NotebookVerdict, Status
from grader.pipeline.verdict_text import visible
from grader.sandbox.command import SandboxUnavailable
from grader.sandbox.warm import Parents

WORKER_MEMORY = 4 * 2**30  # bytes of data that one judge may hold
CONSTS.sleep_unit = 0.01  # seconds between pebble's looks for work and for answers
LOOK_SECONDS = 1.0  # between looks at who is being judged
GRACE_SECONDS = 60.0  # a judge ends by itself after limits.total_seconds


class Executor:
    """Calls ``grade(content, assignment, seed, limits)`` in up to `jobs` processes.

    `grade` is a module's function, for it is found again by name over there. warm: is
    each learner's box a fork of a warm parent? Pays for more than one submission.
    """

    def __init__(self, jobs, limits, grade=grade_submission, warm=None):
        self.jobs, self.limits, self.grade = jobs, limits, grade
        self.warm = grade is grade_submission if warm is None else warm
        self._modules = []  # imported once, before the judges are forked
        self.problem = None  # why boxes could not be made by a warm parent
        self._begun = {}  # future -> its task, and when it was first seen at work

    def expect(self, notebooks):
        """Have what judges these notebooks (names) imported once, for all judges."""
        for name in notebooks:
            unit = checks.NOTEBOOKS[name]
            self._modules += [f"grader.checks.{unit}", f"grader.misconceptions.{unit}"]
            self._modules += [f"grader.reference.{m}" for m in reference.MODULES[name]]

    def under_way(self):
        """The tasks that are being judged now: a list of (task, seconds so far)."""
        now = time.monotonic()
        return [(task, now - begun) for task, begun in [*self._begun.values()]]

    def run(self, tasks):
        """Yield ``(task, Graded)`` in the order in which they finish.

        Tasks are taken from the iterable a few at a time, as they are needed. A task
        has `content`, `assignment` and `seed`. One whose worker died or did
        not come back gets the status FAILED and the reason in words. Raises
        `SandboxUnavailable` where not one box could be started: a box that is only
        slow to start, beside one that takes all there is, costs its own task.
        """
        limit = self.limits.total_seconds + GRACE_SECONDS
        context = multiprocessing.get_context("forkserver")
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported
        context.set_forkserver_preload([__name__, *self._modules])
        with (
            Parents() as parents,
            ProcessPool(self.jobs, 1, _enter_worker, context=context) as pool,
        ):
            running, without_box, has_started = {}, [], False
            tasks = iter(tasks)
            try:
                while True:
                    room = 0 if without_box else 2 * self.jobs - len(running)
                    for task in islice(tasks, room):
                        limits = self._limits_of(task, parents)
                        args = (task.content, task.assignment, task.seed, limits)
                        future = pool.schedule(self.grade, args=args, timeout=limit)
                        running[future] = task
                    if not running and without_box:
                        raise without_box[0][0].exception()
                    if not running:
                        return
                    done = self._wait(running)
                    for future in done:
                        task = running.pop(future)
                        if _has_no_box(future) and not has_started:
                            without_box.append((future, task))
                            continue
                        graded = _outcome(future, task)
                        has_started = has_started or bool(graded.seconds)
                        yield task, graded
                    if has_started:
                        for future, task in without_box:
                            yield task, _outcome(future, task)
                        without_box = []
            finally:
                for future in running:
                    future.cancel()
                self._begun.clear()
                if running:
                    pool.stop()

    def _limits_of(self, task, parents):
        """The limits for a task, with a warm parent for its box."""
        if not self.warm:
            return self.limits
        limits = parents.warmed(libraries_of(task.assignment, self.limits))
        self.problem = parents.problem
        return limits

    def _wait(self, running):
        """Those of `running` that are done, one at least."""
        while True:
            done, others = wait(running, LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                self._begun.pop(future, None)
            for future in others:
                if future.running() and future not in self._begun:
                    self._begun[future] = running[future], time.monotonic()
            if done:
                return done


def default_jobs():
    """As many judges at once as there are processors for us."""
    return max(1, len(os.sched_getaffinity(0)))


def _has_no_box(future):
    return isinstance(future.exception(), SandboxUnavailable)


def _outcome(future, task):
    try:
        return visible(future.result())
    except SandboxUnavailable as error:
        reason = f"its box could not be started: {error.args[0]}"
    except OutOfTime:
        reason = "the judge did not come back in time and was ended"
    except ProcessExpired as gone:
        reason = f"the judge's process died (exit status {gone.exitcode})"
    except Exception as error:
        reason = f"the judge failed: {type(error).__name__}: {error}"
    verdict = NotebookVerdict(Status.FAILED, task.assignment.max_score, reason=reason)
    return visible(Graded(verdict, None))


def _enter_worker():
    """Bound this process's memory, and have it end when its parent does."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (WORKER_MEMORY, hard))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # with its box put away
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent():
    multiprocessing.parent_process().join()
    os.kill(os.getpid(), signal.SIGKILL)  # and the box with it
