"""Wrong answers that people give for the step in torch's convention."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.gru")

MISTAKES.of(
    "gru_cell_reset_after",
    """
    reset_before_product
      - n = np.tanh(from_x[2] + r * from_h[2])
      + k = h_prev.shape[1]
      + n = np.tanh(from_x[2] + (r * h_prev) @ W_hh[2 * k :].T + b_hh[2 * k :])
      Here r multiplies h_prev before W_hn: that is the lecture's GRU. torch first takes
      the product W_hn h + b_hn, and r multiplies its result.
    hidden_bias_outside
      - n = np.tanh(from_x[2] + r * from_h[2])
      + b_hn = b_hh[2 * h_prev.shape[1] :]
      + n = np.tanh(from_x[2] + r * (from_h[2] - b_hn) + b_hn)
      Your r multiplies W_hn h without its bias. In torch b_hn stands inside the
      brackets and is reset too, which is why it cannot be merged with b_in.
    z_before_r
      r = sigmoid(from_x[0] + from_h[0])  →  r = sigmoid(from_x[1] + from_h[1])
      z = sigmoid(from_x[1] + from_h[1])  →  z = sigmoid(from_x[0] + from_h[0])
      You read the rows in the order z, r, n, which is that of Keras and ONNX. In torch
      the reset gate comes first: r, z, n.
    z_takes_candidate
      (1 - z) * n + z * h_prev  →  z * n + (1 - z) * h_prev
      Your z takes the candidate, as the lecture's Γu does. torch's z keeps the old
      memory: it multiplies h_prev, and 1 - z multiplies n.
    no_reset
      r * from_h[2]  →  from_h[2]
      Your candidate takes all of W_hn h + b_hn, as if r were 1. Multiply that part, and
      only that part, by r.
    reset_upside_down
      r * from_h[2]  →  (1 - r) * from_h[2]
      The state's part is multiplied by 1 - r. A reset gate of 1 lets it through, so it
      is r itself that multiplies.
    reset_of_input_too
      np.tanh(from_x[2] + r * from_h[2])  →  np.tanh(r * (from_x[2] + from_h[2]))
      Your r multiplies the whole sum inside tanh. The input's part, W_in x + b_in, is
      never reset.
    reset_of_the_input
      from_x[2] + r * from_h[2]  →  r * from_x[2] + from_h[2]
      The reset gate multiplies the input's part. It is meant for what the state
      contributes: r * (W_hn h + b_hn).
    one_bias_only
      h_prev @ W_hh.T + b_hh  →  h_prev @ W_hh.T
      b_hh is missing. torch keeps two biases, one with the input's product and one with
      the memory's, and both count.
    hidden_bias_only
      x_t @ W_ih.T + b_ih  →  x_t @ W_ih.T
      b_ih is missing. torch has two biases, one on each side, and every gate takes
      both.
    biases_exchanged
      x_t @ W_ih.T + b_ih  →  x_t @ W_ih.T + b_hh
      h_prev @ W_hh.T + b_hh  →  h_prev @ W_hh.T + b_ih
      b_ih and b_hh have changed places. r and z only see their sum, so they are right;
      in the candidate b_hh belongs to the part that is reset.
    candidate_through_sigmoid
      np.tanh(from_x[2] + r * from_h[2])  →  sigmoid(from_x[2] + r * from_h[2])
      The new value n goes through σ and can never be negative. It is content and not a
      gate, and takes tanh.
    candidate_not_squashed
      np.tanh(from_x[2] + r * from_h[2])  →  (from_x[2] + r * from_h[2])
      The tanh around n is missing, so that the new state can grow beyond -1 and 1.
    """,
)
