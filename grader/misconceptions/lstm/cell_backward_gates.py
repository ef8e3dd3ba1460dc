"""Wrong versions of lstm_cell_backward: gates, candidate and parameters."""

import numpy as np
from scipy import special

from grader.misconceptions import Misconceptions
from grader.misconceptions.lstm.cell_backward_parts import (
    at_c,
    gathered,
    slope,
    sums,
    through_a,
    with_slopes,
)
from grader.reference.lstm import lstm_cell_backward
from utils.params import LSTMParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_cell_backward")
def forget_gate_sees_new_memory(da_t, dc_t, step, p):
    """In the forget gate's gradient you multiply by c_t. Γf multiplied the old
    memory, so it is c_prev."""
    dzf = at_c(da_t, dc_t, step) * step.c_t * slope(step.gamma_f)
    return gathered(da_t, dc_t, step, p, dzf=dzf)


@of("lstm_cell_backward")
def update_and_forget_factors_swapped(da_t, dc_t, step, p):
    """In the gates' gradients c̃ and c_prev have changed places: Γu multiplied the
    candidate, Γf the old memory."""
    dc = at_c(da_t, dc_t, step)
    dzu, dzf = dc * step.c_prev * slope(step.gamma_u), dc * step.c_tilde
    return gathered(da_t, dc_t, step, p, dzu=dzu, dzf=dzf * slope(step.gamma_f))


@of("lstm_cell_backward")
def update_gate_as_in_gru(da_t, dc_t, step, p):
    """For the update gate you use c̃ - c_prev, as in the GRU. In the LSTM Γu does not
    touch the old memory: it is c̃ alone."""
    dc = at_c(da_t, dc_t, step)
    dzu = dc * (step.c_tilde - step.c_prev) * slope(step.gamma_u)
    return gathered(da_t, dc_t, step, p, dzu=dzu)


@of("lstm_cell_backward")
def output_gate_sees_raw_memory(da_t, dc_t, step, p):
    """In the output gate's gradient you multiply by c_t. Γo multiplied tanh(c_t)."""
    dzo = da_t * step.c_t * slope(step.gamma_o)
    return gathered(da_t, dc_t, step, p, dzo=dzo)


@of("lstm_cell_backward")
def output_gate_from_memory_gradient(da_t, dc_t, step, p):
    """The output gate's gradient is made from dc. Γo acts on a_t and on nothing else:
    start from da_t."""
    dc = at_c(da_t, dc_t, step)
    dzo = dc * np.tanh(step.c_t) * slope(step.gamma_o)
    return gathered(da_t, dc_t, step, p, dzo=dzo)


@of("lstm_cell_backward")
def gate_slopes_forgotten(da_t, dc_t, step, p):
    """The gates' own slopes are missing: the derivative of σ is Γ(1 - Γ), once for
    each gate."""
    return with_slopes(da_t, dc_t, step, p, lambda gamma: 1)


@of("lstm_cell_backward")
def gate_slopes_of_slopes(da_t, dc_t, step, p):
    """You put the gates through σ once more before you take the slope. gamma_u,
    gamma_f and gamma_o are outputs of σ already: the slope is Γ(1 - Γ)."""
    again = lambda gamma: slope(special.expit(gamma))  # noqa: E731
    return with_slopes(da_t, dc_t, step, p, again)


@of("lstm_cell_backward")
def candidate_slope_forgotten(da_t, dc_t, step, p):
    """The candidate's own slope is missing: the derivative of tanh is 1 - c̃²."""
    dzc = at_c(da_t, dc_t, step) * step.gamma_u
    return gathered(da_t, dc_t, step, p, dzc=dzc)


@of("lstm_cell_backward")
def candidate_slope_of_tanh(da_t, dc_t, step, p):
    """You put c̃ through tanh once more before you take the slope. It is tanh's output
    already: the slope is 1 - c̃² as it stands."""
    again = 1 - np.tanh(step.c_tilde) ** 2
    dzc = at_c(da_t, dc_t, step) * step.gamma_u * again
    return gathered(da_t, dc_t, step, p, dzc=dzc)


@of("lstm_cell_backward")
def weights_meet_the_memory(da_t, dc_t, step, p):
    """Your weight gradients are made with c_prev. Forward the weights met
    [a_prev, x_t], and their gradients are made with the same."""
    *grads, dp = lstm_cell_backward(da_t, dc_t, step, p)
    concat = np.concatenate([step.c_prev, step.x_t], axis=1)
    weights = (dz.T @ concat for dz in sums(da_t, dc_t, step))
    return *grads, LSTMParams(*weights, *dp[4:])


@of("lstm_cell_backward")
def gate_gradients_swapped(da_t, dc_t, step, p):
    """The gradients of forget and output gate have changed places in dp: LSTMParams
    has the order u, f, o, c."""
    *grads, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return *grads, dp._replace(Wf=dp.Wo, Wo=dp.Wf, bf=dp.bo, bo=dp.bf)


@of("lstm_cell_backward")
def mean_over_batch(da_t, dc_t, step, p):
    """Your parameter gradients are divided by the batch size. They are sums over the
    batch; whether to average is for the loss to say, and da_t knows it already."""
    *grads, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return *grads, LSTMParams(*(part / len(da_t) for part in dp))


@of("lstm_cell_backward")
def bias_not_summed(da_t, dc_t, step, p):
    """Your bias gradients still have a row for every example. A bias is shared by the
    whole batch: sum over the first axis."""
    *grads, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return *grads, LSTMParams(*dp[:4], *sums(da_t, dc_t, step))


@of("lstm_cell_backward")
def weights_transposed(da_t, dc_t, step, p):
    """Your weight gradients are transposed. A gradient has the shape of what it
    belongs to, here (n_a, n_a + n_x)."""
    *grads, dp = lstm_cell_backward(da_t, dc_t, step, p)
    return *grads, LSTMParams(*(W.T for W in dp[:4]), *dp[4:])


@of("lstm_cell_backward")
def upstream_changed(da_t, dc_t, step, p):
    """The values are right, but `dc_t +=` adds into the caller's own array, and their
    gradient has changed. Write dc = dc_t + ... instead."""
    grads = lstm_cell_backward(da_t, dc_t, step, p)
    dc_t += through_a(da_t, step)
    return grads


@of("lstm_cell_backward")
def gradients_in_float64(da_t, dc_t, step, p):
    """float32 went in and float64 came out. np.zeros makes float64 unless it is told
    otherwise; np.zeros_like keeps the dtype."""
    wide = da_t.astype(np.float64), dc_t.astype(np.float64)
    return lstm_cell_backward(*wide, step, p)
