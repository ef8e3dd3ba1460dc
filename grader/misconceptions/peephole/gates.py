"""Wrong versions of peephole_gates."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.peephole import peephole_gates, peephole_output_gate

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_gates")
def gates_cannot_see(a_prev, c_prev, x_t, p):
    """These are the gates of a plain LSTM: they see a_prev and x_t only. A peephole
    lets each gate see the memory too: pu * c_prev and pf * c_prev, inside σ."""
    return peephole_gates(a_prev, 0 * c_prev, x_t, p)


@of("peephole_gates")
def update_gate_cannot_see(a_prev, c_prev, x_t, p):
    """Γf is right, but Γu does not see the memory: its peephole pu * c_prev is
    missing."""
    return peephole_gates(a_prev, c_prev, x_t, p._replace(pu=0 * p.pu))


@of("peephole_gates")
def forget_gate_cannot_see(a_prev, c_prev, x_t, p):
    """Γu is right, but Γf does not see the memory: its peephole pf * c_prev is
    missing."""
    return peephole_gates(a_prev, c_prev, x_t, p._replace(pf=0 * p.pf))


@of("peephole_gates")
def peepholes_exchanged(a_prev, c_prev, x_t, p):
    """pu and pf have changed places: pu belongs to the update gate and pf to the
    forget gate."""
    return peephole_gates(a_prev, c_prev, x_t, p._replace(pu=p.pf, pf=p.pu))


@of("peephole_gates")
def one_peephole_twice(a_prev, c_prev, x_t, p):
    """Γu is right, but Γf looks through the update gate's peephole. Look at the end
    of the line that was copied: it wants pf."""
    return peephole_gates(a_prev, c_prev, x_t, p._replace(pf=p.pu))


@of("peephole_gates")
def gates_see_sum_of_memory(a_prev, c_prev, x_t, p):
    """Every gate sees the sum of the whole memory. The connection is one to one:
    element 5 of c_prev reaches element 5 of each gate and no other, so `*` is all."""
    everything = c_prev.sum(axis=1, keepdims=True)
    return peephole_gates(a_prev, np.broadcast_to(everything, c_prev.shape), x_t, p)


@of("peephole_gates")
def gates_see_dot_product(a_prev, c_prev, x_t, p):
    """You multiply c_prev and the peephole with `@`, which adds up over the memory and
    gives every element of the gate the same number. Element by element is `*`."""
    return seeing((c_prev @ p.pu)[:, None], (c_prev @ p.pf)[:, None], a_prev, x_t, p)


@of("peephole_gates")
def gates_see_mirrored_memory(a_prev, c_prev, x_t, p):
    """Element k of your gates sees another element of the memory than k: the memory
    is turned round on its way. Element 5 belongs to element 5."""
    return peephole_gates(a_prev, c_prev[:, ::-1], x_t, p)


@of("peephole_gates")
def gates_see_activation(a_prev, c_prev, x_t, p):
    """Your peepholes look at a_prev. The gates see the activation already, through
    their weights; a peephole is for the memory c_prev."""
    return seeing(p.pu * a_prev, p.pf * a_prev, a_prev, x_t, p)


@of("peephole_gates")
def gates_see_tanh_of_memory(a_prev, c_prev, x_t, p):
    """Your gates see tanh(c_prev). A peephole shows the memory as it is, so that a gate
    can tell a count of 3 from one of 30."""
    return peephole_gates(a_prev, np.tanh(c_prev), x_t, p)


@of("peephole_gates")
def peephole_outside_sigmoid(a_prev, c_prev, x_t, p):
    """You add the peephole to the gate itself, after σ, and the gate leaves (0, 1). It
    is one more term of the sum inside σ."""
    gamma_u, gamma_f = peephole_gates(a_prev, 0 * c_prev, x_t, p)
    return gamma_u + p.pu * c_prev, gamma_f + p.pf * c_prev


@of("peephole_gates")
def peephole_subtracted(a_prev, c_prev, x_t, p):
    """The peephole has the wrong sign: it is added to the sum inside σ."""
    return peephole_gates(a_prev, -c_prev, x_t, p)


@of("peephole_gates")
def peepholed_gates_swapped(a_prev, c_prev, x_t, p):
    """The two gates have changed places. The update gate comes first, the forget gate
    second."""
    return peephole_gates(a_prev, c_prev, x_t, p)[::-1]


@of("peephole_gates")
def peepholed_gates_read_x_first(a_prev, c_prev, x_t, p):
    """You join x_t and a_prev the wrong way round. Shapes cannot show it: the columns
    of Wu and Wf belong to the activation first and to the input after it."""
    return peephole_gates(x_t, c_prev, a_prev, p)


@of("peephole_gates")
def weights_read_memory(a_prev, c_prev, x_t, p):
    """Your weights multiply [c_prev, x_t]. That was the GRU; here the weights act on
    [a_prev, x_t], and the memory comes in through the peepholes alone."""
    return peephole_gates(c_prev, c_prev, x_t, p)


@of("peephole_gates")
def peepholed_gates_without_bias(a_prev, c_prev, x_t, p):
    """The biases are missing: bu and bf are added inside σ, beside the peephole."""
    return peephole_gates(a_prev, c_prev, x_t, p._replace(bu=0 * p.bu, bf=0 * p.bf))


@of("peephole_gates")
def three_gates_at_once(a_prev, c_prev, x_t, p):
    """You return three gates. The output gate has a function of its own, because it
    may have to wait for the new memory: return Γu and Γf here."""
    gamma_o = peephole_output_gate(a_prev, c_prev, x_t, p)
    return *peephole_gates(a_prev, c_prev, x_t, p), gamma_o


@of("peephole_gates")
def peepholed_gates_by_plain_exp(a_prev, c_prev, x_t, p):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. scipy.special.expit is a sigmoid that does not."""
    concat = np.concatenate([a_prev, x_t], axis=1)
    1 / (1 + np.exp(-(concat @ p.Wu.T + p.bu)))
    return peephole_gates(a_prev, c_prev, x_t, p)


@of("peephole_gates")
def memory_scaled_in_place(a_prev, c_prev, x_t, p):
    """The values are right, but `c_prev *= pf` changes the caller's memory. Write the
    product into a new array."""
    gates = peephole_gates(a_prev, c_prev, x_t, p)
    c_prev *= p.pf
    return gates


@of("peephole_gates")
def peepholed_gates_in_float64(a_prev, c_prev, x_t, p):
    """float32 went in and float64 came out. An array made by np.zeros or np.diag of a
    list is float64 unless it is told otherwise: give it the dtype of c_prev."""
    return peephole_gates(a_prev, c_prev.astype(np.float64), x_t, p)


def seeing(u_sees, f_sees, a_prev, x_t, p):
    """The gates with these terms in place of pu * c_prev and pf * c_prev."""
    with_terms = p._replace(bu=u_sees + p.bu, bf=f_sees + p.bf)
    return peephole_gates(a_prev, 0 * a_prev, x_t, with_terms)
