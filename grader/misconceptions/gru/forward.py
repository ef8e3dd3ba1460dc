"""Wrong answers that people give for one step, and for a sequence of them."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.gru")

MISTAKES.of(
    "gru_cell",
    """
    update_and_keep_swapped
      - gamma_u * c_tilde + (1 - gamma_u) * c_prev
      + (1 - gamma_u) * c_tilde + gamma_u * c_prev
      Γu and 1 - Γu have changed places in the blend. In the lecture's GRU a full update
      gate takes the candidate; the other way round is torch's convention.
    nothing_is_forgotten
      (1 - gamma_u) * c_prev  →  c_prev
      All of the old memory is added, whatever the update gate says. Only the part that
      is not replaced may stay: (1 - Γu) of it.
    relevance_keeps_memory
      (1 - gamma_u) * c_prev  →  gamma_r * c_prev
      Your blend keeps Γr of the old memory. The relevance gate acts inside the
      candidate only; what is kept is 1 - Γu, one gate for both parts.
    keeps_what_isnt_relevant
      (1 - gamma_u) * c_prev  →  (1 - gamma_r) * c_prev
      Your blend keeps 1 - Γr of the old memory. The relevance gate acts inside the
      candidate only; what is kept is 1 - Γu, one gate for both parts.
    candidate_is_memory
      gamma_u * c_tilde + (1 - gamma_u) * c_prev  →  c_tilde
      Your c_t is the candidate itself: the blend by the update gate is missing, so
      nothing of the old memory can last.
    old_memory_left_out
      gamma_u * c_tilde + (1 - gamma_u) * c_prev  →  gamma_u * c_tilde
      The old memory is missing from your blend. Where the update gate is shut it has to
      stay: add (1 - Γu) * c_prev.
    candidate_not_gated
      gamma_u * c_tilde + (1 - gamma_u) * c_prev  →  c_tilde + (1 - gamma_u) * c_prev
      The candidate is added whole. The update gate decides how much of it is written:
      Γu * c̃.
    memory_squashed
      - gamma_u * c_tilde + (1 - gamma_u) * c_prev
      + np.tanh(gamma_u * c_tilde + (1 - gamma_u) * c_prev)
      The blend goes through a tanh once more. The candidate has had its tanh; the
      memory itself is kept as it is, or it would fade.
    keeps_the_reset_memory
      (1 - gamma_u) * c_prev  →  (1 - gamma_u) * gamma_r * c_prev
      Your blend keeps (1 - Γu) * Γr * c_prev. Γr is for the candidate alone; here the
      whole old memory is weighed with 1 - Γu.
    gate_roles_swapped
      gamma_u, gamma_r = gru_gates  →  gamma_r, gamma_u = gru_gates
      The two gates are unpacked in the wrong order, so the relevance gate blends and
      the update gate resets. gru_gates returns the update gate first.
    candidate_from_update_gate
      gru_candidate(c_prev, x_t, gamma_r, p)  →  gru_candidate(c_prev, x_t, gamma_u, p)
      The candidate is called with the update gate. The gate that decides how much of
      the memory it sees is the relevance gate, Γr.
    candidate_without_relevance
      - gru_candidate(c_prev, x_t, gamma_r, p)
      + gru_candidate(c_prev, x_t, np.ones_like(gamma_r), p)
      The candidate sees the whole memory, as if Γr were 1. Hand it the relevance gate
      that you have just computed.
    relevance_used_twice
      - gru_candidate(c_prev, x_t, gamma_r, p)
      + gru_candidate(gamma_r * c_prev, x_t, gamma_r, p)
      The memory is multiplied by Γr before the call, and gru_candidate does so once
      more. Hand it the whole memory, and the gate.
    step_fields_shuffled
      x_t.copy(), gamma_u, gamma_r, c_tilde  →  x_t.copy(), gamma_r, gamma_u, c_tilde
      The numbers are right but stand in the wrong fields: GRUStep takes gamma_u before
      gamma_r. Naming the fields as you fill them avoids this.
    step_keeps_reset_memory
      GRUStep(c_prev.copy()  →  GRUStep(gamma_r * c_prev
      The step has recorded Γr * c_prev in place of c_prev. The backward pass needs the
      memory as it came in: do not reuse the name for the product.
    step_keeps_new_memory
      GRUStep(c_prev.copy()  →  GRUStep(c_t.copy()
      The step has recorded the new memory in the place of the old one. The backward
      pass needs c_prev as it came in: don't reuse its name for c_t.
    candidate_and_memory_exchanged
      gamma_r, c_tilde, c_t)  →  gamma_r, c_t, c_tilde)
      c_tilde and c_t stand in each other's field. GRUStep ends with the candidate and
      then the new memory; naming the fields as you fill them avoids this.
    only_the_memory
      - return GRUStep(c_prev.copy(), x_t.copy(), gamma_u, gamma_r, c_tilde, c_t)
      + return c_t
      You return c_t alone. The backward pass needs everything that this step worked
      out: return a GRUStep with all six fields.
    plain_tuple
      - GRUStep(c_prev.copy(), x_t.copy(), gamma_u, gamma_r, c_tilde, c_t)
      + (c_prev.copy(), x_t.copy(), gamma_u, gamma_r, c_tilde, c_t)
      The values are there, but in a plain tuple without names. Put them into a GRUStep,
      so that step.c_t works.
    """,
)

MISTAKES.of(
    "gru_forward",
    """
    memory_not_carried
      c_prev = steps[-1].c_t  →  pass
      Every step starts from c0 again. After each step, the memory that it made must
      become the c_prev of the next.
    starts_from_zero
      steps, c_prev = [], c0  →  steps, c_prev = [], np.zeros_like(c0)
      Your sequence starts from a memory of zeros. The first c_prev is the c0 that was
      handed in.
    runs_backwards
      for x_t in x:  →  for x_t in x[::-1]:
      - return np.stack([step.c_t for step in steps]), steps
      + return np.stack([step.c_t for step in steps[::-1]]), steps[::-1]
      Your loop goes through time from the end to the beginning. Forward, it starts at
      x[0]; only the backward pass runs the other way.
    reads_backwards
      for x_t in x:  →  for x_t in x[::-1]:
      The sequence is read from its end. x[0] is the first input, and its step comes
      first in both results.
    memory_one_step_late
      [step.c_t for step in steps]  →  [step.c_prev for step in steps]
      Your c is one step late: c[0] is c0, and the last memory is missing. Store the new
      memory c_t of each step, not the one that it started from.
    initial_memory_included
      [step.c_t for step in steps]  →  [c0, *(step.c_t for step in steps)]
      Your c has one row too many: it begins with c0. It should hold c_t for each of the
      T steps and nothing else.
    only_last_memory
      np.stack([step.c_t for step in steps]), steps  →  steps[-1].c_t, steps
      You return the last memory only. Return the memory after every step, stacked along
      a first axis of length T.
    candidates_for_memories
      [step.c_t for step in steps]  →  [step.c_tilde for step in steps]
      You return the candidates. What the next layer gets to see is the memory after
      each step, c_t.
    candidate_carried
      c_prev = steps[-1].c_t  →  c_prev = steps[-1].c_tilde
      The candidate is passed on to the next step. It is the memory that runs through
      the sequence: c_t.
    memories_in_a_list
      - np.stack([step.c_t for step in steps]), steps
      + list(np.stack([step.c_t for step in steps])), steps
      Your c is a Python list of arrays. The values are right: np.stack makes one array
      of shape (T, m, n_c) of them.
    batch_before_time
      - np.stack([step.c_t for step in steps])
      + np.stack([step.c_t for step in steps], axis=1)
      Your c has the batch on its first axis. In this course time comes first: (T, m,
      n_c).
    one_array_for_all
      [step.c_t for step in steps]  →  [steps[-1].c_t for step in steps]
      All entries of c are the last memory: the same array was updated in place and
      stored T times. Each step needs an array of its own.
    only_last_step
      - return np.stack([step.c_t for step in steps]), steps
      + return np.stack([step.c_t for step in steps]), steps[-1:]
      Your steps hold the last step only: the list is created again inside the loop.
      Make it once before the loop and append to it.
    steps_in_reverse
      - return np.stack([step.c_t for step in steps]), steps
      + return np.stack([step.c_t for step in steps]), steps[::-1]
      The list of steps is in reverse. Step 0 comes first, as in c; it is the backward
      pass that will go through the list from its end.
    memories_alone
      - return np.stack([step.c_t for step in steps]), steps
      + return np.stack([step.c_t for step in steps])
      You return the memories alone. The backward pass needs every step: return the list
      of steps beside them.
    """,
)
