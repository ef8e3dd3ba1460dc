"""Wrong versions of peephole_output_gate."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.peephole import peephole_output_gate

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_output_gate")
def output_gate_cannot_see(a_prev, c_seen, x_t, p):
    """This is the output gate of a plain LSTM. Let it see the memory that is handed
    in: po * c_seen, inside σ."""
    return peephole_output_gate(a_prev, 0 * c_seen, x_t, p)


@of("peephole_output_gate")
def output_gate_by_pf(a_prev, c_seen, x_t, p):
    """Your output gate looks through the forget gate's peephole. It has one of its
    own, po."""
    return peephole_output_gate(a_prev, c_seen, x_t, p._replace(po=p.pf))


@of("peephole_output_gate")
def output_gate_by_pu(a_prev, c_seen, x_t, p):
    """Your output gate looks through the update gate's peephole. It has one of its
    own, po."""
    return peephole_output_gate(a_prev, c_seen, x_t, p._replace(po=p.pu))


@of("peephole_output_gate")
def output_gate_by_forget_weights(a_prev, c_seen, x_t, p):
    """Your output gate uses Wf and bf. The peephole is right; the weight and the bias
    were left from the line above."""
    return peephole_output_gate(a_prev, c_seen, x_t, p._replace(Wo=p.Wf, bo=p.bf))


@of("peephole_output_gate")
def output_gate_sees_sum(a_prev, c_seen, x_t, p):
    """Your output gate sees the sum of the whole memory. The connection is one to one:
    element 5 of the memory reaches element 5 of the gate and no other."""
    everything = c_seen.sum(axis=1, keepdims=True)
    return seeing(p.po * everything, a_prev, x_t, p)


@of("peephole_output_gate")
def output_gate_sees_dot_product(a_prev, c_seen, x_t, p):
    """You multiply c_seen and po with `@`, which adds up over the memory and gives
    every element of the gate the same number. Element by element is `*`."""
    return seeing((c_seen @ p.po)[:, None], a_prev, x_t, p)


@of("peephole_output_gate")
def output_gate_sees_tanh(a_prev, c_seen, x_t, p):
    """Your output gate sees tanh(c). The peephole shows it the memory itself; tanh
    comes in only when the activation is made."""
    return seeing(p.po * np.tanh(c_seen), a_prev, x_t, p)


@of("peephole_output_gate")
def output_gate_sees_activation(a_prev, c_seen, x_t, p):
    """Your peephole looks at a_prev, which the gate sees already through Wo. It is
    the memory c_seen that a peephole shows."""
    return seeing(p.po * a_prev, a_prev, x_t, p)


@of("peephole_output_gate")
def output_peephole_outside_sigmoid(a_prev, c_seen, x_t, p):
    """You add the peephole after σ, and the gate leaves (0, 1). It is one more term of
    the sum inside σ."""
    return peephole_output_gate(a_prev, 0 * c_seen, x_t, p) + p.po * c_seen


@of("peephole_output_gate")
def output_gate_reads_x_first(a_prev, c_seen, x_t, p):
    """You join x_t and a_prev the wrong way round: the columns of Wo belong to the
    activation first and to the input after it."""
    return peephole_output_gate(x_t, c_seen, a_prev, p)


@of("peephole_output_gate")
def output_gate_without_bias(a_prev, c_seen, x_t, p):
    """The bias is missing: bo is added inside σ, beside the peephole."""
    return peephole_output_gate(a_prev, c_seen, x_t, p._replace(bo=0 * p.bo))


@of("peephole_output_gate")
def output_gate_times_memory(a_prev, c_seen, x_t, p):
    """You return Γo * tanh(c), the activation. Here the gate itself is wanted; the
    step makes the activation of it."""
    return peephole_output_gate(a_prev, c_seen, x_t, p) * np.tanh(c_seen)


@of("peephole_output_gate")
def output_gate_by_plain_exp(a_prev, c_seen, x_t, p):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. scipy.special.expit is a sigmoid that does not."""
    concat = np.concatenate([a_prev, x_t], axis=1)
    1 / (1 + np.exp(-(concat @ p.Wo.T + p.bo)))
    return peephole_output_gate(a_prev, c_seen, x_t, p)


@of("peephole_output_gate")
def seen_memory_scaled_in_place(a_prev, c_seen, x_t, p):
    """The values are right, but `c_seen *= po` changes the caller's memory. Write the
    product into a new array."""
    gamma_o = peephole_output_gate(a_prev, c_seen, x_t, p)
    c_seen *= p.po
    return gamma_o


@of("peephole_output_gate")
def output_gate_in_float64(a_prev, c_seen, x_t, p):
    """float32 went in and float64 came out. An array made by np.zeros or np.diag of a
    list is float64 unless it is told otherwise: give it the dtype of c_seen."""
    return peephole_output_gate(a_prev, c_seen.astype(np.float64), x_t, p)


def seeing(o_sees, a_prev, x_t, p):
    """The output gate with this term in place of po * c_seen."""
    with_term = p._replace(bo=o_sees + p.bo)
    return peephole_output_gate(a_prev, 0 * a_prev, x_t, with_term)
