"""Wrong versions of lstm_cell_with_relevance."""

import numpy as np
from scipy import special

from grader.misconceptions import Misconceptions
from grader.reference.lstm import (
    lstm_candidate,
    lstm_cell_with_relevance,
    lstm_gates,
)

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_cell_with_relevance")
def relevance_ignored(a_prev, c_prev, x_t, p):
    """The candidate sees all of a_prev: the relevance gate is never used. Multiply
    a_prev by Γr, entry by entry, before the join with x_t."""
    return states(a_prev, c_prev, x_t, p, lstm_candidate(a_prev, x_t, p))


@of("lstm_cell_with_relevance")
def relevance_after_product(a_prev, c_prev, x_t, p):
    """Here Γr multiplies what Wc makes of a_prev. It belongs before the product, on
    a_prev itself."""
    n_a = a_prev.shape[1]
    shown = relevance(a_prev, x_t, p) * (a_prev @ p.Wc[:, :n_a].T)
    c_tilde = np.tanh(shown + x_t @ p.Wc[:, n_a:].T + p.bc)
    return states(a_prev, c_prev, x_t, p, c_tilde)


@of("lstm_cell_with_relevance")
def relevance_on_input(a_prev, c_prev, x_t, p):
    """Γr multiplies what the input contributes and leaves a_prev alone. It is the old
    activation whose relevance is in question: Γr * a_prev."""
    n_a = a_prev.shape[1]
    shown = relevance(a_prev, x_t, p) * (x_t @ p.Wc[:, n_a:].T)
    c_tilde = np.tanh(a_prev @ p.Wc[:, :n_a].T + shown + p.bc)
    return states(a_prev, c_prev, x_t, p, c_tilde)


@of("lstm_cell_with_relevance")
def relevance_of_everything(a_prev, c_prev, x_t, p):
    """Γr multiplies the whole sum in the candidate, the input's part and the bias
    with it. It is meant for a_prev only."""
    concat = np.concatenate([a_prev, x_t], axis=1)
    c_tilde = np.tanh(relevance(a_prev, x_t, p) * (concat @ p.Wc.T + p.bc))
    return states(a_prev, c_prev, x_t, p, c_tilde)


@of("lstm_cell_with_relevance")
def relevance_on_candidate(a_prev, c_prev, x_t, p):
    """Γr multiplies the finished candidate. It stands inside: Γr * a_prev goes into
    the join with x_t."""
    c_tilde = relevance(a_prev, x_t, p) * lstm_candidate(a_prev, x_t, p)
    return states(a_prev, c_prev, x_t, p, c_tilde)


@of("lstm_cell_with_relevance")
def relevance_of_memory(a_prev, c_prev, x_t, p):
    """Your candidate sees Γr * c_prev, as in the GRU. In an LSTM it looks at what was
    shown: Γr * a_prev."""
    shown = relevance(a_prev, x_t, p) * c_prev
    return states(a_prev, c_prev, x_t, p, lstm_candidate(shown, x_t, p))


@of("lstm_cell_with_relevance")
def relevance_on_all_gates(a_prev, c_prev, x_t, p):
    """All gates see Γr * a_prev in your version. The relevance gate acts on the
    candidate only; the other gates look at a_prev as it is."""
    shown = relevance(a_prev, x_t, p) * a_prev
    return states(shown, c_prev, x_t, p, lstm_candidate(shown, x_t, p))


@of("lstm_cell_with_relevance")
def relevance_upside_down(a_prev, c_prev, x_t, p):
    """You multiply a_prev by 1 - Γr. A relevance gate of 1 lets the activation
    through and one of 0 cuts it off."""
    shown = (1 - relevance(a_prev, x_t, p)) * a_prev
    return states(a_prev, c_prev, x_t, p, lstm_candidate(shown, x_t, p))


