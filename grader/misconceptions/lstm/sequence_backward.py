"""Wrong versions of lstm_backward."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.lstm import lstm_backward, lstm_cell_backward
from utils.params import LSTMParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_backward")
def nothing_carried(da, steps, p):
    """Neither gradient goes back in time: each step gets its own da[t] and no dc. Add
    the da that step t + 1 hands back to da[t], and pass on its dc. A published course
    once had just this bug."""
    return gathered(*stepwise(da, steps, p, carry_a=0, carry_c=0))


@of("lstm_backward")
def activation_gradient_not_carried(da, steps, p):
    """dc goes back in time, da does not. a_t is also an input of step t + 1: add what
    that step hands back for it to da[t]."""
    return gathered(*stepwise(da, steps, p, carry_a=0))


@of("lstm_backward")
def memory_gradient_not_carried(da, steps, p):
    """da goes back in time, dc does not. The memory line is the long way through
    time: hand the dc_prev of each step to the step before it."""
    return gathered(*stepwise(da, steps, p, carry_c=0))


@of("lstm_backward")
def carried_gradients_exchanged(da, steps, p):
    """What a step hands back for a and for c changes places on the way to the step
    before. lstm_cell_backward returns da_prev first, then dc_prev."""
    da_carried = dc_carried = np.zeros_like(da[0])
    dx, parts = [], []
    for da_t, step in zip(reversed(da), reversed(steps), strict=True):
        dc_carried, da_carried, dx_t, dp_t = lstm_cell_backward(
            da_t + da_carried, dc_carried, step, p
        )
        dx.insert(0, dx_t)
        parts.insert(0, dp_t)
    return gathered(dx, da_carried, dc_carried, parts)


@of("lstm_backward")
def upstream_on_memory_too(da, steps, p):
    """You add da[t] to the gradient of c_t as well. Upstream arrives at the
    activations only; c_t gets its share inside lstm_cell_backward."""
    return gathered(*stepwise(da, steps, p, upstream_c=1))


@of("lstm_backward")
def last_memory_has_upstream(da, steps, p):
    """You begin with da[-1] as the gradient of the last memory. Nothing arrives at
    the last c_t from later: begin with zeros."""
    return gathered(*stepwise(da, steps, p, dc_carried=da[-1]))


@of("lstm_backward")
def only_last_upstream(da, steps, p):
    """Only da[-1] is used. Every a_t has an upstream gradient of its own: add da[t]
    to what is carried back, at each step."""
    only_last = np.zeros_like(da)
    only_last[-1] = da[-1]
    return lstm_backward(only_last, steps, p)


@of("lstm_backward")
def parameters_overwritten(da, steps, p):
    """Your parameter gradients are those of one step: each step overwrites what the
    others left. The same parameters act at every step, so their gradients add up."""
    dx, da0, dc0, parts = stepwise(da, steps, p)
    return np.stack(dx), da0, dc0, parts[0]


@of("lstm_backward")
def parameters_of_last_step(da, steps, p):
    """Your parameter gradients are those of the last step alone. The same parameters
    act at every step: add up the parts of all of them."""
    dx, da0, dc0, parts = stepwise(da, steps, p)
    return np.stack(dx), da0, dc0, parts[-1]


@of("lstm_backward")
def mean_over_time(da, steps, p):
    """Your parameter gradients are divided by the number of steps. They are sums over
    time: an average is right only if the loss is one, and da knows that already."""
    *grads, dp = lstm_backward(da, steps, p)
    return *grads, LSTMParams(*(part / len(steps) for part in dp))


@of("lstm_backward")
def mean_over_examples(da, steps, p):
    """Your parameter gradients are divided by the batch size. They are sums over the
    batch; whether to average is for the loss to say, and da knows it already."""
    *grads, dp = lstm_backward(da, steps, p)
    return *grads, LSTMParams(*(part / da.shape[1] for part in dp))


@of("lstm_backward")
def time_not_reversed(da, steps, p):
    """You go through the steps from first to last. What is carried comes from the
    future: start at the last step and end at the first."""
    dx, da_end, dc_end, parts = stepwise(da[::-1], steps[::-1], p)
    return gathered(dx[::-1], da_end, dc_end, parts)


@of("lstm_backward")
def inputs_in_reverse_order(da, steps, p):
    """The gradients of the inputs are right, but dx runs backwards: you append them
    while you go back in time. Fill dx[t], or turn the list round at the end."""
    dx, da0, dc0, dp = lstm_backward(da, steps, p)
    return dx[::-1].copy(), da0, dc0, dp


@of("lstm_backward")
def upstream_counted_twice(da, steps, p):
    """da[t] goes in twice: once when it is added to what is carried, and once more
    at the step itself. Each da[t] counts once."""
    return gathered(*stepwise(da, steps, p, upstream=2))


@of("lstm_backward")
def start_gradients_swapped(da, steps, p):
    """da0 and dc0 have changed places in what you return: dx, da0, dc0, dp."""
    dx, da0, dc0, dp = lstm_backward(da, steps, p)
    return dx, dc0, da0, dp


@of("lstm_backward")
def starts_left_at_zero(da, steps, p):
    """Your da0 and dc0 are all zeros. What step 0 hands back is the gradient of a0
    and of c0."""
    dx, da0, dc0, dp = lstm_backward(da, steps, p)
    return dx, np.zeros_like(da0), np.zeros_like(dc0), dp


@of("lstm_backward")
def upstream_grows(da, steps, p):
    """The values are right, but you add what is carried into da itself, and the
    caller's gradients have changed. Add into a new array."""
    grads = lstm_backward(da, steps, p)
    da[:-1] += 1
    return grads


@of("lstm_backward")
def inputs_in_a_list(da, steps, p):
    """Your dx is a Python list of arrays. The values are right: np.stack makes one
    array of shape (T, m, n_x) of them."""
    dx, da0, dc0, dp = lstm_backward(da, steps, p)
    return list(dx), da0, dc0, dp


@of("lstm_backward")
def sums_in_float64(da, steps, p):
    """float32 went in and float64 came out: np.zeros makes float64 unless it is told
    otherwise; np.zeros_like keeps the dtype."""
    *grads, dp = lstm_backward(da, steps, p)
    return *grads, LSTMParams(*(part.astype(np.float64) for part in dp))


def stepwise(
    da, steps, p, *, carry_a=1, carry_c=1, upstream=1, upstream_c=0, dc_carried=None
):
    """(dx, da0, dc0, dp of each step), with factors on what arrives where."""
    da_carried = np.zeros_like(da[0])
    dc_carried = np.zeros_like(da[0]) if dc_carried is None else dc_carried
    dx, parts = [], []
    for da_t, step in zip(reversed(da), reversed(steps), strict=True):
        at_a = upstream * da_t + carry_a * da_carried
        at_c = upstream_c * da_t + carry_c * dc_carried
        da_carried, dc_carried, dx_t, dp_t = lstm_cell_backward(at_a, at_c, step, p)
        dx.insert(0, dx_t)
        parts.insert(0, dp_t)
    return dx, da_carried, dc_carried, parts


def gathered(dx, da0, dc0, parts):
    """What is returned, with the parameter gradients of all steps added up."""
    dp = LSTMParams(*(sum(values) for values in zip(*parts, strict=True)))
    return np.stack(dx), da0, dc0, dp
