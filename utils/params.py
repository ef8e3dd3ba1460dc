"""The parameters of each unit and the record of one step, as NamedTuples.

Rows are examples. ``m`` is the batch size, ``n_x`` the size of an input,
``n`` (``n_c`` for the GRU, ``n_a`` for the LSTM) the size of a state. Each ``W*``
has shape ``(n, n + n_x)`` and acts on ``[state, x]``, the state first, as
``concat @ W.T + b``; each ``b*`` has shape ``(n,)``. Gradients with respect to
parameters come back in the same type as the parameters.
"""

from typing import NamedTuple

from numpy import ndarray


class GRUParams(NamedTuple):
    """Parameters of a GRU: update gate (u), relevance gate (r), candidate (c)."""

    Wu: ndarray
    Wr: ndarray
    Wc: ndarray
    bu: ndarray
    br: ndarray
    bc: ndarray


class GRUStep(NamedTuple):
    """One step of a GRU: what went in, the gates, and the new memory ``c_t``.

    ``x_t`` has shape (m, n_x), every other field (m, n_c).
    """

    c_prev: ndarray
    x_t: ndarray
    gamma_u: ndarray
    gamma_r: ndarray
    c_tilde: ndarray
    c_t: ndarray


class LSTMParams(NamedTuple):
    """Parameters of an LSTM: update (u), forget (f), output (o), candidate (c)."""

    Wu: ndarray
    Wf: ndarray
    Wo: ndarray
    Wc: ndarray
    bu: ndarray
    bf: ndarray
    bo: ndarray
    bc: ndarray


class LSTMStep(NamedTuple):
    """One step of an LSTM, peephole or not: inputs, gates, memory, activation.

    ``x_t`` has shape (m, n_x), every other field (m, n_a).
    """

    a_prev: ndarray
    c_prev: ndarray
    x_t: ndarray
    gamma_u: ndarray
    gamma_f: ndarray
    gamma_o: ndarray
    c_tilde: ndarray
    c_t: ndarray
    a_t: ndarray


class RelevanceLSTMParams(NamedTuple):
    """Parameters of an LSTM with the GRU's relevance gate (r) put back."""

    Wu: ndarray
    Wf: ndarray
    Wo: ndarray
    Wr: ndarray
    Wc: ndarray
    bu: ndarray
    bf: ndarray
    bo: ndarray
    br: ndarray
    bc: ndarray


class PeepholeParams(NamedTuple):
    """Parameters of a peephole LSTM: ``p*`` of shape (n_a,), one weight an element."""

    Wu: ndarray
    Wf: ndarray
    Wo: ndarray
    Wc: ndarray
    pu: ndarray
    pf: ndarray
    po: ndarray
    bu: ndarray
    bf: ndarray
    bo: ndarray
    bc: ndarray
