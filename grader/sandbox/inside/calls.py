"""What the judge may ask of a learner's process: a call of a function, above all.

It sends a function's name and plain data, and gets plain data back.
"""

import contextlib
import importlib
import io
import linecache
import socket
import time
import traceback
import warnings

import frames
import numpy as np
import settings
import wire

LONGEST_MESSAGE = 300
# What a closed function raises as the course's own would; all else is RuntimeError.
ERRORS = {error.__name__: error for error in (ValueError, TypeError, IndexError)}
QUICK = 1.0  # a call of so many seconds is not made a second time
LONGEST_WAIT = 60.0
LONGEST_ANSWER = 2**31


class Calls:
    """Does what a request of the judge names, in the names of a shell's user.

    door: the socket through which closed functions are answered.
    """

    def __init__(self, shell, door):
        self.shell, self.door = shell, door
        self.kept = {}  # handle -> what it stands for
        self.asked_again = set()  # functions that were called twice for one answer

    def do_call(self, function, args, kwargs, scribble, keep, probe):
        """Call what the learner's name `function` means now, or a fixture's probe."""
        functions = self.fixtures().PROBES if probe else self.shell.user_ns
        if function not in functions:
            return {"error": "NameError", "message": f"{function} is not defined"}
        target = functions[function]
        args, kwargs = self.with_kept(args), self.with_kept(kwargs)
        answer, value = {}, None
        quiet = io.StringIO()
        with (
            settings.as_usual(),
            warnings.catch_warnings(record=True) as caught,
            contextlib.redirect_stdout(quiet),
            contextlib.redirect_stderr(quiet),
        ):
            warnings.simplefilter("always")
            begun = time.monotonic()
            try:
                value = target(*args, **kwargs)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                answer = described(error)
            else:
                quick = time.monotonic() - begun < QUICK
                if quick and not (keep or probe or function in self.asked_again):
                    self.asked_again.add(function)
                    answer["reused"] = changed_by_calling_again(target, args, value)
        answer["args_after"] = self.as_they_are(args)
        if scribble:
            overwrite(args)
        answer["value"] = self.keep(value) if keep else value
        told = [
            str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)
        ]
        answer["warnings"] = [message[:LONGEST_MESSAGE] for message in told[:5]]
        return answer

    def do_build(self, builder, args):
        """Make something that cannot cross, and keep it under a handle."""
        made = self.fixtures().BUILDERS[builder](*self.with_kept(args))
        return {"value": self.keep(made)}

    def do_close(self, function):
        """Bind the learner's name to the judge's own answer.

        A class stays as it is: no instance could cross, and others may inherit from it.
        """
        if isinstance(self.shell.user_ns.get(function), type):
            return {}
        self.shell.user_ns[function] = proxy(function, self.door)
        return {}

    def fixtures(self):
        """The course's builders and probes, imported when they are first needed."""
        return importlib.import_module("utils.fixtures")

    def keep(self, value):
        """A new handle to `value`."""
        self.kept[len(self.kept)] = value
        return wire.Remote(len(self.kept) - 1)

    def with_kept(self, value):
        """`value` with what each handle stands for in its place."""

        def leaf(item):
            return self.kept[item.number] if isinstance(item, wire.Remote) else item

        return wire.mapped(value, leaf)

    def as_they_are(self, value):
        """A copy of `value` at this moment, None in place of what came of a handle."""
        kept = {id(item) for item in self.kept.values()}

        def leaf(item):
            if isinstance(item, np.ndarray):
                return item.copy()
            return None if id(item) in kept else item

        return wire.mapped(value, leaf)


def changed_by_calling_again(target, args, value):
    """Is `value` another after a call with other arrays? Then it is no answer to keep.

    Asked where all arguments are arrays, numbers, or containers of those.
    """

    def other(item):
        if isinstance(item, np.ndarray) and item.dtype.kind == "f":
            return -0.5 * item
        return item

    try:
        before = wire.pack(value, strict=False)
        wire.pack(args)  # nothing that cannot be given twice
    except Exception:
        return False
    with warnings.catch_warnings(), contextlib.suppress(Exception):
        warnings.simplefilter("ignore")  # what it makes of others is asked elsewhere
        target(*wire.mapped(args, other))
    return wire.pack(value, strict=False) != before


def overwrite(value):
    """Overwrite every array in `value`, as a caller may who reuses its arrays."""
    if isinstance(value, np.ndarray):
        value[...] = 77
    elif isinstance(value, dict):
        overwrite(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for item in value:
            overwrite(item)


def described(error):
    """An exception's type, message, and the learner's line that it came from."""
    line = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        filename = frame.f_code.co_filename
        if filename.startswith("<ipython-input"):
            line = f"line {number}: {linecache.getline(filename, number).strip()}"
    return {
        "error": type(error).__name__[:100],
        "message": str(error)[:LONGEST_MESSAGE],
        "line": line and line[:LONGEST_MESSAGE],
    }


def proxy(function, door):
    """A function that asks the judge for the result of a closed exercise."""

    def closed(*args, **kwargs):
        text, blob = wire.pack({"function": function, "args": args, "kwargs": kwargs})
        link, theirs = socket.socketpair()
        with link:
            with theirs:  # a line of its own for each question: threads may ask, too
                socket.send_fds(door, [b"?"], [theirs.fileno()])
            link.settimeout(LONGEST_WAIT)
            frames.send(link, text.encode(), blob)
            text, blob = frames.receive(link, longest=LONGEST_ANSWER)
        answer = wire.unpack(text.decode(), blob, max_bytes=LONGEST_ANSWER)
        if "error" in answer:
            kind = ERRORS.get(answer.get("kind"), RuntimeError)
            raise kind(answer["error"])
        return answer["value"]

    closed.__name__ = closed.__qualname__ = function
    closed.__doc__ = f"The course's own {function}: yours was judged and is closed."
    return closed
