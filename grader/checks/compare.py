"""Does an answer equal what is expected? If not, say how, and give no value away."""

import numpy as np

from grader.checks import tolerance

NUMBER_KINDS = "biuf"


class Foreign:
    """Stands for something that cannot cross from the learner's process."""

    def __init__(self, type_name):
        self.type_name = type_name


def difference(got, expected, tol=None):
    """How `got` differs from `expected`, in words; None where it does not.

    `expected` is a number, string, None, array, tuple, list, dict or NamedTuple.
    Every array of numbers is compared by shape, then finiteness, then value, to
    `tol` (default: by dtype, see `tolerance`) times its largest expected entry.
    Containers are compared item by item; a tuple, a list and one array of the same
    items are equal, since a learner may return either. Where something infinite or
    NaN is expected, the same is wanted. dtypes are not compared.
    """
    if is_number(expected):
        return _array_difference(got, np.asarray(expected), tol)
    if isinstance(expected, bool):
        return _truth_difference(got, expected)
    if expected is None or isinstance(expected, str):
        same = type(got) is type(expected) and got == expected
        return None if same else f"got {describe(got)}, expected {describe(expected)}"
    if isinstance(expected, dict):
        return _dict_difference(got, expected, tol)
    if isinstance(expected, (tuple, list)):
        return _items_difference(got, expected, tol)
    raise TypeError(f"a check expects {type(expected).__name__}, which has no equality")


def is_number(value):
    """True for a number or an array of numbers, NumPy's scalars included."""
    if isinstance(value, bool):
        return False
    return isinstance(value, (int, float, complex, np.ndarray, np.generic))


def describe(value):
    """A value's kind and shape in words a learner knows: never its contents."""
    if isinstance(value, Foreign):
        return f"a {value.type_name} object"
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return f"a {type(value).__name__}"
    if isinstance(value, (tuple, list, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"


def _truth_difference(got, expected):
    if (
        isinstance(got, (np.bool_, np.ndarray))
        and got.shape == ()
        and got.dtype == bool
    ):
        got = bool(got)  # what comparing NumPy's numbers gives
    if not isinstance(got, bool):
        return f"got {describe(got)}, expected True or False"
    return None if got is expected else f"got {got}, expected {expected}"


def _array_difference(got, expected, tol):
    if not is_number(got) or np.asarray(got).dtype.kind not in NUMBER_KINDS:
        return f"got {describe(got)}, expected {_wanted(expected)}"
    got = np.asarray(got)
    if got.shape != expected.shape:
        return f"the shape is {got.shape}, expected {expected.shape}"
    if expected.size == 0:
        return None
    if tol is None:
        tol = tolerance.for_dtypes(got.dtype, expected.dtype)
    with np.errstate(all="ignore"):  # an answer may be as large as it likes
        return _value_difference(got.astype(np.float64), expected, tol)


def _value_difference(got, expected, tol):
    finite = np.isfinite(expected)
    if not np.isfinite(got[finite]).all():
        bad = "NaN" if np.isnan(got[finite]).any() else "infinite"
        return f"some values are {bad}"
    if not np.array_equal(got[~finite], expected[~finite], equal_nan=True):
        return "some values are finite that should not be"
    if not finite.any():
        return None
    got, expected = got[finite], expected[finite].astype(np.float64)
    scale = max(np.abs(expected).max(), tolerance.SMALLEST_SCALE)
    off = np.abs(got - expected)
    if off.max() <= tol * scale:
        return None
    by = _percent(off.max() / scale)
    if off.size == 1:
        return f"the number differs by {by}"
    count = int((off > tol * scale).sum())
    return (
        f"the shape {finite.shape} is right, but {count} of {off.size} values "
        f"differ, by up to {by} of the largest"
    )


def _percent(ratio):
    if ratio > 10:
        return "over 1000 %"
    return f"{100 * ratio:.0f} %" if ratio > 0.095 else f"{100 * ratio:.1g} %"


def _wanted(expected):
    if expected.ndim == 0:
        return "a number"
    return f"an array of shape {expected.shape}"


def _dict_difference(got, expected, tol):
    if not isinstance(got, dict):
        return f"got {describe(got)}, expected a dict with {sorted(expected)}"
    if set(got) != set(expected):
        return f"the keys are {sorted(map(str, got))}, expected {sorted(expected)}"
    parts = ((key, got[key], value) for key, value in expected.items())
    return _first_difference(parts, tol)


def _items_difference(got, expected, tol):
    fields = getattr(expected, "_fields", None)
    if fields and getattr(got, "_fields", None) != fields:
        wanted = f"a {type(expected).__name__} with the fields {', '.join(fields)}"
        return f"got {describe(got)}, expected {wanted}"
    if isinstance(got, np.ndarray) and got.ndim and not fields:
        got = tuple(got)  # parts of equal shape may come stacked in one array
    if not isinstance(got, (tuple, list)):
        return f"got {describe(got)}, expected {len(expected)} values"
    if len(got) != len(expected):
        return f"got {len(got)} values, expected {len(expected)}"
    names = fields or range(len(expected))
    return _first_difference(zip(names, got, expected, strict=True), tol)


def _first_difference(parts, tol):
    for name, got, expected in parts:
        found = difference(got, expected, tol)
        if found:
            return f"{name}: {found}" if isinstance(name, str) else f"[{name}]: {found}"
    return None
