"""Answers for closed functions, at the request of the learner's process.

A function that lost points is closed: its name there is bound to a proxy that asks
here for the reference's result, so that the slip costs nothing further on. Requests
come from the learner's process and are trusted in nothing. They are answered by a
process of its own (`reference_process`), with little memory, which is simply ended
with the box: whatever is asked of it, the judge itself is never kept busy by it.
"""

import os
import signal
import socket
import warnings

from grader.sandbox import reference_process

MEMORY = 768 * 2**20  # of data, by which the process that answers may grow


class ReferenceServer:
    """Answers at its `door` until stopped, once a function has been closed.

    The door is a socket: who sends a connected socket through it asks his question by
    that. `functions` maps a name to a function. At most `max_calls` are answered, of at
    most `max_bytes` each.
    """

    def __init__(self, functions, *, max_calls, max_bytes):
        self.closed, self._process, self._names = [], None, None
        self._functions = functions
        self._bounds = {"max_calls": max_calls, "max_bytes": max_bytes}
        self._own, self.door = socket.socketpair(type=socket.SOCK_SEQPACKET)

    def close_function(self, name):
        """From now on `name` is answered; the first time starts the process."""
        self.closed.append(name)
        if not self._is_running():
            self._end()
            self._start()
            told = self.closed
        else:
            told = [name]
        try:
            for each in told:
                os.write(self._names, f"{each}\n".encode())
        except BrokenPipeError:  # it ended just now: the next closing starts another
            self._end()

    def stop(self):
        """Answer no more."""
        self._own.close()
        self.door.close()
        self._end()

    def _is_running(self):
        return self._process and os.waitpid(self._process, os.WNOHANG) == (0, 0)

    def _start(self):
        """A fork of this process, which has imported all that is to be answered."""
        names, self._names = os.pipe()
        with warnings.catch_warnings():
            # Nobody here holds a lock that it needs: the other thread only looks on.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
        if self._process:
            os.close(names)
            return
        try:
            signal.set_wakeup_fd(-1)
            reference_process.main(
                self._own, names, self._functions, MEMORY, **self._bounds
            )
        finally:
            os._exit(0)

    def _end(self):
        if self._process is not None:
            os.close(self._names)
            try:
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)
            except (ProcessLookupError, ChildProcessError):
                pass  # it had ended, and was asked about
            self._process = None
