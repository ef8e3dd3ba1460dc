"""Wrong answers that people give for the gradients of a sequence."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.gru")

MISTAKES.of(
    "gru_backward",
    """
    nothing_carried
      dc[t] + dc_carried, steps[t]  →  dc[t], steps[t]
      Each step gets its own dc[t] only. What step t + 1 hands back for c_t must be
      added to it; without that, nothing is learned across time.
    only_last_upstream
      - dc_carried = np.zeros_like(dc[0])
      + dc_carried = np.zeros_like(dc[0])
      + dc = np.concatenate([np.zeros_like(dc[:-1]), dc[-1:]])
      Only dc[-1] is used. Every c_t has an upstream gradient of its own: add dc[t] to
      what is carried back, at each step.
    parameters_overwritten
      - dp = GRUParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
      + dp = dp_t
      Your parameter gradients are those of one step: each step overwrites what the
      others left. The same parameters act at every step, so their gradients add up.
    biases_overwritten
      - dp = GRUParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
      + W = (a + b for a, b in zip(dp[:3], dp_t[:3], strict=True))
      + dp = GRUParams(*W, *dp_t[3:])
      The matrices are summed over time, but the biases keep only the step that was
      treated last. Add every parameter's part at every step.
    parameters_of_last_step
      - dp = GRUParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
      + dp = dp_t if t == len(steps) - 1 else dp
      Your parameter gradients are those of the last step alone. The same parameters act
      at every step: add up the parts of all of them.
    mean_over_time
      - return np.stack(dx), dc_carried, dp
      + return np.stack(dx), dc_carried, GRUParams(*(part / len(steps) for part in dp))
      Your parameter gradients are divided by the number of steps. They are sums over
      time: an average is right only if the loss is one, and dc knows that already.
    mean_over_examples
      - return np.stack(dx), dc_carried, dp
      + return np.stack(dx), dc_carried, GRUParams(*(part / dc.shape[1] for part in dp))
      Your parameter gradients are divided by the batch size. They are sums over the
      batch; whether to average is for the loss to say, and dc knows it already.
    time_not_reversed
      reversed(range(len(steps)))  →  range(len(steps))
      You go through the steps from first to last. What is carried comes from the
      future: start at the last step and end at the first.
    inputs_in_reverse_order
      return np.stack(dx), dc_carried, dp  →  return np.stack(dx[::-1]), dc_carried, dp
      The gradients of the inputs are right, but dx runs backwards: you append them
      while you go back in time. Fill dx[t], or turn the list round at the end.
    upstream_counted_twice
      dc[t] + dc_carried, steps[t]  →  2 * dc[t] + dc_carried, steps[t]
      dc[t] goes in twice: once when it is added to what is carried, and once more at
      the step itself. Each dc[t] counts once.
    carried_not_replaced
      - dc_carried, dx[t], dp_t = gru_cell_backward(dc[t] + dc_carried, steps[t], p)
      + carried, dx[t], dp_t = gru_cell_backward(dc[t] + dc_carried, steps[t], p)
      + dc_carried = dc_carried + carried
      What a step carries back is added to what the later step carried. It contains that
      already: replace it.
    first_step_left_out
      reversed(range(len(steps)))  →  reversed(range(1, len(steps)))
      dx = [None] * len(steps)  →  dx = [np.zeros_like(step.x_t) for step in steps]
      Your loop stops before step 0, so dx[0] stays empty and dc0 is the gradient of the
      first c_t. range(T - 1, 0, -1) ends at 1; reversed(range(T)) ends at 0.
    last_step_left_out
      reversed(range(len(steps)))  →  reversed(range(len(steps) - 1))
      dx = [None] * len(steps)  →  dx = [np.zeros_like(step.x_t) for step in steps]
      The last step is never treated: the loop begins one step too early. Go through all
      T steps, from T - 1 down to 0.
    start_gets_first_upstream
      - for t in reversed(range(len(steps))):
      + for t in reversed(range(len(steps))):
      +     before = dc_carried
      return np.stack(dx), dc_carried, dp  →  return np.stack(dx), dc[0] + before, dp
      Your dc0 is the gradient that arrives at the first c_t. Step 0 still has to carry
      it back: dc0 is the dc_prev of that step.
    start_left_at_zero
      - return np.stack(dx), dc_carried, dp
      + return np.stack(dx), np.zeros_like(dc_carried), dp
      Your dc0 is all zeros. What is carried out of step 0 is the gradient of c0.
    inputs_in_a_list
      return np.stack(dx), dc_carried, dp  →  return list(np.stack(dx)), dc_carried, dp
      Your dx is a Python list of arrays. The values are right: np.stack makes one array
      of shape (T, m, n_x) of them.
    """,
)
