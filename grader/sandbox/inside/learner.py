"""The learner's process: runs cells in IPython's shell, and calls functions, when told.

The judge sends a cell's source, or a function's name and plain data, over one socket;
what comes back are outputs as they are made, and an answer. What is said here is not
trusted there: this process belongs to the learner.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import threading

import frames
import standins
import wire
from calls import Calls, described
from shell import OUTPUTS, RawOutput, Stream, make_shell

LONGEST_QUESTION = 2**40  # the judge is trusted here
INTERRUPTED = KeyboardInterrupt.__name__


class Interrupts:
    """SIGINT stops the learner's code, and never this program amid a message."""

    def __init__(self):
        self._heeded = self._waiting = False

    def begin(self):
        """Whatever a learner's code made of signals, this one is heard again."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._heeded = True

    def end(self):
        """What comes now comes too late."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._heeded = self._waiting = False

    @contextlib.contextmanager
    def held_back(self):
        """What comes in the body of the ``with`` is raised behind it."""
        if threading.current_thread() is not threading.main_thread():
            yield  # no signal interrupts it
            return
        before = signal.signal(signal.SIGINT, self._come)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
        if self._waiting and self._heeded:
            self._waiting = False
            raise KeyboardInterrupt

    def _come(self, number, frame):
        self._waiting = True


class Learner:
    """Answers the judge, one question after another."""

    def __init__(self, link, door, shell):
        self.link, self.shell, self._process = link, shell, os.getpid()
        self.calls = Calls(shell, door)
        self.interrupts, self.raw = Interrupts(), RawOutput()
        self._one_at_a_time = threading.RLock()
        OUTPUTS.begin(self.tell)

    def serve(self):
        """Answer until the judge hangs up."""
        while True:
            self.link.setblocking(True)  # whatever a learner's code made of it
            text, blob = frames.receive(self.link, longest=LONGEST_QUESTION)
            number, _, question = text.partition(b" ")
            answer = self.answer(question.decode("utf-8", "surrogatepass"), blob)
            self.send(number + b" " + answer[0].encode(), answer[1])

    def answer(self, question, blob):
        """``(text, blob)`` to say to one question."""
        if question.startswith("{"):
            return self.run(json.loads(question)["run"]), b""
        request = wire.unpack(question, blob, max_bytes=LONGEST_QUESTION)
        return self.call(request["do"], request["with"], request["longest"])

    def run(self, source):
        """Run a cell, and say what its exception was called."""
        self.raw.taken()
        error = self.heeding(lambda: self._run(source), INTERRUPTED)
        with contextlib.suppress(KeyboardInterrupt):
            said = self.raw.taken()
            if said:
                OUTPUTS.add("stdout", said)
            OUTPUTS.flush()
        return json.dumps({"error": error})

    def _run(self, source):
        result = self.shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        return error and type(error).__name__[:100]

    def call(self, do, arguments, longest):
        """Do one thing for the judge, and say how it went."""
        work = getattr(self.calls, f"do_{do}")
        stopped = {"error": INTERRUPTED, "message": "it was interrupted"}
        answer = self.heeding(lambda: work(**arguments), stopped)
        try:
            text, blob = wire.pack(answer, strict=False)
        except Exception as error:  # of objects that behave like no array, tuple, dict
            text, blob = wire.pack(described(error))
        if len(text) + len(blob) > longest:
            return "larger", b""
        return text, blob

    def heeding(self, work, stopped):
        """``work()``, or `stopped` where it was interrupted."""
        try:
            try:
                self.interrupts.begin()
                return work()
            finally:
                self.interrupts.end()
                if os.getpid() != self._process:  # learner's code has made another
                    os._exit(0)
        except KeyboardInterrupt:
            self.interrupts.end()
            return stopped

    def tell(self, event):
        """Send an output; one that is no JSON is sent as what can be said of it."""
        try:
            text = json.dumps(event)
        except (TypeError, ValueError, RecursionError):
            text = json.dumps(event, default=repr, skipkeys=True)
        self.send(text.encode("utf-8", "surrogatepass"), b"")

    def send(self, text, blob):
        """Send one message whole."""
        with self.interrupts.held_back(), self._one_at_a_time:
            frames.send(self.link, text, blob)


def begin(link, door, shell, fds=()):
    """Become the learner's process: say so to the judge, and serve it.

    What the judge interrupts and ends is told as descriptors of processes, `fds` of
    others first: they mean the same there, whatever numbers processes have here.
    """
    own = os.pidfd_open(os.getpid())
    socket.send_fds(link, [b"r"], [*fds, own])
    for each in (*fds, own):
        os.close(each)
    os.makedirs(shell.profile_dir.location, exist_ok=True)
    sys.stdin = open(os.devnull)  # noqa: SIM115 (for good)
    os.dup2(sys.stdin.fileno(), 0)
    learner = Learner(link, door, shell)
    sys.stdout, sys.stderr = Stream("stdout", 1), Stream("stderr", 2)
    with contextlib.suppress(ConnectionError):
        learner.serve()
    os._exit(0)


def main(settings):
    """Serve the judge in a box of one's own."""
    wanted = json.loads(settings)
    standins.stand_in_for(wanted["absent"])
    link, door = (socket.socket(fileno=wanted[name]) for name in ("link", "door"))
    for each in (link, door):
        each.set_inheritable(False)
    begin(link, door, make_shell())


if __name__ == "__main__":
    sys.path.remove(os.path.dirname(os.path.abspath(__file__)))
    main(sys.argv[1])
