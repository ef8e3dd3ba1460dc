"""Wrong answers that people give for the sigmoid, the gates and the candidate."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.gru")

MISTAKES.of(
    "sigmoid",
    """
    minus_sign_lost
      - np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
      + np.exp(np.minimum(-z, 0)) / (1 + np.exp(-np.abs(z)))
      Your curve falls where it should rise: the exponent has lost its minus sign. A
      large z must give a value near one.
    tanh_for_sigmoid
      np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))  →  np.tanh(z)
      This is tanh, which runs from -1 to 1. A gate runs from 0 to 1 and is one half at
      z = 0.
    slope_for_value
      - np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
      + np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2
      You return the slope σ(z)(1 - σ(z)), which is needed only in the backward pass.
      Here the value itself is wanted.
    overflows_above
      - np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
      + np.exp(z) / (1 + np.exp(z))
      exp(z) / (1 + exp(z)) becomes infinity over infinity far above zero, which is NaN.
      That form suits negative z; positive z needs the one with exp(-z).
    zero_between_the_masks
      - return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
      + z = np.asarray(z)
      + value = np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
      + return np.where(z == 0, 0, value).astype(z.dtype)[()]
      One mask takes z > 0, the other z < 0, and z = 0 falls between them: its entry is
      never filled in. Let one of the two masks take zero as well.
    numbers_only
      - return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
      + import math
      + return 1 / (1 + math.exp(-z))
      math.exp takes one number at a time, and it raises an error where the result is
      too large. NumPy's exp takes whole arrays.
    arrays_only
      - return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
      + out = np.empty_like(z)
      + out[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
      + out[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
      + return out
      An array works, a single number does not: a plain float has no entries for a mask
      to pick. Turn z into an array first (np.asarray), or use no masks.
    one_is_missing
      (1 + np.exp(-np.abs(z)))  →  np.exp(-np.abs(z))
      The 1 in the denominator is missing, so that the exponentials cancel and nothing
      is squashed: σ(z) = 1 / (1 + exp(-z)).
    """,
)

MISTAKES.of(
    "gru_gates",
    """
    gates_read_x_first
      [c_prev, x_t]  →  [x_t, c_prev]
      You join x_t and c_prev the wrong way round. Shapes cannot show it: the columns of
      Wu and Wr belong to the memory first and to the input after it.
    gates_swapped
      return gamma_u, gamma_r  →  return gamma_r, gamma_u
      The two gates have changed places. The update gate, made by Wu and bu, comes
      first; the relevance gate, made by Wr and br, second.
    gates_without_bias
      p.Wu.T + p.bu  →  p.Wu.T
      p.Wr.T + p.br  →  p.Wr.T
      The biases are missing: bu and br are added after the product, before σ.
    gates_through_tanh
      sigmoid(concat @ p.Wu.T + p.bu)  →  np.tanh(concat @ p.Wu.T + p.bu)
      sigmoid(concat @ p.Wr.T + p.br)  →  np.tanh(concat @ p.Wr.T + p.br)
      Your gates go through tanh and can be negative. A gate says how much gets through,
      from 0 to 1: that takes your sigmoid.
    gates_not_squashed
      sigmoid(concat @ p.Wu.T + p.bu)  →  (concat @ p.Wu.T + p.bu)
      sigmoid(concat @ p.Wr.T + p.br)  →  (concat @ p.Wr.T + p.br)
      The sum is right, but you return it as it is. A gate lies between 0 and 1: put the
      sum through your sigmoid.
    one_gate_twice
      concat @ p.Wr.T + p.br  →  concat @ p.Wu.T + p.bu
      Both gates come out the same: the line for Γr still uses the update gate's Wu and
      bu. It has parameters of its own.
    one_bias_twice
      p.br  →  p.bu
      Γu is right. Γr has its own weight but the update gate's bias: look at the end of
      the line that was copied.
    one_weight_twice
      p.Wr.T  →  p.Wu.T
      Γu is right. Γr has its own bias but the update gate's weights: look at the line
      that was copied.
    bias_along_the_batch
      sigmoid(concat @ p.Wu.T + p.bu)  →  sigmoid(p.Wu @ concat.T + p.bu).T
      sigmoid(concat @ p.Wr.T + p.br)  →  sigmoid(p.Wr @ concat.T + p.br).T
      With the features in rows the bias runs along the batch instead: it fits only by
      accident. Write it as a column, b[:, None], or keep the examples in rows.
    gates_see_only_the_input
      - sigmoid(concat @ p.Wu.T + p.bu)
      + sigmoid(x_t @ p.Wu[:, c_prev.shape[1] :].T + p.bu)
      - sigmoid(concat @ p.Wr.T + p.br)
      + sigmoid(x_t @ p.Wr[:, c_prev.shape[1] :].T + p.br)
      Your gates never look at the memory: they are made from x_t alone. Both W act on
      the memory and the input joined, [c_prev, x_t].
    bias_after_the_sigmoid
      sigmoid(concat @ p.Wu.T + p.bu)  →  sigmoid(concat @ p.Wu.T) + p.bu
      sigmoid(concat @ p.Wr.T + p.br)  →  sigmoid(concat @ p.Wr.T) + p.br
      The biases are added after the sigmoid, so a gate can leave the range from 0 to 1.
      They belong inside, σ(W[c_prev, x_t] + b).
    bias_subtracted
      p.Wu.T + p.bu  →  p.Wu.T - p.bu
      p.Wr.T + p.br  →  p.Wr.T - p.br
      The biases are subtracted. They are added after the product, before σ.
    complement_returned
      return gamma_u, gamma_r  →  return 1 - gamma_u, 1 - gamma_r
      You return 1 minus each gate. Look at the sign inside the exponential of your
      sigmoid, or at what you return.
    """,
)

MISTAKES.of(
    "gru_candidate",
    """
    relevance_ignored
      gamma_r * c_prev  →  c_prev
      The candidate sees all of the memory: gamma_r is never used. Multiply c_prev by
      it, entry by entry, before the join with x_t.
    relevance_made_again
      gamma_r * c_prev  →  gru_gates(c_prev, x_t, p)[1] * c_prev
      You work the relevance gate out once more instead of using the gamma_r that is
      handed in. Here it is an argument like any other, and may have any value.
    reset_after_product
      - return np.tanh(concat @ p.Wc.T + p.bc)
      + n = c_prev.shape[1]
      + kept = gamma_r * (c_prev @ p.Wc[:, :n].T)
      + return np.tanh(kept + x_t @ p.Wc[:, n:].T + p.bc)
      Here Γr multiplies what Wc makes of the memory: that is the convention of torch
      and cuDNN. In the lecture's GRU, Γr multiplies c_prev itself, before Wc.
    reset_of_everything
      [gamma_r * c_prev, x_t]  →  [c_prev, x_t]
      concat @ p.Wc.T + p.bc  →  gamma_r * (concat @ p.Wc.T + p.bc)
      Γr multiplies the whole sum here, the input's part and the bias with it. It is
      meant for the memory only: gamma_r * c_prev, before the join.
    reset_of_the_candidate
      [gamma_r * c_prev, x_t]  →  [c_prev, x_t]
      np.tanh(concat @ p.Wc.T + p.bc)  →  gamma_r * np.tanh(concat @ p.Wc.T + p.bc)
      Γr multiplies the finished candidate. It decides how much of the old memory the
      candidate sees, so it belongs inside: gamma_r * c_prev, before the join with x_t.
    reset_upside_down
      gamma_r * c_prev  →  (1 - gamma_r) * c_prev
      You multiply the memory by 1 - Γr. A relevance gate of 1 lets the memory through
      and one of 0 cuts it off, so it is Γr itself that multiplies.
    memory_left_out
      gamma_r * c_prev  →  gamma_r
      The relevance gate itself is joined with x_t. It should multiply the memory there:
      gamma_r * c_prev.
    candidate_reads_x_first
      [gamma_r * c_prev, x_t]  →  [x_t, gamma_r * c_prev]
      You join x_t and the memory the wrong way round: the columns of Wc belong to Γr *
      c_prev first and to x_t after it.
    candidate_through_sigmoid
      np.tanh(concat @ p.Wc.T + p.bc)  →  sigmoid(concat @ p.Wc.T + p.bc)
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
      Your candidate is made with Wu and bu, which belong to the update gate. It has its
      own, Wc and bc.
    bias_after_the_tanh
      np.tanh(concat @ p.Wc.T + p.bc)  →  np.tanh(concat @ p.Wc.T) + p.bc
      The bias is added after the tanh, so the candidate can leave the range from -1 to
      1. It belongs inside.
    candidate_bias_along_the_batch
      np.tanh(concat @ p.Wc.T + p.bc)  →  np.tanh(p.Wc @ concat.T + p.bc).T
      With the features in rows the bias runs along the batch instead: it fits only by
      accident. Write it as a column, bc[:, None], or keep the examples in rows.
    reset_of_the_input_too
      - return np.tanh(concat @ p.Wc.T + p.bc)
      + n = c_prev.shape[1]
      + kept = gamma_r * (concat @ p.Wc.T)
      + return np.tanh(kept + p.bc)
      [gamma_r * c_prev, x_t]  →  [c_prev, x_t]
      Γr multiplies the whole product, the input's part with it. It is meant for the
      memory only: gamma_r * c_prev, before the join.
    tanh_by_hand
      - return np.tanh(concat @ p.Wc.T + p.bc)
      + z = concat @ p.Wc.T + p.bc
      + return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
      Your own tanh, written with exp, overflows for large numbers and turns into NaN.
      np.tanh is safe everywhere.
    """,
)
