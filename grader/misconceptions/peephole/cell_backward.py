"""Wrong versions of peephole_cell_backward that go wrong as in any LSTM."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.misconceptions.peephole.parts import (
    at_c,
    at_f,
    at_memory,
    at_o,
    at_u,
    gathered,
    seen_when,
)
from grader.reference.peephole import peephole_cell_backward
from utils.params import PeepholeParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_cell_backward")
def arriving_memory_gradient_dropped(da_t, dc_t, step, p, output_sees="previous"):
    """dc_t is never used. What arrives at the memory is dc_t, from later steps, and
    what comes from a_t: add the two."""
    return peephole_cell_backward(da_t, 0 * dc_t, step, p, output_sees)


@of("peephole_cell_backward")
def activation_path_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """What comes from a_t never reaches the memory: a_t is Γo * tanh(c_t), so c_t gets
    da_t * Γo * (1 - tanh²(c_t)) beside dc_t."""
    dc = dc_t + seen_when("current", output_sees, da_t, step, p)
    return gathered(step, p, output_sees, at_o(da_t, step), dc)


@of("peephole_cell_backward")
def output_tanh_slope_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """On its way from a_t to c_t the gradient passes a tanh, and you have left out its
    slope, 1 - tanh²(c_t)."""
    dc = dc_t + da_t * step.gamma_o + seen_when("current", output_sees, da_t, step, p)
    return gathered(step, p, output_sees, at_o(da_t, step), dc)


@of("peephole_cell_backward")
def output_tanh_slope_at_memory(da_t, dc_t, step, p, output_sees="previous"):
    """You write the slope of tanh at c_t as 1 - c_t². That form wants tanh's output:
    1 - tanh²(c_t)."""
    dc = dc_t + da_t * step.gamma_o * (1 - step.c_t**2)
    dc = dc + seen_when("current", output_sees, da_t, step, p)
    return gathered(step, p, output_sees, at_o(da_t, step), dc)


@of("peephole_cell_backward")
def output_gate_without_tanh(da_t, dc_t, step, p, output_sees="previous"):
    """For the output gate you take c_t as its partner. Γo multiplies tanh(c_t), so
    tanh(c_t) multiplies what comes back to it."""
    dzo = da_t * step.c_t * step.gamma_o * (1 - step.gamma_o)
    dc = at_memory(da_t, dc_t, step, p, "previous")
    dc = dc + (dzo * p.po if output_sees == "current" else 0)
    return gathered(step, p, output_sees, dzo, dc)


@of("peephole_cell_backward")
def forget_factor_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """dc goes back to c_prev at full strength. c_t keeps Γf * c_prev, so it is
    dc * Γf that goes straight back."""
    grads = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    da_prev, dc_prev, dx_t, dp = grads
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    return da_prev, dc_prev + dc * (1 - step.gamma_f), dx_t, dp


@of("peephole_cell_backward")
def direct_path_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """Your dc_prev has the peepholes' parts only. The straight way back is missing:
    dc * Γf, the path that lets an LSTM remember."""
    grads = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    da_prev, dc_prev, dx_t, dp = grads
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    return da_prev, dc_prev - dc * step.gamma_f, dx_t, dp


@of("peephole_cell_backward")
def memory_gates_crossed(da_t, dc_t, step, p, output_sees="previous"):
    """Γu and Γf have each other's partner: Γu multiplies c̃ and Γf multiplies c_prev,
    so c̃ belongs into dzu and c_prev into dzf."""
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    dzu = dc * step.c_prev * step.gamma_u * (1 - step.gamma_u)
    dzf = dc * step.c_tilde * step.gamma_f * (1 - step.gamma_f)
    return gathered(step, p, output_sees, at_o(da_t, step), dc, dzu=dzu, dzf=dzf)


@of("peephole_cell_backward")
def gate_slopes_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """The gates' own slope is missing: the derivative of σ is Γ(1 - Γ), once for each
    of the three gates."""
    dzo = da_t * np.tanh(step.c_t)
    dc = at_memory(da_t, dc_t, step, p, "previous")
    dc = dc + (dzo * p.po if output_sees == "current" else 0)
    bare = {"dzu": dc * step.c_tilde, "dzf": dc * step.c_prev}
    return gathered(step, p, output_sees, dzo, dc, **bare)


@of("peephole_cell_backward")
def candidate_slope_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """The candidate's own slope is missing: the derivative of its tanh is 1 - c̃²."""
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    dzc = dc * step.gamma_u
    return gathered(step, p, output_sees, at_o(da_t, step), dc, dzc=dzc)


