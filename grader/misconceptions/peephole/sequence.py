"""Wrong versions of peephole_forward."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.peephole import peephole_cell, peephole_forward

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_forward")
def form_not_passed_on(x, a0, c0, p, output_sees="previous"):
    """Your sequence takes output_sees, but the step never hears of it and uses its
    default. Hand it on to peephole_cell."""
    return peephole_forward(x, a0, c0, p)


@of("peephole_forward")
def sequence_always_current(x, a0, c0, p, output_sees="previous"):
    """Your sequence always runs the current form, whatever output_sees says. Hand the
    argument on to peephole_cell as it came."""
    return peephole_forward(x, a0, c0, p, "current")


@of("peephole_forward")
def sequence_current_by_default(x, a0, c0, p, output_sees="current"):
    """Both forms are right when they are named, but your default is "current". The
    lecture's form is the default here: output_sees="previous"."""
    return peephole_forward(x, a0, c0, p, output_sees)


@of("peephole_forward")
def nothing_is_carried(x, a0, c0, p, output_sees="previous"):
    """Every step starts from a0 and c0 again. After each step, a_t and c_t become the
    a_prev and c_prev of the next."""
    return run(x, a0, c0, p, output_sees, lambda step: (a0, c0))


@of("peephole_forward")
def memory_is_not_carried(x, a0, c0, p, output_sees="previous"):
    """The activation is carried from step to step, but each step starts from the
    memory c0 again. c_t must become the next c_prev."""
    return run(x, a0, c0, p, output_sees, lambda step: (step.a_t, c0))


@of("peephole_forward")
def activation_is_not_carried(x, a0, c0, p, output_sees="previous"):
    """The memory is carried from step to step, but each step starts from the
    activation a0 again. a_t must become the next a_prev."""
    return run(x, a0, c0, p, output_sees, lambda step: (a0, step.c_t))


@of("peephole_forward")
def carried_pair_exchanged(x, a0, c0, p, output_sees="previous"):
    """After the first step, activation and memory change places: c_t is handed on as
    a_prev and a_t as c_prev."""
    return run(x, a0, c0, p, output_sees, lambda step: (step.c_t, step.a_t))


@of("peephole_forward")
def activation_for_memory(x, a0, c0, p, output_sees="previous"):
    """The activation is handed on as memory too. c_t itself must go to the next step:
    a_t is only what the output gate lets out of it."""
    return run(x, a0, c0, p, output_sees, lambda step: (step.a_t, step.a_t))


@of("peephole_forward")
def sequence_from_zero(x, a0, c0, p, output_sees="previous"):
    """Your sequence starts from zeros. The first a_prev and c_prev are the a0 and c0
    that were handed in."""
    return peephole_forward(x, np.zeros_like(a0), np.zeros_like(c0), p, output_sees)


@of("peephole_forward")
def memories_returned(x, a0, c0, p, output_sees="previous"):
    """You return the memories c_t. What a unit shows to the outside are its
    activations a_t; the memories can be read off the steps."""
    _, steps = peephole_forward(x, a0, c0, p, output_sees)
    return np.stack([step.c_t for step in steps]), steps


@of("peephole_forward")
def activations_one_step_late(x, a0, c0, p, output_sees="previous"):
    """Your a is one step late: a[0] is a0, and the last activation is missing. Store
    the a_t that each step made, not the a_prev that it started from."""
    a, steps = peephole_forward(x, a0, c0, p, output_sees)
    return np.concatenate([a0[None], a[:-1]]), steps


@of("peephole_forward")
def only_last_activation(x, a0, c0, p, output_sees="previous"):
    """You return the last activation only. Return the activation after every step,
    stacked along a first axis of length T."""
    a, steps = peephole_forward(x, a0, c0, p, output_sees)
    return a[-1], steps


@of("peephole_forward")
def activations_in_a_list(x, a0, c0, p, output_sees="previous"):
    """Your a is a Python list of arrays. The values are right: np.stack makes one
    array of shape (T, m, n) of them."""
    a, steps = peephole_forward(x, a0, c0, p, output_sees)
    return list(a), steps


@of("peephole_forward")
def batch_comes_first(x, a0, c0, p, output_sees="previous"):
    """Your a has the batch on its first axis. In this course time comes first:
    (T, m, n)."""
    a, steps = peephole_forward(x, a0, c0, p, output_sees)
    return a.swapaxes(0, 1), steps


@of("peephole_forward")
def only_last_peephole_step(x, a0, c0, p, output_sees="previous"):
    """Your steps hold the last step only: the list is made anew inside the loop. Make
    it once before the loop and append to it."""
    a, steps = peephole_forward(x, a0, c0, p, output_sees)
    return a, steps[-1:]


@of("peephole_forward")
def peephole_steps_share_arrays(x, a0, c0, p, output_sees="previous"):
    """The steps keep views of the caller's x, a0 and c0. When the caller reuses these
    arrays, your record changes too: store copies."""
    a, steps = peephole_forward(x, a0, c0, p, output_sees)
    steps = [step._replace(x_t=x_t) for step, x_t in zip(steps, x, strict=True)]
    return a, [steps[0]._replace(a_prev=a0, c_prev=c0), *steps[1:]]


@of("peephole_forward")
def first_memory_overwritten(x, a0, c0, p, output_sees="previous"):
    """You use c0 as your working memory and write into it, so the caller's c0 is gone
    after the call. Make a new array at each step."""
    a, steps = peephole_forward(x, a0, c0, p, output_sees)
    c0[...] = steps[-1].c_t
    return a, steps


@of("peephole_forward")
def activations_in_float64(x, a0, c0, p, output_sees="previous"):
    """float32 went in, but a came out in float64: np.zeros((T, m, n)) makes float64
    unless it is told otherwise. Give it the dtype of a0, or use np.stack."""
    a, steps = peephole_forward(x, a0, c0, p, output_sees)
    return a.astype(np.float64), steps


def run(x, a0, c0, p, output_sees, carry):
    """A sequence in which ``carry(step)`` gives the next step's (a_prev, c_prev)."""
    states, steps = (a0, c0), []
    for x_t in x:
        steps.append(peephole_cell(*states, x_t, p, output_sees))
        states = carry(steps[-1])
    return np.stack([step.a_t for step in steps]), steps
