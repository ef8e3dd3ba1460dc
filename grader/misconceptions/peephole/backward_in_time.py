"""Wrong answers that people give for the gradients of a sequence."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.peephole")

MISTAKES.of(
    "peephole_backward",
    """
    nothing_carried_back
      da[t] + da_carried, dc_carried, steps[t]  →  da[t], 0 * dc_carried, steps[t]
      Each step gets its own da[t] and nothing else. What step t + 1 hands back for
      activation and memory must be added; without it, nothing is learned across time.
    carried_da_dropped
      da[t] + da_carried, dc_carried, steps[t]  →  da[t], dc_carried, steps[t]
      What step t + 1 hands back for the activation is lost: each step gets its own
      da[t] only. Add what is carried to it.
    carried_dc_dropped
      - da[t] + da_carried, dc_carried, steps[t]
      + da[t] + da_carried, 0 * dc_carried, steps[t]
      What step t + 1 hands back for the memory is lost: each step gets zeros for dc_t.
      That path is the LSTM's long memory; carry it.
    only_last_da_used
      - dx = [None] * len(steps)
      + dx = [None] * len(steps)
      + da = np.concatenate([np.zeros_like(da[:-1]), da[-1:]])
      Only da[-1] is used. Every a_t has an upstream gradient of its own: add da[t] to
      what is carried back, at each step.
    upstream_put_on_memory
      - da[t] + da_carried, dc_carried, steps[t]
      + 0 * da_carried, dc_carried + da[t] + da_carried, steps[t]
      You hand da[t] in as a gradient at the memory. It arrives at the activation a_t;
      at c_t arrives only what is carried back.
    upstream_on_memory_too
      - da[t] + da_carried, dc_carried, steps[t]
      + da[t] + da_carried, dc_carried + da[t], steps[t]
      da[t] is added to the memory's gradient as well. It is the gradient on a_t alone;
      the step itself brings it to the memory.
    carried_gradients_exchanged
      - da_carried, dc_carried, dx[t], dp_t = peephole_cell_backward(
      + dc_carried, da_carried, dx[t], dp_t = peephole_cell_backward(
      What is carried for a_prev and for c_prev changes places between the steps.
      peephole_cell_backward returns da_prev first.
    steps_not_reversed
      reversed(range(len(steps)))  →  range(len(steps))
      You go through the steps from first to last. What is carried comes from the
      future: start at the last step and end at the first.
    dx_in_reverse_order
      np.stack(dx)  →  np.stack(dx[::-1])
      The gradients of the inputs are right, but dx runs backwards: you append them
      while you go back in time. Fill dx[t], or turn the list round at the end.
    da_counted_twice
      da[t] + da_carried, dc_carried  →  2 * da[t] + da_carried, dc_carried
      da[t] goes in twice: once when it is added to what is carried, and once more at
      the step itself. Each da[t] counts once.
    overwritten_not_accumulated
      dp = PeepholeParams(*(total + part for total, part in parts))  →  dp = dp_t
      Your parameter gradients are those of one step: each step overwrites what the
      others left. The same parameters act at every step, so their gradients add up.
    only_matrices_accumulated
      - dp = PeepholeParams(*(total + part for total, part in parts))
      + dp = PeepholeParams(*(a + b for a, b in list(parts)[:4]), *dp_t[4:])
      The matrices are summed over time, but the peepholes and the biases keep only the
      step that was treated last. Add every parameter's part at every step.
    parameters_of_the_last_step
      - dp = PeepholeParams(*(total + part for total, part in parts))
      + dp = dp_t if t == len(steps) - 1 else dp
      Your parameter gradients are those of the last step alone. The same parameters act
      at every step: add up the parts of all of them.
    averaged_over_time
      - return np.stack(dx), da_carried, dc_carried, dp
      + dp = PeepholeParams(*(part / len(steps) for part in dp))
      + return np.stack(dx), da_carried, dc_carried, dp
      Your parameter gradients are divided by the number of steps. They are sums over
      time: an average is right only if the loss is one, and da knows that already.
    mean_over_the_batch
      - return np.stack(dx), da_carried, dc_carried, dp
      + dp = PeepholeParams(*(part / da.shape[1] for part in dp))
      + return np.stack(dx), da_carried, dc_carried, dp
      Your parameter gradients are divided by the batch size. They are sums over the
      batch; whether to average is for the loss to say, and da knows it already.
    starts_left_at_zero
      - return np.stack(dx), da_carried, dc_carried, dp
      + return np.stack(dx), 0 * da_carried, 0 * dc_carried, dp
      Your da0 and dc0 are all zeros. What is carried out of step 0 are the gradients of
      a0 and c0.
    starts_exchanged
      - return np.stack(dx), da_carried, dc_carried, dp
      + return np.stack(dx), dc_carried, da_carried, dp
      da0 and dc0 have changed places: the activation's gradient is returned before the
      memory's.
    dc0_not_through_first_step
      - da_carried, dc_carried, dx[t], dp_t = peephole_cell_backward(
      + before = dc_carried
      + da_carried, dc_carried, dx[t], dp_t = peephole_cell_backward(
      - return np.stack(dx), da_carried, dc_carried, dp
      + return np.stack(dx), da_carried, before, dp
      Your dc0 is what arrives at the first memory c<1>. Step 0 still has to hand it
      back to c0: return what is carried out of that step.
    form_not_passed_back
      steps[t], p, output_sees  →  steps[t], p
      Your sequence takes output_sees, but the step never hears of it and uses its
      default. Hand it on to peephole_cell_backward.
    always_back_through_current
      steps[t], p, output_sees  →  steps[t], p, "current"
      You always go back as in the current form, whatever output_sees says. Hand the
      argument on to peephole_cell_backward as it came.
    back_through_current_by_default
      output_sees="previous"  →  output_sees="current"
      Both forms are right when they are named, but your default is "current". The
      lecture's form is the default here: output_sees="previous".
    last_step_left_out
      reversed(range(len(steps)))  →  reversed(range(len(steps) - 1))
      dx = [None] * len(steps)  →  dx = [np.zeros_like(step.x_t) for step in steps]
      The last step is never treated: the loop begins one step too early. Go through all
      T steps, from T - 1 down to 0.
    first_step_left_out
      reversed(range(len(steps)))  →  reversed(range(1, len(steps)))
      dx = [None] * len(steps)  →  dx = [np.zeros_like(step.x_t) for step in steps]
      The first step is never treated: the loop ends one step too early. Go down to step
      0.
    dx_in_a_list
      np.stack(dx)  →  list(np.stack(dx))
      Your dx is a Python list of arrays. The values are right: np.stack makes one array
      of shape (T, m, n_x) of them.
    """,
)
