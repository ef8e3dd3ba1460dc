"""Wrong answers that people give for the gradients of a step."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.lstm")

MISTAKES.of(
    "lstm_cell_backward",
    """
    activation_path_forgotten
      dc_t + da_t * gamma_o * (1 - tanh_c**2)  →  dc_t
      What arrives at a_t never reaches the memory in your version. a_t is made from
      c_t, so da_t * Γo * (1 - tanh²(c_t)) is added to dc_t.
    memory_upstream_ignored
      dc_t + da_t * gamma_o * (1 - tanh_c**2)  →  da_t * gamma_o * (1 - tanh_c**2)
      dc_t is never used in your version. It is what later steps hand back to this
      memory: add it to what comes through a_t.
    output_tanh_slope_forgotten
      da_t * gamma_o * (1 - tanh_c**2)  →  da_t * gamma_o
      On the way from a_t to c_t the slope of tanh is missing: it is 1 - tanh²(c_t), and
      multiplies da_t * Γo.
    output_tanh_slope_of_memory
      da_t * gamma_o * (1 - tanh_c**2)  →  da_t * gamma_o * (1 - c_t**2)
      On the way from a_t to c_t you take 1 - c_t² for the slope of tanh. c_t is what
      goes into the tanh, not what comes out of it: take 1 - tanh²(c_t).
    output_tanh_slope_of_activation
      da_t * gamma_o * (1 - tanh_c**2)  →  da_t * gamma_o * (1 - step.a_t**2)
      On the way from a_t to c_t you take 1 - a_t² for the slope of tanh. a_t is the
      tanh times Γo: take 1 - tanh²(c_t).
    output_tanh_not_squared
      da_t * gamma_o * (1 - tanh_c**2)  →  da_t * gamma_o * (1 - tanh_c)
      The slope of tanh is 1 - tanh²(c_t), and you take 1 - tanh(c_t): the square is
      missing.
    output_gate_factor_forgotten
      da_t * gamma_o * (1 - tanh_c**2)  →  da_t * (1 - tanh_c**2)
      On the way from a_t to c_t the factor Γo is missing: only what the output gate
      shows can come back through it.
    upstreams_exchanged
      - tanh_c = np.tanh(c_t)
      + tanh_c = np.tanh(c_t)
      + da_t, dc_t = dc_t, da_t
      da_t and dc_t have changed places: the first argument is what arrives at the
      activation, the second what arrives at the memory.
    forget_factor_forgotten
      dc * gamma_f, d_concat  →  dc, d_concat
      Your dc_prev lacks the factor Γf. Forward, Γf of the old memory was kept; so Γf of
      the gradient goes back.
    memory_back_through_update
      dc * gamma_f, d_concat  →  dc * gamma_u, d_concat
      Your dc_prev goes back through Γu. The old memory was multiplied by the forget
      gate: it is dc times Γf.
    memory_without_activation_path
      dc * gamma_f, d_concat  →  dc_t * gamma_f, d_concat
      Your dc_prev is dc_t * Γf. What comes through a_t goes back to the old memory as
      well: use the whole gradient at c_t, with da_t's part in it.
    memory_back_as_in_gru
      dc * gamma_f, d_concat  →  dc * (1 - gamma_u), d_concat
      dc_prev goes back through 1 - Γu, as in a GRU. In an LSTM the forget gate lets the
      memory through, so it is dc * Γf.
    memory_counts_twice
      dc * gamma_f, d_concat  →  dc * gamma_f + dc_t, d_concat
      dc_t is added to dc_prev once more. It has gone into dc already; what reaches
      c_prev is dc * Γf.
    states_returned_swapped
      - return d_concat[:, :n_a], dc * gamma_f, d_concat[:, n_a:], dp
      + return dc * gamma_f, d_concat[:, :n_a], d_concat[:, n_a:], dp
      da_prev and dc_prev have changed places in what you return: the activation comes
      first.
    upstream_passed_on
      return d_concat[:, :n_a], dc  →  return d_concat[:, :n_a] + da_t, dc
      Your da_prev has da_t in it. There is no direct path from a_t to a_prev: all of it
      goes through the gates and the candidate.
    activation_sees_candidate_only
      return d_concat[:, :n_a], dc  →  return (dzc @ p.Wc)[:, :n_a], dc
      Your da_prev has the candidate's part only. a_prev is an input of all three gates
      as well, and their parts are added.
    activation_without_candidate
      return d_concat[:, :n_a], dc  →  return (d_concat - dzc @ p.Wc)[:, :n_a], dc
      Your da_prev has the three gates' parts only. a_prev is an input of the candidate
      as well.
    input_sees_candidate_only
      d_concat[:, n_a:], dp  →  (dzc @ p.Wc)[:, n_a:], dp
      Your dx_t has the candidate's part only. x_t is an input of all three gates as
      well, and their parts are added.
    input_without_candidate
      d_concat[:, n_a:], dp  →  (d_concat - dzc @ p.Wc)[:, n_a:], dp
      Your dx_t has the three gates' parts only. x_t is an input of the candidate as
      well.
    output_gate_path_forgotten
      dzf @ p.Wf + dzo @ p.Wo + dzc @ p.Wc  →  dzf @ p.Wf + dzc @ p.Wc
      In da_prev and dx_t the output gate's part is missing: three gates and a candidate
      make four products to add.
    input_reads_first_columns
      d_concat[:, n_a:], dp  →  d_concat[:, : x_t.shape[1]], dp
      Your dx_t is made from the first columns of the weights. Those belong to the
      activation; the input's columns are the last n_x.
    forget_gate_sees_new_memory
      dzf = dc * c_prev  →  dzf = dc * c_t
      In the forget gate's gradient you multiply by c_t. Γf multiplied the old memory,
      so it is c_prev.
    update_and_forget_factors_swapped
      dzu = dc * c_tilde  →  dzu = dc * c_prev
      dzf = dc * c_prev  →  dzf = dc * c_tilde
      In the gates' gradients c̃ and c_prev have changed places: Γu multiplied the
      candidate, Γf the old memory.
    update_gate_as_in_gru
      dzu = dc * c_tilde  →  dzu = dc * (c_tilde - c_prev)
      For the update gate you use c̃ - c_prev, as in the GRU. In the LSTM Γu does not
      touch the old memory: it is c̃ alone.
    output_gate_sees_raw_memory
      dzo = da_t * tanh_c  →  dzo = da_t * c_t
      In the output gate's gradient you multiply by c_t. Γo multiplied tanh(c_t).
    output_gate_from_memory_gradient
      dzo = da_t * tanh_c  →  dzo = dc * tanh_c
      The output gate's gradient is made from dc. Γo acts on a_t and on nothing else:
      start from da_t.
    gates_from_upstream_alone
      dzu = dc * c_tilde  →  dzu = dc_t * c_tilde
      dzf = dc * c_prev  →  dzf = dc_t * c_prev
      dzc = dc * gamma_u  →  dzc = dc_t * gamma_u
      You go on from dc_t. All that reaches c_t has to be gathered first: dc =
      dc_t + what comes from a_t, and dc is what the gates and the candidate get.
    gate_slopes_forgotten
      tanh_c * gamma_o * (1 - gamma_o)  →  tanh_c
      c_tilde * gamma_u * (1 - gamma_u)  →  c_tilde
      c_prev * gamma_f * (1 - gamma_f)  →  c_prev
      The gates' own slopes are missing: the derivative of σ is Γ(1 - Γ), once for each
      gate.
    gate_slopes_of_slopes
      - tanh_c * gamma_o * (1 - gamma_o)
      + tanh_c * special.expit(gamma_o) * (1 - special.expit(gamma_o))
      - c_tilde * gamma_u * (1 - gamma_u)
      + c_tilde * special.expit(gamma_u) * (1 - special.expit(gamma_u))
      - c_prev * gamma_f * (1 - gamma_f)
      + c_prev * special.expit(gamma_f) * (1 - special.expit(gamma_f))
      You put the gates through σ once more before you take the slope. gamma_u, gamma_f
      and gamma_o are outputs of σ already: the slope is Γ(1 - Γ).
    half_a_gate_slope
      tanh_c * gamma_o * (1 - gamma_o)  →  tanh_c * gamma_o
      c_tilde * gamma_u * (1 - gamma_u)  →  c_tilde * gamma_u
      c_prev * gamma_f * (1 - gamma_f)  →  c_prev * gamma_f
      The gates' slope is only half there: the derivative of σ is Γ(1 - Γ), and you
      multiply by Γ alone.
    tanh_slope_for_gates
      tanh_c * gamma_o * (1 - gamma_o)  →  tanh_c * (1 - gamma_o**2)
      c_tilde * gamma_u * (1 - gamma_u)  →  c_tilde * (1 - gamma_u**2)
      c_prev * gamma_f * (1 - gamma_f)  →  c_prev * (1 - gamma_f**2)
      You take the slope of tanh for the gates. They went through σ, whose slope is
      Γ(1 - Γ).
    sigmoid_slope_for_candidate
      dc * gamma_u * (1 - c_tilde**2)  →  dc * gamma_u * c_tilde * (1 - c_tilde)
      You take the slope of σ for the candidate. It went through tanh, whose slope is
      1 - c̃².
    candidate_slope_forgotten
      dc * gamma_u * (1 - c_tilde**2)  →  dc * gamma_u
      The candidate's own slope is missing: the derivative of tanh is 1 - c̃².
    candidate_slope_of_tanh
      dc * gamma_u * (1 - c_tilde**2)  →  dc * gamma_u * (1 - np.tanh(c_tilde) ** 2)
      You put c̃ through tanh once more before you take the slope. It is tanh's output
      already: the slope is 1 - c̃² as it stands.
    candidate_without_update_gate
      dc * gamma_u * (1 - c_tilde**2)  →  dc * (1 - c_tilde**2)
      The candidate's gradient lacks a factor: Γu multiplies c̃ in the memory, so Γu
      multiplies what comes back to it.
    weights_meet_the_memory
      [a_prev, x_t]  →  [c_prev, x_t]
      Your weight gradients are made with c_prev. Forward the weights met [a_prev, x_t],
      and their gradients are made with the same.
    weights_meet_x_first
      [a_prev, x_t]  →  [x_t, a_prev]
      Your weight gradients are made with [x_t, a_prev]. In the forward pass the weights
      met [a_prev, x_t], the state first.
    gate_gradients_swapped
      Wf=dzf.T @ concat  →  Wf=dzo.T @ concat
      Wo=dzo.T @ concat  →  Wo=dzf.T @ concat
      bf=dzf.sum(axis=0)  →  bf=dzo.sum(axis=0)
      bo=dzo.sum(axis=0)  →  bo=dzf.sum(axis=0)
      The gradients of forget and output gate have changed places in dp: LSTMParams has
      the order u, f, o, c.
    mean_over_batch
      - d_concat[:, n_a:], dp
      + d_concat[:, n_a:], LSTMParams(*(part / len(da_t) for part in dp))
      Your parameter gradients are divided by the batch size. They are sums over the
      batch; whether to average is for the loss to say, and da_t knows it already.
    bias_not_summed
      bu=dzu.sum(axis=0)  →  bu=dzu
      bf=dzf.sum(axis=0)  →  bf=dzf
      bo=dzo.sum(axis=0)  →  bo=dzo
      bc=dzc.sum(axis=0)  →  bc=dzc
      Your bias gradients still have a row for every example. A bias is shared by the
      whole batch: sum over the first axis.
    weights_transposed
      Wu=dzu.T @ concat  →  Wu=concat.T @ dzu
      Wf=dzf.T @ concat  →  Wf=concat.T @ dzf
      Wo=dzo.T @ concat  →  Wo=concat.T @ dzo
      Wc=dzc.T @ concat  →  Wc=concat.T @ dzc
      Your weight gradients are transposed. A gradient has the shape of what it belongs
      to, here (n_a, n_a + n_x).
    """,
)
