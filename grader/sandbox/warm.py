"""Warm parents: each has imported what a notebook needs, and its boxes are forks of it.

Who grades a class keeps some of them; a judge only connects to the one that its limits
name. A parent runs no learner's code and can't be reached from a box.
"""

import os
import secrets
import socket
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from grader.sandbox import command, folders
from grader.sandbox.launch import LONGEST_LOG, forked

MOST_BOXES = 200  # of one parent, before another takes its place
WAITING = 64  # judges that may wait for one parent


class Parent:
    """One warm parent in a box of its own, at a socket in `folder`."""

    def __init__(self, limits, folder):
        """Start it, and have it make one box; OSError where it can't."""
        self.boxes_left = MOST_BOXES
        self.address = str(Path(folder, f"parent-{secrets.token_hex(8)}"))
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed in end)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(WAITING)
            self._process = subprocess.Popen(
                command.parent_argv(limits, listener.fileno()),
                stdin=subprocess.PIPE,
                stdout=self._log,
                stderr=self._log,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
        try:
            here, there = socket.socketpair()
            with here, there:
                forked(replace(limits, parent=self.address), there).end()
        except OSError as error:
            self._log.seek(0)
            said = self._log.read(LONGEST_LOG).decode(errors="replace")
            self.end()
            raise OSError(f"{error}\n{said}".strip()) from None

    def lives(self):
        """Can it make boxes still?"""
        return self._process.poll() is None

    def retire(self):
        """Nobody new finds it; it ends when all its boxes have."""
        with suppress(FileNotFoundError):
            os.unlink(self.address)
        with suppress(BrokenPipeError):
            self._process.stdin.close()

    def end(self):
        """End it, and every box it has made."""
        self.retire()
        self._process.kill()
        self._process.wait()
        self._log.close()


class Parents:
    """The warm parents of a run, made as they are needed. Use as a context manager."""

    def __init__(self):
        self._folder = None
        self._parents, self._retired = {}, []
        self.problem = None  # why there are none on this machine

    def __enter__(self):
        self._folder = folders.make()
        return self

    def __exit__(self, *exception):
        for parent in [*self._parents.values(), *self._retired]:
            parent.end()
        folders.remove(self._folder)

    def warmed(self, limits):
        """`limits` with a parent in them that makes the box; without, where none can.

        Raises `SandboxUnavailable` where there is no bubblewrap at all.
        """
        if not limits.sandbox or self.problem:
            return limits
        kind = limits.hidden, limits.absent, limits.preload
        parent = self._parents.get(kind)
        if parent is not None and not (parent.lives() and parent.boxes_left):
            parent.retire()
            self._retired.append(self._parents.pop(kind))
            parent = None
        if parent is None:
            try:
                parent = self._parents[kind] = Parent(limits, self._folder)
            except OSError as error:
                self.problem = str(error)
                return limits
        parent.boxes_left -= 1
        return replace(limits, parent=parent.address)
