"""Answers for closed functions, at the request of the learner's process.

A function that lost points is closed: its name there is bound to a proxy that asks
here for the reference's result, so that the slip costs nothing further on. Requests
come from the learner's process and are trusted in nothing. They are answered by a
process of its own (`reference_process`), with little memory, which is simply ended
with the box: whatever is asked of it, the judge itself is never kept busy by it.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import grader

REPOSITORY = Path(grader.__file__).parent.parent
MEMORY = 768 * 2**20  # of data, of the process that answers


class ReferenceServer:
    """Listens at `path` until stopped; answers once a function has been closed.

    `functions` maps a name to a function of some module, which is found again by its
    name over there. At most `max_calls` are answered, of at most `max_bytes` each.
    """

    def __init__(self, path, functions, *, max_calls, max_bytes):
        self.settings = {
            "functions": {
                name: [function.__module__, function.__qualname__]
                for name, function in functions.items()
            },
            "max_calls": max_calls,
            "max_bytes": max_bytes,
            "memory": MEMORY,
        }
        self.closed, self._process = [], None
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen(8)

    def close_function(self, name):
        """From now on `name` is answered; the first time starts the process."""
        self.closed.append(name)
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(BrokenPipeError):
                self._tell(name)
                return
        self._end()
        self._start()
        for each in self.closed:
            self._tell(each)

    def stop(self):
        """Answer no more."""
        self._socket.close()
        self._end()

    def _start(self):
        number = self._socket.fileno()
        module = "grader.sandbox.reference_process"
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(number), json.dumps(self.settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[number],
            cwd=REPOSITORY,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )

    def _tell(self, name):
        self._process.stdin.write(f"{name}\n".encode())
        self._process.stdin.flush()

    def _end(self):
        if self._process is not None:
            self._process.kill()
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.wait()
            self._process = None
