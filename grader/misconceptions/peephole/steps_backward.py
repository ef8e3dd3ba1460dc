"""Thirteen wrong versions of peephole_backward that are known to be hard to see.

Each passes some test that is in use elsewhere: one step from a memory of zeros, small
peepholes, a batch of one, parameter gradients only.
"""

from grader.misconceptions import Misconceptions
from grader.misconceptions.peephole.cell_backward import (
    biases_have_rows,
    candidate_slope_forgotten,
    forget_factor_forgotten,
    recurrent_weights_transposed,
)
from grader.misconceptions.peephole.parts import stepwise, summed, through_time
from grader.misconceptions.peephole.peephole_paths import (
    dpo_with_wrong_memory,
    pf_path_forgotten,
    po_path_forgotten,
    pu_path_forgotten,
)
from grader.reference.peephole import peephole_backward
from utils.params import PeepholeParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_backward")
def carried_da_dropped(da, steps, p, output_sees="previous"):
    """What step t + 1 hands back for the activation is lost: each step gets its own
    da[t] only. Add what is carried to it."""
    dx, states, parts = stepwise(da, steps, p, output_sees, carry_a=0)
    return dx, *states, summed(parts)


@of("peephole_backward")
def carried_dc_dropped(da, steps, p, output_sees="previous"):
    """What step t + 1 hands back for the memory is lost: each step gets zeros for
    dc_t. That path is the LSTM's long memory; carry it."""
    dx, states, parts = stepwise(da, steps, p, output_sees, carry_c=0)
    return dx, *states, summed(parts)


@of("peephole_backward")
def po_path_into_dc_omitted(da, steps, p, output_sees="previous"):
    """Nothing goes back to the memory through po. What reaches the sum inside Γo comes
    back, times po, to the memory that Γo saw."""
    return through_time(da, steps, p, output_sees, po_path_forgotten)


@of("peephole_backward")
def pu_into_dc_prev_omitted(da, steps, p, output_sees="previous"):
    """Nothing goes back to the memory through pu. Γu saw c_prev, so dc_prev has a part
    that comes from the sum inside Γu, times pu."""
    return through_time(da, steps, p, output_sees, pu_path_forgotten)


@of("peephole_backward")
def pf_into_dc_prev_omitted(da, steps, p, output_sees="previous"):
    """Nothing goes back to the memory through pf. Γf saw c_prev, so dc_prev has a part
    that comes from the sum inside Γf, times pf."""
    return through_time(da, steps, p, output_sees, pf_path_forgotten)


@of("peephole_backward")
def dpo_from_the_wrong_memory(da, steps, p, output_sees="previous"):
    """Your dpo is made with the wrong memory in both forms: it takes c_t where Γo saw
    c_prev, and c_prev where it saw c_t."""
    return through_time(da, steps, p, output_sees, dpo_with_wrong_memory)


@of("peephole_backward")
def no_forget_gate_on_carried_dc(da, steps, p, output_sees="previous"):
    """dc goes back from memory to memory at full strength. Each step kept only
    Γf * c_prev, so Γf multiplies it on its way back."""
    return through_time(da, steps, p, output_sees, forget_factor_forgotten)


@of("peephole_backward")
def overwritten_not_accumulated(da, steps, p, output_sees="previous"):
    """Your parameter gradients are those of one step: each step overwrites what the
    others left. The same parameters act at every step, so their gradients add up."""
    dx, states, parts = stepwise(da, steps, p, output_sees)
    return dx, *states, parts[0]


@of("peephole_backward")
def mean_over_the_batch(da, steps, p, output_sees="previous"):
    """Your parameter gradients are divided by the batch size. They are sums over the
    batch; whether to average is for the loss to say, and da knows it already."""
    *states, dp = peephole_backward(da, steps, p, output_sees)
    return *states, PeepholeParams(*(part / da.shape[1] for part in dp))


@of("peephole_backward")
def recurrent_weight_transposed(da, steps, p, output_sees="previous"):
    """The gradient for a_prev goes through the weights turned round. Forward it was
    a_prev @ W.T, so backward it is dz @ W, without .T."""
    return through_time(da, steps, p, output_sees, recurrent_weights_transposed)


@of("peephole_backward")
def no_tanh_slope_on_candidate(da, steps, p, output_sees="previous"):
    """The candidate's slope is missing at every step: the derivative of its tanh is
    1 - c̃²."""
    return through_time(da, steps, p, output_sees, candidate_slope_forgotten)


@of("peephole_backward")
def dc0_not_through_first_step(da, steps, p, output_sees="previous"):
    """Your dc0 is what arrives at the first memory c<1>. Step 0 still has to hand it
    back to c0: return what is carried out of that step."""
    dx, da0, _, dp = peephole_backward(da, steps, p, output_sees)
    later = peephole_backward(da[1:], steps[1:], p, output_sees)
    return dx, da0, later[2], dp


@of("peephole_backward")
def biases_summed_over_time_only(da, steps, p, output_sees="previous"):
    """Your bias gradients are summed over time but still have a row for every example.
    A bias is shared by the whole batch too: sum over both."""
    return through_time(da, steps, p, output_sees, biases_have_rows)
