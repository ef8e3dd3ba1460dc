"""The process that answers for closed functions: see `reference_server`.

It is a fork of the judge's. The names of closed functions come through a pipe, one on a
line; when that ends, so does the process.
"""

import os
import resource
import select
import signal
import socket
from pathlib import Path

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


def serve(door, answers, names):
    """Answer who comes through `door`, one by one, until `names` (a pipe) ends."""
    said = b""
    while True:
        ready, _, _ = select.select([names, door], [], [])
        if names in ready:
            part = os.read(names, 65536)
            if not part:
                return
            *lines, said = (said + part).split(b"\n")
            answers.closed.update(line.decode() for line in lines)
        elif door in ready:
            data, sent, _, _ = socket.recv_fds(door, 64, 4)
            for number in sent:
                with socket.socket(fileno=number) as link:
                    _serve_one(link, answers)
            if not data and not sent:  # the learner's process has gone
                return


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


def main(door, names, functions, memory, *, max_calls, max_bytes):
    """Serve until the judge ends this process or itself; then it never returns."""
    os.setsid()
    keep_only(door.fileno(), names)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    most = data_size() + memory
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    signal.signal(signal.SIGALRM, _ring)
    door.setblocking(True)
    serve(door, Answers(functions, max_calls, max_bytes), names)


def keep_only(*kept):
    """Close all descriptors but these, and those of output and errors: to nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:  # of the listing itself
                continue


def data_size():
    """The bytes of data that this process has, as RLIMIT_DATA counts them."""
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[5]) * os.sysconf("SC_PAGE_SIZE")
