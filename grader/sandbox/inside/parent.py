"""A warm parent: it has imported what learners' code needs, and boxes are its forks.

Started as ``python -s parent.py SETTINGS``; SETTINGS is JSON with ``listener``, the
number of a listening socket, ``absent`` and ``preload``, names of libraries that are
not there and of modules to import. Who connects says in one line of JSON what box is
wanted. The parent runs no learner's code, and ends when its standard input does.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import warnings
from contextlib import suppress
from importlib import import_module

import numpy as np
import rights
import standins
import walls
from learner import begin
from seccomp import close_calls
from shell import make_shell

LONGEST_WISH = 1 << 16


def main(settings):
    """Import, then make boxes until the judge's side has gone."""
    wanted = json.loads(settings)
    rights.LIBC.prctl(rights.PR_SET_DUMPABLE, 0, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends is not waited for
    standins.stand_in_for(wanted["absent"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in wanted["preload"]:
            with suppress(Exception):  # a cell that imports it will say what is wrong
                import_module(name)
    shell = make_shell()
    listener = socket.socket(fileno=wanted["listener"])
    gc.collect()
    gc.freeze()
    while True:
        ready, _, _ = select.select([listener, 0], [], [])
        if listener not in ready:  # and the judge's side has gone
            break
        link, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            try:
                make_box(link, shell)
            finally:
                os._exit(1)
        link.close()
    listener.close()
    with suppress(ChildProcessError):
        os.wait()  # until all that were made have ended


def make_box(link, shell):
    """What a fork does: put up the walls, then wait beside the box until it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    leave_the_parents()
    wish, fds, _, _ = socket.recv_fds(link, LONGEST_WISH, 1)
    wanted, door = json.loads(wish), socket.socket(fileno=fds[0])
    try:
        names = "fresh", "work", "disk", "files"
        own_user = wanted["uid"] is None
        walls.enter(own_user, **{name: wanted[name] for name in names})
        first = os.fork()
        if first == 0:
            first_process(link, door, shell, wanted)
    except OSError as error:
        link.sendall(b"!" + str(error).encode())
        return
    door.close()
    first_end = os.pidfd_open(first)
    looks = select.poll()
    looks.register(first_end, select.POLLIN)
    looks.register(link, select.POLLRDHUP)  # the judge has gone
    looks.poll()
    signal.pidfd_send_signal(first_end, signal.SIGKILL)
    os.waitpid(first, 0)
    os._exit(0)


def leave_the_parents():
    """Leave its session, and what it reads and writes, to the parent."""
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def first_process(link, door, shell, wanted):
    """The first process in a box: drops its rights, starts the learner's, and waits."""
    try:
        os.setsid()  # of whose group nobody outside is
        walls.show_processes()
        if wanted["uid"] is not None:
            rights.become(wanted["uid"])
        rights.limit(wanted["rlimits"])
        rights.drop()
        close_calls()
        rights.LIBC.prctl(rights.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.chdir(wanted["work"])
        os.umask(0o022)
        own = os.pidfd_open(os.getpid())
        learner = os.fork()
        if learner == 0:
            close_all_but(link, door, own)
            rights.LIBC.prctl(rights.PR_SET_DUMPABLE, 1, 0, 0, 0)
            np.random.seed()
            begin(link, door, shell, [own])
    except OSError as error:
        link.sendall(b"!" + str(error).encode())
        os._exit(1)
    link.close()
    door.close()
    while os.wait()[0] != learner:
        pass
    os._exit(0)


def close_all_but(link, door, own):
    """Close what the learner's process has no use for."""
    kept = {0, 1, 2, link.fileno(), door.fileno(), own}
    for number in range(3, max(kept)):
        if number not in kept:
            with suppress(OSError):
                os.close(number)
    os.closerange(max(kept) + 1, os.sysconf("SC_OPEN_MAX"))


if __name__ == "__main__":
    sys.path.remove(os.path.dirname(os.path.abspath(__file__)))
    main(sys.argv[1])
