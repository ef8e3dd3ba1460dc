"""What is asked of one GRU step, and of a stack of GRUs over a sequence."""

from itertools import pairwise

import numpy as np

from grader.checks import draw
from grader.checks.expect import Checks, kept, same, silent, unchanged
from grader.checks.gru.asked import FAR, GRUS
from grader.reference import which_unit as reference

CHECKS = Checks()
SHUT_AND_OPEN = np.array([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]])
"""The signs of Γu's and Γr's biases: each may be shut or open beside the other."""


@CHECKS.check("gru_step", forbids=GRUS)
def gru_step(student, rng):
    """One step of a GRU: the new memory alone."""

    def question(batch, n_x, n, dtype=np.float64):
        p, *states = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n, dtype=dtype)
        return *states, p

    def asked(name, args, weight=1.0):
        answer = student.gru_step(*args)
        return answer, same(name, answer, reference.gru_step(*args), weight=weight)

    answer, right = asked("c_t", question(3, 4, 5), weight=2)
    yield right
    yield unchanged("inputs are left unchanged", answer)
    batch, n_x, n = draw.sizes(rng, 3)
    yield asked("other sizes", question(batch, n_x, n))[1]
    yield asked("a batch of one", question(1, n_x, n))[1]
    *states, p = question(2, 3, 4)
    bu, br = FAR * rng.permutation(SHUT_AND_OPEN, axis=1)
    answer, right = asked(
        "gates fully shut or open", (*states, p._replace(bu=bu, br=br))
    )
    yield right
    yield silent("no warning when shut or open", answer)
    answer, right = asked("values in float32", question(3, 4, 5, np.float32))
    yield right
    yield kept("float32 in, float32 out", answer, np.float32)


@CHECKS.check("stacked_forward", forbids=GRUS)
def stacked_forward(student, rng):
    """Each layer reads the memories of the layer below, at the same step."""

    def question(T, batch, sizes, dtype=np.float64):
        x = draw.normal(rng, T, batch, sizes[0], dtype=dtype)
        layers = [draw.gru_params(rng, n_x, n, dtype) for n_x, n in pairwise(sizes)]
        c0 = [draw.normal(rng, batch, n, dtype=dtype) for n in sizes[1:]]
        return x, c0, layers

    def asked(name, args):
        answer = student.stacked_forward(*args)
        return answer, same(name, answer, reference.stacked_forward(*args))

    T, batch, n = draw.sizes(rng, 3)  # of equal widths: every mix-up of layers runs
    args = question(T, batch, (n, n, n, n))
    answer = student.stacked_forward(*args)
    expected = reference.stacked_forward(*args)
    yield same("the bottom layer", answer[0], expected[0])
    yield same("the layer above it", answer[1], expected[1], weight=2)
    yield same("three layers, bottom first", answer, expected)
    yield unchanged("inputs are left unchanged", answer)
    n_x, *widths = draw.sizes(rng, 4)
    yield asked("layers of other widths", question(6, 2, (n_x, *widths)))[1]
    yield asked("two layers", question(5, 3, (n_x, *widths[:2])))[1]
    yield asked("a single layer", question(5, 3, (n_x, widths[0])))[1]
    yield asked("one step, a batch of one", question(1, 1, (n_x, *widths[:2])))[1]
    args = question(6, 2, (4, 3, 5), np.float32)
    answer, right = asked("values in float32", args)
    yield right
    yield kept("float32 in, float32 out", answer, np.float32)
