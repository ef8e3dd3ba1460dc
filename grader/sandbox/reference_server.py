"""Answers for closed functions, at the request of the learner's process.

A function that lost points is closed: its name there is bound to a proxy that asks
here for the reference's result, so that the slip costs nothing further on. Requests
come from the learner's process and are trusted in nothing; only closed functions are
answered, in bounded number and size, and no message of the reference is passed on.
"""

import socket
import threading

import numpy as np

from grader.sandbox.inside import wire
from grader.sandbox.inside.frames import receive, send

LONGEST_REQUEST_SECONDS = 10.0


class ReferenceServer:
    """Listens at `path` until closed, in a thread of its own.

    `functions` maps a name to a callable; `close_function` says which may be asked.
    """

    def __init__(self, path, functions, *, max_calls, max_bytes):
        self.functions, self.max_bytes = functions, max_bytes
        self.closed, self.calls_left = set(), max_calls
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen(8)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close_function(self, name):
        """From now on `name` is answered."""
        self.closed.add(name)

    def stop(self):
        """Answer no more, and wait for the thread to end."""
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(timeout=2 * LONGEST_REQUEST_SECONDS)

    def _serve(self):
        while True:
            try:
                link, _ = self.socket.accept()
            except OSError:
                return
            with link:
                link.settimeout(LONGEST_REQUEST_SECONDS)
                try:
                    text, blob = receive(link, longest=self.max_bytes)
                    text, blob = wire.pack(self._answer(text, blob))
                    send(link, text.encode(), blob)
                except (OSError, wire.WireError):
                    continue  # the learner's process left, or does not speak this

    def _answer(self, text, blob):
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
        except Exception as error:
            kind = type(error).__name__
            return {"error": f"{name} (closed) does not take these arguments: {kind}"}
