"""Grading a folder that fills up until the deadline."""

import os
import time
from datetime import datetime
from functools import partial

from grader.cli.choices import UsageError, made_ready, notebooks_of
from grader.cli.running import Stopped, until_stopped
from grader.pipeline.submissions import students
from grader.report.table import line_of


def watch(args, course, graded, console):
    """Grade what is new or other, look after look, until the time is up or Ctrl-C.

    A file counts once it has lain there unchanged from one look to the next. At
    `args.until` there is a last look, at which everything counts.
    """
    looks, count = Looks(args, course, time.time() - args.every), 0
    anew = args.force  # what lay there before this run, and no more
    end = f"until {args.until:%Y-%m-%d %H:%M}" if args.until else "until Ctrl-C"
    say = partial(console.print, markup=False, highlight=False, soft_wrap=True)
    say(f"Watching {course.submitted}, {end}.")
    with until_stopped():
        try:
            while True:
                last = (
                    args.until is not None and datetime.now().astimezone() >= args.until
                )
                for notebook, who in looks.fresh(last).items():
                    with course.alone():
                        made_ready(course, [notebook])
                        for result in graded([notebook], who, anew):
                            count += 1
                            console.print(
                                f"{datetime.now():%H:%M:%S}  {line_of(result)}"
                            )
                if last:
                    return
                anew = False
                time.sleep(_pause(args))
        except KeyboardInterrupt as stopped:
            told = f" ({stopped})" if str(stopped) else ""
            raise Stopped(f"{count} were graded while watching{told}") from None


def _pause(args):
    if args.until is None:
        return args.every
    return max(0.0, min(args.every, _seconds_to(args.until)))


def _seconds_to(moment):
    return (moment - datetime.now().astimezone()).total_seconds()


class Looks:
    """What has changed in the folder of submissions since it was last graded."""

    def __init__(self, args, course, settled):
        self.args, self.course, self.settled = args, course, settled
        self.seen, self.graded = {}, {}

    def fresh(self, last):
        """Notebook -> the students of whom it is to be graded."""
        try:
            notebooks = notebooks_of(self.args, self.course)
        except UsageError:  # nothing was handed in yet
            return {}
        found = {}
        for notebook in notebooks:
            for who in self.args.student or students(self.course.submitted):
                if self._counts(who, notebook, last):
                    found.setdefault(notebook, []).append(who)
        return found

    def _counts(self, who, notebook, last):
        key = who, notebook
        file = self.course.submitted / who / notebook / f"{notebook}.ipynb"
        try:
            found = os.lstat(file)
        except OSError:
            return False
        now = found.st_mtime_ns, found.st_size, found.st_ino
        if now == self.graded.get(key):
            return False
        lain = now == self.seen.get(key) or found.st_mtime < self.settled
        self.seen[key] = now
        if last or lain:
            self.graded[key] = now
            return True
        return False