@of("peephole_cell_backward")
def candidate_slope_of_tanh(da_t, dc_t, step, p, output_sees="previous"):
    """You put c̃ through tanh once more before you take the slope. It is tanh's output
    already: the slope is 1 - c̃² as it stands."""
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    dzc = dc * step.gamma_u * (1 - np.tanh(step.c_tilde) ** 2)
    return gathered(step, p, output_sees, at_o(da_t, step), dc, dzc=dzc)


@of("peephole_cell_backward")
def recurrent_weights_transposed(da_t, dc_t, step, p, output_sees="previous"):
    """Your da_prev uses the weights turned round. Forward it was a_prev @ W.T, so
    backward it is dz @ W, without .T; the square part of W does not warn you."""
    _, dc_prev, dx_t, dp = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    n = dc.shape[1]
    dz = at_u(dc, step), at_f(dc, step), at_o(da_t, step), at_c(dc, step)
    parts = zip(dz, p[:4], strict=True)
    return sum(part @ W[:, :n].T for part, W in parts), dc_prev, dx_t, dp


@of("peephole_cell_backward")
def activation_without_output_gate(da_t, dc_t, step, p, output_sees="previous"):
    """Your da_prev and dx_t lack the output gate's part. a_prev and x_t are inputs of
    all three gates and of the candidate: four parts are added."""
    grads = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    da_prev, dc_prev, dx_t, dp = grads
    n = da_t.shape[1]
    lost = at_o(da_t, step) @ p.Wo
    return da_prev - lost[:, :n], dc_prev, dx_t - lost[:, n:], dp


@of("peephole_cell_backward")
def input_reads_state_columns(da_t, dc_t, step, p, output_sees="previous"):
    """Your dx_t is made from the first columns of the weights. Those belong to the
    activation; the input's columns are the last n_x."""
    grads = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    da_prev, dc_prev, dx_t, dp = grads
    both = np.concatenate([da_prev, dx_t], axis=1)
    return da_prev, dc_prev, both[:, : dx_t.shape[1]].copy(), dp


@of("peephole_cell_backward")
def states_gradients_exchanged(da_t, dc_t, step, p, output_sees="previous"):
    """da_prev and dc_prev have changed places: the activation's gradient is returned
    first, the memory's second."""
    grads = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    return grads[1], grads[0], *grads[2:]


@of("peephole_cell_backward")
def averaged_over_batch(da_t, dc_t, step, p, output_sees="previous"):
    """Your parameter gradients are divided by the batch size. They are sums over the
    batch; whether to average is for the loss to say."""
    *states, dp = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    return *states, PeepholeParams(*(part / len(da_t) for part in dp))


@of("peephole_cell_backward")
def biases_have_rows(da_t, dc_t, step, p, output_sees="previous"):
    """Your bias gradients still have a row for every example. A bias is shared by the
    whole batch: sum over the first axis."""
    *states, dp = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    dz = at_u(dc, step), at_f(dc, step), at_o(da_t, step), at_c(dc, step)
    return *states, PeepholeParams(*dp[:7], *dz)


@of("peephole_cell_backward")
def weight_gradients_transposed(da_t, dc_t, step, p, output_sees="previous"):
    """Your weight gradients are transposed. A gradient has the shape of what it
    belongs to, here (n, n + n_x)."""
    *states, dp = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    return *states, PeepholeParams(*(W.T for W in dp[:4]), *dp[4:])


@of("peephole_cell_backward")
def arriving_gradient_changed(da_t, dc_t, step, p, output_sees="previous"):
    """The values are right, but you add to dc_t with `+=`, and the caller's gradient
    has changed. Make a new array."""
    grads = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    dc_t += da_t * step.gamma_o * (1 - np.tanh(step.c_t) ** 2)
    return grads


@of("peephole_cell_backward")
def cell_gradients_in_float64(da_t, dc_t, step, p, output_sees="previous"):
    """float32 went in and float64 came out. np.zeros makes float64 unless it is told
    otherwise; np.zeros_like keeps the dtype."""
    wide = da_t.astype(np.float64), dc_t.astype(np.float64)
    return peephole_cell_backward(*wide, step, p, output_sees)
