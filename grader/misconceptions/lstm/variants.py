"""Wrong answers that people give for the lecture's variation, and for torch."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.lstm")

MISTAKES.of(
    "lstm_cell_with_relevance",
    """
    relevance_ignored
      lstm_candidate(gamma_r * a_prev, x_t, p)  →  lstm_candidate(a_prev, x_t, p)
      The candidate sees all of a_prev: the relevance gate is never used. Multiply
      a_prev by Γr, entry by entry, before the join with x_t.
    relevance_after_product
      - c_tilde = lstm_candidate(gamma_r * a_prev, x_t, p)
      + n = a_prev.shape[1]
      + shown = gamma_r * (a_prev @ p.Wc[:, :n].T)
      + c_tilde = np.tanh(shown + x_t @ p.Wc[:, n:].T + p.bc)
      Here Γr multiplies what Wc makes of a_prev. It belongs before the product, on
      a_prev itself.
    relevance_on_input
      - c_tilde = lstm_candidate(gamma_r * a_prev, x_t, p)
      + n = a_prev.shape[1]
      + shown = gamma_r * (x_t @ p.Wc[:, n:].T)
      + c_tilde = np.tanh(a_prev @ p.Wc[:, :n].T + shown + p.bc)
      Γr multiplies what the input contributes and leaves a_prev alone. It is the old
      activation whose relevance is in question: Γr * a_prev.
    relevance_of_everything
      - lstm_candidate(gamma_r * a_prev, x_t, p)
      + np.tanh(gamma_r * (concat @ p.Wc.T + p.bc))
      Γr multiplies the whole sum in the candidate, the input's part and the bias with
      it. It is meant for a_prev only.
    relevance_on_candidate
      - lstm_candidate(gamma_r * a_prev, x_t, p)
      + gamma_r * lstm_candidate(a_prev, x_t, p)
      Γr multiplies the finished candidate. It stands inside: Γr * a_prev goes into the
      join with x_t.
    relevance_of_memory
      gamma_r * a_prev  →  gamma_r * c_prev
      Your candidate sees Γr * c_prev, as in the GRU. In an LSTM it looks at what was
      shown: Γr * a_prev.
    relevance_on_all_gates
      - c_tilde = lstm_candidate(gamma_r * a_prev, x_t, p)
      + c_tilde = lstm_candidate(gamma_r * a_prev, x_t, p)
      + gamma_u, gamma_f, gamma_o = lstm_gates(gamma_r * a_prev, x_t, p)
      All gates see Γr * a_prev in your version. The relevance gate acts on the
      candidate only; the other gates look at a_prev as it is.
    relevance_upside_down
      gamma_r * a_prev  →  (1 - gamma_r) * a_prev
      You multiply a_prev by 1 - Γr. A relevance gate of 1 lets the activation through
      and one of 0 cuts it off.
    relevance_through_tanh
      special.expit(concat @ p.Wr.T + p.br)  →  np.tanh(concat @ p.Wr.T + p.br)
      Your relevance gate goes through tanh and can be negative. It is a gate, from 0 to
      1: that takes expit.
    relevance_from_update_gate
      concat @ p.Wr.T + p.br  →  concat @ p.Wu.T + p.bu
      The candidate gets Γu * a_prev. The relevance gate has parameters of its own, Wr
      and br.
    relevance_without_bias
      p.Wr.T + p.br  →  p.Wr.T
      The relevance gate's bias is missing: br is added after the product, before σ.
    relevance_replaces_forget_gate
      gamma_f * c_prev  →  gamma_r * c_prev
      Your step keeps Γr of the old memory. The relevance gate comes in addition: what
      is kept is still Γf of c_prev.
    relevance_on_the_memory_too
      gamma_f * c_prev  →  gamma_f * gamma_r * c_prev
      Γr multiplies the old memory as well. It decides what the candidate sees of
      a_prev, and nothing else.
    both_variations_at_once
      gamma_o * np.tanh(c_t), c_t  →  gamma_o * c_t, c_t
      c_t is right, but your a_t is Γo * c_t. That is the other variation: with the
      relevance gate put back, a_t is still Γo * tanh(c_t).
    states_returned_swapped
      return gamma_o * np.tanh(c_t), c_t  →  return c_t, gamma_o * np.tanh(c_t)
      a_t and c_t have changed places in what you return: the activation comes first.
    only_the_activation
      return gamma_o * np.tanh(c_t), c_t  →  return gamma_o * np.tanh(c_t)
      You return a_t alone. The next step needs the memory too: return a_t and c_t.
    update_decides_what_is_kept
      gamma_f * c_prev  →  (1 - gamma_u) * c_prev
      What is kept is 1 - Γu, as in the GRU. Only the relevance gate is put back here;
      the forget gate stays, Γf * c_prev.
    """,
)

MISTAKES.of(
    "lstm_to_torch",
    """
    order_of_our_parameters
      [p.Wu, p.Wf, p.Wc, p.Wo]  →  [p.Wu, p.Wf, p.Wo, p.Wc]
      [p.bu, p.bf, p.bc, p.bo]  →  [p.bu, p.bf, p.bo, p.bc]
      The last two blocks of rows have changed places: torch has the candidate third and
      the output gate last (i, f, g, o).
    order_of_onnx
      [p.Wu, p.Wf, p.Wc, p.Wo]  →  [p.Wu, p.Wo, p.Wf, p.Wc]
      [p.bu, p.bf, p.bc, p.bo]  →  [p.bu, p.bo, p.bf, p.bc]
      Only the update gate's rows are in their place. Yours may be ONNX's order, i, o,
      f, c; torch has i, f, g, o.
    forget_gate_first
      [p.Wu, p.Wf, p.Wc, p.Wo]  →  [p.Wf, p.Wu, p.Wc, p.Wo]
      [p.bu, p.bf, p.bc, p.bo]  →  [p.bf, p.bu, p.bc, p.bo]
      The first two blocks of rows have changed places. torch's i is the update gate,
      and comes before the forget gate f.
    candidate_before_forget_gate
      [p.Wu, p.Wf, p.Wc, p.Wo]  →  [p.Wu, p.Wc, p.Wf, p.Wo]
      [p.bu, p.bf, p.bc, p.bo]  →  [p.bu, p.bc, p.bf, p.bo]
      The two middle blocks of rows have changed places. In torch the forget gate is
      second and the candidate g third.
    biases_in_another_order
      [p.bu, p.bf, p.bc, p.bo]  →  [p.bu, p.bf, p.bo, p.bc]
      The weights are in torch's order, the biases are not. They take the same order, i,
      f, g, o.
    weights_in_another_order
      [p.Wu, p.Wf, p.Wc, p.Wo]  →  [p.Wu, p.Wf, p.Wo, p.Wc]
      The biases are in torch's order, the weights are not: their last two blocks of
      rows have changed places. Both take the order i, f, g, o.
    columns_exchanged
      n_a = p.bu.shape[0]  →  n_a = p.Wu.shape[1] - p.bu.shape[0]
      The columns are cut in the wrong place or have changed hands. In ours the
      activation's n_a columns come first: they are weight_hh_l0, and the last n_x are
      weight_ih_l0.
    columns_named_the_wrong_way
      "weight_ih_l0": W[:, n_a:].copy(),  →  "weight_hh_l0": W[:, n_a:].copy(),
      "weight_hh_l0": W[:, :n_a].copy(),  →  "weight_ih_l0": W[:, :n_a].copy(),
      The two weights have changed places: ih is what acts on the input, the last n_x
      columns; hh acts on the state, the first n_a.
    weights_transposed
      W[:, n_a:].copy()  →  W[:, n_a:].T.copy()
      W[:, :n_a].copy()  →  W[:, :n_a].T.copy()
      The numbers are right, but not where torch looks for them: your weights seem to be
      transposed. torch keeps them as we do, a row for each unit of each gate.
    biases_in_both
      np.zeros_like(b)  →  b.copy()
      The two biases do not add up to yours. torch adds bias_ih_l0 and bias_hh_l0, so a
      bias that stands in both counts twice: put zeros into one of them.
    forget_bias_in_both
      - return {
      + zero = np.zeros_like(p.bf)
      + twice = np.concatenate([zero, p.bf, zero, zero])
      + return {
      np.zeros_like(b)  →  twice
      The forget gate's bias stands in both of torch's biases, which are added: it
      counts twice. Put zeros into one of them.
    biases_halved
      "bias_ih_l0": b  →  "bias_ih_l0": b / 2
      Half of each bias is lost: torch adds the two that it has, so together they must
      be the whole of yours.
    one_bias_only
      - "bias_hh_l0": np.zeros_like(b),
      +
      The weights are right, but not all four entries are there. torch keeps two biases,
      bias_ih_l0 and bias_hh_l0, and adds them: give zeros for one.
    """,
)
