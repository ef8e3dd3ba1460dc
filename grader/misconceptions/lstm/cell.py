"""Wrong versions of lstm_cell."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.lstm import lstm_candidate, lstm_cell, lstm_gates

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_cell")
def update_decides_what_is_kept(a_prev, c_prev, x_t, p):
    """Your step keeps 1 - Γu of the old memory, as the GRU does. In the LSTM the
    forget gate says how much is kept, and it is independent of the update gate."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return remembered(step, step.gamma_u * step.c_tilde + (1 - step.gamma_u) * c_prev)


@of("lstm_cell")
def nothing_is_forgotten(a_prev, c_prev, x_t, p):
    """All of the old memory is added, whatever the forget gate says. Only Γf of it
    may stay."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return remembered(step, step.gamma_u * step.c_tilde + c_prev)


@of("lstm_cell")
def forgets_the_complement(a_prev, c_prev, x_t, p):
    """Your step keeps 1 - Γf of the old memory. In spite of its name the forget gate
    says how much is kept: near one it forgets nothing."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    kept = (1 - step.gamma_f) * c_prev
    return remembered(step, step.gamma_u * step.c_tilde + kept)


@of("lstm_cell")
def candidate_not_gated(a_prev, c_prev, x_t, p):
    """The candidate enters the memory at full strength. The update gate says how much
    of it is written: Γu * c̃."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return remembered(step, step.c_tilde + step.gamma_f * c_prev)


@of("lstm_cell")
def update_and_forget_swapped(a_prev, c_prev, x_t, p):
    """Γu and Γf have changed places in the sum: the update gate goes with the
    candidate, the forget gate with the old memory."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return remembered(step, step.gamma_f * step.c_tilde + step.gamma_u * c_prev)


@of("lstm_cell")
def activation_kept_for_memory(a_prev, c_prev, x_t, p):
    """Γf multiplies a_prev in your sum. What the forget gate keeps is the memory,
    c_prev: in an LSTM the two are no longer the same."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return remembered(step, step.gamma_u * step.c_tilde + step.gamma_f * a_prev)


@of("lstm_cell")
def memory_squashed(a_prev, c_prev, x_t, p):
    """You put the sum through tanh before you store it as c_t, so the memory shrinks
    at each step. The tanh belongs to a_t; the memory itself stays as it is."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(c_t=np.tanh(step.c_t))


@of("lstm_cell")
def activation_without_tanh(a_prev, c_prev, x_t, p):
    """Your a_t is Γo * c_t. That is one of the two variations; the LSTM itself shows
    Γo * tanh(c_t)."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_t=step.gamma_o * step.c_t)


@of("lstm_cell")
def output_gate_forgotten(a_prev, c_prev, x_t, p):
    """Your a_t is tanh(c_t): the output gate is missing. Γo says how much of the
    memory is shown."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_t=np.tanh(step.c_t))


@of("lstm_cell")
def output_gate_inside_tanh(a_prev, c_prev, x_t, p):
    """Your a_t is tanh(Γo * c_t). The gate stands outside: first the tanh of the
    memory, then Γo times that."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_t=np.tanh(step.gamma_o * step.c_t))


@of("lstm_cell")
def activation_is_memory(a_prev, c_prev, x_t, p):
    """Your a_t is c_t, as in the GRU. The LSTM shows only a part of its memory:
    Γo * tanh(c_t)."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_t=step.c_t.copy())


@of("lstm_cell")
def activation_of_old_memory(a_prev, c_prev, x_t, p):
    """Your a_t shows the old memory, c_prev. Work out c_t first, then a_t from it."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_t=step.gamma_o * np.tanh(c_prev))


@of("lstm_cell")
def activation_of_candidate(a_prev, c_prev, x_t, p):
    """Your a_t is Γo * c̃. The output gate shows the memory, tanh(c_t), not the
    candidate."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_t=step.gamma_o * step.c_tilde)


