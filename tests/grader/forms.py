"""Mistakes of form, each made of a right or a wrong function: the values stay."""

import warnings

import numpy as np


def over(value, change):
    """`value` with every array and number in it changed."""
    if isinstance(value, dict):
        return {key: over(item, change) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        items = [over(item, change) for item in value]
        return value._make(items) if hasattr(value, "_make") else type(value)(items)
    return change(value)


def arrays_in(value):
    """Every array in an argument."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from arrays_in(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from arrays_in(item)


def widening(function):
    """Answers in float64, whatever was asked in."""

    def widened(value):
        return value if isinstance(value, (bool, np.bool_)) else np.float64(value)

    return lambda *args, **kwargs: over(function(*args, **kwargs), widened)


def warning(function):
    """Warns on the way."""

    def answer(*args, **kwargs):
        warnings.warn("overflow encountered in exp", RuntimeWarning, stacklevel=2)
        return function(*args, **kwargs)

    return answer


def spoiling(function):
    """Leaves the arrays that it was given changed."""

    def answer(*args, **kwargs):
        value = function(*args, **kwargs)
        for array in arrays_in(args):
            if array.ndim:
                array += 1
        return value

    return answer


def sharing(function):
    """Returns its caller's own arrays where it should return copies of them."""

    def answer(*args, **kwargs):
        given = [part for array in arrays_in(args) for part in _with_rows(array)]

        def shared(value):
            same = [one for one in given if np.array_equal(one, value)]
            return same[0] if same else value

        return over(function(*args, **kwargs), shared)

    return answer


def echoing_wrong(function):
    """Computes rightly, but what it repeats of its inputs is not what it was given."""

    def answer(*args, **kwargs):
        given = [part for array in arrays_in(args) for part in _with_rows(array)]

        def changed(value):
            return (
                value + 1 if any(np.array_equal(one, value) for one in given) else value
            )

        return over(function(*args, **kwargs), changed)

    return answer


def agreeing(function):
    """Takes an unknown `output_sees` for one that it knows."""

    def answer(*args, output_sees="previous", **kwargs):
        known = output_sees if output_sees == "current" else "previous"
        return function(*args, output_sees=known, **kwargs)

    return answer


def _with_rows(array):
    return [array, *array] if array.ndim == 3 else [array]


FORMS = {"float64": widening, "a warning": warning, "changed inputs": spoiling}
"""Those that every function may have, and that no value shows."""
EVERY = (*FORMS.values(), sharing, echoing_wrong, agreeing)
