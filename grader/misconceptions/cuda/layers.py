"""Wrong answers that people give for the three layers."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.layers")

MISTAKES.of(
    "GRULayer",
    """
    update_and_keep_swapped
      gamma_u * c_tilde + (1 - gamma_u) * c  →  (1 - gamma_u) * c_tilde + gamma_u * c
      Your update gate keeps where it should renew, which is torch's convention: here Γu
      goes with the candidate and 1 - Γu with the old memory.
    reset_after_the_product
      self.candidate_from_c(gamma_r * c)  →  gamma_r * self.candidate_from_c(c)
      The relevance gate acts after the product, Γr * (Wc c_prev), which is torch's
      convention. Here it acts on the memory first: Wc[Γr * c_prev, x].
    relevance_gate_forgotten
      self.candidate_from_c(gamma_r * c)  →  self.candidate_from_c(c)
      The candidate sees the whole old memory: the relevance gate is made and not used,
      or not made. It says how much of c_prev the candidate sees: Γr * c_prev.
    memory_detached_each_step
      - gates = torch.sigmoid
      + c = c.detach()
      + gates = torch.sigmoid
      The memory loses its history at each step (detach, or .data), so that nothing is
      learned across time. Detach between chunks, never inside a layer.
    zeros_on_the_cpu
      x.new_zeros(x.shape[1], self.n_c)  →  torch.zeros(x.shape[1], self.n_c)
      The first memory is made by torch.zeros alone: float32, on the CPU, whatever x is.
      Make it like x (`x.new_zeros`), and the layer works on any device.
    product_with_x_inside_the_loop
      - zip(*self.from_x(x).split(sizes, -1), strict=True)
      + (self.from_x(x_t).split(sizes, -1) for x_t in x)
      The product with x<t> stands inside the loop: one small product a step where one
      large one for all steps would do. Only the state has to wait for the step before.
    batch_and_time_swapped
      - c = x.new_zeros(x.shape[1], self.n_c) if state is None else state
      + x = x.transpose(0, 1)
      + c = x.new_zeros(x.shape[1], self.n_c)
      + c = c if state is None else state[:1].expand(len(c), -1)
      return torch.stack(all_c), c  →  return torch.stack(all_c).transpose(0, 1), c
      You go through the second axis of x as if it were time. Here time comes first: x
      is (T, m, n_x).
    parameters_replaced_on_loading
      - n = self.n_c
      + n = self.n_c
      + for module in (self.from_x, self.gates_from_c, self.candidate_from_c):
      +     for name, old in list(module.named_parameters()):
      +         setattr(module, name, nn.Parameter(old.detach().clone()))
      load_params puts new parameters in place of those that are there. An optimiser
      made before goes on moving the old ones: copy the values into them.
    """,
)

MISTAKES.of(
    "LSTMLayer",
    """
    tanh_of_the_memory_missing
      torch.sigmoid(zo) * torch.tanh(c)  →  torch.sigmoid(zo) * c
      Your output is Γo * c. The tanh round the memory is missing: a = Γo * tanh(c),
      which keeps what leaves the unit between -1 and 1.
    state_parts_swapped
      - zeros(x, self.n_a) if state is None else state
      + zeros(x, self.n_a) if state is None else (state[1], state[0])
      return torch.stack(all_a), (a, c)  →  return torch.stack(all_a), (c, a)
      You take the state as (c, a) and give it back so. It is (a, c), the activation
      first.
    first_state_ignored
      zeros(x, self.n_a) if state is None else state  →  zeros(x, self.n_a)
      Each call begins with zeros, whatever state it was given: the second chunk of a
      text then knows nothing of the first.
    round_trip_through_numpy
      - return torch.stack(all_a), (a, c)
      + return torch.stack(all_a), (a, torch.from_numpy(c.detach().numpy()))
      The last state goes through NumPy and back: that waits for the device, does not
      work on one at all without .cpu(), and loses the history. Stay in torch.
    loaded_in_float32
      - fill_from_lstm(self, p)
      + fill_from_lstm(self, type(p)(*(part.astype("float32") for part in p)))
      load_params goes through float32 (torch.Tensor, or .float()) and loses half of the
      digits of a float64 model. `copy_` from the array as it is does not.
    gates_cut_in_torchs_order
      zu, zf, zo, zc  →  zu, zf, zc, zo
      Forget gate, output gate and candidate are mixed up: the rows were stacked in one
      order and cut in another (torch's is i, f, g, o; here u, f, o, c).
    forget_gate_not_used
      torch.sigmoid(zf) * c  →  (1 - torch.sigmoid(zu)) * c
      The old memory is kept by 1 - Γu, as in the GRU. The LSTM has a gate for that: c =
      Γu * c̃ + Γf * c_prev.
    state_of_the_step_before
      - for from_x in self.from_x(x):
      + for from_x in self.from_x(x):
      +     before = a, c
      return torch.stack(all_a), (a, c)  →  return torch.stack(all_a), before
      The state that you return is that of the step before the last: anyone who
      continues from it does the last step twice. Take it after the loop.
    """,
)

MISTAKES.of(
    "PeepholeLSTMLayer",
    """
    output_always_sees_previous
      - self.n_a, self.output_sees = n_a, output_sees
      + self.n_a, self.output_sees = n_a, "previous"
      The output gate sees the old memory in either form. With output_sees="current" it
      is made after the new one, and sees that.
    output_always_sees_current
      - self.n_a, self.output_sees = n_a, output_sees
      + self.n_a, self.output_sees = n_a, "current"
      The output gate sees the new memory in either form, as in Gers' paper. In the
      lecture's, output_sees="previous", all three gates see the old one.
    peepholes_not_learned
      - nn.Parameter(torch.empty(3, n_a).uniform_(-0.1, 0.1))
      + nn.Parameter(torch.empty(3, n_a).uniform_(-0.1, 0.1), requires_grad=False)
      The peepholes are used and never learned: they are no nn.Parameter, or were
      detached. What a module should learn must be a parameter of it.
    peepholes_left_out
      pu, pf, po = self.peepholes  →  pu, pf, po = 0 * self.peepholes
      Your outputs are those of an LSTM without peepholes: the terms p * c do not reach
      the gates, or load_params leaves them at zero.
    any_word_accepted
      - if output_sees not in ("previous", "current"):
      -     raise ValueError(f"the output gate cannot see {output_sees!r}")
      + pass
      A word that is neither "previous" nor "current" goes through without a murmur: a
      slip of the pen then trains the wrong unit. Raise a ValueError.
    peepholes_without_a_gradient_to_the_memory
      - torch.sigmoid(zu + pu * c), torch.sigmoid(zf + pf * c)
      + torch.sigmoid(zu + pu * c.detach()), torch.sigmoid(zf + pf * c.detach())
      zo + po * seen  →  zo + po * seen.detach()
      The memory is detached before it goes through the peepholes, as Gers cut his
      gradients. Full back-propagation lets them through: p * c as it is.
    gates_see_the_tanh_of_the_memory
      - torch.sigmoid(zu + pu * c), torch.sigmoid(zf + pf * c)
      + (torch.sigmoid(z + p * torch.tanh(c)) for z, p in ((zu, pu), (zf, pf)))
      zo + po * seen  →  zo + po * torch.tanh(seen)
      The gates see tanh(c) through the peepholes. They see the memory itself: p * c;
      the tanh stands only where it leaves the unit.
    peephole_on_the_candidate
      gamma_u * torch.tanh(zc)  →  gamma_u * torch.tanh(zc + pu * c)
      The candidate has a peephole too. Only the three gates look at the memory; the
      candidate is made of a_prev and x.
    """,
)
