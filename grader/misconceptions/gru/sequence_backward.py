"""Wrong versions of gru_backward."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.gru import gru_backward, gru_cell_backward
from utils.params import GRUParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("gru_backward")
def nothing_carried(dc, steps, p):
    """Each step gets its own dc[t] only. What step t + 1 hands back for c_t must be
    added to it; without that, nothing is learned across time."""
    dx, dc0, parts = stepwise(dc, steps, p, carry=0)
    return dx, dc0, total(parts)


@of("gru_backward")
def only_last_upstream(dc, steps, p):
    """Only dc[-1] is used. Every c_t has an upstream gradient of its own: add dc[t]
    to what is carried back, at each step."""
    only_last = np.zeros_like(dc)
    only_last[-1] = dc[-1]
    return gru_backward(only_last, steps, p)


@of("gru_backward")
def parameters_overwritten(dc, steps, p):
    """Your parameter gradients are those of one step: each step overwrites what the
    others left. The same parameters act at every step, so their gradients add up."""
    dx, dc0, parts = stepwise(dc, steps, p)
    return dx, dc0, parts[0]


@of("gru_backward")
def parameters_of_last_step(dc, steps, p):
    """Your parameter gradients are those of the last step alone. The same parameters
    act at every step: add up the parts of all of them."""
    dx, dc0, parts = stepwise(dc, steps, p)
    return dx, dc0, parts[-1]


@of("gru_backward")
def mean_over_time(dc, steps, p):
    """Your parameter gradients are divided by the number of steps. They are sums over
    time: an average is right only if the loss is one, and dc knows that already."""
    dx, dc0, dp = gru_backward(dc, steps, p)
    return dx, dc0, GRUParams(*(part / len(steps) for part in dp))


@of("gru_backward")
def mean_over_examples(dc, steps, p):
    """Your parameter gradients are divided by the batch size. They are sums over the
    batch; whether to average is for the loss to say, and dc knows it already."""
    dx, dc0, dp = gru_backward(dc, steps, p)
    return dx, dc0, GRUParams(*(part / dc.shape[1] for part in dp))


@of("gru_backward")
def time_not_reversed(dc, steps, p):
    """You go through the steps from first to last. What is carried comes from the
    future: start at the last step and end at the first."""
    dx, dc_carried, parts = [], np.zeros_like(dc[0]), []
    for dc_t, step in zip(dc, steps, strict=True):
        dc_carried, dx_t, dp_t = gru_cell_backward(dc_t + dc_carried, step, p)
        dx.append(dx_t)
        parts.append(dp_t)
    return np.stack(dx), dc_carried, total(parts)


@of("gru_backward")
def inputs_in_reverse_order(dc, steps, p):
    """The gradients of the inputs are right, but dx runs backwards: you append them
    while you go back in time. Fill dx[t], or turn the list round at the end."""
    dx, dc0, dp = gru_backward(dc, steps, p)
    return dx[::-1].copy(), dc0, dp


@of("gru_backward")
def upstream_counted_twice(dc, steps, p):
    """dc[t] goes in twice: once when it is added to what is carried, and once more
    at the step itself. Each dc[t] counts once."""
    dx, dc0, parts = stepwise(dc, steps, p, upstream=2)
    return dx, dc0, total(parts)


@of("gru_backward")
def first_step_left_out(dc, steps, p):
    """Your loop stops before step 0, so dx[0] stays empty and dc0 is the gradient of
    the first c_t. range(T - 1, 0, -1) ends at 1; reversed(range(T)) ends at 0."""
    dx, _, parts = stepwise(dc, steps, p)
    _, carried, _ = gru_backward(dc[1:], steps[1:], p)
    dx[0] = 0
    return dx, carried, total(parts[1:])


@of("gru_backward")
def start_gets_first_upstream(dc, steps, p):
    """Your dc0 is the gradient that arrives at the first c_t. Step 0 still has to
    carry it back: dc0 is the dc_prev of that step."""
    dx, _, dp = gru_backward(dc, steps, p)
    carried = gru_backward(dc[1:], steps[1:], p)[1] if len(steps) > 1 else 0
    return dx, dc[0] + carried, dp


@of("gru_backward")
def start_left_at_zero(dc, steps, p):
    """Your dc0 is all zeros. What is carried out of step 0 is the gradient of c0."""
    dx, dc0, dp = gru_backward(dc, steps, p)
    return dx, np.zeros_like(dc0), dp


@of("gru_backward")
def upstream_grows(dc, steps, p):
    """The values are right, but you add what is carried into dc itself, and the
    caller's gradients have changed. Add into a new array."""
    grads = gru_backward(dc, steps, p)
    for t in range(len(dc) - 1, 0, -1):
        dc[t - 1] += gru_cell_backward(dc[t], steps[t], p)[0]
    return grads


@of("gru_backward")
def inputs_in_a_list(dc, steps, p):
    """Your dx is a Python list of arrays. The values are right: np.stack makes one
    array of shape (T, m, n_x) of them."""
    dx, dc0, dp = gru_backward(dc, steps, p)
    return list(dx), dc0, dp


@of("gru_backward")
def sums_in_float64(dc, steps, p):
    """float32 went in and float64 came out: np.zeros makes float64 unless it is told
    otherwise; np.zeros_like keeps the dtype."""
    dx, dc0, dp = gru_backward(dc, steps, p)
    return dx, dc0, GRUParams(*(part.astype(np.float64) for part in dp))


def stepwise(dc, steps, p, carry=1, upstream=1):
    """(dx, dc0, dp of each step), with factors on what is carried and what arrives."""
    dx, dc_carried, parts = [], np.zeros_like(dc[0]), []
    for dc_t, step in zip(reversed(dc), reversed(steps), strict=True):
        dc_t = upstream * dc_t + carry * dc_carried
        dc_carried, dx_t, dp_t = gru_cell_backward(dc_t, step, p)
        dx.insert(0, dx_t)
        parts.insert(0, dp_t)
    return np.stack(dx), dc_carried, parts


def total(parts):
    """The sum of the parameter gradients of several steps."""
    return GRUParams(*(sum(values) for values in zip(*parts, strict=True)))
