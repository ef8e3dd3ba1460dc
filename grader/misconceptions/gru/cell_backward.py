"""Wrong versions of gru_cell_backward."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.gru import gru_cell_backward, sigmoid
from utils.params import GRUParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("gru_cell_backward")
def kept_memory_forgotten(dc_t, step, p):
    """Your dc_prev lacks the direct path: c_t keeps (1 - Γu) of c_prev, so
    dc_t * (1 - Γu) flows straight back. It is the path that lets a GRU remember."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev - dc_t * (1 - step.gamma_u), dx_t, dp


@of("gru_cell_backward")
def candidate_path_forgotten(dc_t, step, p):
    """Your dc_prev lacks the path through the candidate: c_prev also acts on c̃,
    through Γr * c_prev and the memory's columns of Wc."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev - step.gamma_r * at_reset(dc_t, step, p), dx_t, dp


@of("gru_cell_backward")
def reset_factor_forgotten(dc_t, step, p):
    """On its way through Γr * c_prev the gradient for c_prev is multiplied by Γr.
    Yours comes through at full strength."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev + (1 - step.gamma_r) * at_reset(dc_t, step, p), dx_t, dp


@of("gru_cell_backward")
def update_gate_path_forgotten(dc_t, step, p):
    """Your dc_prev lacks the path through the update gate: c_prev is an input of Γu
    too, through the memory's columns of Wu."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev - at_u(dc_t, step) @ p.Wu[:, : dc_t.shape[1]], dx_t, dp


@of("gru_cell_backward")
def relevance_gate_path_forgotten(dc_t, step, p):
    """Your dc_prev lacks the path through the relevance gate: c_prev is an input of
    Γr too, through the memory's columns of Wr."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev - at_r(dc_t, step, p) @ p.Wr[:, : dc_t.shape[1]], dx_t, dp


@of("gru_cell_backward")
def input_sees_candidate_only(dc_t, step, p):
    """Your dx_t has the candidate's part only. x_t is an input of both gates as well,
    and their parts are added."""
    dc_prev, _, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev, at_c(dc_t, step) @ p.Wc[:, dc_t.shape[1] :], dp


@of("gru_cell_backward")
def input_reads_first_columns(dc_t, step, p):
    """Your dx_t is made from the first columns of the weights. Those belong to the
    memory; the input's columns are the last n_x."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    d_concat = at_u(dc_t, step) @ p.Wu + at_r(dc_t, step, p) @ p.Wr
    d_concat += at_c(dc_t, step) @ p.Wc
    return dc_prev, d_concat[:, : dx_t.shape[1]], dp


@of("gru_cell_backward")
def update_gate_sees_candidate_only(dc_t, step, p):
    """For the update gate you count c̃ only. Γu also takes c_prev away: c_t changes
    with Γu by c̃ - c_prev."""
    return gathered(dc_t, step, p, dzu=dc_t * step.c_tilde * slope(step.gamma_u))


@of("gru_cell_backward")
def update_gate_upside_down(dc_t, step, p):
    """The update gate's gradients have the wrong sign: c_t changes with Γu by
    c̃ - c_prev, and you take c_prev - c̃."""
    return gathered(dc_t, step, p, dzu=-at_u(dc_t, step))


@of("gru_cell_backward")
def blend_backward_swapped(dc_t, step, p):
    """Your backward belongs to the blend Γu * c_prev + (1 - Γu) * c̃. In the lecture's
    GRU Γu multiplies the candidate and 1 - Γu the old memory."""
    flipped = step._replace(gamma_u=1 - step.gamma_u)
    return gathered(dc_t, flipped, p, dzu=-at_u(dc_t, step))


@of("gru_cell_backward")
def sigmoid_slope_forgotten(dc_t, step, p):
    """The gates' own slope is missing: the derivative of σ is Γ(1 - Γ), once for each
    gate."""
    with_no_slope = at_reset(dc_t, step, p) * step.c_prev
    return gathered(
        dc_t, step, p, dzu=dc_t * (step.c_tilde - step.c_prev), dzr=with_no_slope
    )


@of("gru_cell_backward")
def sigmoid_slope_of_slope(dc_t, step, p):
    """You put the gates through σ once more before you take the slope. gamma_u and
    gamma_r are outputs of σ already: the slope is Γ(1 - Γ) as they stand."""
    again_u, again_r = (slope(sigmoid(g)) for g in step[2:4])
    return gathered(
        dc_t,
        step,
        p,
        dzu=dc_t * (step.c_tilde - step.c_prev) * again_u,
        dzr=at_reset(dc_t, step, p) * step.c_prev * again_r,
    )


@of("gru_cell_backward")
def tanh_slope_forgotten(dc_t, step, p):
    """The candidate's own slope is missing: the derivative of tanh is 1 - c̃²."""
    return gathered(dc_t, step, p, dzc=dc_t * step.gamma_u)


@of("gru_cell_backward")
def tanh_slope_at_memory(dc_t, step, p):
    """You take the slope of tanh at c_t. The tanh made c̃, so its slope is
    1 - c̃²."""
    return gathered(dc_t, step, p, dzc=dc_t * step.gamma_u * (1 - step.c_t**2))


