"""Wrong answers that people give for the ways to torch's own units and back."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.ports")

MISTAKES.of(
    "lstm_to_torch",
    """
    both_biases_set
      lstm.bias_hh_l0.zero_()  →  lstm.bias_hh_l0.copy_(lstm.bias_ih_l0)
      Both of torch's biases hold yours, and torch adds them up: every bias counts
      twice. Give it to one of them and zeros to the other.
    rows_in_the_course_order
      [p.Wu, p.Wf, p.Wc, p.Wo]  →  [p.Wu, p.Wf, p.Wo, p.Wc]
      [p.bu, p.bf, p.bc, p.bo]  →  [p.bu, p.bf, p.bo, p.bc]
      The gates are stacked in the course's order u, f, o, c. torch cuts its rows into
      i, f, g, o: the candidate comes third, the output gate last.
    biases_left_out
      lstm.bias_ih_l0.copy_(torch.from_numpy(bias))  →  lstm.bias_ih_l0.zero_()
      Weights are right, biases are not there: torch draws its own first biases, so one
      of its two must be set and the other be zero.
    second_bias_left_random
      - lstm.bias_hh_l0.zero_()
      + lstm.bias_hh_l0.copy_(torch.linspace(-0.4, 0.4, 4 * n))
      One of torch's two biases is left as it was drawn, at random, and is added to
      yours. Set it to zero.
    forget_and_update_swapped
      [p.Wu, p.Wf, p.Wc, p.Wo]  →  [p.Wf, p.Wu, p.Wc, p.Wo]
      [p.bu, p.bf, p.bc, p.bo]  →  [p.bf, p.bu, p.bc, p.bo]
      Update and forget gate have changed places. torch's i, input, is the update gate
      and comes first; f is second.
    always_float32
      - , dtype=torch.from_numpy(p.bu).dtype
      +
      The unit is float32 whatever came in: nn.LSTM makes that by default. Give it the
      dtype of p, before the weights are copied.
    """,
)

MISTAKES.of(
    "lstm_from_torch",
    """
    one_of_two_biases
      lstm.bias_ih_l0 + lstm.bias_hh_l0  →  lstm.bias_ih_l0
      You take bias_ih_l0 alone. torch adds bias_hh_l0 to it: the course's one bias is
      their sum.
    third_rows_taken_for_the_output_gate
      Wu, Wf, Wc, Wo = W  →  Wu, Wf, Wo, Wc = W
      bu, bf, bc, bo = b  →  bu, bf, bo, bc = b
      Output gate and candidate have changed places. torch's rows are i, f, g, o: the
      third quarter is the candidate.
    input_columns_first
      [lstm.weight_hh_l0, lstm.weight_ih_l0]  →  [lstm.weight_ih_l0, lstm.weight_hh_l0]
      The columns for x stand before those for the state. Here W acts on [state, x]:
      weight_hh first, then weight_ih.
    added_in_place
      - b = lstm.bias_ih_l0 + lstm.bias_hh_l0
      + b = lstm.bias_ih_l0
      + b.data += lstm.bias_hh_l0.data
      You add with += to what .numpy() gave: that looks at the LSTM's own bias, and the
      LSTM is another one afterwards. Add with +, which makes a new array.
    """,
)

MISTAKES.of(
    "gru_like_torch",
    """
    reset_before_the_product
      - n = torch.tanh(x_n + r * h_n)
      + W = weights["weight_hh_l0"].chunk(3)[2]
      + n = torch.tanh(x_n + (r * h) @ W.T + weights["bias_hh_l0"].chunk(3)[2])
      The reset gate acts on the memory before the product, as in the lecture. torch
      makes the product first and resets its result, bias and all.
    z_renews
      (1 - z) * n + z * h  →  z * n + (1 - z) * h
      Your z goes with the new and 1 - z with the old, as in the lecture. torch's z
      keeps: (1 - z) * n + z * h.
    z_before_r
      - r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
      + z, r = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
      The first third of the rows is taken for z. torch's order is r, z, n; ONNX has z
      first.
    recurrent_bias_not_reset
      - n = torch.tanh(x_n + r * h_n)
      + b = weights["bias_hh_l0"].chunk(3)[2]
      + n = torch.tanh(x_n + r * (h_n - b) + b)
      The recurrent bias of n stands outside the reset. In torch the gate multiplies
      product and bias together: r * (W_hn h + b_hn).
    """,
)
