"""Wrong versions of gru_gates and gru_candidate."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.gru import gru_gates, sigmoid

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("gru_gates")
def gates_read_x_first(c_prev, x_t, p):
    """You join x_t and c_prev the wrong way round. Shapes cannot show it: the columns
    of Wu and Wr belong to the memory first and to the input after it."""
    concat = np.concatenate([x_t, c_prev], axis=1)
    return sigmoid(concat @ p.Wu.T + p.bu), sigmoid(concat @ p.Wr.T + p.br)


@of("gru_gates")
def gates_swapped(c_prev, x_t, p):
    """The two gates have changed places. The update gate, made by Wu and bu, comes
    first; the relevance gate, made by Wr and br, second."""
    return gru_gates(c_prev, x_t, p)[::-1]


@of("gru_gates")
def gates_without_bias(c_prev, x_t, p):
    """The biases are missing: bu and br are added after the product, before σ."""
    return gru_gates(c_prev, x_t, p._replace(bu=0 * p.bu, br=0 * p.br))


@of("gru_gates")
def gates_through_tanh(c_prev, x_t, p):
    """Your gates go through tanh and can be negative. A gate says how much gets
    through, from 0 to 1: that takes your sigmoid."""
    return two_gates(c_prev, x_t, p, np.tanh)


@of("gru_gates")
def gates_not_squashed(c_prev, x_t, p):
    """The sum is right, but you return it as it is. A gate lies between 0 and 1: put
    the sum through your sigmoid."""
    return two_gates(c_prev, x_t, p, lambda z: z)


@of("gru_gates")
def one_gate_twice(c_prev, x_t, p):
    """Both gates come out the same: the line for Γr still uses the update gate's Wu
    and bu. It has parameters of its own."""
    return gru_gates(c_prev, x_t, p._replace(Wr=p.Wu, br=p.bu))


@of("gru_gates")
def one_bias_twice(c_prev, x_t, p):
    """Γu is right. Γr has its own weight but the update gate's bias: look at the end
    of the line that was copied."""
    return gru_gates(c_prev, x_t, p._replace(br=p.bu))


@of("gru_gates")
def gates_by_plain_exp(c_prev, x_t, p):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. Call the sigmoid that you wrote for just this."""
    return two_gates(c_prev, x_t, p, lambda z: 1 / (1 + np.exp(-z)))


@of("gru_gates")
def gates_in_float64(c_prev, x_t, p):
    """float32 went in and float64 came out. An array made by np.zeros or np.empty is
    float64 unless it is told otherwise: give it the dtype of c_prev."""
    return gru_gates(c_prev.astype(np.float64), x_t, p)


def two_gates(c_prev, x_t, p, squash=sigmoid):
    """The gates with another squashing function, or from other parameters."""
    concat = np.concatenate([c_prev, x_t], axis=1)
    return squash(concat @ p.Wu.T + p.bu), squash(concat @ p.Wr.T + p.br)


@of("gru_candidate")
def relevance_ignored(c_prev, x_t, gamma_r, p):
    """The candidate sees all of the memory: gamma_r is never used. Multiply c_prev by
    it, entry by entry, before the join with x_t."""
    return candidate(c_prev, x_t, p)


@of("gru_candidate")
def relevance_made_again(c_prev, x_t, gamma_r, p):
    """You work the relevance gate out once more instead of using the gamma_r that is
    handed in. Here it is an argument like any other, and may have any value."""
    return candidate(gru_gates(c_prev, x_t, p)[1] * c_prev, x_t, p)


@of("gru_candidate")
def reset_after_product(c_prev, x_t, gamma_r, p):
    """Here Γr multiplies what Wc makes of the memory: that is the convention of torch
    and cuDNN. In the lecture's GRU, Γr multiplies c_prev itself, before Wc."""
    n_c = c_prev.shape[1]
    from_memory = gamma_r * (c_prev @ p.Wc[:, :n_c].T)
    return np.tanh(from_memory + x_t @ p.Wc[:, n_c:].T + p.bc)


@of("gru_candidate")
def reset_of_everything(c_prev, x_t, gamma_r, p):
    """Γr multiplies the whole sum here, the input's part and the bias with it. It is
    meant for the memory only: gamma_r * c_prev, before the join."""
    concat = np.concatenate([c_prev, x_t], axis=1)
    return np.tanh(gamma_r * (concat @ p.Wc.T + p.bc))


@of("gru_candidate")
def reset_upside_down(c_prev, x_t, gamma_r, p):
    """You multiply the memory by 1 - Γr. A relevance gate of 1 lets the memory
    through and one of 0 cuts it off, so it is Γr itself that multiplies."""
    return candidate((1 - gamma_r) * c_prev, x_t, p)


@of("gru_candidate")
def candidate_reads_x_first(c_prev, x_t, gamma_r, p):
    """You join x_t and the memory the wrong way round: the columns of Wc belong to
    Γr * c_prev first and to x_t after it."""
    return candidate(x_t, gamma_r * c_prev, p)


@of("gru_candidate")
def candidate_through_sigmoid(c_prev, x_t, gamma_r, p):
    """The candidate goes through σ and can never be negative. It is content and not a
    gate, and takes tanh, from -1 to 1."""
    return candidate(gamma_r * c_prev, x_t, p, sigmoid)


@of("gru_candidate")
def candidate_not_squashed(c_prev, x_t, gamma_r, p):
    """The sum is right, but the tanh around it is missing, so your candidate can grow
    beyond -1 and 1."""
    return candidate(gamma_r * c_prev, x_t, p, lambda z: z)


@of("gru_candidate")
def candidate_without_bias(c_prev, x_t, gamma_r, p):
    """The bias bc is missing: it is added after the product, inside the tanh."""
    return candidate(gamma_r * c_prev, x_t, p._replace(bc=0 * p.bc))


@of("gru_candidate")
def tanh_by_hand(c_prev, x_t, gamma_r, p):
    """Your own tanh, written with exp, overflows for large numbers and turns into
    NaN. np.tanh is safe everywhere."""
    z = candidate(gamma_r * c_prev, x_t, p, lambda z: z)
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@of("gru_candidate")
def tanh_warns(c_prev, x_t, gamma_r, p):
    """The values are right, but your own tanh, written with exp(2z), overflows for
    large numbers and warns. np.tanh is safe everywhere."""
    return candidate(gamma_r * c_prev, x_t, p, lambda z: 1 - 2 / (np.exp(2 * z) + 1))


@of("gru_candidate")
def memory_reset_in_place(c_prev, x_t, gamma_r, p):
    """The values are right, but `c_prev *= gamma_r` changes the caller's memory, and
    the blend that comes next still needs it whole. Make a new array of the product."""
    c_prev *= gamma_r
    return candidate(c_prev, x_t, p)


@of("gru_candidate")
def candidate_in_float64(c_prev, x_t, gamma_r, p):
    """float32 went in and float64 came out. An array made by np.zeros or np.empty is
    float64 unless it is told otherwise: give it the dtype of c_prev."""
    return candidate(gamma_r.astype(np.float64) * c_prev, x_t, p)


def candidate(memory, x_t, p, squash=np.tanh):
    """The candidate from a memory that has been gated already, or has not."""
    return squash(np.concatenate([memory, x_t], axis=1) @ p.Wc.T + p.bc)
