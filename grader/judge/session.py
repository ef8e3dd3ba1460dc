"""One learner's process over one submission: cells run, functions asked, mishaps.

A session outlives its box. When the process ends, or does not heed an interrupt, a
new one is started, the cells are run again up to the same place, and what was closed
is closed again; after a few restarts there are no more, and what is left is lost.
"""

import copy
import time

from grader.checks.compare import Foreign
from grader.checks.student import Handle
from grader.judge.unwritten import OPEN
from grader.sandbox.box import Box, BoxGone
from grader.sandbox.inside import wire
from utils.checks.raised import first_line
from utils.fixtures import BUILDERS

OUT_OF_TIME = "the time for this submission was used up"
REUSED = (
    "its answer changes when it is called again: it hands out an array or a list that "
    "it uses anew in each call"
)


class Session:
    """Runs the learner's cells in order; a `Student`'s transport to the process."""

    def __init__(self, limits, references, clock=time.monotonic):
        self.limits, self.references = limits, references
        self.flags, self.seconds = [], {"start": 0.0, "cells": 0.0, "calls": 0.0}
        self._clock, self._started = clock, clock()
        self._box, self._restarts = None, 0
        self._done = []  # what a new box has to go through: ("run" | "close", text)
        self._stopped = None  # why the present check makes no more calls
        self._lost = False  # the process went with it
        self._slow = False  # it had not answered in time
        self.over = None  # why no code is run any more

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *exception):
        self._drop_box()

    def run(self, source, label):
        """Run a cell; its outputs, and what was wrong with it in words, or None."""
        if not self.over and self.left() <= 0:
            self._give_up(OUT_OF_TIME)
        if self.over:
            return [], self.over
        if len(source) > self.limits.cell_characters:
            long = f"it is longer than {self.limits.cell_characters} characters"
            self.flags.append(f"{label}: not run: {long}")
            return [], f"its cell was not run: {long}"
        try:
            done = self._timed("cells", lambda: self._box.run_cell(source, self.left()))
        except BoxGone as gone:
            self.flags.append(f"{label}: {gone}")
            self._restart()
            return [], f"its cell was stopped: {gone}"
        self._done.append(("run", source))
        if done.timed_out:
            self.flags.append(f"{label}: stopped after {self.limits.cell_seconds:g} s")
            seconds = f"{self.limits.cell_seconds:g} s"
            return done.outputs, f"its cell ran for more than {seconds} and was stopped"
        return done.outputs, done.error

    def close(self, function):
        """From here on the learner's `function` is the reference's."""
        if self.over:
            return
        self._done.append(("close", function))
        try:
            self._timed("calls", lambda: self._box.close_function(function))
        except (BoxGone, TimeoutError, wire.WireError) as error:
            self.flags.append(f"closing {function}: {error}")
            self._restart()

    def begin_check(self):
        """The next calls belong to a new check."""
        self._stopped, self._slow = None, False

    def end_check(self):
        """If the check ended the process, start it again for those that follow."""
        if self._lost:
            self._restart()

    def call(self, call):
        """Fill in how the learner's function did (see `grader.checks.student`)."""
        if self.over or self._stopped:
            call.problem = self.over or f"not run: before, {self._stopped}"
            return
        answer = self._asked(
            call.function,
            lambda: self._box.call(
                call.function,
                _remote(call.args),
                _remote(call.kwargs),
                scribble=call.scribble,
                keep=call.keep,
                probe=call.probe,
            ),
        )
        if isinstance(answer, str):
            call.problem = answer
            call.mistake = "too_slow" if self._slow else ""
            return
        if answer.get("reused") is True:
            call.problem, call.mistake = REUSED, "answer_reused"
            return
        call.value = _plain(answer.get("value"))
        call.args_after = _plain(answer.get("args_after"))
        if isinstance(call.args_after, list):
            call.args_after = tuple(call.args_after)
        warned = answer.get("warnings")
        call.warnings = [_words(w) for w in warned[:5]] if type(warned) is list else []
        if "error" in answer:
            call.error = _words(answer["error"])
            call.problem = _raised(answer)

    def build(self, builder, args):
        """Something built in the learner's process, and its twin here."""
        twin = BUILDERS[builder](*copy.deepcopy(args))
        if self.over or self._stopped:
            return Handle(0, twin)
        remote = self._asked(builder, lambda: self._box.build(builder, args))
        return Handle(remote.number if isinstance(remote, wire.Remote) else 0, twin)

    def _asked(self, what, ask):
        """The answer to a request, or, where there is none, the reason as a string."""
        if self.left() <= 0:
            self._give_up(OUT_OF_TIME)
            return self.over
        try:
            return self._timed("calls", ask)
        except (TimeoutError, BoxGone) as error:
            self.flags.append(f"{what}: {error}")
            self._stopped = str(error)
            self._lost = isinstance(error, BoxGone)
            self._slow = isinstance(error, TimeoutError)
            return self._stopped
        except wire.WireError as error:
            return f"its answer could not be read: {error}"

    def left(self):
        """Seconds left for this submission."""
        return self.limits.total_seconds - (self._clock() - self._started)

    def _start(self):
        self._box = self._timed("start", lambda: Box(self.limits, self.references))

    def _restart(self):
        """A new box, brought to the same place; more than once if it ends again."""
        while not self.over:
            self._drop_box()
            if self._restarts == self.limits.restarts:
                times = f"{self._restarts} restarts"
                self._give_up(f"the learner's process ended again after {times}")
            elif self.left() <= 0:
                self._give_up(OUT_OF_TIME)
            else:
                self._restarts += 1
                self._lost = False
                self._start()
                if self._replayed():
                    return

    def _replayed(self):
        for i, (what, text) in enumerate(self._done):
            if self.left() <= 0:
                return False
            try:
                if what == "run":
                    self._box.run_cell(text, self.left())
                else:
                    self._box.close_function(text)
            except (BoxGone, TimeoutError, wire.WireError) as error:
                self.flags.append(f"run again: {error}")
                del self._done[i]  # once was enough
                return False
        return True

    def _give_up(self, why):
        self.over = f"not run: {why}"
        self.flags.append(why)
        self._drop_box()

    def _drop_box(self):
        if self._box is not None:
            self._box.close()
            self._box = None

    def _timed(self, phase, work):
        begun = self._clock()
        try:
            return work()
        finally:
            self.seconds[phase] += self._clock() - begun


def _remote(value):
    """Arguments with wire's own handle in place of each `Handle`."""

    def leaf(item):
        return wire.Remote(item.number) if isinstance(item, Handle) else item

    return wire.mapped(value, leaf)


def _plain(value):
    """A received value with what could not cross as `Foreign`."""

    def leaf(item):
        if isinstance(item, wire.Alien):
            return Foreign(item.type_name)
        return Handle(item.number) if isinstance(item, wire.Remote) else item

    return wire.mapped(value, leaf)


def _raised(answer):
    error, message, line = (
        _words(answer.get(key)) for key in ("error", "message", "line")
    )
    if error == "NotImplementedError":
        return OPEN
    if error == "NameError" and not line:
        return message
    at = f" ({line})" if line else ""
    return f"it raised {error}: {first_line(message)}{at}"[:400]


def _words(value):
    """A text of the learner's process in short; what is none, by its type."""
    if value is None:
        return ""
    return value[:300] if isinstance(value, str) else f"a {type(value).__name__}"
