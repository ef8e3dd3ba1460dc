"""Wrong versions of lstm_forward."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.lstm import lstm_cell, lstm_forward

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_forward")
def nothing_carried(x, a0, c0, p):
    """Every step starts from a0 and c0 again. After each step, its a_t and its c_t
    must become the a_prev and the c_prev of the next."""
    return stepwise(x, a0, c0, p, carries=())


@of("lstm_forward")
def activation_not_carried(x, a0, c0, p):
    """The memory is handed on, the activation is not: every step gets a0. After each
    step its a_t must become the next a_prev."""
    return stepwise(x, a0, c0, p, carries=("c",))


@of("lstm_forward")
def memory_not_carried(x, a0, c0, p):
    """The activation is handed on, the memory is not: every step gets c0. After each
    step its c_t must become the next c_prev."""
    return stepwise(x, a0, c0, p, carries=("a",))


@of("lstm_forward")
def states_exchanged(x, a0, c0, p):
    """a0 and c0 change places on the way into your cell. lstm_cell takes the
    activation first, then the memory, then the input."""
    return lstm_forward(x, c0, a0, p)


@of("lstm_forward")
def starts_from_zero(x, a0, c0, p):
    """Your sequence starts from zeros. The first a_prev and c_prev are the a0 and c0
    that were handed in."""
    return lstm_forward(x, np.zeros_like(a0), np.zeros_like(c0), p)


@of("lstm_forward")
def memory_starts_from_zero(x, a0, c0, p):
    """Your memory starts from zeros: c0 is never used. The first c_prev is the c0
    that was handed in."""
    return lstm_forward(x, a0, np.zeros_like(c0), p)


@of("lstm_forward")
def activation_carried_as_memory(x, a0, c0, p):
    """After the first step your cell gets a_t as its memory too. In an LSTM the two
    differ: hand c_t on beside a_t."""
    steps, a_prev, c_prev = [], a0, c0
    for x_t in x:
        steps.append(lstm_cell(a_prev, c_prev, x_t, p))
        a_prev = c_prev = steps[-1].a_t
    return np.stack([step.a_t for step in steps]), steps


@of("lstm_forward")
def memories_returned(x, a0, c0, p):
    """You stack the memories c_t. What an LSTM shows to the world is its activation:
    stack a_t; the memories are in the steps."""
    _, steps = lstm_forward(x, a0, c0, p)
    return np.stack([step.c_t for step in steps]), steps


@of("lstm_forward")
def runs_backwards(x, a0, c0, p):
    """Your loop goes through time from the end to the beginning. Forward, it starts
    at x[0]; only the backward pass runs the other way."""
    a, steps = lstm_forward(x[::-1], a0, c0, p)
    return a[::-1], steps[::-1]


@of("lstm_forward")
def activation_one_step_late(x, a0, c0, p):
    """Your a is one step late: a[0] is a0, and the last activation is missing. Store
    the a_t that each step makes, not the one that it started from."""
    a, steps = lstm_forward(x, a0, c0, p)
    return np.concatenate([a0[None], a[:-1]]), steps


@of("lstm_forward")
def initial_activation_included(x, a0, c0, p):
    """Your a has one row too many: it begins with a0. It should hold a_t for each of
    the T steps and nothing else."""
    a, steps = lstm_forward(x, a0, c0, p)
    return np.concatenate([a0[None], a]), steps


@of("lstm_forward")
def only_last_activation(x, a0, c0, p):
    """You return the last activation only. Return the activation after every step,
    stacked along a first axis of length T."""
    a, steps = lstm_forward(x, a0, c0, p)
    return a[-1], steps


@of("lstm_forward")
def activations_in_a_list(x, a0, c0, p):
    """Your a is a Python list of arrays. The values are right: np.stack makes one
    array of shape (T, m, n_a) of them."""
    a, steps = lstm_forward(x, a0, c0, p)
    return list(a), steps


@of("lstm_forward")
def batch_before_time(x, a0, c0, p):
    """Your a has the batch on its first axis. In this course time comes first:
    (T, m, n_a)."""
    a, steps = lstm_forward(x, a0, c0, p)
    return a.swapaxes(0, 1), steps


@of("lstm_forward")
def one_array_for_all(x, a0, c0, p):
    """All entries of a are the last activation: the same array was updated in place
    and stored T times. Each step needs an array of its own."""
    a, steps = lstm_forward(x, a0, c0, p)
    return np.broadcast_to(a[-1], a.shape).copy(), steps


@of("lstm_forward")
def only_last_step(x, a0, c0, p):
    """Your steps hold the last step only: the list is made anew inside the loop. Make
    it once before the loop and append to it."""
    a, steps = lstm_forward(x, a0, c0, p)
    return a, steps[-1:]


@of("lstm_forward")
def steps_share_arrays(x, a0, c0, p):
    """The steps keep views of the caller's x, a0 and c0. When the caller reuses these
    arrays, your record changes too: store copies."""
    a, steps = lstm_forward(x, a0, c0, p)
    steps = [step._replace(x_t=x_t) for step, x_t in zip(steps, x, strict=True)]
    return a, [steps[0]._replace(a_prev=a0, c_prev=c0), *steps[1:]]


@of("lstm_forward")
def start_overwritten(x, a0, c0, p):
    """You use c0 as your working memory and write into it, so the caller's c0 is gone
    after the call. Begin with a copy, or make a new array at each step."""
    a, steps = lstm_forward(x, a0, c0, p)
    c0[...] = steps[-1].c_t
    return a, steps


@of("lstm_forward")
def forward_in_float64(x, a0, c0, p):
    """float32 went in, but a came out in float64: np.zeros((T, m, n_a)) makes float64
    unless it is told otherwise. Give it the dtype of a0, or use np.stack."""
    a, steps = lstm_forward(x, a0, c0, p)
    return a.astype(np.float64), steps


def stepwise(x, a0, c0, p, carries):
    """A sequence in which only some of the states are handed on."""
    steps, a_prev, c_prev = [], a0, c0
    for x_t in x:
        steps.append(lstm_cell(a_prev, c_prev, x_t, p))
        a_prev = steps[-1].a_t if "a" in carries else a0
        c_prev = steps[-1].c_t if "c" in carries else c0
    return np.stack([step.a_t for step in steps]), steps
