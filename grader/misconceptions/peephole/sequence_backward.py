"""Wrong versions of peephole_backward beside the thirteen that are hard to see."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.misconceptions.peephole.parts import stepwise, summed, through_time
from grader.misconceptions.peephole.peephole_paths import (
    gradient_cut_at_peepholes,
    po_path_joins_too_late,
)
from grader.reference.peephole import peephole_backward, peephole_cell_backward
from utils.params import PeepholeParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_backward")
def nothing_carried_back(da, steps, p, output_sees="previous"):
    """Each step gets its own da[t] and nothing else. What step t + 1 hands back for
    activation and memory must be added; without it, nothing is learned across time."""
    dx, states, parts = stepwise(da, steps, p, output_sees, carry_a=0, carry_c=0)
    return dx, *states, summed(parts)


@of("peephole_backward")
def only_last_da_used(da, steps, p, output_sees="previous"):
    """Only da[-1] is used. Every a_t has an upstream gradient of its own: add da[t] to
    what is carried back, at each step."""
    only_last = np.zeros_like(da)
    only_last[-1] = da[-1]
    return peephole_backward(only_last, steps, p, output_sees)


@of("peephole_backward")
def upstream_put_on_memory(da, steps, p, output_sees="previous"):
    """You hand da[t] in as a gradient at the memory. It arrives at the activation a_t;
    at c_t arrives only what is carried back."""

    def backward(da_t, dc_t, *rest):
        return peephole_cell_backward(0 * da_t, dc_t + da_t, *rest)

    return through_time(da, steps, p, output_sees, backward)


@of("peephole_backward")
def carried_gradients_exchanged(da, steps, p, output_sees="previous"):
    """What is carried for a_prev and for c_prev changes places between the steps.
    peephole_cell_backward returns da_prev first."""
    da_carried, dc_carried = np.zeros_like(da[0]), np.zeros_like(da[0])
    dx, parts = [], []
    for da_t, step in zip(reversed(da), reversed(steps), strict=True):
        dc_carried, da_carried, dx_t, dp_t = peephole_cell_backward(
            da_t + da_carried, dc_carried, step, p, output_sees
        )
        dx.insert(0, dx_t)
        parts.append(dp_t)
    return np.stack(dx), da_carried, dc_carried, summed(parts)


@of("peephole_backward")
def steps_not_reversed(da, steps, p, output_sees="previous"):
    """You go through the steps from first to last. What is carried comes from the
    future: start at the last step and end at the first."""
    dx, states, parts = stepwise(da[::-1], steps[::-1], p, output_sees)
    return dx[::-1].copy(), *states, summed(parts)


@of("peephole_backward")
def dx_in_reverse_order(da, steps, p, output_sees="previous"):
    """The gradients of the inputs are right, but dx runs backwards: you append them
    while you go back in time. Fill dx[t], or turn the list round at the end."""
    dx, *rest = peephole_backward(da, steps, p, output_sees)
    return dx[::-1].copy(), *rest


@of("peephole_backward")
def da_counted_twice(da, steps, p, output_sees="previous"):
    """da[t] goes in twice: once when it is added to what is carried, and once more at
    the step itself. Each da[t] counts once."""
    dx, states, parts = stepwise(da, steps, p, output_sees, upstream=2)
    return dx, *states, summed(parts)


@of("peephole_backward")
def parameters_of_the_last_step(da, steps, p, output_sees="previous"):
    """Your parameter gradients are those of the last step alone. The same parameters
    act at every step: add up the parts of all of them."""
    dx, states, parts = stepwise(da, steps, p, output_sees)
    return dx, *states, parts[-1]


@of("peephole_backward")
def averaged_over_time(da, steps, p, output_sees="previous"):
    """Your parameter gradients are divided by the number of steps. They are sums over
    time: an average is right only if the loss is one, and da knows that already."""
    *states, dp = peephole_backward(da, steps, p, output_sees)
    return *states, PeepholeParams(*(part / len(steps) for part in dp))


@of("peephole_backward")
def starts_left_at_zero(da, steps, p, output_sees="previous"):
    """Your da0 and dc0 are all zeros. What is carried out of step 0 are the gradients
    of a0 and c0."""
    dx, da0, dc0, dp = peephole_backward(da, steps, p, output_sees)
    return dx, np.zeros_like(da0), np.zeros_like(dc0), dp


@of("peephole_backward")
def starts_exchanged(da, steps, p, output_sees="previous"):
    """da0 and dc0 have changed places: the activation's gradient is returned before
    the memory's."""
    dx, da0, dc0, dp = peephole_backward(da, steps, p, output_sees)
    return dx, dc0, da0, dp


@of("peephole_backward")
def cut_at_peepholes_in_time(da, steps, p, output_sees="previous"):
    """No gradient goes back to the memory through pu, pf and po. Gers cut it there;
    here it is the whole gradient that is asked for, through every path."""
    return through_time(da, steps, p, output_sees, gradient_cut_at_peepholes)


@of("peephole_backward")
def po_part_joins_too_late(da, steps, p, output_sees="previous"):
    """In the current form, po's part is added to dc after Γu, Γf and c̃ have had
    theirs. It must be in dc before dc is split."""
    return through_time(da, steps, p, output_sees, po_path_joins_too_late)


@of("peephole_backward")
def form_not_passed_back(da, steps, p, output_sees="previous"):
    """Your sequence takes output_sees, but the step never hears of it and uses its
    default. Hand it on to peephole_cell_backward."""
    return peephole_backward(da, steps, p)


@of("peephole_backward")
def always_back_through_current(da, steps, p, output_sees="previous"):
    """You always go back as in the current form, whatever output_sees says. Hand the
    argument on to peephole_cell_backward as it came."""
    return peephole_backward(da, steps, p, "current")


@of("peephole_backward")
def back_through_current_by_default(da, steps, p, output_sees="current"):
    """Both forms are right when they are named, but your default is "current". The
    lecture's form is the default here: output_sees="previous"."""
    return peephole_backward(da, steps, p, output_sees)


@of("peephole_backward")
def da_grows(da, steps, p, output_sees="previous"):
    """The values are right, but you add what is carried into da itself, and the
    caller's gradients have changed. Add into a new array."""
    grads = peephole_backward(da, steps, p, output_sees)
    for t in range(len(da) - 1):
        da[t] += peephole_backward(da[t + 1 :], steps[t + 1 :], p, output_sees)[1]
    return grads


@of("peephole_backward")
def dx_in_a_list(da, steps, p, output_sees="previous"):
    """Your dx is a Python list of arrays. The values are right: np.stack makes one
    array of shape (T, m, n_x) of them."""
    dx, *rest = peephole_backward(da, steps, p, output_sees)
    return list(dx), *rest


@of("peephole_backward")
def totals_in_float64(da, steps, p, output_sees="previous"):
    """float32 went in and float64 came out: np.zeros makes float64 unless it is told
    otherwise; np.zeros_like keeps the dtype."""
    *states, dp = peephole_backward(da, steps, p, output_sees)
    return *states, PeepholeParams(*(part.astype(np.float64) for part in dp))
