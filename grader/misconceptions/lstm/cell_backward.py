"""Wrong versions of lstm_cell_backward: what reaches memory, states and input."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.misconceptions.lstm.cell_backward_parts import (
    at_c,
    gathered,
    sums,
    through_a,
)
from grader.reference.lstm import lstm_cell_backward

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_cell_backward")
def activation_path_forgotten(da_t, dc_t, step, p):
    """What arrives at a_t never reaches the memory in your version. a_t is made from
    c_t, so da_t * Γo * (1 - tanh²(c_t)) is added to dc_t."""
    return gathered(da_t, dc_t, step, p, dc=dc_t)


@of("lstm_cell_backward")
def memory_upstream_ignored(da_t, dc_t, step, p):
    """dc_t is never used in your version. It is what later steps hand back to this
    memory: add it to what comes through a_t."""
    return gathered(da_t, dc_t, step, p, dc=through_a(da_t, step))


@of("lstm_cell_backward")
def output_tanh_slope_forgotten(da_t, dc_t, step, p):
    """On the way from a_t to c_t the slope of tanh is missing: it is 1 - tanh²(c_t),
    and multiplies da_t * Γo."""
    return gathered(da_t, dc_t, step, p, dc=dc_t + da_t * step.gamma_o)


@of("lstm_cell_backward")
def output_tanh_slope_of_memory(da_t, dc_t, step, p):
    """On the way from a_t to c_t you take 1 - c_t² for the slope of tanh. c_t is what
    goes into the tanh, not what comes out of it: take 1 - tanh²(c_t)."""
    dc = dc_t + da_t * step.gamma_o * (1 - step.c_t**2)
    return gathered(da_t, dc_t, step, p, dc=dc)


@of("lstm_cell_backward")
def output_tanh_slope_of_activation(da_t, dc_t, step, p):
    """On the way from a_t to c_t you take 1 - a_t² for the slope of tanh. a_t is the
    tanh times Γo: take 1 - tanh²(c_t)."""
    dc = dc_t + da_t * step.gamma_o * (1 - step.a_t**2)
    return gathered(da_t, dc_t, step, p, dc=dc)


@of("lstm_cell_backward")
def output_gate_factor_forgotten(da_t, dc_t, step, p):
    """On the way from a_t to c_t the factor Γo is missing: only what the output gate
    shows can come back through it."""
    dc = dc_t + da_t * (1 - np.tanh(step.c_t) ** 2)
    return gathered(da_t, dc_t, step, p, dc=dc)


@of("lstm_cell_backward")
def upstreams_exchanged(da_t, dc_t, step, p):
    """da_t and dc_t have changed places: the first argument is what arrives at the
    activation, the second what arrives at the memory."""
    return lstm_cell_backward(dc_t, da_t, step, p)


@of("lstm_cell_backward")
def forget_factor_forgotten(da_t, dc_t, step, p):
    """Your dc_prev lacks the factor Γf. Forward, Γf of the old memory was kept; so Γf
    of the gradient goes back."""
    da_prev, _, dx_t, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return da_prev, at_c(da_t, dc_t, step), dx_t, dp


@of("lstm_cell_backward")
def memory_back_through_update(da_t, dc_t, step, p):
    """Your dc_prev goes back through Γu. The old memory was multiplied by the forget
    gate: it is dc times Γf."""
    da_prev, _, dx_t, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return da_prev, at_c(da_t, dc_t, step) * step.gamma_u, dx_t, dp


@of("lstm_cell_backward")
def memory_without_activation_path(da_t, dc_t, step, p):
    """Your dc_prev is dc_t * Γf. What comes through a_t goes back to the old memory
    as well: use the whole gradient at c_t, with da_t's part in it."""
    da_prev, _, dx_t, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return da_prev, dc_t * step.gamma_f, dx_t, dp


@of("lstm_cell_backward")
def states_returned_swapped(da_t, dc_t, step, p):
    """da_prev and dc_prev have changed places in what you return: the activation
    comes first."""
    da_prev, dc_prev, dx_t, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return dc_prev, da_prev, dx_t, dp


@of("lstm_cell_backward")
def upstream_passed_on(da_t, dc_t, step, p):
    """Your da_prev has da_t in it. There is no direct path from a_t to a_prev: all of
    it goes through the gates and the candidate."""
    da_prev, dc_prev, dx_t, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return da_prev + da_t, dc_prev, dx_t, dp


@of("lstm_cell_backward")
def activation_sees_candidate_only(da_t, dc_t, step, p):
    """Your da_prev has the candidate's part only. a_prev is an input of all three
    gates as well, and their parts are added."""
    _, dc_prev, dx_t, dp = lstm_cell_backward(da_t, dc_t, step, p)
    n_a = da_t.shape[1]
    return sums(da_t, dc_t, step)[3] @ p.Wc[:, :n_a], dc_prev, dx_t, dp


@of("lstm_cell_backward")
def input_sees_candidate_only(da_t, dc_t, step, p):
    """Your dx_t has the candidate's part only. x_t is an input of all three gates as
    well, and their parts are added."""
    da_prev, dc_prev, _, dp = lstm_cell_backward(da_t, dc_t, step, p)
    n_a = da_t.shape[1]
    return da_prev, dc_prev, sums(da_t, dc_t, step)[3] @ p.Wc[:, n_a:], dp


@of("lstm_cell_backward")
def output_gate_path_forgotten(da_t, dc_t, step, p):
    """In da_prev and dx_t the output gate's part is missing: three gates and a
    candidate make four products to add."""
    da_prev, dc_prev, dx_t, dp = lstm_cell_backward(da_t, dc_t, step, p)
    n_a = da_t.shape[1]
    part = sums(da_t, dc_t, step)[2] @ p.Wo
    return da_prev - part[:, :n_a], dc_prev, dx_t - part[:, n_a:], dp


@of("lstm_cell_backward")
def input_reads_first_columns(da_t, dc_t, step, p):
    """Your dx_t is made from the first columns of the weights. Those belong to the
    activation; the input's columns are the last n_x."""
    da_prev, dc_prev, dx_t, dp = lstm_cell_backward(da_t, dc_t, step, p)
    d_concat = sum(dz @ W for dz, W in zip(sums(da_t, dc_t, step), p[:4], strict=True))
    return da_prev, dc_prev, d_concat[:, : dx_t.shape[1]], dp
