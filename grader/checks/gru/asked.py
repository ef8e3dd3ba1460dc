"""What is asked in the same words of several functions of the GRU notebook."""

import numpy as np

from grader.checks.expect import kept, same
from grader.reference import gru as reference

FAR = 1000.0  # far beyond where exp overflows
LARGE = 1000.0  # a gradient that nobody asked to clip
GRUS = ("torch.nn.GRU", "torch.nn.GRUCell", "torch.gru", "torch.gru_cell")


def asked(student, function, name, *args):
    """Asks for all that the reference answers to `args`; returns the answer."""
    answer = getattr(student, function)(*args)
    yield same(name, answer, getattr(reference, function)(*args))
    return answer


def asked_in_float32(student, function, *args):
    """Asks a question in float32; returns the answer."""
    answer = yield from asked(student, function, "values in float32", *args)
    yield kept("float32 in, float32 out", answer, np.float32)
    return answer
