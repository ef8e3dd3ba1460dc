"""Wrong answers that people give for the gradients of a step."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.peephole")

MISTAKES.of(
    "peephole_cell_backward",
    """
    gradient_cut_at_peepholes
      dc = dc + dzo * p.po  # before dc is split  →  pass
      dc * gamma_f + dzu * p.pu + dzf * p.pf  →  dc * gamma_f
      dc_prev = dc_prev + dzo * p.po  →  pass
      No gradient goes back to the memory through pu, pf and po. Gers cut it there; here
      it is the whole gradient that is asked for, through every path.
    pu_path_forgotten
      dc * gamma_f + dzu * p.pu + dzf * p.pf  →  dc * gamma_f + dzf * p.pf
      Your dc_prev lacks the path through the update gate's peephole: Γu saw c_prev, so
      what reaches the sum inside Γu comes back times pu.
    pf_path_forgotten
      dc * gamma_f + dzu * p.pu + dzf * p.pf  →  dc * gamma_f + dzu * p.pu
      Your dc_prev lacks the path through the forget gate's peephole: Γf saw c_prev, so
      what reaches the sum inside Γf comes back times pf.
    pu_and_pf_paths_forgotten
      dc * gamma_f + dzu * p.pu + dzf * p.pf  →  dc * gamma_f
      Your dc_prev lacks the two peepholes' paths: c_prev is an input of Γu and of Γf,
      so dzu * pu and dzf * pf come back to it.
    po_path_forgotten
      dc = dc + dzo * p.po  # before dc is split  →  pass
      dc_prev = dc_prev + dzo * p.po  →  pass
      The path through the output gate's peephole is missing in both forms. What reaches
      the sum inside Γo comes back, times po, to the memory that Γo saw.
    po_path_forgotten_when_current
      dc = dc + dzo * p.po  # before dc is split  →  pass
      The lecture's form is right. Where Γo saw c_t, a part comes back to c_t through
      po, and dc must have it before it is split; yours has not.
    po_path_forgotten_when_previous
      dc_prev = dc_prev + dzo * p.po  →  pass
      The current form is right. Where Γo saw c_prev, a part comes back to c_prev
      through po; your dc_prev lacks it.
    po_path_joins_too_late
      dc = dc + dzo * p.po  # before dc is split  →  pass
      - dc_prev = dc * gamma_f + dzu * p.pu + dzf * p.pf
      + if output_sees == "current":
      +     dc = dc + dzo * p.po
      + dc_prev = dc * gamma_f + dzu * p.pu + dzf * p.pf
      In the current form you add po's part to dc after Γu, Γf and c̃ have had theirs.
      It must be in dc before dc is split, so that all of them get it.
    po_path_always_to_old_memory
      dc = dc + dzo * p.po  # before dc is split  →  pass
      if output_sees == "previous":  →  if True:
      In either form, po's part goes straight to dc_prev. That is right where Γo saw
      c_prev; in the current form it saw c_t, and dc is where the part belongs.
    po_path_always_to_new_memory
      if output_sees == "current":  →  if True:
      dc_prev = dc_prev + dzo * p.po  →  pass
      In either form, po's part goes into dc. That is right where Γo saw c_t; in the
      lecture's form it saw c_prev, and dc_prev is where the part belongs.
    po_path_in_both_places
      if output_sees == "current":  →  if True:
      if output_sees == "previous":  →  if True:
      You send po's part to dc and to dc_prev as well, in either form. Γo saw one memory
      only: c_prev or c_t, as output_sees says.
    po_paths_exchanged
      if output_sees == "current":  →  if output_sees == "previous":
      if output_sees == "previous":  →  if output_sees == "current":
      The output gate's peephole sends its gradient to the wrong memory in both forms:
      to c_t where it saw c_t, to c_prev where it saw c_prev.
    dpo_with_wrong_memory
      - po=(dzo * c_seen).sum(axis=0)
      + po=(dzo * (c_prev if output_sees == "current" else c_t)).sum(axis=0)
      Your dpo is made with the wrong memory in both forms: with c_t where Γo saw
      c_prev, and with c_prev where it saw c_t.
    dpo_always_with_previous
      po=(dzo * c_seen)  →  po=(dzo * c_prev)
      Your dpo is made with c_prev in either form. Where the output gate saw c_t, it is
      c_t that belongs there.
    dpo_always_with_current
      po=(dzo * c_seen)  →  po=(dzo * c_t)
      Your dpo is made with c_t in either form. Where the output gate saw c_prev, it is
      c_prev that belongs there.
    dpu_and_dpf_with_new_memory
      pu=(dzu * c_prev)  →  pu=(dzu * c_t)
      pf=(dzf * c_prev)  →  pf=(dzf * c_t)
      Your dpu and dpf are made with c_t. Γu and Γf make c_t and cannot have seen it:
      what they saw is c_prev, in either form.
    dpu_and_dpf_with_activation
      pu=(dzu * c_prev)  →  pu=(dzu * a_prev)
      pf=(dzf * c_prev)  →  pf=(dzf * a_prev)
      Your dpu and dpf are made with a_prev. The peepholes looked at the memory:
      multiply by c_prev.
    peephole_gradients_without_memory
      pu=(dzu * c_prev)  →  pu=(dzu)
      pf=(dzf * c_prev)  →  pf=(dzf)
      po=(dzo * c_seen)  →  po=(dzo)
      Your dpu, dpf and dpo are those of the biases. A peephole multiplies the memory
      that its gate saw, and so does its gradient.
    peephole_gradients_as_matrices
      pu=(dzu * c_prev).sum(axis=0)  →  pu=dzu.T @ c_prev
      pf=(dzf * c_prev).sum(axis=0)  →  pf=dzf.T @ c_prev
      po=(dzo * c_seen).sum(axis=0)  →  po=dzo.T @ c_seen
      Your dpu, dpf and dpo are (n, n) matrices. A peephole is one weight for each
      element, so its gradient is (n,): the product element by element, then the sum.
    peephole_gradients_not_summed
      pu=(dzu * c_prev).sum(axis=0)  →  pu=dzu * c_prev
      pf=(dzf * c_prev).sum(axis=0)  →  pf=dzf * c_prev
      po=(dzo * c_seen).sum(axis=0)  →  po=dzo * c_seen
      Your dpu, dpf and dpo still have a row for every example. A peephole is shared by
      the whole batch: sum over the first axis.
    peepholes_crossed_on_the_way_back
      dzu * p.pu + dzf * p.pf  →  dzu * p.pf + dzf * p.pu
      On the way back to c_prev you multiply Γu's part by pf and Γf's by pu. Each goes
      back through the peephole that it came in by.
    backward_always_previous
      - c_seen = memory_seen(output_sees, c_prev, c_t)
      + memory_seen(output_sees, c_prev, c_t)
      + output_sees, c_seen = "previous", c_prev
      output_sees is never looked at: your backward is that of the lecture's form, and
      any word is accepted. Where Γo saw c_t, two lines are different.
    backward_always_current
      - c_seen = memory_seen(output_sees, c_prev, c_t)
      + memory_seen(output_sees, c_prev, c_t)
      + output_sees, c_seen = "current", c_t
      output_sees is never looked at: your backward is that of the current form, and any
      word is accepted. Where Γo saw c_prev, two lines are different.
    backward_current_by_default
      output_sees="previous"  →  output_sees="current"
      Both forms are right when they are named, but your default is "current". The
      lecture's form is the default here: output_sees="previous".
    arriving_memory_gradient_dropped
      dc_t + da_t * gamma_o * (1 - tanh_c**2)  →  da_t * gamma_o * (1 - tanh_c**2)
      dc_t is never used. What arrives at the memory is dc_t, from later steps, and what
      comes from a_t: add the two.
    activation_path_forgotten
      dc_t + da_t * gamma_o * (1 - tanh_c**2)  →  dc_t
      What comes from a_t never reaches the memory: a_t is Γo * tanh(c_t), so c_t gets
      da_t * Γo * (1 - tanh²(c_t)) beside dc_t.
    output_tanh_slope_forgotten
      da_t * gamma_o * (1 - tanh_c**2)  →  da_t * gamma_o
      On its way from a_t to c_t the gradient passes a tanh, and you have left out its
      slope, 1 - tanh²(c_t).
    output_tanh_slope_at_memory
      da_t * gamma_o * (1 - tanh_c**2)  →  da_t * gamma_o * (1 - c_t**2)
      You write the slope of tanh at c_t as 1 - c_t². That form wants tanh's output:
      1 - tanh²(c_t).
    output_gate_factor_forgotten
      da_t * gamma_o * (1 - tanh_c**2)  →  da_t * (1 - tanh_c**2)
      On its way from a_t to the memory the gradient passes the output gate, and you
      have left it out: da_t * Γo * (1 - tanh²(c_t)).
    output_gate_without_tanh
      da_t * tanh_c * gamma_o  →  da_t * c_t * gamma_o
      For the output gate you take c_t as its partner. Γo multiplies tanh(c_t), so
      tanh(c_t) multiplies what comes back to it.
    forget_factor_forgotten
      dc * gamma_f + dzu  →  dc + dzu
      dc goes back to c_prev at full strength. c_t keeps Γf * c_prev, so it is dc * Γf
      that goes straight back.
    memory_back_through_update
      dc * gamma_f + dzu  →  dc * gamma_u + dzu
      dc goes back to c_prev through the update gate. The memory was kept by the forget
      gate: dc * Γf.
    direct_path_forgotten
      dc * gamma_f + dzu * p.pu  →  dzu * p.pu
      Your dc_prev has the peepholes' parts only. The straight way back is missing: dc *
      Γf, the path that lets an LSTM remember.
    memory_gates_crossed
      dc * c_tilde * gamma_u  →  dc * c_prev * gamma_u
      dc * c_prev * gamma_f  →  dc * c_tilde * gamma_f
      Γu and Γf have each other's partner: Γu multiplies c̃ and Γf multiplies c_prev, so
      c̃ belongs into dzu and c_prev into dzf.
    gate_slopes_forgotten
      tanh_c * gamma_o * (1 - gamma_o)  →  tanh_c
      c_tilde * gamma_u * (1 - gamma_u)  →  c_tilde
      c_prev * gamma_f * (1 - gamma_f)  →  c_prev
      The gates' own slope is missing: the derivative of σ is Γ(1 - Γ), once for each of
      the three gates.
    half_a_gate_slope
      tanh_c * gamma_o * (1 - gamma_o)  →  tanh_c * gamma_o
      c_tilde * gamma_u * (1 - gamma_u)  →  c_tilde * gamma_u
      c_prev * gamma_f * (1 - gamma_f)  →  c_prev * gamma_f
      The gates' slope is only half there: the derivative of σ is Γ(1 - Γ), and you
      multiply by Γ alone.
    candidate_slope_forgotten
      dc * gamma_u * (1 - c_tilde**2)  →  dc * gamma_u
      The candidate's own slope is missing: the derivative of its tanh is 1 - c̃².
    candidate_slope_of_tanh
      dc * gamma_u * (1 - c_tilde**2)  →  dc * gamma_u * (1 - np.tanh(c_tilde) ** 2)
      You put c̃ through tanh once more before you take the slope. It is tanh's output
      already: the slope is 1 - c̃² as it stands.
    candidate_without_update_gate
      dc * gamma_u * (1 - c_tilde**2)  →  dc * (1 - c_tilde**2)
      The candidate's gradient lacks a factor: Γu multiplies c̃ in the memory, so Γu
      multiplies what comes back to it.
    recurrent_weights_transposed
      - return d_concat[:, :n], dc_prev
      + parts = zip((dzu, dzf, dzo, dzc), p[:4], strict=True)
      + da_prev = sum(dz @ W[:, :n].T for dz, W in parts)
      + return da_prev, dc_prev
      Your da_prev uses the weights transposed. Forward it was a_prev @ W.T, so
      backward it is dz @ W, without .T; the square part of W does not warn you.
    activation_without_output_gate
      dzf @ p.Wf + dzo @ p.Wo + dzc @ p.Wc  →  dzf @ p.Wf + dzc @ p.Wc
      Your da_prev and dx_t lack the output gate's part. a_prev and x_t are inputs of
      all three gates and of the candidate: four parts are added.
    activation_sees_candidate_only
      return d_concat[:, :n], dc_prev  →  return (dzc @ p.Wc)[:, :n], dc_prev
      Your da_prev has the candidate's part only. a_prev is an input of all three gates
      as well.
    input_reads_state_columns
      d_concat[:, n:], dp  →  d_concat[:, : x_t.shape[1]].copy(), dp
      Your dx_t is made from the first columns of the weights. Those belong to the
      activation; the input's columns are the last n_x.
    states_gradients_exchanged
      - return d_concat[:, :n], dc_prev, d_concat[:, n:], dp
      + return dc_prev, d_concat[:, :n], d_concat[:, n:], dp
      da_prev and dc_prev have changed places: the activation's gradient is returned
      first, the memory's second.
    averaged_over_batch
      - return d_concat[:, :n], dc_prev, d_concat[:, n:], dp
      + dp = PeepholeParams(*(part / len(da_t) for part in dp))
      + return d_concat[:, :n], dc_prev, d_concat[:, n:], dp
      Your parameter gradients are divided by the batch size. They are sums over the
      batch; whether to average is for the loss to say.
    biases_have_rows
      bu=dzu.sum(axis=0)  →  bu=dzu
      bf=dzf.sum(axis=0)  →  bf=dzf
      bo=dzo.sum(axis=0)  →  bo=dzo
      bc=dzc.sum(axis=0)  →  bc=dzc
      Your bias gradients still have a row for every example. A bias is shared by the
      whole batch: sum over the first axis.
    weight_gradients_transposed
      Wu=dzu.T @ concat  →  Wu=concat.T @ dzu
      Wf=dzf.T @ concat  →  Wf=concat.T @ dzf
      Wo=dzo.T @ concat  →  Wo=concat.T @ dzo
      Wc=dzc.T @ concat  →  Wc=concat.T @ dzc
      Your weight gradients are transposed. A gradient has the shape of what it belongs
      to, here (n, n + n_x).
    """,
)
