"""How a run tells of itself, and how it is stopped."""

import signal
import sys
import threading
from contextlib import contextmanager

from grader.report.live import json_line
from grader.report.table import console_for


class Stopped(KeyboardInterrupt):
    """A run was stopped; the message says how far it had come."""


@contextmanager
def until_stopped():
    """Meanwhile SIGTERM stops a run as Ctrl-C does; a second one changes nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        for number in before:  # for good: the process ends now
            before[number] = signal.SIG_IGN
            signal.signal(number, signal.SIG_IGN)
        print("Stopping: what is under way is put away.", file=sys.stderr)
        raise KeyboardInterrupt

    numbers = signal.SIGINT, signal.SIGTERM
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def told(lines):
    """Give a function that writes a result as a line of JSON, and a console for others.

    `lines` is a file, or `-` for stdout, which is then kept free of all else; None: the
    function is None, too.
    """
    if lines is None:
        yield None, console_for(sys.stdout)
    elif lines == "-":
        yield _writer(sys.stdout), console_for(sys.stderr)
    else:
        with open(lines, "w", encoding="utf-8", errors="backslashreplace") as file:
            yield _writer(file), console_for(sys.stdout)


def _writer(file):
    def tell(result):
        file.write(json_line(result) + "\n")
        file.flush()

    return tell
