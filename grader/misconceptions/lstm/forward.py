"""Wrong answers that people give for one step, and for a sequence of them."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.lstm")

MISTAKES.of(
    "lstm_cell",
    """
    update_decides_what_is_kept
      gamma_f * c_prev  →  (1 - gamma_u) * c_prev
      Your step keeps 1 - Γu of the old memory, as the GRU does. In the LSTM the forget
      gate says how much is kept, and it is independent of the update gate.
    nothing_is_forgotten
      gamma_f * c_prev  →  c_prev
      All of the old memory is added, whatever the forget gate says. Only Γf of it may
      stay.
    forgets_the_complement
      gamma_f * c_prev  →  (1 - gamma_f) * c_prev
      Your step keeps 1 - Γf of the old memory. In spite of its name the forget gate
      says how much is kept: near one it forgets nothing.
    candidate_not_gated
      gamma_u * c_tilde +  →  c_tilde +
      The candidate enters the memory at full strength. The update gate says how much of
      it is written: Γu * c̃.
    candidate_left_out
      gamma_u * c_tilde + gamma_f * c_prev  →  gamma_f * c_prev
      Nothing new is ever written: the candidate is missing from c_t. Add Γu * c̃.
    old_memory_left_out
      gamma_u * c_tilde + gamma_f * c_prev  →  gamma_u * c_tilde
      The old memory is missing from c_t, so nothing can last. Add what the forget gate
      lets through, Γf * c_prev.
    update_and_forget_swapped
      gamma_u * c_tilde + gamma_f * c_prev  →  gamma_f * c_tilde + gamma_u * c_prev
      Γu and Γf have changed places in the sum: the update gate goes with the candidate,
      the forget gate with the old memory.
    forget_is_one_minus
      - gamma_u * c_tilde + gamma_f * c_prev
      + (1 - gamma_f) * c_tilde + gamma_f * c_prev
      What is written is weighed with 1 - Γf. An LSTM has a gate of its own for that: Γu
      * c̃.
    activation_kept_for_memory
      gamma_f * c_prev  →  gamma_f * a_prev
      Γf multiplies a_prev in your sum. What the forget gate keeps is the memory,
      c_prev: in an LSTM the two are no longer the same.
    memory_squashed
      - c_t = gamma_u * c_tilde + gamma_f * c_prev
      + raw = gamma_u * c_tilde + gamma_f * c_prev
      + c_t = np.tanh(raw)
      a_t = gamma_o * np.tanh(c_t)  →  a_t = gamma_o * np.tanh(raw)
      You put the sum through tanh before you store it as c_t, so the memory shrinks at
      each step. The tanh belongs to a_t; the memory itself stays as it is.
    activation_without_tanh
      gamma_o * np.tanh(c_t)  →  gamma_o * c_t
      Your a_t is Γo * c_t. That is one of the two variations; the LSTM itself shows Γo
      * tanh(c_t).
    output_gate_forgotten
      gamma_o * np.tanh(c_t)  →  np.tanh(c_t)
      Your a_t is tanh(c_t): the output gate is missing. Γo says how much of the memory
      is shown.
    output_gate_inside_tanh
      gamma_o * np.tanh(c_t)  →  np.tanh(gamma_o * c_t)
      Your a_t is tanh(Γo * c_t). The gate stands outside: first the tanh of the memory,
      then Γo times that.
    output_gate_is_update
      gamma_o * np.tanh(c_t)  →  gamma_u * np.tanh(c_t)
      a_t is made with the update gate. What is shown of the memory is for the output
      gate, Γo, to say.
    output_gate_is_forget
      gamma_o * np.tanh(c_t)  →  gamma_f * np.tanh(c_t)
      a_t is made with the forget gate. What is shown of the memory is for the output
      gate, Γo, to say.
    output_through_sigmoid
      gamma_o * np.tanh(c_t)  →  gamma_o * special.expit(c_t)
      The memory goes through σ on its way into a_t, so that a_t is never negative. It
      is tanh there.
    activation_is_memory
      a_t = gamma_o * np.tanh(c_t)  →  a_t = c_t.copy()
      Your a_t is c_t, as in the GRU. The LSTM shows only a part of its memory: Γo *
      tanh(c_t).
    activation_of_old_memory
      gamma_o * np.tanh(c_t)  →  gamma_o * np.tanh(c_prev)
      Your a_t shows the old memory, c_prev. Work out c_t first, then a_t from it.
    activation_of_candidate
      gamma_o * np.tanh(c_t)  →  gamma_o * c_tilde
      Your a_t is Γo * c̃. The output gate shows the memory, tanh(c_t), not the
      candidate.
    gates_unpacked_out_of_order
      gamma_u, gamma_f, gamma_o = lstm_gates  →  gamma_u, gamma_o, gamma_f = lstm_gates
      The forget and the output gate are unpacked in the wrong order. lstm_gates returns
      update, forget, output.
    forget_gate_unpacked_first
      gamma_u, gamma_f, gamma_o = lstm_gates  →  gamma_f, gamma_u, gamma_o = lstm_gates
      The forget gate and the update gate are unpacked in the wrong order. lstm_gates
      returns update, forget, output.
    gates_see_the_memory
      lstm_gates(a_prev, x_t, p)  →  lstm_gates(c_prev, x_t, p)
      lstm_candidate(a_prev, x_t, p)  →  lstm_candidate(c_prev, x_t, p)
      Gates and candidate are called with c_prev. In an LSTM they look at what was
      shown, a_prev; gates that look at the memory come with peepholes, in stage 3.
    only_gates_see_the_memory
      lstm_gates(a_prev, x_t, p)  →  lstm_gates(c_prev, x_t, p)
      The gates are called with c_prev. In the plain LSTM they look at the activation,
      a_prev; gates that see the memory come in the next notebook.
    candidate_sees_the_memory
      lstm_candidate(a_prev, x_t, p)  →  lstm_candidate(c_prev, x_t, p)
      The candidate is called with c_prev, as in the GRU. In an LSTM it looks at what
      was shown at the last step, a_prev.
    states_stored_swapped
      a_prev.copy(), c_prev.copy()  →  c_prev.copy(), a_prev.copy()
      The numbers are right, but a_prev and c_prev stand in each other's field: LSTMStep
      takes a_prev first. Naming the fields as you fill them avoids this.
    results_stored_swapped
      c_tilde, c_t, a_t)  →  c_tilde, a_t, c_t)
      The numbers are right, but a_t and c_t stand in each other's field: LSTMStep takes
      c_t before a_t. Naming the fields as you fill them avoids this.
    gates_stored_out_of_order
      gamma_u, gamma_f, gamma_o, c_tilde  →  gamma_u, gamma_o, gamma_f, c_tilde
      The numbers are right, but gamma_f and gamma_o stand in each other's field.
      LSTMStep takes update, forget, output; naming the fields as you fill them avoids
      this.
    only_the_states
      - return LSTMStep(*kept, gamma_u, gamma_f, gamma_o, c_tilde, c_t, a_t)
      + return a_t, c_t
      You return a_t and c_t alone. The backward pass needs everything that this step
      worked out: return an LSTMStep with all nine fields.
    plain_tuple
      - LSTMStep(*kept, gamma_u, gamma_f, gamma_o, c_tilde, c_t, a_t)
      + (*kept, gamma_u, gamma_f, gamma_o, c_tilde, c_t, a_t)
      The values are there, but in a plain tuple without names. Put them into an
      LSTMStep, so that step.c_t works.
    """,
)

MISTAKES.of(
    "lstm_forward",
    """
    nothing_carried
      a_prev, c_prev = steps[-1].a_t, steps[-1].c_t  →  pass
      Every step starts from a0 and c0 again. After each step, its a_t and its c_t must
      become the a_prev and the c_prev of the next.
    activation_not_carried
      a_prev, c_prev = steps[-1].a_t, steps[-1].c_t  →  c_prev = steps[-1].c_t
      The memory is passed on, the activation is not: every step gets a0. After each
      step its a_t must become the next a_prev.
    memory_not_carried
      a_prev, c_prev = steps[-1].a_t, steps[-1].c_t  →  a_prev = steps[-1].a_t
      The activation is passed on, the memory is not: every step gets c0. After each
      step its c_t must become the next c_prev.
    carried_states_exchanged
      - a_prev, c_prev = steps[-1].a_t, steps[-1].c_t
      + c_prev, a_prev = steps[-1].a_t, steps[-1].c_t
      The two states change places from one step to the next: c_t is passed on as the
      activation and a_t as the memory.
    states_exchanged
      steps, a_prev, c_prev = [], a0, c0  →  steps, a_prev, c_prev = [], c0, a0
      a0 and c0 change places on the way into your cell. lstm_cell takes the activation
      first, then the memory, then the input.
    starts_from_zero
      - steps, a_prev, c_prev = [], a0, c0
      + steps, a_prev, c_prev = [], np.zeros_like(a0), np.zeros_like(c0)
      Your sequence starts from zeros. The first a_prev and c_prev are the a0 and c0
      that were handed in.
    memory_starts_from_zero
      - steps, a_prev, c_prev = [], a0, c0
      + steps, a_prev, c_prev = [], a0, np.zeros_like(c0)
      Your memory starts from zeros: c0 is never used. The first c_prev is the c0 that
      was handed in.
    activation_starts_from_zero
      - steps, a_prev, c_prev = [], a0, c0
      + steps, a_prev, c_prev = [], np.zeros_like(a0), c0
      The first step gets zeros in place of a0. Both states that are handed in count: a0
      and c0.
    activation_carried_as_memory
      - a_prev, c_prev = steps[-1].a_t, steps[-1].c_t
      + a_prev, c_prev = steps[-1].a_t, steps[-1].a_t
      After the first step your cell gets a_t as its memory too. In an LSTM the two
      differ: hand c_t on beside a_t.
    memory_carried_as_activation
      - a_prev, c_prev = steps[-1].a_t, steps[-1].c_t
      + a_prev, c_prev = steps[-1].c_t, steps[-1].c_t
      The memory is passed on in the activation's place, too. The next step takes a_t as
      a_prev and c_t as c_prev.
    memories_returned
      [step.a_t for step in steps]  →  [step.c_t for step in steps]
      You stack the memories c_t. What an LSTM shows to the world is its activation:
      stack a_t; the memories are in the steps.
    runs_backwards
      for x_t in x:  →  for x_t in x[::-1]:
      - return np.stack([step.a_t for step in steps]), steps
      + return np.stack([step.a_t for step in steps[::-1]]), steps[::-1]
      Your loop goes through time from the end to the beginning. Forward, it starts at
      x[0]; only the backward pass runs the other way.
    reads_backwards
      for x_t in x:  →  for x_t in x[::-1]:
      The sequence is read from its end. x[0] is the first input, and its step comes
      first in both results.
    activation_one_step_late
      [step.a_t for step in steps]  →  [step.a_prev for step in steps]
      Your a is one step late: a[0] is a0, and the last activation is missing. Store the
      a_t that each step makes, not the one that it started from.
    initial_activation_included
      [step.a_t for step in steps]  →  [a0, *(step.a_t for step in steps)]
      Your a has one row too many: it begins with a0. It should hold a_t for each of the
      T steps and nothing else.
    only_last_activation
      np.stack([step.a_t for step in steps]), steps  →  steps[-1].a_t, steps
      You return the last activation only. Return the activation after every step,
      stacked along a first axis of length T.
    activations_in_a_list
      - np.stack([step.a_t for step in steps]), steps
      + list(np.stack([step.a_t for step in steps])), steps
      Your a is a Python list of arrays. The values are right: np.stack makes one array
      of shape (T, m, n_a) of them.
    batch_before_time
      - np.stack([step.a_t for step in steps])
      + np.stack([step.a_t for step in steps], axis=1)
      Your a has the batch on its first axis. In this course time comes first: (T, m,
      n_a).
    one_array_for_all
      [step.a_t for step in steps]  →  [steps[-1].a_t for step in steps]
      All entries of a are the last activation: the same array was updated in place and
      stored T times. Each step needs an array of its own.
    only_last_step
      - return np.stack([step.a_t for step in steps]), steps
      + return np.stack([step.a_t for step in steps]), steps[-1:]
      Your steps hold the last step only: the list is created again inside the loop.
      Make it once before the loop and append to it.
    activations_alone
      - return np.stack([step.a_t for step in steps]), steps
      + return np.stack([step.a_t for step in steps])
      You return the activations alone. The backward pass needs every step: return the
      list of steps beside them.
    """,
)
