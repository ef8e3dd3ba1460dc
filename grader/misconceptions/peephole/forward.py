"""Wrong answers that people give for one peephole step, and for a sequence."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.peephole")

MISTAKES.of(
    "peephole_cell",
    """
    plain_lstm_step
      - concat = np.concatenate([a_prev, x_t], axis=1)  # (m, n + n_x)
      + concat = np.concatenate([a_prev, x_t], axis=1)
      + p = p._replace(pu=0 * p.pu, pf=0 * p.pf, po=0 * p.po)
      No gate of yours sees the memory: this is a plain LSTM. Call peephole_gates and
      peephole_output_gate, which look through pu, pf and po.
    output_gate_cannot_see_here
      - gamma_o = peephole_output_gate(a_prev, c_seen, x_t, p)
      + gamma_o = peephole_output_gate(a_prev, 0 * c_seen, x_t, p)
      The output gate is shown no memory. Its peephole sees c_prev or c_t, as
      output_sees says.
    output_gate_always_sees_previous
      memory_seen(output_sees, c_prev, c_t)  →  memory_seen(output_sees, c_prev, c_prev)
      output_sees is never looked at: your output gate sees c_prev in either form, and
      any word is accepted. "current" means the new memory c_t.
    output_gate_always_sees_current
      memory_seen(output_sees, c_prev, c_t)  →  memory_seen(output_sees, c_t, c_t)
      output_sees is never looked at: your output gate sees c_t in either form, and any
      word is accepted. "previous" means the old memory c_prev.
    forms_exchanged
      memory_seen(output_sees, c_prev, c_t)  →  memory_seen(output_sees, c_t, c_prev)
      The two forms have changed places: "previous" is the lecture's, with c_prev, and
      "current" is Gers' and ONNX's, with c_t.
    current_is_the_default
      output_sees="previous"  →  output_sees="current"
      Both forms are right when they are named, but your default is "current". The
      lecture's form is the default here: output_sees="previous".
    output_gate_sees_squashed_memory
      - memory_seen(output_sees, c_prev, c_t)
      + memory_seen(output_sees, c_prev, np.tanh(c_t))
      Your output gate is shown tanh(c_t) in the current form. The peephole shows the
      memory itself; tanh comes in only when the activation is made.
    output_gate_sees_candidate
      - memory_seen(output_sees, c_prev, c_t)
      + memory_seen(output_sees, c_prev, c_tilde)
      Your output gate is shown the candidate in the current form. The current memory is
      c_t, what the blend has made of candidate and old memory.
    candidate_has_peephole
      concat @ p.Wc.T + p.bc  →  concat @ p.Wc.T + p.pu * c_prev + p.bc
      Your candidate sees the memory too. Peepholes are for the three gates; the
      candidate is made of a_prev and x_t alone.
    candidate_reads_memory
      - np.tanh(concat @ p.Wc.T + p.bc)
      + np.tanh(np.concatenate([c_prev, x_t], axis=1) @ p.Wc.T + p.bc)
      Your candidate is made from [c_prev, x_t], as in the GRU. In an LSTM the weights
      act on [a_prev, x_t].
    candidate_reads_x_first
      - np.tanh(concat @ p.Wc.T + p.bc)
      + np.tanh(np.concatenate([x_t, a_prev], axis=1) @ p.Wc.T + p.bc)
      For the candidate you join x_t and a_prev the wrong way round: the columns of Wc
      belong to the activation first and to the input after it.
    candidate_not_squashed
      np.tanh(concat @ p.Wc.T + p.bc)  →  concat @ p.Wc.T + p.bc
      The tanh around the candidate is missing, so that it can grow beyond -1 and 1.
    candidate_without_bias
      p.Wc.T + p.bc  →  p.Wc.T
      The candidate's bias bc is missing: it is added after the product, inside the
      tanh.
    candidate_through_sigmoid
      np.tanh(concat @ p.Wc.T + p.bc)  →  special.expit(concat @ p.Wc.T + p.bc)
      The candidate goes through σ and can never be negative. It is content and not a
      gate, and takes tanh.
    gates_unpacked_the_wrong_way
      gamma_u, gamma_f = peephole_gates  →  gamma_f, gamma_u = peephole_gates
      Update and forget gate have changed places on their way out of peephole_gates: it
      returns the update gate first.
    kept_as_in_gru
      gamma_f * c_prev  →  (1 - gamma_u) * c_prev
      You keep 1 - Γu of the old memory, as a GRU does. An LSTM has a forget gate for
      that: Γf * c_prev.
    nothing_is_forgotten
      gamma_f * c_prev  →  c_prev
      All of the old memory is added, whatever the forget gate says. What stays is Γf of
      it.
    candidate_not_gated
      gamma_u * c_tilde  →  c_tilde
      The candidate is added whole. The update gate decides how much of it is written:
      Γu * c̃.
    activation_without_tanh
      gamma_o * np.tanh(c_t)  →  gamma_o * c_t
      Your activation is Γo * c_t. That form has been spoken of, but here the memory
      goes through tanh on its way out: Γo * tanh(c_t).
    output_gate_forgotten
      gamma_o * np.tanh(c_t)  →  np.tanh(c_t)
      a_t shows the whole memory. The output gate decides how much of it is shown: Γo *
      tanh(c_t).
    activation_of_old_memory
      gamma_o * np.tanh(c_t)  →  gamma_o * np.tanh(c_prev)
      Your activation shows the old memory. Whatever the output gate sees, what it lets
      out is the new one: Γo * tanh(c_t).
    memory_and_activation_exchanged
      c_tilde, c_t, a_t)  →  c_tilde, a_t, c_t)
      The numbers are right, but c_t and a_t stand in each other's fields: LSTMStep
      takes c_t before a_t. Naming the fields as you fill them avoids this.
    states_stored_swapped
      a_prev.copy(), c_prev.copy()  →  c_prev.copy(), a_prev.copy()
      The fields a_prev and c_prev hold each other's numbers. LSTMStep begins with
      a_prev; naming the fields as you fill them avoids this.
    gates_stored_out_of_order
      gamma_u, gamma_f, gamma_o, c_tilde  →  gamma_u, gamma_o, gamma_f, c_tilde
      The numbers are right, but gamma_f and gamma_o stand in each other's field.
      LSTMStep takes update, forget, output.
    only_activation_and_memory
      - return LSTMStep(*kept, gamma_u, gamma_f, gamma_o, c_tilde, c_t, a_t)
      + return a_t, c_t
      You return a_t and c_t alone. The backward pass needs everything that this step
      worked out: return an LSTMStep with all nine fields.
    """,
)

MISTAKES.of(
    "peephole_forward",
    """
    form_not_passed_on
      x_t, p, output_sees)  →  x_t, p)
      Your sequence takes output_sees, but the step never hears of it and uses its
      default. Hand it on to peephole_cell.
    sequence_always_current
      x_t, p, output_sees)  →  x_t, p, "current")
      Your sequence always runs the current form, whatever output_sees says. Hand the
      argument on to peephole_cell as it came.
    sequence_current_by_default
      output_sees="previous"  →  output_sees="current"
      Both forms are right when they are named, but your default is "current". The
      lecture's form is the default here: output_sees="previous".
    nothing_is_carried
      a_prev, c_prev = steps[-1].a_t, steps[-1].c_t  →  pass
      Every step starts from a0 and c0 again. After each step, a_t and c_t become the
      a_prev and c_prev of the next.
    memory_is_not_carried
      a_prev, c_prev = steps[-1].a_t, steps[-1].c_t  →  a_prev = steps[-1].a_t
      The activation is carried from step to step, but each step starts from the memory
      c0 again. c_t must become the next c_prev.
    activation_is_not_carried
      a_prev, c_prev = steps[-1].a_t, steps[-1].c_t  →  c_prev = steps[-1].c_t
      The memory is carried from step to step, but each step starts from the activation
      a0 again. a_t must become the next a_prev.
    carried_pair_exchanged
      - a_prev, c_prev = steps[-1].a_t, steps[-1].c_t
      + a_prev, c_prev = steps[-1].c_t, steps[-1].a_t
      After the first step, activation and memory change places: c_t is passed on as
      a_prev and a_t as c_prev.
    activation_for_memory
      - a_prev, c_prev = steps[-1].a_t, steps[-1].c_t
      + a_prev, c_prev = steps[-1].a_t, steps[-1].a_t
      The activation is passed on as memory too. c_t itself must go to the next step:
      a_t is only what the output gate lets out of it.
    memory_for_activation
      - a_prev, c_prev = steps[-1].a_t, steps[-1].c_t
      + a_prev, c_prev = steps[-1].c_t, steps[-1].c_t
      The memory is passed on in the activation's place, too. The next step takes a_t as
      a_prev and c_t as c_prev.
    starting_states_exchanged
      steps, a_prev, c_prev = [], a0, c0  →  steps, a_prev, c_prev = [], c0, a0
      The first step takes c0 for the activation and a0 for the memory. a0 is the first
      a_prev, c0 the first c_prev.
    sequence_from_zero
      - steps, a_prev, c_prev = [], a0, c0
      + steps, a_prev, c_prev = [], np.zeros_like(a0), np.zeros_like(c0)
      Your sequence starts from zeros. The first a_prev and c_prev are the a0 and c0
      that were handed in.
    memory_from_zero
      - steps, a_prev, c_prev = [], a0, c0
      + steps, a_prev, c_prev = [], a0, np.zeros_like(c0)
      The first step gets zeros in place of c0. Both states that are handed in count: a0
      and c0.
    reads_backwards
      for x_t in x:  →  for x_t in x[::-1]:
      The sequence is read from its end. x[0] is the first input, and its step comes
      first in both results.
    memories_returned
      [step.a_t for step in steps]  →  [step.c_t for step in steps]
      You return the memories c_t. What a unit shows to the outside are its activations
      a_t; the memories can be read off the steps.
    activations_one_step_late
      [step.a_t for step in steps]  →  [step.a_prev for step in steps]
      Your a is one step late: a[0] is a0, and the last activation is missing. Store the
      a_t that each step made, not the a_prev that it started from.
    initial_activation_included
      [step.a_t for step in steps]  →  [a0, *(step.a_t for step in steps)]
      Your result has one activation more than there are steps: a0 is in it. Collect
      what each step makes, a_t.
    only_last_activation
      np.stack([step.a_t for step in steps]), steps  →  steps[-1].a_t, steps
      You return the last activation only. Return the activation after every step,
      stacked along a first axis of length T.
    activations_in_a_list
      - np.stack([step.a_t for step in steps]), steps
      + list(np.stack([step.a_t for step in steps])), steps
      Your a is a Python list of arrays. The values are right: np.stack makes one array
      of shape (T, m, n) of them.
    batch_comes_first
      - np.stack([step.a_t for step in steps])
      + np.stack([step.a_t for step in steps], axis=1)
      Your a has the batch on its first axis. In this course time comes first: (T, m,
      n).
    only_last_peephole_step
      - return np.stack([step.a_t for step in steps]), steps
      + return np.stack([step.a_t for step in steps]), steps[-1:]
      Your steps hold the last step only: the list is created again inside the loop.
      Make it once before the loop and append to it.
    """,
)
