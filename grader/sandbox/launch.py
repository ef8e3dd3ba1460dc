"""Starts a learner's process: in a box of its own, or as a fork of a warm parent.

Either way the judge then has a line to it, descriptors by which it is interrupted and
ended, and the number of its outermost process.
"""

import json
import os
import select
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from grader.sandbox import command
from grader.sandbox.command import SandboxUnavailable

LONGEST_LOG = 2000
REMEDY = """\
user namespaces must be allowed (sysctl kernel.unprivileged_userns_clone=1, or an \
AppArmor profile for bwrap)."""


class Process:
    """A learner's process that has said it is ready.

    link: the connected socket to it. pid: the outermost process of its box. not_its:
    the bytes of memory there that no learner's code took.
    """

    def __init__(self, link, fds, started=None):
        self.link, self._started = link, started
        *others, self._learner = fds
        self._first = others[0] if others else None
        self._gone = select.poll()
        self._gone.register(self._learner, select.POLLIN)
        self.pid = started.pid if started else _number(self._first)
        self.warm = started is None

    def interrupt(self):
        """What Ctrl-C does."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._learner, signal.SIGINT)

    def ended(self):
        """Has the learner's process ended by itself, or was it ended?"""
        return bool(self._gone.poll(0))

    def kill(self):
        """End it and all it started, without waiting for it."""
        with suppress(ProcessLookupError):
            if self._started is None:
                signal.pidfd_send_signal(self._first, signal.SIGKILL)
            else:
                os.killpg(self._started.pid, signal.SIGKILL)

    def end(self):
        """End it, and wait until it is gone."""
        self.kill()
        if self._started is None:
            first = select.poll()
            first.register(self._first, select.POLLIN)
            first.poll(5000)
            os.close(self._first)
        else:
            self._started.wait()
        os.close(self._learner)
        self.link.close()


def start(limits, door, log, folder):
    """A `Process` under these limits, `door` handed to it.

    What it says before it is ready goes to the file `log`; without a sandbox it works
    in `folder`. Raises `SandboxUnavailable` where no box can be made.
    """
    if limits.parent:
        with suppress(OSError):  # that parent has gone: a box of its own does as well
            return forked(limits, door)
    ours, theirs = socket.socketpair()
    numbers = [theirs.fileno(), door.fileno()]
    try:
        argv = command.learner_argv(limits, *numbers)
        started = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=numbers,
            cwd=folder,
            start_new_session=True,
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    try:
        return Process(ours, _ready(ours, limits.start_seconds), started)
    except OSError as error:
        ours.close()
        started.kill()
        started.wait()
        log.seek(0)
        said = log.read(LONGEST_LOG).decode(errors="replace")
        problem = f"the learner's process did not start ({error}).\n{said}"
        raise SandboxUnavailable(problem, REMEDY) from None


def forked(limits, door):
    """A `Process` of the limits' warm parent; OSError where it can't, or has gone."""
    link = socket.socket(socket.AF_UNIX)
    try:
        link.settimeout(limits.start_seconds)
        link.connect(limits.parent)
        wish = json.dumps(command.wish(limits)).encode()
        socket.send_fds(link, [wish], [door.fileno()])
        return Process(link, _ready(link, limits.start_seconds))
    except BaseException:
        link.close()
        raise


def _ready(link, seconds):
    """The descriptors that come with the word that the learner's process is ready."""
    link.settimeout(seconds)
    try:
        said, fds, _, _ = socket.recv_fds(link, LONGEST_LOG, 2)
    except TimeoutError:
        raise OSError(f"it did not answer in {seconds:g} s") from None
    if said != b"r" or not fds:
        raise OSError(
            said[1:].decode(errors="replace") or "it ended before it answered"
        )
    return fds


def _number(fd):
    """The number, as it is known here, of the process that a descriptor stands for."""
    lines = Path(f"/proc/self/fdinfo/{fd}").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pid:")).split()[1])
