"""Wrong versions of peephole_influence."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.peephole import peephole_gates, peephole_influence

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_influence")
def influence_without_slope(a_prev, c_prev, x_t, p):
    """You have pf on the diagonal, but the slope of σ is missing: the memory moves the
    sum inside σ by pf, and the gate by Γf(1 - Γf) times that."""
    return on_diagonal(np.broadcast_to(p.pf, c_prev.shape))


@of("peephole_influence")
def influence_without_peephole(a_prev, c_prev, x_t, p):
    """The slope of σ is there, but the peephole is missing: what reaches the sum is
    pf * c_prev, so a factor pf stands in the Jacobian."""
    return on_diagonal(slope(a_prev, c_prev, x_t, p))


@of("peephole_influence")
def influence_by_gate_itself(a_prev, c_prev, x_t, p):
    """You multiply pf by Γf. The slope of σ is Γf(1 - Γf), which is small where the
    gate is nearly shut and where it is nearly open."""
    _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
    return on_diagonal(gamma_f * p.pf)


@of("peephole_influence")
def influence_slope_of_slope(a_prev, c_prev, x_t, p):
    """You put Γf through σ once more before you take the slope. It is σ's output
    already: the slope is Γf(1 - Γf) as it stands."""
    _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
    again = 1 / (1 + np.exp(-gamma_f))
    return on_diagonal(again * (1 - again) * p.pf)


@of("peephole_influence")
def influence_on_update_gate(a_prev, c_prev, x_t, p):
    """This is the Jacobian of the update gate. The forget gate is asked for:
    peephole_gates returns it second, and its peephole is pf."""
    gamma_u, _ = peephole_gates(a_prev, c_prev, x_t, p)
    return on_diagonal(gamma_u * (1 - gamma_u) * p.pu)


@of("peephole_influence")
def influence_at_blind_gate(a_prev, c_prev, x_t, p):
    """The slope is taken at a forget gate that does not see the memory. Work Γf out
    with its peephole: peephole_gates does."""
    return on_diagonal(slope(a_prev, 0 * c_prev, x_t, p) * p.pf)


@of("peephole_influence")
def influence_as_outer_product(a_prev, c_prev, x_t, p):
    """You let every element of the memory act on every gate: slope[k] * pf[j] fills
    the whole matrix. A peephole is one to one, so all but the diagonal is zero."""
    return slope(a_prev, c_prev, x_t, p)[:, :, None] * p.pf


@of("peephole_influence")
def influence_as_outer_product_transposed(a_prev, c_prev, x_t, p):
    """Your matrix is full: slope[j] * pf[k] stands in row k and column j. A peephole is
    one to one, so all but the diagonal, where j = k, is zero."""
    return slope(a_prev, c_prev, x_t, p)[:, None, :] * p.pf[:, None]


@of("peephole_influence")
def influence_repeated(a_prev, c_prev, x_t, p):
    """Each row of your matrix repeats one number in all columns, as if every element
    of the memory reached gate k through pf[k]. Only element k does."""
    _, n = c_prev.shape
    own = slope(a_prev, c_prev, x_t, p) * p.pf
    return np.repeat(own[:, :, None], n, axis=2)


@of("peephole_influence")
def influence_of_activation(a_prev, c_prev, x_t, p):
    """This is how a_prev moves the gate: through the full matrix Wf. The memory has
    its own way in, the peephole, and that one is diagonal."""
    n = c_prev.shape[1]
    return slope(a_prev, c_prev, x_t, p)[:, :, None] * p.Wf[:, :n]


@of("peephole_influence")
def influence_of_both_ways(a_prev, c_prev, x_t, p):
    """You have added the way of a_prev, through Wf, to that of the memory. a_prev is
    an input of its own here and is held fixed: only the peephole is left."""
    through_weights = influence_of_activation(a_prev, c_prev, x_t, p)
    return peephole_influence(a_prev, c_prev, x_t, p) + through_weights


@of("peephole_influence")
def influence_on_memory(a_prev, c_prev, x_t, p):
    """This is how c_prev moves the product Γf * c_prev, which is part of the new
    memory. Here the gate alone is asked for: dΓf/dc_prev."""
    _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
    own = gamma_f * (1 - gamma_f) * p.pf
    return on_diagonal(gamma_f + own * c_prev)


@of("peephole_influence")
def influence_times_memory(a_prev, c_prev, x_t, p):
    """You have a factor c_prev too many. It belongs to the gradient for pf; the
    gradient for c_prev has pf in its place."""
    return on_diagonal(slope(a_prev, c_prev, x_t, p) * p.pf * c_prev)


@of("peephole_influence")
def influence_summed_over_batch(a_prev, c_prev, x_t, p):
    """You add the examples up and one matrix is left. Each example has a gate of its
    own, so there is a Jacobian for each: (m, n, n)."""
    return peephole_influence(a_prev, c_prev, x_t, p).sum(axis=0)


@of("peephole_influence")
def influence_averaged_over_batch(a_prev, c_prev, x_t, p):
    """You average over the examples and one matrix is left. Each example has a gate of
    its own, so there is a Jacobian for each: (m, n, n)."""
    return peephole_influence(a_prev, c_prev, x_t, p).mean(axis=0)


@of("peephole_influence")
def influence_diagonal_only(a_prev, c_prev, x_t, p):
    """The numbers are right, but you return the diagonals alone, (m, n). Put them into
    matrices of zeros, (m, n, n), so that the empty places can be seen."""
    return slope(a_prev, c_prev, x_t, p) * p.pf


@of("peephole_influence")
def influence_batch_last(a_prev, c_prev, x_t, p):
    """The numbers are right, but the batch stands on the last axis. It comes first
    everywhere in this course: (m, n, n)."""
    return peephole_influence(a_prev, c_prev, x_t, p).transpose(1, 2, 0)


@of("peephole_influence")
def influence_in_place(a_prev, c_prev, x_t, p):
    """The values are right, but c_prev is changed afterwards: somewhere you work inside
    it with an operation like `*=`. Make a new array."""
    influence = peephole_influence(a_prev, c_prev, x_t, p)
    c_prev *= p.pf
    return influence


@of("peephole_influence")
def influence_in_float64(a_prev, c_prev, x_t, p):
    """float32 went in and float64 came out. np.eye and np.zeros make float64 unless
    they are told otherwise: give them the dtype of c_prev."""
    return peephole_influence(a_prev, c_prev, x_t, p).astype(np.float64)


def slope(a_prev, c_prev, x_t, p):
    """The slope of σ at the forget gate, (m, n)."""
    _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
    return gamma_f * (1 - gamma_f)


def on_diagonal(values):
    """Diagonal matrices (m, n, n) of the rows of `values` (m, n)."""
    return values[:, :, None] * np.eye(values.shape[1], dtype=values.dtype)
