"""Wrong answers that people give for all gates of one step in one kernel."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.kernels.gates")

MISTAKES.of(
    "fused_gates",
    """
    gates_in_torchs_order in FusedGates
      z_u, z_f, z_o, z_c = z.chunk(4, dim=1)  →  z_u, z_f, z_c, z_o = z.chunk(4, dim=1)
      [dz_u, dz_f, dz_o, dz_c]  →  [dz_u, dz_f, dz_c, dz_o]
      You take the candidate from the third part of z and the output gate from the
      fourth, as torch has them. Here the candidate comes last.
    update_and_forget_swapped in FusedGates
      z_u, z_f, z_o, z_c = z.chunk(4, dim=1)  →  z_f, z_u, z_o, z_c = z.chunk(4, dim=1)
      [dz_u, dz_f, dz_o, dz_c]  →  [dz_f, dz_u, dz_o, dz_c]
      The first part of z goes to your forget gate and the second to your update gate.
      Here the update gate comes first.
    gates_interleaved in FusedGates
      z.chunk(4, dim=1)  →  z.unflatten(1, (-1, 4)).unbind(-1)
      - torch.cat([dz_u, dz_f, dz_o, dz_c], dim=1)
      + torch.stack([dz_u, dz_f, dz_o, dz_c], dim=-1).flatten(1)
      You read z as if the four numbers of one unit stood side by side. A row of z holds
      n numbers of Γu, then n of Γf, of Γo, of c̃: the parts lie n apart.
    peepholes_left_out in FusedGates
      torch.sigmoid(z_u + pu * c_prev)  →  torch.sigmoid(z_u)
      torch.sigmoid(z_f + pf * c_prev)  →  torch.sigmoid(z_f)
      torch.sigmoid(z_o + po * seen)  →  torch.sigmoid(z_o)
      The gates do not see the memory. Each gate's z gets its peephole times the memory
      added before the sigmoid.
    peepholes_swapped in FusedGates
      u = torch.sigmoid(z_u + pu * c_prev)  →  u = torch.sigmoid(z_u + pf * c_prev)
      f = torch.sigmoid(z_f + pf * c_prev)  →  f = torch.sigmoid(z_f + pu * c_prev)
      The update gate gets the forget gate's peephole, and the other way round. pu goes
      with zu, pf with zf.
    candidate_not_squashed in FusedGates
      c_tilde = torch.tanh(z_c)  →  c_tilde = z_c.clone()
      d * u * (1 - c_tilde.square())  →  d * u
      The last part of z is used as the candidate as it is. c̃ is its tanh.
    kept_as_in_a_gru in FusedGates
      c_t = u * c_tilde + f * c_prev  →  c_t = u * c_tilde + (1 - u) * c_prev
      What is kept of the memory is 1 - Γu, as in a GRU. The LSTM has a gate of its own
      for that: Γf.
    activation_without_tanh in FusedGates
      tanh_c = torch.tanh(c_t)  →  tanh_c = c_t.clone()
      da * o * (1 - tanh_c.square())  →  da * o
      a_t is Γo * c_t in your function. The memory goes through tanh before the output
      gate lets it out.
    output_always_sees_previous in FusedGates
      seen = c_t if current else c_prev  →  seen = c_prev
      ctx.current = current  →  ctx.current = False
      The output gate sees the old memory in either form. With output_sees="current" it
      sees c_t, so c_t comes first.
    output_always_sees_current in FusedGates
      seen = c_t if current else c_prev  →  seen = c_t
      ctx.current = current  →  ctx.current = True
      The output gate sees the new memory in either form. With output_sees="previous" it
      sees c_prev.
    output_peephole_not_in_dc in FusedGates
      d = d + dz_o * po  →  pass
      Where the output gate sees c_t, c_t also moves a_t by way of it: dzo * po belongs
      to dc, before dc goes on to the other gates.
    output_peephole_not_in_dc_prev in FusedGates
      dc_prev = dc_prev + dz_o * po  →  pass
      Where the output gate sees c_prev, dzo * po belongs to dc_prev. It is missing.
    output_peephole_added_late in FusedGates
      d = d + dz_o * po  →  pass
      if not ctx.current:  →  if True:
      dzo * po is added to dc_prev in either form. Where the output gate sees c_t it
      belongs to dc, before dc is split.
    two_peepholes_not_in_dc_prev in FusedGates
      d * f + dz_u * pu + dz_f * pf  →  d * f
      dc_prev lacks the ways through the update and the forget gate: dzu * pu and
      dzf * pf.
    gradient_cut_at_the_peepholes in FusedGates
      d * f + dz_u * pu + dz_f * pf  →  d * f
      d = d + dz_o * po  →  pass
      dc_prev = dc_prev + dz_o * po  →  pass
      Nothing goes back through the peepholes to the memory, as Gers left it out. All
      three ways belong to the gradient.
    memorys_own_way_forgotten in FusedGates
      d * f + dz_u * pu + dz_f * pf  →  dz_u * pu + dz_f * pf
      dc_prev lacks the direct way: c_prev is in c_t itself, times Γf.
    upstream_of_c_ignored in FusedGates
      d = dc + da * o  →  d = da * o
      What arrives at c_t from the next step is not used: backward gets two gradients,
      da and dc, and dc begins with the second.
    upstream_of_a_not_in_dc in FusedGates
      d = dc + da * o * (1 - tanh_c.square())  →  d = dc + 0 * da
      da reaches the output gate only. It also goes through tanh(c_t) to the memory: add
      da * Γo * (1 - tanh²) to dc.
    peephole_gradients_averaged in FusedGates
      product.sum(0)  →  product.mean(0)
      The gradients of the peepholes are means over the batch. A peephole serves all
      examples: its gradient is the sum.
    peephole_gradients_of_one_example in FusedGates
      product.sum(0)  →  product[-1]
      The gradients of the peepholes are those of the last example. Each program or row
      overwrites what the others have put there: add them up.
    output_peephole_by_the_old_memory in FusedGates
      seen = c_t if ctx.current else c_prev  →  seen = c_prev
      dpo is made with c_prev in either form. It is dzo times the memory that the output
      gate saw, c_t with output_sees="current".
    output_peephole_by_the_new_memory in FusedGates
      seen = c_t if ctx.current else c_prev  →  seen = c_t
      dpo is made with c_t in either form. It is dzo times the memory that the output
      gate saw, c_prev with output_sees="previous".
    slope_of_the_candidate_as_of_a_gate in FusedGates
      (1 - c_tilde.square())  →  c_tilde * (1 - c_tilde)
      dzc has a sigmoid's slope. The candidate is a tanh: its slope is 1 - c̃².
    slope_of_the_update_gate_missing in FusedGates
      dz_u = d * c_tilde * u * (1 - u)  →  dz_u = d * c_tilde
      dzu lacks the sigmoid's slope Γu * (1 - Γu), or has another factor than c̃.
    slope_of_the_forget_gate_missing in FusedGates
      dz_f = d * c_prev * f * (1 - f)  →  dz_f = d * c_prev
      dzf lacks the sigmoid's slope Γf * (1 - Γf), or has another factor than c_prev.
    slope_of_the_output_gate_missing in FusedGates
      dz_o = da * tanh_c * o * (1 - o)  →  dz_o = da * tanh_c
      dzo lacks the sigmoid's slope Γo * (1 - Γo), or has another factor than tanh(c_t).
    strides_taken_for_granted in FusedGates
      - z_u, z_f, z_o, z_c = z.chunk(4, dim=1)
      + rows = z.as_strided(z.shape, (z.shape[1], 1))
      + z_u, z_f, z_o, z_c = rows.chunk(4, dim=1)
      A tensor that is a view, with strides of its own, is read as if its numbers stood
      one after the other, on the way there or back. Call contiguous() before a launch.
    left_to_autograd
      - peepholes = torch.stack([pu, pf, po])
      - return FusedGates.apply(z, c_prev, peepholes, output_sees == "current")
      + z_u, z_f, z_o, z_c = z.chunk(4, dim=1)
      + u, f = torch.sigmoid(z_u + pu * c_prev), torch.sigmoid(z_f + pf * c_prev)
      + c_t = u * torch.tanh(z_c) + f * c_prev
      + seen = c_t if output_sees == "current" else c_prev
      + return torch.sigmoid(z_o + po * seen) * torch.tanh(c_t), c_t
      The values are right, but the way back is autograd's. Write it down in the
      backward of a torch.autograd.Function.
    tied_to_the_cpu
      - peepholes = torch.stack([pu, pf, po])
      + z = z + 0 * torch.from_numpy(z.detach().numpy())
      + peepholes = torch.stack([pu, pf, po])
      Tensors that are not on the CPU make it fail: a kernel is launched on what it can
      not reach, or NumPy is asked. Use the twin wherever no kernel can run.
    any_word_accepted
      - if output_sees not in ("previous", "current"):
      -     raise ValueError(f"the output gate cannot see {output_sees!r}")
      + pass
      A word that is neither "previous" nor "current" goes through without a murmur.
      Raise a ValueError.
    """,
)
