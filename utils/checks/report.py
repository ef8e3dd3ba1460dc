"""How a visible check asks and reports: in order, stopping at the first cause."""

import traceback
import warnings
from contextlib import redirect_stdout
from copy import deepcopy
from io import StringIO

import numpy as np

from utils.checks.messages import GENERAL
from utils.checks.raised import first_line, why_of


class NotRight(Exception):
    """A visible check did not hold. Notebooks show its message and no traceback."""

    def _render_traceback_(self):
        return [str(self)]


class Report:
    """One visible check of one function.

    Each method asks one thing. Where it holds, a line is kept for the report; where it
    does not, the report is printed and `NotRight` is raised, so that a check stops at
    the first cause. `why` names one of the unit's `messages`, or one of `GENERAL`.
    """

    def __init__(self, name, function, messages):
        self.name, self.function, self.held = name, function, []
        self.messages = GENERAL | messages
        if not callable(function):
            got = f"{name} is {describe(function)}"
            self.fail("is a function", got, "a function", "not_callable")

    def needs(self, name, check, *functions):
        """Another exercise comes first: its own visible check must hold."""
        try:
            with redirect_stdout(StringIO()):
                check(*functions)
        except NotRight:
            got = f"{name} does not pass its own check yet"
            self.fail(f"{name} is right", got, f"{name} to be right first", "needs")

    def call(self, *args):
        """What the function returns for copies of `args`; it must not change them."""
        given = deepcopy(args)
        value = self.run(lambda: self.function(*given))
        if not _same_arrays(given, args):
            expected = "inputs as they were before the call"
            self.fail("leaves its inputs alone", "changed inputs", expected, "changed")
        return value

    def run(self, act):
        """What ``act()`` returns: the function at work, without a warning."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value = act()
            except NotImplementedError as error:
                which = str(error) or "the exercise"
                self.fail("is written", f"{which} is empty", "your lines", "empty")
            except Exception as fault:
                error, said = type(fault).__name__, str(fault)
                got = f"{error}: {first_line(said)}{_place(fault, self.function)}"
                self._fail("runs", got, "a result", why_of(error, said))
        if caught:
            got = f"a warning: {caught[0].message}"
            self.fail("runs without a warning", got, "no warning", "warned")
        return value

    def refuses(self, label, act, error, why):
        """``act()`` raises an `error`, which is returned."""
        try:
            got = describe(act())
        except error as raised:
            self._hold(label)
            return raised
        except Exception as other:
            got = f"{type(other).__name__}: {first_line(str(other))}"
        self.fail(label, got, f"a {error.__name__}", why)

    def parts(self, label, got, count):
        """`got` is a tuple or list of `count` things."""
        if not isinstance(got, (tuple, list)) or len(got) != count:
            self.fail(label, describe(got), f"{count} results", "parts")
        self._hold(label)

    def record(self, label, got, kind):
        """`got` is of the NamedTuple class `kind`."""
        if not isinstance(got, kind):
            expected = f"a {kind.__name__}({', '.join(kind._fields)})"
            self.fail(label, describe(got), expected, "record")
        self._hold(label)

    def arrays(self, label, got, shapes, dtype=np.float64):
        """Each array in the dict `got` has its shape, and `dtype`, and is finite."""
        for name, array in got.items():
            found, wanted = describe(array), shapes[name]
            if not isinstance(array, (np.ndarray, np.generic)):
                self.fail(label, f"{name}: {found}", "an array", "no_array")
            if array.shape != wanted:
                expected = f"{name}: shape {wanted}"
                self.fail(label, f"{name}: {found}", expected, "shape")
            if array.dtype != dtype:
                expected = f"{name}: {np.dtype(dtype)}, as it went in"
                self.fail(label, f"{name}: {found}", expected, "dtype")
            if not np.isfinite(array).all():
                self.fail(label, f"{name}: NaN or infinite", "numbers", "not_finite")
        self._hold(label)

    def equal(self, label, got, expected, why, tol=1e-9):
        """`got` is `expected` (known by hand) to `tol`; 0 asks for the very bits."""
        try:
            got, expected = np.broadcast_arrays(
                np.asarray(got, float), np.asarray(expected, float)
            )
        except (TypeError, ValueError):
            self.fail(label, describe(got), describe(expected), why)
        off = np.abs(got - expected)
        if not np.all(off <= tol):
            worst = np.unravel_index(np.argmax(off), off.shape)
            self.fail(label, show(got, worst), show(expected, worst), why)
        self._hold(label)

    def holds(self, label, truth, got, expected, why):
        """`truth` is true: a property; `got` and `expected` say it in words."""
        if not truth:
            self.fail(label, got, expected, why)
        self._hold(label)

    def end(self):
        """All held: print so."""
        print(f"{self.name}: right so far")
        self._print_held()
        print("Grading asks more of it, with numbers of its own.")

    def fail(self, label, got, expected, why):
        """Print the report with what did not hold, and raise `NotRight`."""
        self._fail(label, got, expected, self.messages[why])

    def _fail(self, label, got, expected, why):
        print(f"{self.name}: not yet")
        self._print_held()
        print(f"  ✗ {label}")
        for title, text in (
            ("got", got),
            ("expected", expected),
            ("likely", why.cause),
            ("next", why.step),
        ):
            print(f"      {title:<9} {text}")
        message = f"{self.name} is not right yet: the report above says where to look."
        raise NotRight(message) from None

    def _hold(self, label):
        if label not in self.held:
            self.held.append(label)

    def _print_held(self):
        for label in self.held:
            print(f"  ✓ {label}")


def describe(value):
    """A value's kind in words: the shape and dtype of an array, else its type."""
    if value is None:
        return "None (is there a return?)"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"shape {tuple(value.shape)}, {value.dtype}"
    name = type(value).__name__
    if isinstance(value, (tuple, list)):
        return f"a {name} of {len(value)}"
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def show(array, worst):
    """A small array as text, rounded; of a large one the element at `worst`."""
    if array.size <= 12:
        text = np.array2string(array, precision=4, suppress_small=True)
        return " ".join(text.split())
    place = ", ".join(map(str, worst))
    return f"{array[worst]:.4g} at [{place}]"


def _place(error, function):
    """Where in the learner's cell the error came up, as ``(line 3: its text)``."""
    of = getattr(function, "forward", function)  # of a module's class its forward
    code = getattr(of, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if code and f.filename == code.co_filename]
    return f" (line {own[-1].lineno}: {own[-1].line})" if own else ""


def _same_arrays(left, right):
    if isinstance(left, (tuple, list)):
        return all(map(_same_arrays, left, right))
    if hasattr(left, "detach"):
        left, right = left.detach().numpy(), right.detach().numpy()
    if isinstance(left, np.ndarray):
        return np.array_equal(left, right)
    return True
