"""Wrong answers that people give for the gradients, by differences and by hand."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.gru")

MISTAKES.of(
    "numerical_gradient",
    """
    forward_difference
      (f(above) - f(below)) / (2 * eps)  →  (f(above) - f(x)) / eps
      Your difference is one-sided, (f(x + eps) - f(x)) / eps: its error shrinks only
      like eps. Step to both sides and divide by 2 eps: the error shrinks like eps².
    eps_ignored
      - x = np.array(x, dtype=np.float64)  # a copy: the caller's x is never moved
      + x, eps = np.array(x, dtype=np.float64), 1e-5
      You always step by 1e-5, whatever eps is passed. Use the argument, in both steps
      and in the division.
    two_forgotten
      / (2 * eps)  →  / eps
      Your gradient is twice too large: from x - eps to x + eps is a way of 2 eps, so
      that is what to divide by.
    eps_forgotten
      / (2 * eps)  →  / 2
      The difference is divided by 2 and not by 2·eps. The two points are 2·eps apart,
      and the slope is the difference over that distance.
    half_the_step
      above[k] += eps  →  above[k] += eps / 2
      below[k] -= eps  →  below[k] -= eps / 2
      You step by eps/2 to each side and still divide by 2·eps. Step by eps to each
      side.
    difference_reversed
      f(above) - f(below)  →  f(below) - f(above)
      Your gradient has the wrong sign: take f above minus f below.
    sum_of_the_two
      f(above) - f(below)  →  f(above) + f(below)
      The two values of f are added. A slope is a difference: f above minus f below.
    moves_all_at_once
      above[k] += eps  →  above += eps
      below[k] -= eps  →  below -= eps
      You move all entries of x together, which gives the sum of all slopes. Each entry
      is moved alone while the others stay where they are.
    moves_rows
      above[k] += eps  →  above[k[:1]] += eps
      below[k] -= eps  →  below[k[:1]] -= eps
      With one axis you are right; with two you move a whole row at a time. Loop over
      every index of every axis: np.ndindex(x.shape) gives them.
    moves_pile_up
      gradient = np.zeros_like(x)  →  gradient, above = np.zeros_like(x), x.copy()
      above, below = x.copy(), x.copy()  →  below = above.copy()
      An entry that has been moved stays moved while you try the next ones. Start from
      the untouched x for every entry.
    shape_lost
      return gradient  →  return gradient.ravel()
      The values are right but come back as one long row. Give the gradient the shape of
      x.
    two_names_one_array
      above, below = x.copy(), x.copy()  →  above = below = x.copy()
      Your gradient is zero everywhere: `above = x; below = x` gives one array two
      names, so both move together. Use x.copy().
    steps_in_float32
      - x = np.array(x, dtype=np.float64)  # a copy: the caller's x is never moved
      + x = np.array(x, dtype=np.float32)
      You work in float32, in which x + 1e-5 keeps hardly two digits of the step.
      Numerical gradients need float64.
    relative_step
      above[k] += eps  →  above[k] += eps * abs(x[k])
      below[k] -= eps  →  below[k] -= eps * abs(x[k])
      You step by eps times the entry, and divide by 2·eps all the same. Step by eps
      itself.
    """,
)

MISTAKES.of(
    "gru_cell_backward",
    """
    kept_memory_forgotten
      - dc_t * (1 - gamma_u) + d_reset * gamma_r + d_concat[:, :n_c]
      + d_reset * gamma_r + d_concat[:, :n_c]
      Your dc_prev lacks the direct path: c_t keeps (1 - Γu) of c_prev, so dc_t *
      (1 - Γu) flows straight back. It is the path that lets a GRU remember.
    candidate_path_forgotten
      + d_reset * gamma_r + d_concat[:, :n_c]  →  + d_concat[:, :n_c]
      Your dc_prev lacks the path through the candidate: c_prev also acts on c̃, through
      Γr * c_prev and the memory's columns of Wc.
    reset_factor_forgotten
      d_reset * gamma_r + d_concat  →  d_reset + d_concat
      On its way through Γr * c_prev the gradient for c_prev is multiplied by Γr. Yours
      comes through at full strength.
    update_gate_path_forgotten
      - dc_prev = dc_t * (1 - gamma_u) + d_reset * gamma_r + d_concat[:, :n_c]
      + dc_prev = dc_t * (1 - gamma_u) + d_reset * gamma_r + (dzr @ p.Wr)[:, :n_c]
      Your dc_prev lacks the path through the update gate: c_prev is an input of Γu too,
      through the memory's columns of Wu.
    relevance_gate_path_forgotten
      - dc_prev = dc_t * (1 - gamma_u) + d_reset * gamma_r + d_concat[:, :n_c]
      + dc_prev = dc_t * (1 - gamma_u) + d_reset * gamma_r + (dzu @ p.Wu)[:, :n_c]
      Your dc_prev lacks the path through the relevance gate: c_prev is an input of Γr
      too, through the memory's columns of Wr.
    gate_paths_forgotten
      d_reset * gamma_r + d_concat[:, :n_c]  →  d_reset * gamma_r
      Your dc_prev lacks the paths through the two gates: c_prev is an input of Γu and
      of Γr too, through the memory's columns of Wu and Wr.
    kept_share_of_candidate
      dc_t * (1 - gamma_u) + d_reset  →  dc_t * gamma_u + d_reset
      What flows straight back to c_prev is dc_t * (1 - Γu), the share that was kept.
      You take Γu, the candidate's share.
    all_kept
      dc_t * (1 - gamma_u) + d_reset  →  dc_t + d_reset
      dc_t flows straight back to c_prev at full strength. Only 1 - Γu of the memory was
      kept, so only that share of the gradient comes back.
    input_sees_candidate_only
      d_concat[:, n_c:] + dzc @ p.Wc[:, n_c:]  →  dzc @ p.Wc[:, n_c:]
      Your dx_t has the candidate's part only. x_t is an input of both gates as well,
      and their parts are added.
    input_without_candidate
      d_concat[:, n_c:] + dzc @ p.Wc[:, n_c:]  →  d_concat[:, n_c:]
      Your dx_t has the two gates' parts only. x_t is an input of the candidate as well:
      add dzc through the input's columns of Wc.
    input_reads_first_columns
      - d_concat[:, n_c:] + dzc @ p.Wc[:, n_c:]
      + (d_concat + dzc @ p.Wc)[:, : x_t.shape[1]]
      Your dx_t is made from the first columns of the weights. Those belong to the
      memory; the input's columns are the last n_x.
    update_gate_sees_candidate_only
      (c_tilde - c_prev) * gamma_u  →  c_tilde * gamma_u
      For the update gate you count c̃ only. Γu also takes c_prev away: c_t changes with
      Γu by c̃ - c_prev.
    update_gate_upside_down
      c_tilde - c_prev  →  c_prev - c_tilde
      The update gate's gradients have the wrong sign: c_t changes with Γu by
      c̃ - c_prev, and you take c_prev - c̃.
    update_gate_sees_new_memory
      c_tilde - c_prev  →  c_tilde - step.c_t
      For the update gate you take c̃ minus the new memory. What Γu weighs against c̃ is
      the old memory: c̃ - c_prev.
    blend_backward_swapped
      - c_prev, x_t, gamma_u, gamma_r, c_tilde, _ = step
      + c_prev, x_t, gamma_u, gamma_r, c_tilde, _ = step
      + gamma_u = 1 - gamma_u
      c_tilde - c_prev  →  c_prev - c_tilde
      Your backward belongs to the blend Γu * c_prev + (1 - Γu) * c̃. In the lecture's
      GRU Γu multiplies the candidate and 1 - Γu the old memory.
    sigmoid_slope_forgotten
      (c_tilde - c_prev) * gamma_u * (1 - gamma_u)  →  (c_tilde - c_prev)
      c_prev * gamma_r * (1 - gamma_r)  →  c_prev
      The gates' own slope is missing: the derivative of σ is Γ(1 - Γ), once for each
      gate.
    sigmoid_slope_of_slope
      - (c_tilde - c_prev) * gamma_u * (1 - gamma_u)
      + (c_tilde - c_prev) * sigmoid(gamma_u) * (1 - sigmoid(gamma_u))
      - c_prev * gamma_r * (1 - gamma_r)
      + c_prev * sigmoid(gamma_r) * (1 - sigmoid(gamma_r))
      You put the gates through σ once more before you take the slope. gamma_u and
      gamma_r are outputs of σ already: the slope is Γ(1 - Γ) as they stand.
    half_a_sigmoid_slope
      (c_tilde - c_prev) * gamma_u * (1 - gamma_u)  →  (c_tilde - c_prev) * gamma_u
      c_prev * gamma_r * (1 - gamma_r)  →  c_prev * gamma_r
      The gates' slope is only half there: the derivative of σ is Γ(1 - Γ), and you
      multiply by Γ alone.
    tanh_slope_for_gates
      - (c_tilde - c_prev) * gamma_u * (1 - gamma_u)
      + (c_tilde - c_prev) * (1 - gamma_u**2)
      c_prev * gamma_r * (1 - gamma_r)  →  c_prev * (1 - gamma_r**2)
      You take the slope of tanh for the gates. They went through σ, whose slope is
      Γ(1 - Γ).
    sigmoid_slope_for_candidate
      dc_t * gamma_u * (1 - c_tilde**2)  →  dc_t * gamma_u * c_tilde * (1 - c_tilde)
      You take the slope of σ for the candidate. It went through tanh, whose slope is
      1 - c̃².
    tanh_slope_forgotten
      dc_t * gamma_u * (1 - c_tilde**2)  →  dc_t * gamma_u
      The candidate's own slope is missing: the derivative of tanh is 1 - c̃².
    tanh_slope_not_squared
      dc_t * gamma_u * (1 - c_tilde**2)  →  dc_t * gamma_u * (1 - c_tilde)
      The slope of tanh is 1 - c̃², and you take 1 - c̃: the square is missing.
    tanh_slope_at_memory
      dc_t * gamma_u * (1 - c_tilde**2)  →  dc_t * gamma_u * (1 - step.c_t**2)
      You take the slope of tanh at c_t. The tanh made c̃, so its slope is 1 - c̃².
    tanh_slope_of_tanh
      dc_t * gamma_u * (1 - c_tilde**2)  →  dc_t * gamma_u * (1 - np.tanh(c_tilde) ** 2)
      You put c̃ through tanh once more before you take the slope. It is tanh's output
      already: the slope is 1 - c̃² as it stands.
    candidate_without_update_gate
      dc_t * gamma_u * (1 - c_tilde**2)  →  dc_t * (1 - c_tilde**2)
      The candidate's gradient lacks a factor: Γu multiplies c̃ in the blend, so Γu
      multiplies what comes back to it.
    relevance_without_memory
      d_reset * c_prev * gamma_r  →  d_reset * gamma_r
      The relevance gate's gradient lacks a factor: Γr multiplies c_prev, so c_prev
      multiplies what comes back to Γr.
    relevance_from_memory_gradient
      d_reset * c_prev * gamma_r  →  dc_t * c_prev * gamma_r
      The relevance gate's gradient starts from dc_t. Γr acts inside the candidate only:
      begin with the gradient at Γr * c_prev, which has come through Wc.
    relevance_weights_transposed
      d_reset = dzc @ p.Wc[:, :n_c]  →  d_reset = dzc @ p.Wc[:, :n_c].T
      On the way back to Γr * c_prev you use Wc transposed. Forward it was [..] @
      Wc.T, so backward it is dzc @ Wc, without .T; the square part doesn't warn you.
    candidate_weight_sees_whole_memory
      - concat_reset = np.concatenate([gamma_r * c_prev, x_t], axis=1)
      + concat_reset = concat
      Your dWc is made with c_prev. In the forward pass Wc met Γr * c_prev, and its
      gradient must be made with the same.
    gate_weights_see_reset_memory
      - concat = np.concatenate([c_prev, x_t], axis=1)
      + concat = np.concatenate([gamma_r * c_prev, x_t], axis=1)
      Your dWu and dWr are made with Γr * c_prev. In the forward pass the gates met the
      memory whole, and their gradients must be made with the same.
    gate_gradients_swapped
      - return dc_prev, dx_t, dp
      + return dc_prev, dx_t, GRUParams(dp.Wr, dp.Wu, dp.Wc, dp.br, dp.bu, dp.bc)
      The gradients of the two gates have changed places in dp: Wu and bu belong to the
      update gate, Wr and br to the relevance gate.
    mean_over_batch
      - return dc_prev, dx_t, dp
      + return dc_prev, dx_t, GRUParams(*(part / len(dc_t) for part in dp))
      Your parameter gradients are divided by the batch size. They are sums over the
      batch; whether to average is for the loss to say, and dc_t knows it already.
    bias_not_summed
      bu=dzu.sum(axis=0)  →  bu=dzu
      br=dzr.sum(axis=0)  →  br=dzr
      bc=dzc.sum(axis=0)  →  bc=dzc
      Your bias gradients still have a row for every example. A bias is shared by the
      whole batch: sum over the first axis.
    biases_averaged
      bu=dzu.sum(axis=0)  →  bu=dzu.mean(axis=0)
      br=dzr.sum(axis=0)  →  br=dzr.mean(axis=0)
      bc=dzc.sum(axis=0)  →  bc=dzc.mean(axis=0)
      Your bias gradients are means over the batch. One bias serves all examples, so its
      gradient is the sum over them, as it is for the weights.
    weights_transposed
      Wu=dzu.T @ concat  →  Wu=concat.T @ dzu
      Wr=dzr.T @ concat  →  Wr=concat.T @ dzr
      Wc=dzc.T @ concat_reset  →  Wc=concat_reset.T @ dzc
      Your weight gradients are transposed. A gradient has the shape of what it belongs
      to, here (n_c, n_c + n_x).
    results_swapped
      return dc_prev, dx_t, dp  →  return dx_t, dc_prev, dp
      dc_prev and dx_t have changed places in what you return: the memory's gradient
      comes first.
    """,
)
