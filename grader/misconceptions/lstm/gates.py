"""Wrong versions of lstm_gates and lstm_candidate."""

import numpy as np
from scipy import special

from grader.misconceptions import Misconceptions
from grader.reference.lstm import lstm_gates

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_gates")
def gates_read_x_first(a_prev, x_t, p):
    """You join x_t and a_prev the wrong way round. Shapes cannot show it: the columns
    of Wu, Wf and Wo belong to the activation first and to the input after it."""
    return lstm_gates(x_t, a_prev, p)


@of("lstm_gates")
def forget_and_output_swapped(a_prev, x_t, p):
    """The last two gates have changed places, as in ONNX's order. Here it is update,
    forget, output."""
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    return gamma_u, gamma_o, gamma_f


@of("lstm_gates")
def forget_before_update(a_prev, x_t, p):
    """The first two gates have changed places. The update gate, made by Wu and bu,
    comes first; the forget gate, made by Wf and bf, second."""
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    return gamma_f, gamma_u, gamma_o


@of("lstm_gates")
def forget_gate_from_update(a_prev, x_t, p):
    """Your forget gate is 1 - Γu, as in the GRU. The LSTM has given it weights of its
    own, Wf and bf: it can write and keep at the same time."""
    gamma_u, _, gamma_o = lstm_gates(a_prev, x_t, p)
    return gamma_u, 1 - gamma_u, gamma_o


@of("lstm_gates")
def forget_gate_upside_down(a_prev, x_t, p):
    """Your forget gate is 1 - Γf. In spite of its name it says how much is kept:
    near one it forgets nothing."""
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    return gamma_u, 1 - gamma_f, gamma_o


@of("lstm_gates")
def forget_bias_added_again(a_prev, x_t, p):
    """You add 1 to the forget gate's sum. A forget bias is a matter of how bf is
    initialised; the gate itself adds bf and nothing else."""
    return lstm_gates(a_prev, x_t, p._replace(bf=p.bf + 1))


@of("lstm_gates")
def gates_without_bias(a_prev, x_t, p):
    """The biases are missing: bu, bf and bo are added after the product, before σ."""
    return lstm_gates(a_prev, x_t, p._replace(bu=0 * p.bu, bf=0 * p.bf, bo=0 * p.bo))


@of("lstm_gates")
def gates_through_tanh(a_prev, x_t, p):
    """Your gates go through tanh and can be negative. A gate says how much gets
    through, from 0 to 1: that takes expit, which is σ."""
    return three_gates(a_prev, x_t, p, np.tanh)


@of("lstm_gates")
def gates_not_squashed(a_prev, x_t, p):
    """The sums are right, but you return them as they are. A gate lies between 0 and
    1: put each sum through expit."""
    return three_gates(a_prev, x_t, p, lambda z: z)


@of("lstm_gates")
def output_gate_copied(a_prev, x_t, p):
    """Γf and Γo come out the same: the line for Γo still uses the forget gate's Wf
    and bf. It has parameters of its own."""
    return lstm_gates(a_prev, x_t, p._replace(Wo=p.Wf, bo=p.bf))


@of("lstm_gates")
def gates_by_plain_exp(a_prev, x_t, p):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. Use expit from scipy.special."""
    return three_gates(a_prev, x_t, p, lambda z: 1 / (1 + np.exp(-z)))


@of("lstm_gates")
def gates_in_float64(a_prev, x_t, p):
    """float32 went in and float64 came out. An array made by np.zeros or np.empty is
    float64 unless it is told otherwise: give it the dtype of a_prev."""
    return lstm_gates(a_prev.astype(np.float64), x_t, p)


def three_gates(a_prev, x_t, p, squash):
    """The gates with another squashing function."""
    concat = np.concatenate([a_prev, x_t], axis=1)
    return tuple(
        squash(concat @ W.T + b) for W, b in ((p.Wu, p.bu), (p.Wf, p.bf), (p.Wo, p.bo))
    )


@of("lstm_candidate")
def candidate_reads_x_first(a_prev, x_t, p):
    """You join x_t and a_prev the wrong way round: the columns of Wc belong to the
    activation first and to the input after it."""
    return candidate(x_t, a_prev, p)


@of("lstm_candidate")
def candidate_through_sigmoid(a_prev, x_t, p):
    """The candidate goes through σ and can never be negative. It is content and not a
    gate, and takes tanh, from -1 to 1."""
    return candidate(a_prev, x_t, p, special.expit)


@of("lstm_candidate")
def candidate_not_squashed(a_prev, x_t, p):
    """The sum is right, but the tanh around it is missing, so your candidate can grow
    beyond -1 and 1."""
    return candidate(a_prev, x_t, p, lambda z: z)


@of("lstm_candidate")
def candidate_without_bias(a_prev, x_t, p):
    """The bias bc is missing: it is added after the product, inside the tanh."""
    return candidate(a_prev, x_t, p._replace(bc=0 * p.bc))


@of("lstm_candidate")
def candidate_from_update_weights(a_prev, x_t, p):
    """The candidate is made with the update gate's Wu and bu. It has parameters of
    its own, Wc and bc: look at the line that was copied."""
    return candidate(a_prev, x_t, p._replace(Wc=p.Wu, bc=p.bu))


@of("lstm_candidate")
def candidate_sees_no_activation(a_prev, x_t, p):
    """Your candidate sees the input only. The first n_a columns of Wc act on a_prev,
    so join a_prev and x_t before the product."""
    return candidate(0 * a_prev, x_t, p)


@of("lstm_candidate")
def tanh_by_hand(a_prev, x_t, p):
    """Your own tanh, written with exp, overflows for large numbers and turns into
    NaN. np.tanh is safe everywhere."""
    z = candidate(a_prev, x_t, p, lambda z: z)
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@of("lstm_candidate")
def tanh_warns(a_prev, x_t, p):
    """The values are right, but your own tanh, written with exp(2z), overflows for
    large numbers and warns. np.tanh is safe everywhere."""
    return candidate(a_prev, x_t, p, lambda z: 1 - 2 / (np.exp(2 * z) + 1))


@of("lstm_candidate")
def candidate_in_float64(a_prev, x_t, p):
    """float32 went in and float64 came out. An array made by np.zeros or np.empty is
    float64 unless it is told otherwise: give it the dtype of a_prev."""
    return candidate(a_prev.astype(np.float64), x_t, p)


def candidate(first, second, p, squash=np.tanh):
    """The candidate from two arrays joined in this order."""
    return squash(np.concatenate([first, second], axis=1) @ p.Wc.T + p.bc)
