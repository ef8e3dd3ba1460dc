"""Wrong answers that people give for how the memory moves the forget gate."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.peephole")

MISTAKES.of(
    "peephole_influence",
    """
    influence_without_slope
      gamma_f * (1 - gamma_f) * p.pf  →  np.broadcast_to(p.pf, gamma_f.shape)
      You have pf on the diagonal, but the slope of σ is missing: the memory moves the
      sum inside σ by pf, and the gate by Γf(1 - Γf) times that.
    influence_without_peephole
      gamma_f * (1 - gamma_f) * p.pf  →  gamma_f * (1 - gamma_f)
      The slope of σ is there, but the peephole is missing: what reaches the sum is pf *
      c_prev, so a factor pf stands in the Jacobian.
    influence_by_gate_itself
      gamma_f * (1 - gamma_f) * p.pf  →  gamma_f * p.pf
      You multiply pf by Γf. The slope of σ is Γf(1 - Γf), which is small where the gate
      is nearly shut and where it is nearly open.
    influence_slope_of_slope
      - _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
      + gamma_f = special.expit(peephole_gates(a_prev, c_prev, x_t, p)[1])
      You put Γf through σ once more before you take the slope. It is σ's output
      already: the slope is Γf(1 - Γf) as it stands.
    influence_tanh_slope
      gamma_f * (1 - gamma_f) * p.pf  →  (1 - gamma_f**2) * p.pf
      You take the slope of tanh. The forget gate went through σ, whose slope is
      Γf(1 - Γf).
    influence_on_update_gate
      - _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
      + gamma_f, _ = peephole_gates(a_prev, c_prev, x_t, p)
      * p.pf  →  * p.pu
      This is the Jacobian of the update gate. The forget gate is asked for:
      peephole_gates returns it second, and its peephole is pf.
    influence_with_wrong_peephole
      * p.pf  →  * p.pu
      The forget gate's slope meets the update gate's peepholes. The memory reaches Γf
      through pf.
    influence_of_the_update_gates_slope
      - _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
      + gamma_f, _ = peephole_gates(a_prev, c_prev, x_t, p)
      The slope is the update gate's: peephole_gates returns Γu first and Γf second.
    influence_at_blind_gate
      - peephole_gates(a_prev, c_prev, x_t, p)
      + peephole_gates(a_prev, 0 * c_prev, x_t, p)
      The slope is taken at a forget gate that does not see the memory. Work Γf out with
      its peephole: peephole_gates does.
    influence_as_outer_product
      diagonal = gamma_f * (1 - gamma_f) * p.pf  →  slope = gamma_f * (1 - gamma_f)
      - diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)
      + slope[:, :, None] * p.pf
      You let every element of the memory act on every gate: slope[k] * pf[j] fills the
      whole matrix. A peephole is one to one, so all but the diagonal is zero.
    influence_as_outer_product_transposed
      diagonal = gamma_f * (1 - gamma_f) * p.pf  →  slope = gamma_f * (1 - gamma_f)
      - diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)
      + slope[:, None, :] * p.pf[:, None]
      Your matrix is full: slope[j] * pf[k] stands in row k and column j. A peephole is
      one to one, so all but the diagonal, where j = k, is zero.
    influence_repeated
      - diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)
      + np.repeat(diagonal[:, :, None], len(p.pf), axis=2)
      Each row of your matrix repeats one number in all columns, as if every element of
      the memory reached gate k through pf[k]. Only element k does.
    influence_of_activation
      diagonal = gamma_f * (1 - gamma_f) * p.pf  →  slope = gamma_f * (1 - gamma_f)
      - diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)
      + slope[:, :, None] * p.Wf[:, : c_prev.shape[1]]
      This is how a_prev moves the gate: through the full matrix Wf. The memory has its
      own way in, the peephole, and that one is diagonal.
    influence_of_both_ways
      - return diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)
      + own = diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)
      + slope = gamma_f * (1 - gamma_f)
      + return own + slope[:, :, None] * p.Wf[:, : c_prev.shape[1]]
      You have added the way of a_prev, through Wf, to that of the memory. a_prev is an
      input of its own here and is held fixed: only the peephole is left.
    influence_on_memory
      - gamma_f * (1 - gamma_f) * p.pf
      + gamma_f + gamma_f * (1 - gamma_f) * p.pf * c_prev
      This is how c_prev moves the product Γf * c_prev, which is part of the new memory.
      Here the gate alone is asked for: dΓf/dc_prev.
    influence_times_memory
      gamma_f * (1 - gamma_f) * p.pf  →  gamma_f * (1 - gamma_f) * p.pf * c_prev
      You have a factor c_prev too many. It belongs to the gradient for pf; the gradient
      for c_prev has pf in its place.
    influence_summed_over_batch
      - np.eye(len(p.pf), dtype=diagonal.dtype)
      + np.eye(len(p.pf), dtype=diagonal.dtype)
      - return diagonal[:, :, None]
      + diagonal = diagonal.sum(axis=0)
      + return diagonal[:, None]
      You add the examples up and one matrix is left. Each example has a gate of its
      own, so there is a Jacobian for each: (m, n, n).
    influence_averaged_over_batch
      - return diagonal[:, :, None]
      + diagonal = diagonal.mean(axis=0)
      + return diagonal[:, None]
      You average over the examples and one matrix is left. Each example has a gate of
      its own, so there is a Jacobian for each: (m, n, n).
    influence_diagonal_only
      diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)  →  diagonal
      The numbers are right, but you return the diagonals alone, (m, n). Put them into
      matrices of zeros, (m, n, n), so that the empty places can be seen.
    influence_batch_last
      - return diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)
      + each = diagonal[:, :, None] * np.eye(len(p.pf), dtype=diagonal.dtype)
      + return each.transpose(1, 2, 0)
      The numbers are right, but the batch stands on the last axis. It comes first
      everywhere in this course: (m, n, n).
    """,
)
