"""The process that answers for closed functions: see `reference_server`.

Started as ``python -m grader.sandbox.reference_process SOCKET SETTINGS``: the number
of a listening socket, and JSON with ``functions`` (name -> module and name there),
``max_calls``, ``max_bytes`` and ``memory``. The names of closed functions come on
standard input, one on a line; when that ends, so does the process.
"""

import json
import os
import resource
import select
import signal
import socket
import sys
from importlib import import_module

import numpy as np

from grader.sandbox.inside import wire
from grader.sandbox.inside.frames import receive, send

LONGEST_REQUEST_SECONDS = 10


class TooLong(BaseException):
    """A request has taken longer than it may; no ``except Exception`` stops that."""


class Answers:
    """The reference's results, for the functions that are closed, while calls last."""

    def __init__(self, functions, max_calls, max_bytes):
        self.functions, self.max_bytes = functions, max_bytes
        self.closed, self.calls_left = set(), max_calls

    def answer(self, text, blob):
        """What to say to the request in ``(text, blob)``: a value, or an error."""
        try:
            request = wire.unpack(text.decode(), blob, max_bytes=self.max_bytes)
            name, args = request["function"], request["args"]
            kwargs = request["kwargs"]
        except (wire.WireError, UnicodeDecodeError, TypeError, KeyError):
            return {"error": "this request to the judge is not well formed"}
        if not isinstance(name, str) or name not in self.closed:
            return {"error": "this function is not closed: yours is used"}
        if self.calls_left <= 0:
            return {"error": f"{name} (closed) was called too often"}
        self.calls_left -= 1
        try:
            with np.errstate(all="ignore"):
                value = self.functions[name](*args, **kwargs)
                wire.pack(value)
                return {"value": value}
        except Exception as error:  # the learner's arguments: anything may go wrong
            kind = type(error).__name__
            said = f"{name} (closed) does not take these arguments: {kind}"
            return {"error": said, "kind": kind}


def serve(listener, answers, names):
    """Answer one connection after another until `names` (a descriptor) ends."""
    said = b""
    while True:
        ready, _, _ = select.select([names, listener], [], [])
        if names in ready:
            part = os.read(names, 65536)
            if not part:
                return
            *lines, said = (said + part).split(b"\n")
            answers.closed.update(line.decode() for line in lines)
        elif listener in ready:
            link, _ = listener.accept()
            with link:
                _serve_one(link, answers)


def _serve_one(link, answers):
    """One request and its answer, in bounded time; a bad one is only hung up on."""
    signal.setitimer(signal.ITIMER_REAL, LONGEST_REQUEST_SECONDS)
    try:
        text, blob = receive(link, longest=answers.max_bytes)
        text, blob = wire.pack(answers.answer(text, blob))
        send(link, text.encode(), blob)
    except (OSError, MemoryError, wire.WireError, TooLong):
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(number, frame):
    raise TooLong


def main(descriptor, settings):
    """Serve until the judge ends this process or itself."""
    wanted = json.loads(settings)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted["memory"], wanted["memory"]))
    functions = {
        name: getattr(import_module(module), function)
        for name, (module, function) in wanted["functions"].items()
    }
    signal.signal(signal.SIGALRM, _ring)
    listener = socket.socket(fileno=int(descriptor))
    answers = Answers(functions, wanted["max_calls"], wanted["max_bytes"])
    serve(listener, answers, sys.stdin.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
