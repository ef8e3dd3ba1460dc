"""Answers that must earn nothing, whatever the function: each made of a right one."""

import numpy as np
import torch
from torch import nn

from grader.checks import NOTEBOOKS
from grader.checks.compare import Foreign
from tests.grader.judging import IN_TORCH
from utils.params import GRUStep, LSTMParams, LSTMStep


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


def echoing(otherwise):
    """Makes of a right function one that repeats its inputs, and computes nothing.

    Where the right answer holds an array that was given it holds it, too; every other
    is what `otherwise` makes of it.
    """

    def made(right):
        def echo(*args, **kwargs):
            given = list(_arrays(args))

            def leaf(value):
                same = any(np.array_equal(value, one) for one in given)
                return value if same else otherwise(np.asarray(value))

            return mapped(leaf)(lambda: right(*args, **kwargs))()

        return echo

    return made


def remembering(right):
    """Makes of a right function one that answers as it did when it was first asked."""
    first = []

    def answer(*args, **kwargs):
        if not first:
            first.append(mapped(np.ones_like)(right)(*args, **kwargs))
        return first[0]

    return answer


def noise(shape):
    """Numbers that have nothing to do with the question."""
    return np.random.default_rng(1).normal(size=shape)


def _arrays(value):
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _arrays(item)


endless = []
endless.append(endless)

OF_ANY = {
    "not written": raising(NotImplementedError("Exercise 4")),
    "a ValueError": raising(ValueError("unknown output_sees")),
    "another error": raising(ZeroDivisionError()),
    "a failed assertion": raising(AssertionError("a" * 10_000)),
    "nothing": always(None),
    "a string": always("1.0"),
    "a number": always(-1),
    "a huge number": always(10**400),
    "a truth value": always(True),
    "an empty tuple": always(()),
    "an empty dict": always({}),
    "a long list": always([0.0] * 100),
    "a list in itself": always(endless),
    "two numbers": always((-1.0, -2.0)),
    "an object": always(Foreign("Tensor")),
    "a record of letters": always(GRUStep(*"abcdef")),
    "a longer record of letters": always(LSTMStep(*"abcdefghi")),
    "letters as parameters": always(LSTMParams(*"abcdefgh")),
    "a dict of nothing": always(dict.fromkeys("WRBP")),
    "a dict of numbers": always(dict.fromkeys("WRBP", 1.0)),
}
OF_ARRAYS = {
    "strings": mapped(str),
    "zeros": mapped(np.zeros_like),
    "ones": mapped(np.ones_like),
    "huge values": mapped(lambda value: np.full_like(value, 1e38)),
    "NaN": mapped(lambda value: np.full_like(value, np.nan)),
    "infinities": mapped(lambda value: np.full_like(value, -np.inf)),
    "the largest float": mapped(lambda value: np.full(np.shape(value), 1.7e308)),
    "objects": mapped(lambda value: np.full(np.shape(value), None)),
    "lists in themselves": mapped(lambda value: endless),
    "words": mapped(lambda value: np.full(np.shape(value), "0.5")),
    "dates": mapped(lambda value: np.zeros(np.shape(value), "datetime64[s]")),
    "complex": mapped(lambda value: np.asarray(value) + 0j),
    "records": mapped(lambda value: np.zeros(np.shape(value), "f8,f8")),
    "flat arrays": mapped(lambda value: np.append(np.ravel(value), 0)),
}
OF_ARRAYS |= {
    "its first argument": lambda right: lambda *args, **kwargs: args[0],
    "all of its arguments": lambda right: lambda *args, **kwargs: args,
    "echoes and zeros": echoing(np.zeros_like),
    "echoes and ones": echoing(np.ones_like),
    "echoes and noise": echoing(lambda value: noise(np.shape(value))),
    "one answer to everything": remembering,
    "noise": mapped(lambda value: noise(np.shape(value))),
    "halves": mapped(lambda value: np.full_like(value, 0.5)),
}
OF_TENSORS = {
    "a RuntimeError": raising(RuntimeError("cuda mps")),
    "an OSError": raising(OSError("always")),
    "a device": always("cpu:9"),
    "three tensors": always((torch.zeros(2), torch.zeros(3), torch.zeros(4))),
    "a tensor": always(torch.zeros(())),
    "a tensor with NaN": always(torch.full((6, 3, 5), torch.nan)),
    "another module": lambda right: lambda *args, **kwargs: nn.Linear(4, 5),
}
WORTHLESS = {
    nb: OF_ANY | (OF_TENSORS if nb in IN_TORCH else OF_ARRAYS) for nb in NOTEBOOKS
}
