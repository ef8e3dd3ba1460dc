"""Wrong versions of peephole_cell."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.peephole import (
    peephole_cell,
    peephole_gates,
    peephole_output_gate,
)

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_cell")
def plain_lstm_step(a_prev, c_prev, x_t, p, output_sees="previous"):
    """No gate of yours sees the memory: this is a plain LSTM. Call peephole_gates and
    peephole_output_gate, which look through pu, pf and po."""
    blind = p._replace(pu=0 * p.pu, pf=0 * p.pf, po=0 * p.po)
    return peephole_cell(a_prev, c_prev, x_t, blind, output_sees)


@of("peephole_cell")
def output_gate_always_sees_previous(a_prev, c_prev, x_t, p, output_sees="previous"):
    """output_sees is never looked at: your output gate sees c_prev in either form, and
    any word is accepted. "current" means the new memory c_t."""
    return peephole_cell(a_prev, c_prev, x_t, p, "previous")


@of("peephole_cell")
def output_gate_always_sees_current(a_prev, c_prev, x_t, p, output_sees="previous"):
    """output_sees is never looked at: your output gate sees c_t in either form, and any
    word is accepted. "previous" means the old memory c_prev."""
    return peephole_cell(a_prev, c_prev, x_t, p, "current")


@of("peephole_cell")
def forms_exchanged(a_prev, c_prev, x_t, p, output_sees="previous"):
    """The two forms have changed places: "previous" is the lecture's, with c_prev, and
    "current" is Gers' and ONNX's, with c_t."""
    other = {"previous": "current", "current": "previous"}
    form = other.get(output_sees, output_sees)
    return peephole_cell(a_prev, c_prev, x_t, p, form)


@of("peephole_cell")
def current_is_the_default(a_prev, c_prev, x_t, p, output_sees="current"):
    """Both forms are right when they are named, but your default is "current". The
    lecture's form is the default here: output_sees="previous"."""
    return peephole_cell(a_prev, c_prev, x_t, p, output_sees)