@of("gru_cell_backward")
def tanh_slope_of_tanh(dc_t, step, p):
    """You put c̃ through tanh once more before you take the slope. It is tanh's output
    already: the slope is 1 - c̃² as it stands."""
    again = 1 - np.tanh(step.c_tilde) ** 2
    return gathered(dc_t, step, p, dzc=dc_t * step.gamma_u * again)


@of("gru_cell_backward")
def relevance_without_memory(dc_t, step, p):
    """The relevance gate's gradient lacks a factor: Γr multiplies c_prev, so c_prev
    multiplies what comes back to Γr."""
    bare = at_reset(dc_t, step, p) * slope(step.gamma_r)
    return gathered(dc_t, step, p, dzr=bare)


@of("gru_cell_backward")
def candidate_weight_sees_whole_memory(dc_t, step, p):
    """Your dWc is made with c_prev. In the forward pass Wc met Γr * c_prev, and its
    gradient must be made with the same."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    concat = np.concatenate([step.c_prev, step.x_t], axis=1)
    return dc_prev, dx_t, dp._replace(Wc=at_c(dc_t, step).T @ concat)


@of("gru_cell_backward")
def gate_gradients_swapped(dc_t, step, p):
    """The gradients of the two gates have changed places in dp: Wu and bu belong to
    the update gate, Wr and br to the relevance gate."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev, dx_t, GRUParams(dp.Wr, dp.Wu, dp.Wc, dp.br, dp.bu, dp.bc)


@of("gru_cell_backward")
def mean_over_batch(dc_t, step, p):
    """Your parameter gradients are divided by the batch size. They are sums over the
    batch; whether to average is for the loss to say, and dc_t knows it already."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev, dx_t, GRUParams(*(part / len(dc_t) for part in dp))


@of("gru_cell_backward")
def bias_not_summed(dc_t, step, p):
    """Your bias gradients still have a row for every example. A bias is shared by the
    whole batch: sum over the first axis."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    parts = at_u(dc_t, step), at_r(dc_t, step, p), at_c(dc_t, step)
    return dc_prev, dx_t, GRUParams(*dp[:3], *parts)


@of("gru_cell_backward")
def weights_transposed(dc_t, step, p):
    """Your weight gradients are transposed. A gradient has the shape of what it
    belongs to, here (n_c, n_c + n_x)."""
    dc_prev, dx_t, dp = gru_cell_backward(dc_t, step, p)
    return dc_prev, dx_t, GRUParams(*(W.T for W in dp[:3]), *dp[3:])


@of("gru_cell_backward")
def upstream_changed(dc_t, step, p):
    """The values are right, but you work inside dc_t with an operation like `*=`, and
    the caller's gradient has changed. Make a new array."""
    grads = gru_cell_backward(dc_t, step, p)
    dc_t *= step.gamma_u
    return grads


@of("gru_cell_backward")
def gradients_in_float64(dc_t, step, p):
    """float32 went in and float64 came out. np.zeros makes float64 unless it is told
    otherwise; np.zeros_like keeps the dtype."""
    return gru_cell_backward(dc_t.astype(np.float64), step, p)


def slope(gamma):
    """The slope of σ, from its output."""
    return gamma * (1 - gamma)


def at_u(dc_t, step):
    """The gradient that reaches the sum inside the update gate."""
    return dc_t * (step.c_tilde - step.c_prev) * slope(step.gamma_u)


def at_c(dc_t, step):
    """The gradient that reaches the sum inside the candidate."""
    return dc_t * step.gamma_u * (1 - step.c_tilde**2)


def at_reset(dc_t, step, p):
    """The gradient that reaches Γr * c_prev."""
    return at_c(dc_t, step) @ p.Wc[:, : dc_t.shape[1]]


def at_r(dc_t, step, p):
    """The gradient that reaches the sum inside the relevance gate."""
    return at_reset(dc_t, step, p) * step.c_prev * slope(step.gamma_r)


def gathered(dc_t, step, p, dzu=None, dzr=None, dzc=None):
    """All gradients as they follow from those at the three sums, some of them wrong."""
    c_prev, x_t, _, gamma_r = step[:4]
    n_c = c_prev.shape[1]
    dzu = at_u(dc_t, step) if dzu is None else dzu
    dzc = at_c(dc_t, step) if dzc is None else dzc
    d_reset = dzc @ p.Wc[:, :n_c]
    dzr = d_reset * c_prev * slope(gamma_r) if dzr is None else dzr
    d_concat = dzu @ p.Wu + dzr @ p.Wr
    dc_prev = dc_t * (1 - step.gamma_u) + d_reset * gamma_r + d_concat[:, :n_c]
    dx_t = d_concat[:, n_c:] + dzc @ p.Wc[:, n_c:]
    concat = np.concatenate([c_prev, x_t], axis=1)
    concat_reset = np.concatenate([gamma_r * c_prev, x_t], axis=1)
    weights = dzu.T @ concat, dzr.T @ concat, dzc.T @ concat_reset
    return (
        dc_prev,
        dx_t,
        GRUParams(*weights, *(dz.sum(axis=0) for dz in (dzu, dzr, dzc))),
    )
