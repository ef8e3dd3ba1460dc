"""A learner's process, as the judge uses it: run a cell, call a function, be gone.

The process is IPython's shell in bubblewrap. Everything that comes out of it is
untrusted: it is size-capped and unpacked by `wire`, never unpickled, never evaluated.
"""

import contextlib
import json
import tempfile
import time
from dataclasses import dataclass

from grader.sandbox import folders
from grader.sandbox.command import FRESH
from grader.sandbox.inside import wire
from grader.sandbox.launch import start
from grader.sandbox.line import Line, LineError
from grader.sandbox.outputs import Shown
from grader.sandbox.reference_server import ReferenceServer
from grader.sandbox.watch import Watchdog

SECONDS_TO_SPARE = 5.0  # before a box is ended that keeps the judge busy
OUT_OF_MEMORY = "MemoryError"


class BoxGone(RuntimeError):
    """The learner's process ended, or had to be ended; the message says why."""


@dataclass
class CellRun:
    """How the run of one cell went."""

    outputs: list
    error: str | None = None  # the exception's name and message
    timed_out: bool = False


class Box:
    """One learner's process. Use as a context manager, or `close` it.

    `references` maps names to the functions that answer once `close_function` was
    called. Raises `SandboxUnavailable` where no box can be made, `BoxGone` when the
    process is no more: then only `close` is of use.
    """

    def __init__(self, limits, references):
        self.limits = limits
        self._process = self._watchdog = self._folder = None
        self._shown = Shown(limits.output_bytes)
        self._server = ReferenceServer(
            references,
            max_calls=limits.reference_calls,
            max_bytes=limits.value_bytes,
        )
        try:
            if not limits.sandbox:
                self._folder = folders.make()
            with tempfile.TemporaryFile() as log:
                self._process = start(limits, self._server.door, log, self._folder)
            process = self._process
            self._line = Line(process.link, limits.value_bytes, process.ended)
            fresh = FRESH if limits.sandbox else ()
            self._watchdog = Watchdog(process, limits, fresh)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def run_cell(self, source, seconds=None):
        """Run one cell of code; its errors are the learner's and are not raised.

        After `seconds` (default: the limit for a cell) it is interrupted. Raises
        `BoxGone` if the process ended or did not heed the interrupt.
        """
        longest = self.limits.cell_seconds
        seconds = longest if seconds is None else max(1.0, min(seconds, longest))
        self._shown.begin()
        text, timed_out = json.dumps({"run": source}), False
        with self._untrusted(seconds):
            try:
                answer, _ = self._exchange(text, b"", seconds, self._shown.take)
            except TimeoutError:
                timed_out = True
                self._interrupt(self._shown.take)
            else:
                if _error_named(answer) == OUT_OF_MEMORY:  # and is not sound any more
                    raise BoxGone("it ran out of memory")
            outputs = self._shown.all()
        return CellRun(outputs, _error_of(outputs), timed_out)

    def call(self, function, args, kwargs, *, scribble=False, keep=False, probe=False):
        """Call the learner's `function` (or a fixture's probe) with plain data.

        The answer is a dict with ``value``, ``args_after``, ``warnings``, and where it
        raised ``error``, ``message``, ``line``. TimeoutError when it was interrupted.
        """
        how = {"scribble": scribble, "keep": keep, "probe": probe}
        return self.ask(
            "call", function=function, args=list(args), kwargs=kwargs, **how
        )

    def build(self, builder, args):
        """A handle to what the builder of that name makes there."""
        return self.ask("build", builder=builder, args=list(args)).get("value")

    def close_function(self, function):
        """Bind the learner's name to a proxy that answers with the reference's."""
        self._server.close_function(function)
        self.ask("close", function=function)

    def ask(self, do, **arguments):
        """One request and its answer, as a dict; all of it untrusted."""
        most, seconds = self.limits.value_bytes, self.limits.call_seconds
        text, blob = wire.pack({"do": do, "with": arguments, "longest": most})
        with self._untrusted(seconds):
            try:
                text, blob = self._exchange(text, blob, seconds)
            except TimeoutError:
                self._interrupt()
                told = f"it ran for more than {seconds:g} s and was stopped"
                raise TimeoutError(told) from None
            if text == "larger":
                raise wire.WireError(f"the value is larger than {most} bytes")
            answer = wire.unpack(text, blob, max_bytes=most)
        if not isinstance(answer, dict):
            raise wire.WireError("the answer is no dict")
        return answer

    def _exchange(self, text, blob, seconds, take=None):
        """Ask, and give each output that comes to `take`: the answer.

        TimeoutError when there is none in time.
        """
        deadline = time.monotonic() + seconds
        self._line.ask(text, blob, deadline)
        return self._line.answer(deadline, take)

    def _interrupt(self, take=None):
        """Interrupt what runs; if that is not heeded in time, end the box."""
        self._process.interrupt()
        try:
            self._line.answer(time.monotonic() + self.limits.grace_seconds, take)
        except TimeoutError:
            raise BoxGone("it did not stop when it was told to") from None

    @contextlib.contextmanager
    def _untrusted(self, seconds):
        """Whatever a message of the learner's makes of the judge ends the box."""
        longest = seconds + self.limits.grace_seconds + SECONDS_TO_SPARE
        try:
            with self._watchdog.at_most(longest):
                yield
        except (BoxGone, TimeoutError, wire.WireError):
            raise
        except Exception as error:
            said = str(error) if isinstance(error, LineError) else ""
            unread = f"it sent what could not be read ({type(error).__name__})"
            raise BoxGone(self._watchdog.tripped or said or unread) from None

    def close(self):
        """End the process and all it started, and remove its traces."""
        if self._watchdog:
            self._watchdog.stop()
        if self._process:
            self._process.end()
        self._server.stop()
        if self._folder:
            folders.remove(self._folder)


def _error_named(text):
    """The name of the exception that ended a cell, by what the process says of it."""
    try:
        said = json.loads(text)
    except wire.MALFORMED:
        return None
    return said.get("error") if isinstance(said, dict) else None


def _error_of(outputs):
    for output in outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"[:300]
    return None
