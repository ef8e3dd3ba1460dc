"""Wrong versions of gru_forward."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.gru import gru_cell, gru_forward

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("gru_forward")
def memory_not_carried(x, c0, p):
    """Every step starts from c0 again. After each step, the memory that it made must
    become the c_prev of the next."""
    steps = [gru_cell(c0, x_t, p) for x_t in x]
    return np.stack([step.c_t for step in steps]), steps


@of("gru_forward")
def starts_from_zero(x, c0, p):
    """Your sequence starts from a memory of zeros. The first c_prev is the c0 that
    was handed in."""
    return gru_forward(x, np.zeros_like(c0), p)


@of("gru_forward")
def runs_backwards(x, c0, p):
    """Your loop goes through time from the end to the beginning. Forward, it starts
    at x[0]; only the backward pass runs the other way."""
    c, steps = gru_forward(x[::-1], c0, p)
    return c[::-1], steps[::-1]


@of("gru_forward")
def memory_one_step_late(x, c0, p):
    """Your c is one step late: c[0] is c0, and the last memory is missing. Store the
    new memory c_t of each step, not the one that it started from."""
    c, steps = gru_forward(x, c0, p)
    return np.concatenate([c0[None], c[:-1]]), steps


@of("gru_forward")
def initial_memory_included(x, c0, p):
    """Your c has one row too many: it begins with c0. It should hold c_t for each of
    the T steps and nothing else."""
    c, steps = gru_forward(x, c0, p)
    return np.concatenate([c0[None], c]), steps


@of("gru_forward")
def only_last_memory(x, c0, p):
    """You return the last memory only. Return the memory after every step, stacked
    along a first axis of length T."""
    c, steps = gru_forward(x, c0, p)
    return c[-1], steps


@of("gru_forward")
def memories_in_a_list(x, c0, p):
    """Your c is a Python list of arrays. The values are right: np.stack makes one
    array of shape (T, m, n_c) of them."""
    c, steps = gru_forward(x, c0, p)
    return list(c), steps


@of("gru_forward")
def batch_before_time(x, c0, p):
    """Your c has the batch on its first axis. In this course time comes first:
    (T, m, n_c)."""
    c, steps = gru_forward(x, c0, p)
    return c.swapaxes(0, 1), steps


@of("gru_forward")
def one_array_for_all(x, c0, p):
    """All entries of c are the last memory: the same array was updated in place and
    stored T times. Each step needs an array of its own."""
    c, steps = gru_forward(x, c0, p)
    return np.broadcast_to(c[-1], c.shape).copy(), steps


@of("gru_forward")
def only_last_step(x, c0, p):
    """Your steps hold the last step only: the list is made anew inside the loop. Make
    it once before the loop and append to it."""
    c, steps = gru_forward(x, c0, p)
    return c, steps[-1:]


@of("gru_forward")
def steps_share_arrays(x, c0, p):
    """The steps keep views of the caller's x and c0. When the caller reuses these
    arrays, your record changes too: store copies."""
    c, steps = gru_forward(x, c0, p)
    steps = [step._replace(x_t=x_t) for step, x_t in zip(steps, x, strict=True)]
    return c, [steps[0]._replace(c_prev=c0), *steps[1:]]


@of("gru_forward")
def start_overwritten(x, c0, p):
    """You use c0 as your working memory and write into it, so the caller's c0 is gone
    after the call. Begin with a copy, or make a new array at each step."""
    c, steps = gru_forward(x, c0, p)
    c0[...] = c[-1]
    return c, steps


@of("gru_forward")
def forward_in_float64(x, c0, p):
    """float32 went in, but c came out in float64: np.zeros((T, m, n_c)) makes float64
    unless it is told otherwise. Give it the dtype of c0, or use np.stack."""
    c, steps = gru_forward(x, c0, p)
    return c.astype(np.float64), steps