@of("lstm_cell_with_relevance")
def relevance_through_tanh(a_prev, c_prev, x_t, p):
    """Your relevance gate goes through tanh and can be negative. It is a gate, from 0
    to 1: that takes expit."""
    shown = relevance(a_prev, x_t, p, np.tanh) * a_prev
    return states(a_prev, c_prev, x_t, p, lstm_candidate(shown, x_t, p))


@of("lstm_cell_with_relevance")
def relevance_from_update_gate(a_prev, c_prev, x_t, p):
    """The candidate gets Γu * a_prev. The relevance gate has parameters of its own,
    Wr and br."""
    return lstm_cell_with_relevance(a_prev, c_prev, x_t, p._replace(Wr=p.Wu, br=p.bu))


@of("lstm_cell_with_relevance")
def relevance_without_bias(a_prev, c_prev, x_t, p):
    """The relevance gate's bias is missing: br is added after the product, before
    σ."""
    return lstm_cell_with_relevance(a_prev, c_prev, x_t, p._replace(br=0 * p.br))


@of("lstm_cell_with_relevance")
def relevance_replaces_forget_gate(a_prev, c_prev, x_t, p):
    """Your step keeps Γr of the old memory. The relevance gate comes in addition: what
    is kept is still Γf of c_prev."""
    gamma_u, _, gamma_o = lstm_gates(a_prev, x_t, p)
    gamma_r = relevance(a_prev, x_t, p)
    c_tilde = lstm_candidate(gamma_r * a_prev, x_t, p)
    c_t = gamma_u * c_tilde + gamma_r * c_prev
    return gamma_o * np.tanh(c_t), c_t


@of("lstm_cell_with_relevance")
def both_variations_at_once(a_prev, c_prev, x_t, p):
    """c_t is right, but your a_t is Γo * c_t. That is the other variation: with the
    relevance gate put back, a_t is still Γo * tanh(c_t)."""
    _, c_t = lstm_cell_with_relevance(a_prev, c_prev, x_t, p)
    return lstm_gates(a_prev, x_t, p)[2] * c_t, c_t


@of("lstm_cell_with_relevance")
def states_returned_swapped(a_prev, c_prev, x_t, p):
    """a_t and c_t have changed places in what you return: the activation comes
    first."""
    return lstm_cell_with_relevance(a_prev, c_prev, x_t, p)[::-1]


@of("lstm_cell_with_relevance")
def only_the_activation(a_prev, c_prev, x_t, p):
    """You return a_t alone. The next step needs the memory too: return a_t and
    c_t."""
    return lstm_cell_with_relevance(a_prev, c_prev, x_t, p)[0]


@of("lstm_cell_with_relevance")
def relevance_by_plain_exp(a_prev, c_prev, x_t, p):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. Use expit from scipy.special."""
    relevance(a_prev, x_t, p, lambda z: 1 / (1 + np.exp(-z)))
    return lstm_cell_with_relevance(a_prev, c_prev, x_t, p)


@of("lstm_cell_with_relevance")
def activation_reset_in_place(a_prev, c_prev, x_t, p):
    """The values are right, but `a_prev *= gamma_r` changes the caller's activation.
    Make a new array of the product."""
    results = lstm_cell_with_relevance(a_prev, c_prev, x_t, p)
    a_prev *= relevance(a_prev, x_t, p)
    return results


@of("lstm_cell_with_relevance")
def relevance_in_float64(a_prev, c_prev, x_t, p):
    """float32 went in and float64 came out. An array made by np.zeros or np.ones is
    float64 unless it is told otherwise: give it the dtype of a_prev."""
    wide = (v.astype(np.float64) for v in (a_prev, c_prev, x_t))
    return lstm_cell_with_relevance(*wide, p)


def relevance(a_prev, x_t, p, squash=special.expit):
    """The relevance gate."""
    return squash(np.concatenate([a_prev, x_t], axis=1) @ p.Wr.T + p.br)


def states(a_prev, c_prev, x_t, p, c_tilde):
    """(a_t, c_t) with this candidate."""
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    c_t = gamma_u * c_tilde + gamma_f * c_prev
    return gamma_o * np.tanh(c_t), c_t
