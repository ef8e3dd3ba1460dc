"""Answers that must earn nothing, whatever the function: each made of a right one."""

import numpy as np

from grader.checks.compare import Foreign


def mapped(change):
    """Makes of a right function one whose every array and number is `change`d."""

    def over(value):
        if isinstance(value, dict):
            return {key: over(item) for key, item in value.items()}
        if isinstance(value, (tuple, list)):
            items = [over(item) for item in value]
            return value._make(items) if hasattr(value, "_make") else type(value)(items)
        return change(value)

    return lambda right: lambda *args, **kwargs: over(right(*args, **kwargs))


def always(value):
    """Makes of any function one that answers `value`."""
    return lambda right: lambda *args, **kwargs: value


def raising(error):
    """Makes of any function one that raises `error`."""

    def broken(*args, **kwargs):
        raise error

    return lambda right: broken


def same_arrays(one, other):
    """Do two tuples of arguments hold the same arrays?"""
    if isinstance(one, (tuple, list)):
        return all(same_arrays(*pair) for pair in zip(one, other, strict=True))
    return not isinstance(one, np.ndarray) or np.array_equal(one, other)


endless = []
endless.append(endless)

EVERYWHERE = {
    "not written": raising(NotImplementedError("Exercise 4")),
    "nothing": always(None),
    "a string": always("1.0"),
    "strings": mapped(str),
    "a huge number": always(10**400),
    "a truth value": always(True),
    "an empty tuple": always(()),
    "an empty dict": always({}),
    "a long list": always([0.0] * 100),
    "a list in itself": always(endless),
    "an object": always(Foreign("Tensor")),
    "zeros": mapped(np.zeros_like),
    "NaN": mapped(lambda value: np.full_like(value, np.nan)),
    "infinities": mapped(lambda value: np.full_like(value, -np.inf)),
    "the largest float": mapped(lambda value: np.full(np.shape(value), 1.7e308)),
    "objects": mapped(lambda value: np.full(np.shape(value), None)),
    "words": mapped(lambda value: np.full(np.shape(value), "0.5")),
    "dates": mapped(lambda value: np.zeros(np.shape(value), "datetime64[s]")),
    "complex": mapped(lambda value: np.asarray(value) + 0j),
    "records": mapped(lambda value: np.zeros(np.shape(value), "f8,f8")),
    "flat arrays": mapped(lambda value: np.append(np.ravel(value), 0)),
}
