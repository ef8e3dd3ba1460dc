"""Wrong versions of gru_cell."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.gru import gru_candidate, gru_cell, gru_gates
from utils.params import GRUStep

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("gru_cell")
def update_and_keep_swapped(c_prev, x_t, p):
    """Γu and 1 - Γu have changed places in the blend. In the lecture's GRU a full
    update gate takes the candidate; the other way round is torch's convention."""
    step = gru_cell(c_prev, x_t, p)
    return step._replace(c_t=(1 - step.gamma_u) * step.c_tilde + step.gamma_u * c_prev)


@of("gru_cell")
def nothing_is_forgotten(c_prev, x_t, p):
    """All of the old memory is added, whatever the update gate says. Only the part
    that is not replaced may stay: (1 - Γu) of it."""
    step = gru_cell(c_prev, x_t, p)
    return step._replace(c_t=step.gamma_u * step.c_tilde + c_prev)


@of("gru_cell")
def relevance_keeps_memory(c_prev, x_t, p):
    """Your blend keeps Γr of the old memory. The relevance gate acts inside the
    candidate only; what is kept is 1 - Γu, one gate for both parts."""
    step = gru_cell(c_prev, x_t, p)
    return step._replace(c_t=step.gamma_u * step.c_tilde + step.gamma_r * c_prev)


@of("gru_cell")
def candidate_is_memory(c_prev, x_t, p):
    """Your c_t is the candidate itself: the blend by the update gate is missing, so
    nothing of the old memory can last."""
    step = gru_cell(c_prev, x_t, p)
    return step._replace(c_t=step.c_tilde)


@of("gru_cell")
def gate_roles_swapped(c_prev, x_t, p):
    """The two gates are unpacked in the wrong order, so the relevance gate blends and
    the update gate resets. gru_gates returns the update gate first."""
    gamma_r, gamma_u = gru_gates(c_prev, x_t, p)
    return blended(
        c_prev, x_t, gamma_u, gamma_r, gru_candidate(c_prev, x_t, gamma_r, p)
    )


@of("gru_cell")
def candidate_from_update_gate(c_prev, x_t, p):
    """The candidate is called with the update gate. The gate that decides how much of
    the memory it sees is the relevance gate, Γr."""
    gamma_u, gamma_r = gru_gates(c_prev, x_t, p)
    return blended(
        c_prev, x_t, gamma_u, gamma_r, gru_candidate(c_prev, x_t, gamma_u, p)
    )


@of("gru_cell")
def candidate_without_relevance(c_prev, x_t, p):
    """The candidate sees the whole memory, as if Γr were 1. Hand it the relevance
    gate that you have just computed."""
    gamma_u, gamma_r = gru_gates(c_prev, x_t, p)
    open_gate = np.ones_like(gamma_r)
    c_tilde = gru_candidate(c_prev, x_t, open_gate, p)
    return blended(c_prev, x_t, gamma_u, gamma_r, c_tilde)


@of("gru_cell")
def step_fields_shuffled(c_prev, x_t, p):
    """The numbers are right but stand in the wrong fields: GRUStep takes gamma_u
    before gamma_r. Naming the fields as you fill them avoids this."""
    step = gru_cell(c_prev, x_t, p)
    return step._replace(gamma_u=step.gamma_r, gamma_r=step.gamma_u)


@of("gru_cell")
def step_keeps_reset_memory(c_prev, x_t, p):
    """The step has recorded Γr * c_prev in place of c_prev. The backward pass needs
    the memory as it came in: do not reuse the name for the product."""
    step = gru_cell(c_prev, x_t, p)
    return step._replace(c_prev=step.gamma_r * c_prev)


@of("gru_cell")
def step_shares_arrays(c_prev, x_t, p):
    """The step keeps the caller's own arrays. When the caller fills them with the
    next values, your record of this step changes too: store copies."""
    return gru_cell(c_prev, x_t, p)._replace(c_prev=c_prev, x_t=x_t)


@of("gru_cell")
def memory_updated_in_place(c_prev, x_t, p):
    """You write the new memory into c_prev, and the caller's old memory is gone.
    Write it into a new array."""
    step = gru_cell(c_prev, x_t, p)
    c_prev[...] = step.c_t
    return step


@of("gru_cell")
def only_the_memory(c_prev, x_t, p):
    """You return c_t alone. The backward pass needs everything that this step worked
    out: return a GRUStep with all six fields."""
    return gru_cell(c_prev, x_t, p).c_t


@of("gru_cell")
def plain_tuple(c_prev, x_t, p):
    """The values are there, but in a plain tuple without names. Put them into a
    GRUStep, so that step.c_t works."""
    return tuple(gru_cell(c_prev, x_t, p))


@of("gru_cell")
def cell_by_plain_exp(c_prev, x_t, p):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. Call your gru_gates, which uses your stable sigmoid."""
    concat = np.concatenate([c_prev, x_t], axis=1)
    1 / (1 + np.exp(-(concat @ p.Wu.T + p.bu)))
    return gru_cell(c_prev, x_t, p)


@of("gru_cell")
def cell_in_float64(c_prev, x_t, p):
    """float32 went in and float64 came out. Look for np.zeros, np.ones or np.array
    without a dtype: one float64 array makes everything after it float64."""
    return gru_cell(c_prev.astype(np.float64), x_t.astype(np.float64), p)


def blended(c_prev, x_t, gamma_u, gamma_r, c_tilde):
    """The step that these gates and this candidate make."""
    c_t = gamma_u * c_tilde + (1 - gamma_u) * c_prev
    return GRUStep(c_prev.copy(), x_t.copy(), gamma_u, gamma_r, c_tilde, c_t)