@of("peephole_cell")
def unknown_form_as_previous(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Both forms are right, but every other word is silently taken for "previous". A
    slip of the pen deserves to be heard: raise a ValueError."""
    form = "current" if output_sees == "current" else "previous"
    return peephole_cell(a_prev, c_prev, x_t, p, form)


@of("peephole_cell")
def unknown_form_as_current(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Both forms are right, but every other word is silently taken for "current". A
    slip of the pen deserves to be heard: raise a ValueError."""
    form = "previous" if output_sees == "previous" else "current"
    return peephole_cell(a_prev, c_prev, x_t, p, form)


@of("peephole_cell")
def unknown_form_by_accident(a_prev, c_prev, x_t, p, output_sees="previous"):
    """An unknown output_sees does stop your function, but only by accident: a name or
    a key is missing further on. Say it on purpose, with a ValueError."""
    seen = {"previous": "c_prev", "current": "c_t"}
    seen[output_sees]
    return peephole_cell(a_prev, c_prev, x_t, p, output_sees)


@of("peephole_cell")
def output_gate_sees_squashed_memory(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Your output gate is shown tanh(c_t) in the current form. The peephole shows the
    memory itself; tanh comes in only when the activation is made."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    if output_sees == "previous":
        return step
    return step_with(step, p, np.tanh(step.c_t))


@of("peephole_cell")
def output_gate_sees_candidate(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Your output gate is shown the candidate in the current form. The current memory
    is c_t, what the blend has made of candidate and old memory."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    return step if output_sees == "previous" else step_with(step, p, step.c_tilde)


@of("peephole_cell")
def candidate_has_peephole(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Your candidate sees the memory too. Peepholes are for the three gates; the
    candidate is made of a_prev and x_t alone."""
    gates = peephole_gates(a_prev, c_prev, x_t, p)
    z = np.concatenate([a_prev, x_t], axis=1) @ p.Wc.T + p.pu * c_prev + p.bc
    return blended(a_prev, c_prev, x_t, p, output_sees, gates, np.tanh(z))


@of("peephole_cell")
def candidate_reads_memory(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Your candidate is made from [c_prev, x_t], as in the GRU. In an LSTM the weights
    act on [a_prev, x_t]."""
    gates = peephole_gates(a_prev, c_prev, x_t, p)
    c_tilde = np.tanh(np.concatenate([c_prev, x_t], axis=1) @ p.Wc.T + p.bc)
    return blended(a_prev, c_prev, x_t, p, output_sees, gates, c_tilde)


@of("peephole_cell")
def gates_unpacked_the_wrong_way(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Update and forget gate have changed places on their way out of peephole_gates:
    it returns the update gate first."""
    gates = peephole_gates(a_prev, c_prev, x_t, p)[::-1]
    c_tilde = peephole_cell(a_prev, c_prev, x_t, p).c_tilde
    return blended(a_prev, c_prev, x_t, p, output_sees, gates, c_tilde)


@of("peephole_cell")
def kept_as_in_gru(a_prev, c_prev, x_t, p, output_sees="previous"):
    """You keep 1 - Γu of the old memory, as a GRU does. An LSTM has a forget gate for
    that: Γf * c_prev."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    c_t = step.gamma_u * step.c_tilde + (1 - step.gamma_u) * c_prev
    return shown(step._replace(c_t=c_t), p, output_sees)


@of("peephole_cell")
def activation_without_tanh(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Your activation is Γo * c_t. That form has been spoken of, but here the memory
    goes through tanh on its way out: Γo * tanh(c_t)."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    return step._replace(a_t=step.gamma_o * step.c_t)


@of("peephole_cell")
def activation_of_old_memory(a_prev, c_prev, x_t, p, output_sees="previous"):
    """Your activation shows the old memory. Whatever the output gate sees, what it
    lets out is the new one: Γo * tanh(c_t)."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    return step._replace(a_t=step.gamma_o * np.tanh(c_prev))


@of("peephole_cell")
def memory_and_activation_exchanged(a_prev, c_prev, x_t, p, output_sees="previous"):
    """The numbers are right, but c_t and a_t stand in each other's fields: LSTMStep
    takes c_t before a_t. Naming the fields as you fill them avoids this."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    return step._replace(c_t=step.a_t, a_t=step.c_t)


@of("peephole_cell")
def peephole_step_shares_arrays(a_prev, c_prev, x_t, p, output_sees="previous"):
    """The step keeps the caller's own arrays. When the caller fills them with the
    next values, your record of this step changes too: store copies."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    return step._replace(a_prev=a_prev, c_prev=c_prev, x_t=x_t)


@of("peephole_cell")
def peephole_memory_in_place(a_prev, c_prev, x_t, p, output_sees="previous"):
    """You write the new memory into c_prev, and the caller's old memory is gone.
    Write it into a new array."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    c_prev[...] = step.c_t
    return step


@of("peephole_cell")
def only_activation_and_memory(a_prev, c_prev, x_t, p, output_sees="previous"):
    """You return a_t and c_t alone. The backward pass needs everything that this step
    worked out: return an LSTMStep with all nine fields."""
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    return step.a_t, step.c_t


@of("peephole_cell")
def peephole_cell_by_plain_exp(a_prev, c_prev, x_t, p, output_sees="previous"):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. Call peephole_gates, and use scipy.special.expit inside it."""
    concat = np.concatenate([a_prev, x_t], axis=1)
    1 / (1 + np.exp(-(concat @ p.Wu.T + p.bu)))
    return peephole_cell(a_prev, c_prev, x_t, p, output_sees)


@of("peephole_cell")
def peephole_cell_in_float64(a_prev, c_prev, x_t, p, output_sees="previous"):
    """float32 went in and float64 came out. Look for np.zeros, np.ones or np.array
    without a dtype: one float64 array makes everything after it float64."""
    wide = a_prev.astype(np.float64), c_prev.astype(np.float64)
    return peephole_cell(*wide, x_t, p, output_sees)


def blended(a_prev, c_prev, x_t, p, output_sees, gates, c_tilde):
    """The step that these two gates and this candidate make."""
    gamma_u, gamma_f = gates
    step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
    changed = step._replace(gamma_u=gamma_u, gamma_f=gamma_f, c_tilde=c_tilde)
    return shown(
        changed._replace(c_t=gamma_u * c_tilde + gamma_f * c_prev), p, output_sees
    )


def shown(step, p, output_sees):
    """The step with an output gate that sees its memory, old or new."""
    return step_with(step, p, step.c_t if output_sees == "current" else step.c_prev)


def step_with(step, p, c_seen):
    """The step with an output gate that sees `c_seen`, and the activation it makes."""
    gamma_o = peephole_output_gate(step.a_prev, c_seen, step.x_t, p)
    return step._replace(gamma_o=gamma_o, a_t=gamma_o * np.tanh(step.c_t))
