"""Wrong answers that people give for a sequence as one step of autograd."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes(
    "grader.reference.kernels.gru_sequence",
    "grader.reference.kernels.peephole_sequence",
)

MISTAKES.of(
    "gru_sequence",
    """
    loop_left_to_autograd
      - W = torch.cat([p.Wc, p.Wu, p.Wr])  # (3n, n + n_x)
      - b = torch.cat([p.bc, p.bu, p.br])
      - return GRUFunction.apply(x, c0, W[:, n:], W[:n, :n], W[n:, :n], b)
      + c, all_c = c0, []
      + from_x = [x @ W[:, n:].T + b for W, b in zip(p[:3], p[3:], strict=True)]
      + for u_x, r_x, c_x in zip(*from_x, strict=True):
      +     u = torch.sigmoid(u_x + c @ p.Wu[:, :n].T)
      +     r = torch.sigmoid(r_x + c @ p.Wr[:, :n].T)
      +     c = u * torch.tanh(c_x + r * c @ p.Wc[:, :n].T) + (1 - u) * c
      +     all_c.append(c)
      + return torch.stack(all_c)
      Values and gradients are right, but autograd still writes down every operation of
      every step. One torch.autograd.Function over the whole sequence is asked for.
    upstream_on_the_last_step_only in GRUFunction
      - T, m, n = c.shape
      + T, m, n = c.shape
      + dc = torch.cat([torch.zeros_like(dc[:-1]), dc[-1:]])
      Only the gradient at the last step goes back. Each c<t> has an upstream gradient
      of its own: add dc[t] to what is carried, at every step.
    nothing_carried_back in GRUFunction
      d = carried + dc_t  →  d = dc_t.clone()
      Each step gets its own upstream gradient only: what step t + 1 hands back for c<t>
      is lost. It must be added, or nothing is learned across time.
    biases_not_summed_over_time in GRUFunction
      flat.sum(0)  →  flat.sum(0) / T
      The bias gradients are those of the mean step: a sum over time and examples has
      become a mean over time.
    first_memory_without_a_gradient in GRUFunction
      return dx, carried, dW_x  →  return dx, 0 * carried, dW_x
      backward gives nothing for c0. What is carried when the first step is done is its
      gradient.
    a_product_for_each_step in GRUFunction
      - dx = (flat @ W_x).view_as(x) if ctx.needs_input_grad[0] else None
      + dW_x = sum(dz_t.T @ x_t for dz_t, x_t in zip(dz, x, strict=True))
      + dx = (flat @ W_x).view_as(x) if ctx.needs_input_grad[0] else None
      The weight gradients are made step by step: T small products and as many sums.
      Keep dz of all steps and make one large product when the loop is done.
    through_numpy
      - n = c0.shape[1]
      + x, n = x + 0 * torch.from_numpy(x.detach().numpy()), c0.shape[1]
      forward or backward goes through NumPy: on a GPU that does not work, and with
      .cpu() it waits at each call. Stay in torch.
    update_and_keep_swapped in GRUFunction
      - torch.lerp(c_prev, c_tilde, gamma_u, out=c_t)
      + torch.lerp(c_tilde, c_prev, gamma_u, out=c_t)
      The forward pass blends the other way round, as torch does: here Γu goes with the
      candidate and 1 - Γu with the old memory.
    """,
)

MISTAKES.of(
    "peephole_sequence",
    """
    output_always_sees_previous
      current = output_sees == "current"  →  current = False
      The output gate sees the old memory in either form. With output_sees="current" it
      sees the new one, and its gradient joins dc before that is split.
    gradient_cut_at_the_peepholes in PeepholeFunction
      torch.addcmul(f, dz_u, pu).addcmul_(dz_f, pf)  →  f.clone()
      through_o = dz_o * po  →  through_o = 0 * dz_o
      What goes back through the peepholes to the memory is left out, as Gers left it
      out: dc_prev lacks dzu * pu + dzf * pf and the output gate's part.
    peephole_gradients_of_one_example in PeepholeFunction
      - [(dz_k * c_k).sum((0, 1)) for dz_k, c_k in pairs]
      + [(dz_k * c_k).sum(0).mean(0) for dz_k, c_k in pairs]
      The peepholes' gradients are divided by the number of examples. They are sums over
      time and batch; whether to average is for the loss to say.
    c0_without_a_gradient in PeepholeFunction
      return dx, da_t, dc_t, dW_x  →  return dx, da_t, 0 * dc_t, dW_x
      backward gives a0 a gradient and c0 none. What is carried to the memory before the
      first step is c0's.
    any_word_accepted
      - if output_sees not in ("previous", "current"):
      -     raise ValueError(f"the output gate cannot see {output_sees!r}")
      + pass
      A word that is neither "previous" nor "current" goes through without a murmur.
      Raise a ValueError.
    """,
)
