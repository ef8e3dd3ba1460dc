"""Wrong answers that people give for the gates that see the memory."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.peephole")

MISTAKES.of(
    "peephole_gates",
    """
    gates_cannot_see
      p.Wu.T + p.pu * c_prev + p.bu  →  p.Wu.T + p.bu
      p.Wf.T + p.pf * c_prev + p.bf  →  p.Wf.T + p.bf
      These are the gates of a plain LSTM: they see a_prev and x_t only. A peephole lets
      each gate see the memory too: pu * c_prev and pf * c_prev, inside σ.
    update_gate_cannot_see
      p.Wu.T + p.pu * c_prev + p.bu  →  p.Wu.T + p.bu
      Γf is right, but Γu does not see the memory: its peephole pu * c_prev is missing.
    forget_gate_cannot_see
      p.Wf.T + p.pf * c_prev + p.bf  →  p.Wf.T + p.bf
      Γu is right, but Γf does not see the memory: its peephole pf * c_prev is missing.
    peepholes_exchanged
      p.pu * c_prev  →  p.pf * c_prev
      p.pf * c_prev  →  p.pu * c_prev
      pu and pf have changed places: pu belongs to the update gate and pf to the forget
      gate.
    one_peephole_twice
      p.pf * c_prev  →  p.pu * c_prev
      Γu is right, but Γf looks through the update gate's peephole. Look at the end of
      the line that was copied: it wants pf.
    gates_see_sum_of_memory
      p.pu * c_prev  →  p.pu * c_prev.sum(axis=1, keepdims=True)
      p.pf * c_prev  →  p.pf * c_prev.sum(axis=1, keepdims=True)
      Every gate sees the sum of the whole memory. The connection is one to one: element
      5 of c_prev reaches element 5 of each gate and no other, so `*` is all.
    gates_see_dot_product
      p.pu * c_prev  →  (c_prev @ p.pu)[:, None]
      p.pf * c_prev  →  (c_prev @ p.pf)[:, None]
      You multiply c_prev and the peephole with `@`, which adds up over the memory and
      gives every element of the gate the same number. Element by element is `*`.
    gates_see_mirrored_memory
      p.pu * c_prev  →  p.pu * c_prev[:, ::-1]
      p.pf * c_prev  →  p.pf * c_prev[:, ::-1]
      Element k of your gates sees another element of the memory than k: the memory is
      reversed on its way. Element 5 belongs to element 5.
    gates_see_activation
      p.pu * c_prev  →  p.pu * a_prev
      p.pf * c_prev  →  p.pf * a_prev
      Your peepholes look at a_prev. The gates see the activation already, through their
      weights; a peephole is for the memory c_prev.
    gates_see_tanh_of_memory
      p.pu * c_prev  →  p.pu * np.tanh(c_prev)
      p.pf * c_prev  →  p.pf * np.tanh(c_prev)
      Your gates see tanh(c_prev). A peephole shows the memory as it is, so that a gate
      can tell a count of 3 from one of 30.
    peephole_outside_sigmoid
      - special.expit(concat @ p.Wu.T + p.pu * c_prev + p.bu)
      + special.expit(concat @ p.Wu.T + p.bu) + p.pu * c_prev
      - special.expit(concat @ p.Wf.T + p.pf * c_prev + p.bf)
      + special.expit(concat @ p.Wf.T + p.bf) + p.pf * c_prev
      You add the peephole to the gate itself, after σ, and the gate leaves (0, 1). It
      is one more term of the sum inside σ.
    peephole_times_sigmoid
      - special.expit(concat @ p.Wu.T + p.pu * c_prev + p.bu)
      + special.expit(concat @ p.Wu.T + p.bu) * p.pu * c_prev
      - special.expit(concat @ p.Wf.T + p.pf * c_prev + p.bf)
      + special.expit(concat @ p.Wf.T + p.bf) * p.pf * c_prev
      The gate is multiplied by what its peephole sees. That is one more term of the sum
      inside σ: W[a_prev, x_t] + p * c_prev + b.
    peephole_subtracted
      p.Wu.T + p.pu * c_prev  →  p.Wu.T - p.pu * c_prev
      p.Wf.T + p.pf * c_prev  →  p.Wf.T - p.pf * c_prev
      The peephole has the wrong sign: it is added to the sum inside σ.
    memory_without_peephole
      p.pu * c_prev  →  c_prev
      p.pf * c_prev  →  c_prev
      The memory is added as it is. Each gate weighs it first, element by element, with
      peepholes of its own: pu * c_prev and pf * c_prev.
    peepholed_gates_swapped
      return gamma_u, gamma_f  →  return gamma_f, gamma_u
      The two gates have changed places. The update gate comes first, the forget gate
      second.
    peepholed_gates_read_x_first
      [a_prev, x_t]  →  [x_t, a_prev]
      You join x_t and a_prev the wrong way round. Shapes cannot show it: the columns of
      Wu and Wf belong to the activation first and to the input after it.
    weights_read_memory
      [a_prev, x_t]  →  [c_prev, x_t]
      Your weights multiply [c_prev, x_t]. That was the GRU; here the weights act on
      [a_prev, x_t], and the memory comes in through the peepholes alone.
    peepholed_gates_without_bias
      p.pu * c_prev + p.bu  →  p.pu * c_prev
      p.pf * c_prev + p.bf  →  p.pf * c_prev
      The biases are missing: bu and bf are added inside σ, beside the peephole.
    peepholed_gates_through_tanh
      - special.expit(concat @ p.Wu.T + p.pu * c_prev + p.bu)
      + np.tanh(concat @ p.Wu.T + p.pu * c_prev + p.bu)
      - special.expit(concat @ p.Wf.T + p.pf * c_prev + p.bf)
      + np.tanh(concat @ p.Wf.T + p.pf * c_prev + p.bf)
      Your gates go through tanh and can be negative. A gate says how much gets through,
      from 0 to 1: that takes σ.
    peepholed_gates_not_squashed
      - special.expit(concat @ p.Wu.T + p.pu * c_prev + p.bu)
      + (concat @ p.Wu.T + p.pu * c_prev + p.bu)
      - special.expit(concat @ p.Wf.T + p.pf * c_prev + p.bf)
      + (concat @ p.Wf.T + p.pf * c_prev + p.bf)
      The sum is right, but you return it as it is. A gate lies between 0 and 1: put the
      sum through σ.
    bias_along_the_batch
      - special.expit(concat @ p.Wu.T + p.pu * c_prev + p.bu)
      + special.expit(p.Wu @ concat.T + (p.pu * c_prev).T + p.bu).T
      - special.expit(concat @ p.Wf.T + p.pf * c_prev + p.bf)
      + special.expit(p.Wf @ concat.T + (p.pf * c_prev).T + p.bf).T
      With the features in rows the bias runs along the batch instead: it fits only by
      accident. Write it as a column, b[:, None], or keep the examples in rows.
    three_gates_at_once
      - return gamma_u, gamma_f
      + gamma_o = special.expit(concat @ p.Wo.T + p.po * c_prev + p.bo)
      + return gamma_u, gamma_f, gamma_o
      You return three gates. The output gate has a function of its own, because it may
      have to wait for the new memory: return Γu and Γf here.
    """,
)

MISTAKES.of(
    "peephole_output_gate",
    """
    output_gate_cannot_see
      p.Wo.T + p.po * c_seen + p.bo  →  p.Wo.T + p.bo
      This is the output gate of a plain LSTM. Let it see the memory that is handed in:
      po * c_seen, inside σ.
    output_gate_by_pf
      p.po  →  p.pf
      Your output gate looks through the forget gate's peephole. It has one of its own,
      po.
    output_gate_by_pu
      p.po  →  p.pu
      Your output gate looks through the update gate's peephole. It has one of its own,
      po.
    output_gate_by_forget_weights
      p.Wo.T  →  p.Wf.T
      p.bo  →  p.bf
      Your output gate uses Wf and bf. The peephole is right; the weight and the bias
      were left from the line above.
    output_gate_sees_sum
      p.po * c_seen  →  p.po * c_seen.sum(axis=1, keepdims=True)
      Your output gate sees the sum of the whole memory. The connection is one to one:
      element 5 of the memory reaches element 5 of the gate and no other.
    output_gate_sees_dot_product
      p.po * c_seen  →  (c_seen @ p.po)[:, None]
      You multiply c_seen and po with `@`, which adds up over the memory and gives every
      element of the gate the same number. Element by element is `*`.
    output_gate_sees_mirrored_memory
      p.po * c_seen  →  p.po * c_seen[:, ::-1]
      The memory is reversed before the gate sees it. Element k of the memory
      reaches element k of the gate, and no other.
    output_gate_sees_tanh
      p.po * c_seen  →  p.po * np.tanh(c_seen)
      Your output gate sees tanh(c). The peephole shows it the memory itself; tanh comes
      in only when the activation is made.
    output_gate_sees_activation
      p.po * c_seen  →  p.po * a_prev
      Your peephole looks at a_prev, which the gate sees already through Wo. It is the
      memory c_seen that a peephole shows.
    output_memory_without_peephole
      p.po * c_seen  →  c_seen
      The memory is added as it is. The gate weighs it first, element by element, with
      peepholes of its own: po * c_seen.
    output_peephole_outside_sigmoid
      - special.expit(concat @ p.Wo.T + p.po * c_seen + p.bo)
      + special.expit(concat @ p.Wo.T + p.bo) + p.po * c_seen
      You add the peephole after σ, and the gate leaves (0, 1). It is one more term of
      the sum inside σ.
    output_peephole_subtracted
      p.Wo.T + p.po * c_seen  →  p.Wo.T - p.po * c_seen
      The peephole's term is subtracted. It is added to the sum inside σ, like the bias.
    output_gate_reads_x_first
      [a_prev, x_t]  →  [x_t, a_prev]
      You join x_t and a_prev the wrong way round: the columns of Wo belong to the
      activation first and to the input after it.
    output_weights_read_memory
      [a_prev, x_t]  →  [c_seen, x_t]
      Wo is shown the memory in the activation's place. It acts on [a_prev, x_t], as in
      any LSTM; the memory comes in through po alone.
    output_gate_without_bias
      p.po * c_seen + p.bo  →  p.po * c_seen
      The bias is missing: bo is added inside σ, beside the peephole.
    output_gate_through_tanh
      - special.expit(concat @ p.Wo.T + p.po * c_seen + p.bo)
      + np.tanh(concat @ p.Wo.T + p.po * c_seen + p.bo)
      Your gate goes through tanh and can be negative. A gate says how much gets
      through, from 0 to 1: that takes σ.
    output_gate_not_squashed
      - special.expit(concat @ p.Wo.T + p.po * c_seen + p.bo)
      + concat @ p.Wo.T + p.po * c_seen + p.bo
      The sum is right, but you return it as it is. A gate lies between 0 and 1: put the
      sum through σ.
    output_gate_times_memory
      - special.expit(concat @ p.Wo.T + p.po * c_seen + p.bo)
      + special.expit(concat @ p.Wo.T + p.po * c_seen + p.bo) * np.tanh(c_seen)
      You return Γo * tanh(c), the activation. Here the gate itself is wanted; the step
      makes the activation of it.
    """,
)
