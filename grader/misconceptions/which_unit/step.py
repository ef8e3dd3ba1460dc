"""Wrong answers that people give for one GRU step, as far as its memory shows them."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.which_unit")

MISTAKES.of(
    "gru_step",
    """
    update_and_keep_swapped
      - gamma_u * c_tilde + (1 - gamma_u) * c_prev
      + (1 - gamma_u) * c_tilde + gamma_u * c_prev
      Γu and 1 - Γu have changed places in the blend. In the lecture's GRU a full update
      gate takes the candidate; the other way round is torch's convention.
    nothing_is_forgotten
      (1 - gamma_u) * c_prev  →  c_prev
      All of the old memory is added, whatever the update gate says. Only the part that
      is not replaced may stay: (1 - Γu) of it.
    relevance_keeps_memory
      (1 - gamma_u) * c_prev  →  gamma_r * c_prev
      Your blend keeps Γr of the old memory. The relevance gate acts inside the
      candidate only; what is kept is 1 - Γu, one gate for both parts.
    candidate_is_memory
      gamma_u * c_tilde + (1 - gamma_u) * c_prev  →  c_tilde
      Your c_t is the candidate itself: the blend by the update gate is missing, so
      nothing of the old memory can last.
    old_memory_left_out
      gamma_u * c_tilde + (1 - gamma_u) * c_prev  →  gamma_u * c_tilde
      The old memory is missing from your blend. Where the update gate is shut it has to
      stay: add (1 - Γu) * c_prev.
    candidate_not_gated
      gamma_u * c_tilde + (1 - gamma_u) * c_prev  →  c_tilde + (1 - gamma_u) * c_prev
      The candidate is added whole. The update gate decides how much of it is written:
      Γu * c̃.
    memory_squashed
      - gamma_u * c_tilde + (1 - gamma_u) * c_prev
      + np.tanh(gamma_u * c_tilde + (1 - gamma_u) * c_prev)
      The blend goes through a tanh once more. The candidate has had its tanh; the
      memory itself is kept as it is, or it would fade.
    gate_roles_swapped
      concat @ p.Wu.T + p.bu  →  concat @ p.Wr.T + p.br
      concat @ p.Wr.T + p.br  →  concat @ p.Wu.T + p.bu
      The two gates have changed places: the relevance gate blends and the update gate
      resets. Γu is made with Wu and bu, Γr with Wr and br.
    candidate_without_relevance
      [gamma_r * c_prev, x_t]  →  [c_prev, x_t]
      The candidate sees the whole memory, as if Γr were 1. Multiply the memory by Γr
      before the join with x_t.
    candidate_from_update_gate
      [gamma_r * c_prev, x_t]  →  [gamma_u * c_prev, x_t]
      Your candidate sees Γu * c_prev. The gate that decides how much of the memory it
      sees is the relevance gate, Γr.
    reset_after_product
      - concat_reset = np.concatenate([gamma_r * c_prev, x_t], axis=1)
      + n = c_prev.shape[1]
      - np.tanh(concat_reset @ p.Wc.T + p.bc)
      + np.tanh(gamma_r * (c_prev @ p.Wc[:, :n].T) + x_t @ p.Wc[:, n:].T + p.bc)
      Γr multiplies after the product with Wc. That is torch's convention; in the
      lecture's it multiplies the memory first: Γr * c_prev.
    gates_read_x_first
      concatenate([c_prev, x_t]  →  concatenate([x_t, c_prev]
      Your gates read [x_t, c_prev]. Shapes cannot show it: the columns of Wu and Wr
      belong to the memory first and to the input after it.
    candidate_reads_x_first
      [gamma_r * c_prev, x_t]  →  [x_t, gamma_r * c_prev]
      Your candidate reads [x_t, Γr * c_prev]. The columns of Wc belong to the memory
      first and to x_t after it.
    all_read_x_first
      concatenate([c_prev, x_t]  →  concatenate([x_t, c_prev]
      [gamma_r * c_prev, x_t]  →  [x_t, gamma_r * c_prev]
      You join x_t and the memory the wrong way round, in the gates and the candidate.
      The memory's columns come first in this course.
    gates_through_tanh
      special.expit(concat @ p.Wu.T + p.bu)  →  np.tanh(concat @ p.Wu.T + p.bu)
      special.expit(concat @ p.Wr.T + p.br)  →  np.tanh(concat @ p.Wr.T + p.br)
      Your gates go through tanh and can be negative. A gate says how much gets through,
      from 0 to 1: that takes σ.
    candidate_through_sigmoid
      np.tanh(concat_reset  →  special.expit(concat_reset
      The candidate goes through σ and can never be negative. It is content and not a
      gate, and takes tanh, from -1 to 1.
    no_bias_in_the_step
      p.Wu.T + p.bu  →  p.Wu.T
      p.Wr.T + p.br  →  p.Wr.T
      p.Wc.T + p.bc  →  p.Wc.T
      The biases are missing: bu, br and bc are added after the products.
    whole_step_returned
      - return gamma_u * c_tilde + (1 - gamma_u) * c_prev
      + c_t = gamma_u * c_tilde + (1 - gamma_u) * c_prev
      + return c_prev.copy(), x_t.copy(), gamma_u, gamma_r, c_tilde, c_t
      You return all that the step worked out, as gru_cell in 1_gru does. Here c_t alone
      is wanted, without the rest.
    """,
)
