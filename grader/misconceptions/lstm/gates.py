"""Wrong answers that people give for the three gates and the candidate."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.lstm")

MISTAKES.of(
    "lstm_gates",
    """
    gates_read_x_first
      [a_prev, x_t]  →  [x_t, a_prev]
      You join x_t and a_prev the wrong way round. Shapes cannot show it: the columns of
      Wu, Wf and Wo belong to the activation first and to the input after it.
    forget_and_output_swapped
      return gamma_u, gamma_f, gamma_o  →  return gamma_u, gamma_o, gamma_f
      The last two gates have changed places, as in ONNX's order. Here it is update,
      forget, output.
    forget_before_update
      return gamma_u, gamma_f, gamma_o  →  return gamma_f, gamma_u, gamma_o
      The first two gates have changed places. The update gate, made by Wu and bu, comes
      first; the forget gate, made by Wf and bf, second.
    output_gate_first
      return gamma_u, gamma_f, gamma_o  →  return gamma_o, gamma_f, gamma_u
      The update gate and the output gate have changed places. The order is update,
      forget, output.
    forget_gate_from_update
      special.expit(concat @ p.Wf.T + p.bf)  →  1 - gamma_u
      Your forget gate is 1 - Γu, as in the GRU. The LSTM has given it weights of its
      own, Wf and bf: it can write and keep at the same time.
    forget_gate_upside_down
      - special.expit(concat @ p.Wf.T + p.bf)
      + 1 - special.expit(concat @ p.Wf.T + p.bf)
      Your forget gate is 1 - Γf. In spite of its name it says how much is kept: near
      one it forgets nothing.
    forget_bias_added_again
      p.bf  →  p.bf + 1
      You add 1 to the forget gate's sum. A forget bias is a matter of how bf is
      initialised; the gate itself adds bf and nothing else.
    gates_without_bias
      p.Wu.T + p.bu  →  p.Wu.T
      p.Wf.T + p.bf  →  p.Wf.T
      p.Wo.T + p.bo  →  p.Wo.T
      The biases are missing: bu, bf and bo are added after the product, before σ.
    gates_through_tanh
      special.expit(concat @ p.Wu.T + p.bu)  →  np.tanh(concat @ p.Wu.T + p.bu)
      special.expit(concat @ p.Wf.T + p.bf)  →  np.tanh(concat @ p.Wf.T + p.bf)
      special.expit(concat @ p.Wo.T + p.bo)  →  np.tanh(concat @ p.Wo.T + p.bo)
      Your gates go through tanh and can be negative. A gate says how much gets through,
      from 0 to 1: that takes expit, which is σ.
    gates_not_squashed
      special.expit(concat @ p.Wu.T + p.bu)  →  (concat @ p.Wu.T + p.bu)
      special.expit(concat @ p.Wf.T + p.bf)  →  (concat @ p.Wf.T + p.bf)
      special.expit(concat @ p.Wo.T + p.bo)  →  (concat @ p.Wo.T + p.bo)
      The sums are right, but you return them as they are. A gate lies between 0 and 1:
      put each sum through expit.
    output_gate_copied
      concat @ p.Wo.T + p.bo  →  concat @ p.Wf.T + p.bf
      Γf and Γo come out the same: the line for Γo still uses the forget gate's Wf and
      bf. It has parameters of its own.
    output_gate_is_the_candidates
      concat @ p.Wo.T + p.bo  →  concat @ p.Wc.T + p.bc
      Γo is made with Wc and bc, which belong to the candidate. The output gate has its
      own, Wo and bo.
    bias_along_the_batch
      special.expit(concat @ p.Wu.T + p.bu)  →  special.expit(p.Wu @ concat.T + p.bu).T
      special.expit(concat @ p.Wf.T + p.bf)  →  special.expit(p.Wf @ concat.T + p.bf).T
      special.expit(concat @ p.Wo.T + p.bo)  →  special.expit(p.Wo @ concat.T + p.bo).T
      With the features in rows the bias runs along the batch instead: it fits only by
      accident. Write it as a column, b[:, None], or keep the examples in rows.
    bias_after_the_sigmoid
      special.expit(concat @ p.Wu.T + p.bu)  →  special.expit(concat @ p.Wu.T) + p.bu
      special.expit(concat @ p.Wf.T + p.bf)  →  special.expit(concat @ p.Wf.T) + p.bf
      special.expit(concat @ p.Wo.T + p.bo)  →  special.expit(concat @ p.Wo.T) + p.bo
      The biases are added after the sigmoid, so a gate can leave the range from 0 to 1.
      They belong inside, σ(W[a_prev, x_t] + b).
    one_bias_for_all
      p.bf  →  p.bu
      p.bo  →  p.bu
      All three gates use the update gate's bias. Each has one of its own: bu, bf, bo.
    gates_see_only_the_input
      - special.expit(concat @ p.Wu.T + p.bu)
      + special.expit(x_t @ p.Wu[:, a_prev.shape[1] :].T + p.bu)
      - special.expit(concat @ p.Wf.T + p.bf)
      + special.expit(x_t @ p.Wf[:, a_prev.shape[1] :].T + p.bf)
      - special.expit(concat @ p.Wo.T + p.bo)
      + special.expit(x_t @ p.Wo[:, a_prev.shape[1] :].T + p.bo)
      Your gates never look at a_prev: they are made from x_t alone. Each W acts on
      both, joined as [a_prev, x_t].
    """,
)

MISTAKES.of(
    "lstm_candidate",
    """
    candidate_reads_x_first
      [a_prev, x_t]  →  [x_t, a_prev]
      You join x_t and a_prev the wrong way round: the columns of Wc belong to the
      activation first and to the input after it.
    candidate_through_sigmoid
      np.tanh(concat @ p.Wc.T + p.bc)  →  special.expit(concat @ p.Wc.T + p.bc)
      The candidate goes through σ and can never be negative. It is content and not a
      gate, and takes tanh, from -1 to 1.
    candidate_not_squashed
      np.tanh(concat @ p.Wc.T + p.bc)  →  concat @ p.Wc.T + p.bc
      The sum is right, but the tanh around it is missing, so your candidate can grow
      beyond -1 and 1.
    candidate_without_bias
      p.Wc.T + p.bc  →  p.Wc.T
      The bias bc is missing: it is added after the product, inside the tanh.
    candidate_from_update_weights
      concat @ p.Wc.T + p.bc  →  concat @ p.Wu.T + p.bu
      The candidate is made with the update gate's Wu and bu. It has parameters of its
      own, Wc and bc: look at the line that was copied.
    candidate_with_another_bias
      p.bc  →  p.bu
      Your candidate is made with Wc, but with the update gate's bias. It has its own,
      bc.
    candidate_sees_no_activation
      [a_prev, x_t]  →  [0 * a_prev, x_t]
      Your candidate sees the input only. The first n_a columns of Wc act on a_prev, so
      join a_prev and x_t before the product.
    bias_after_the_tanh
      np.tanh(concat @ p.Wc.T + p.bc)  →  np.tanh(concat @ p.Wc.T) + p.bc
      The bias is added after the tanh, so the candidate can leave the range from -1 to
      1. It belongs inside.
    candidate_bias_along_the_batch
      np.tanh(concat @ p.Wc.T + p.bc)  →  np.tanh(p.Wc @ concat.T + p.bc).T
      With the features in rows the bias runs along the batch instead: it fits only by
      accident. Write it as a column, bc[:, None], or keep the examples in rows.
    tanh_by_hand
      - return np.tanh(concat @ p.Wc.T + p.bc)
      + z = concat @ p.Wc.T + p.bc
      + return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
      Your own tanh, written with exp, overflows for large numbers and turns into NaN.
      np.tanh is safe everywhere.
    """,
)
