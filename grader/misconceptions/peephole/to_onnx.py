"""Wrong answers that people give for the layout of ONNX."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.peephole")

MISTAKES.of(
    "peephole_to_onnx",
    """
    forget_before_output
      [p.Wu, p.Wo, p.Wf, p.Wc]  →  [p.Wu, p.Wf, p.Wo, p.Wc]
      [p.bu, p.bo, p.bf, p.bc]  →  [p.bu, p.bf, p.bo, p.bc]
      [p.pu, p.po, p.pf]  →  [p.pu, p.pf, p.po]
      Your gates stand in the order i, f, o, c. ONNX's is i, o, f, c, in the weights,
      the biases and the peepholes: output before forget.
    gates_forget_before_output
      [p.Wu, p.Wo, p.Wf, p.Wc]  →  [p.Wu, p.Wf, p.Wo, p.Wc]
      [p.bu, p.bo, p.bf, p.bc]  →  [p.bu, p.bf, p.bo, p.bc]
      The weights and biases are in this course's order, with the forget gate second.
      ONNX wants i, o, f, c: update, output, forget, candidate.
    torch_gate_order
      [p.Wu, p.Wo, p.Wf, p.Wc]  →  [p.Wu, p.Wf, p.Wc, p.Wo]
      [p.bu, p.bo, p.bf, p.bc]  →  [p.bu, p.bf, p.bc, p.bo]
      Your weights and biases stand in torch's order, i, f, candidate, o. ONNX has them
      in another one: i, o, f, c.
    peepholes_forget_before_output
      [p.pu, p.po, p.pf]  →  [p.pu, p.pf, p.po]
      The weights and biases are right, but your peepholes stand in the order i, f, o.
      In P, as everywhere in ONNX's LSTM, output comes before forget.
    biases_forget_before_output
      [p.bu, p.bo, p.bf, p.bc]  →  [p.bu, p.bf, p.bo, p.bc]
      The weights and peepholes are right, but your biases stand in the order i, f, o,
      c. They follow the weights: i, o, f, c.
    weights_forget_before_output
      [p.Wu, p.Wo, p.Wf, p.Wc]  →  [p.Wu, p.Wf, p.Wo, p.Wc]
      The biases are in ONNX's order and the weights aren't: there too the output gate
      comes before the forget gate.
    candidate_comes_first
      [p.Wu, p.Wo, p.Wf, p.Wc]  →  [p.Wc, p.Wu, p.Wo, p.Wf]
      [p.bu, p.bo, p.bf, p.bc]  →  [p.bc, p.bu, p.bo, p.bf]
      The candidate stands before the gates in your weights and biases. ONNX has it
      last: i, o, f, c.
    onnx_update_and_forget_exchanged
      [p.Wu, p.Wo, p.Wf, p.Wc]  →  [p.Wf, p.Wo, p.Wu, p.Wc]
      [p.bu, p.bo, p.bf, p.bc]  →  [p.bf, p.bo, p.bu, p.bc]
      [p.pu, p.po, p.pf]  →  [p.pf, p.po, p.pu]
      ONNX's i, for input gate, is the lecture's update gate Γu, and f is Γf. Yours have
      changed places.
    direction_axis_missing
      weights[None, :, n:].copy()  →  weights[:, n:].copy()
      weights[None, :, :n].copy()  →  weights[:, :n].copy()
      - np.concatenate([Wb, np.zeros_like(Wb)])[None]
      + np.concatenate([Wb, np.zeros_like(Wb)])
      np.concatenate([p.pu, p.po, p.pf])[None]  →  np.concatenate([p.pu, p.po, p.pf])
      The numbers are right, but the first axis is missing: ONNX counts directions
      there, and one direction is an axis of length 1. W is (1, 4n, n_x).
    bias_without_direction_axis
      - np.concatenate([Wb, np.zeros_like(Wb)])[None]
      + np.concatenate([Wb, np.zeros_like(Wb)])
      np.concatenate([p.pu, p.po, p.pf])[None]  →  np.concatenate([p.pu, p.po, p.pf])
      W and R are right, but B and P lack the first axis, which counts directions: (1,
      8n) and (1, 3n).
    biases_counted_twice
      np.zeros_like(Wb)  →  Wb
      Your biases stand in both halves of B. ONNX adds the halves, Wb and Rb, so each
      bias would act twice: leave one of the halves zero.
    one_half_of_biases
      np.concatenate([Wb, np.zeros_like(Wb)])[None]  →  Wb[None]
      Your B has 4n numbers. ONNX keeps two biases for each gate, one with W and one
      with R, and wants both in B: 8n numbers, one half of which may be zero.
    weights_not_split
      weights[None, :, n:].copy()  →  weights[None].copy()
      weights[None, :, :n].copy()  →  weights[None].copy()
      W and R both hold the whole weights. The columns must be parted: the first n,
      which act on a_prev, go to R, and the last n_x, which act on x_t, to W.
    input_and_memory_weights_exchanged
      "W": weights[None, :, n:]  →  "R": weights[None, :, n:]
      "R": weights[None, :, :n]  →  "W": weights[None, :, :n]
      W and R have changed places. W acts on the input x_t; R, for recurrence, on the
      activation a_prev.
    input_columns_taken_first
      n = len(p.pu)  →  n = p.Wu.shape[1] - len(p.pu)
      You take the first n_x columns of the weights for W. In this course the state's
      columns come first: the input's are the last n_x.
    onnx_weights_transposed
      weights[None, :, n:].copy()  →  weights[:, n:].T[None].copy()
      weights[None, :, :n].copy()  →  weights[:, :n].T[None].copy()
      Your W and R are transposed. In ONNX, as here, a row belongs to an element of a
      gate: W is (1, 4n, n_x) and R (1, 4n, n).
    gates_on_an_axis
      weights[None, :, n:].copy()  →  np.stack(np.split(weights[:, n:], 4))[None]
      weights[None, :, :n].copy()  →  np.stack(np.split(weights[:, :n], 4))[None]
      Your W and R are stacked: the four gates have an axis of their own. ONNX wants
      their rows one after the other, (1, 4n, ...): concatenate them.
    peephole_for_the_candidate
      [p.pu, p.po, p.pf]  →  [p.pu, p.po, p.pf, 0 * p.pu]
      Your P has 4n numbers. Only the three gates have peepholes, so it is (1, 3n): the
      candidate gets no place.
    peepholes_as_matrices
      - np.concatenate([p.pu, p.po, p.pf])[None]
      + np.concatenate([np.diag(p.pu), np.diag(p.pf), np.diag(p.po)])[None]
      Your P holds diagonal matrices. ONNX keeps the diagonals alone, one number for
      each element: (1, 3n).
    no_peepholes_for_onnx
      - "P": np.concatenate([p.pu, p.po, p.pf])[None],
      +
      P is missing from your dict. Without it the operator is a plain LSTM.
    layout_as_a_tuple
      return {  →  return tuple({
      - "P": np.concatenate([p.pu, p.po, p.pf])[None],
      - }
      + "P": np.concatenate([p.pu, p.po, p.pf])[None],
      + }.values())
      You return the four arrays in a tuple. Put them into a dict under the names that
      the operator gives them: W, R, B, P.
    """,
)