@of("lstm_cell")
def gates_unpacked_out_of_order(a_prev, c_prev, x_t, p):
    """The forget and the output gate are unpacked in the wrong order. lstm_gates
    returns update, forget, output."""
    gamma_u, gamma_o, gamma_f = lstm_gates(a_prev, x_t, p)
    step = lstm_cell(a_prev, c_prev, x_t, p)
    step = step._replace(gamma_f=gamma_f, gamma_o=gamma_o)
    return remembered(step, gamma_u * step.c_tilde + gamma_f * c_prev)


@of("lstm_cell")
def gates_see_the_memory(a_prev, c_prev, x_t, p):
    """Gates and candidate are called with c_prev. In an LSTM they look at what was
    shown, a_prev; gates that look at the memory come with peepholes, in stage 3."""
    gamma_u, gamma_f, gamma_o = lstm_gates(c_prev, x_t, p)
    step = lstm_cell(a_prev, c_prev, x_t, p)._replace(
        gamma_u=gamma_u,
        gamma_f=gamma_f,
        gamma_o=gamma_o,
        c_tilde=lstm_candidate(c_prev, x_t, p),
    )
    return remembered(step, gamma_u * step.c_tilde + gamma_f * c_prev)


@of("lstm_cell")
def candidate_sees_the_memory(a_prev, c_prev, x_t, p):
    """The candidate is called with c_prev, as in the GRU. In an LSTM it looks at what
    was shown at the last step, a_prev."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    step = step._replace(c_tilde=lstm_candidate(c_prev, x_t, p))
    return remembered(step, step.gamma_u * step.c_tilde + step.gamma_f * c_prev)


@of("lstm_cell")
def states_stored_swapped(a_prev, c_prev, x_t, p):
    """The numbers are right, but a_prev and c_prev stand in each other's field:
    LSTMStep takes a_prev first. Naming the fields as you fill them avoids this."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_prev=step.c_prev, c_prev=step.a_prev)


@of("lstm_cell")
def results_stored_swapped(a_prev, c_prev, x_t, p):
    """The numbers are right, but a_t and c_t stand in each other's field: LSTMStep
    takes c_t before a_t. Naming the fields as you fill them avoids this."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_t=step.c_t, c_t=step.a_t)


@of("lstm_cell")
def step_shares_arrays(a_prev, c_prev, x_t, p):
    """The step keeps the caller's own arrays. When the caller fills them with the
    next values, your record of this step changes too: store copies."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step._replace(a_prev=a_prev, c_prev=c_prev, x_t=x_t)


@of("lstm_cell")
def memory_updated_in_place(a_prev, c_prev, x_t, p):
    """You write the new memory into c_prev, and the caller's old memory is gone.
    Write it into a new array."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    c_prev[...] = step.c_t
    return step


@of("lstm_cell")
def only_the_states(a_prev, c_prev, x_t, p):
    """You return a_t and c_t alone. The backward pass needs everything that this step
    worked out: return an LSTMStep with all nine fields."""
    step = lstm_cell(a_prev, c_prev, x_t, p)
    return step.a_t, step.c_t


@of("lstm_cell")
def plain_tuple(a_prev, c_prev, x_t, p):
    """The values are there, but in a plain tuple without names. Put them into an
    LSTMStep, so that step.c_t works."""
    return tuple(lstm_cell(a_prev, c_prev, x_t, p))


@of("lstm_cell")
def cell_by_plain_exp(a_prev, c_prev, x_t, p):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. Call your lstm_gates, which uses expit."""
    concat = np.concatenate([a_prev, x_t], axis=1)
    1 / (1 + np.exp(-(concat @ p.Wf.T + p.bf)))
    return lstm_cell(a_prev, c_prev, x_t, p)


@of("lstm_cell")
def cell_in_float64(a_prev, c_prev, x_t, p):
    """float32 went in and float64 came out. Look for np.zeros, np.ones or np.array
    without a dtype: one float64 array makes everything after it float64."""
    return lstm_cell(*(v.astype(np.float64) for v in (a_prev, c_prev, x_t)), p)


def remembered(step, c_t):
    """The step with another new memory, and the activation that follows from it."""
    return step._replace(c_t=c_t, a_t=step.gamma_o * np.tanh(c_t))
