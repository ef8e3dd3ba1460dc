"""Wrong answers that people give for the gradients of a sequence."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.lstm")

MISTAKES.of(
    "lstm_backward",
    """
    nothing_carried
      da[t] + da_carried, dc_carried, steps[t], p  →  da[t], 0 * dc_carried, steps[t], p
      Neither gradient goes back in time: each step gets its own da[t] and no dc. Add
      the da that step t + 1 hands back to da[t], and pass on its dc. A published course
      once had just this bug.
    activation_gradient_not_carried
      da[t] + da_carried, dc_carried, steps[t], p  →  da[t], dc_carried, steps[t], p
      dc goes back in time, da does not. a_t is also an input of step t + 1: add what
      that step hands back for it to da[t].
    memory_gradient_not_carried
      - da[t] + da_carried, dc_carried, steps[t], p
      + da[t] + da_carried, 0 * dc_carried, steps[t], p
      da goes back in time, dc does not. The memory line is the long way through time:
      hand the dc_prev of each step to the step before it.
    carried_gradients_exchanged
      - da_carried, dc_carried, dx[t], dp_t = lstm_cell_backward(
      + dc_carried, da_carried, dx[t], dp_t = lstm_cell_backward(
      What a step hands back for a and for c changes places on the way to the step
      before. lstm_cell_backward returns da_prev first, then dc_prev.
    upstream_on_memory_too
      - da[t] + da_carried, dc_carried, steps[t], p
      + da[t] + da_carried, da[t] + dc_carried, steps[t], p
      You add da[t] to the gradient of c_t as well. Upstream arrives at the activations
      only; c_t gets its share inside lstm_cell_backward.
    upstream_on_memory_only
      - da[t] + da_carried, dc_carried, steps[t], p
      + da_carried, da[t] + dc_carried, steps[t], p
      The upstream gradient is added to the memory's. It is the gradient on a_t: add
      da[t] to what was carried back to the activation.
    last_memory_has_upstream
      - da_carried = dc_carried = np.zeros_like(da[0])
      + da_carried, dc_carried = np.zeros_like(da[0]), da[-1]
      You begin with da[-1] as the gradient of the last memory. Nothing arrives at the
      last c_t from later: begin with zeros.
    only_last_upstream
      - da_carried = dc_carried = np.zeros_like(da[0])
      + da_carried = dc_carried = np.zeros_like(da[0])
      + da = np.concatenate([np.zeros_like(da[:-1]), da[-1:]])
      Only da[-1] is used. Every a_t has an upstream gradient of its own: add da[t] to
      what is carried back, at each step.
    parameters_overwritten
      - dp = LSTMParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
      + dp = dp_t
      Your parameter gradients are those of one step: each step overwrites what the
      others left. The same parameters act at every step, so their gradients add up.
    biases_overwritten
      - dp = LSTMParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
      + W = (a + b for a, b in zip(dp[:4], dp_t[:4], strict=True))
      + dp = LSTMParams(*W, *dp_t[4:])
      The matrices are summed over time, but the biases keep only the step that was
      treated last. Add every parameter's part at every step.
    parameters_of_last_step
      - dp = LSTMParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
      + dp = dp_t if t == len(steps) - 1 else dp
      Your parameter gradients are those of the last step alone. The same parameters act
      at every step: add up the parts of all of them.
    mean_over_time
      - return np.stack(dx), da_carried, dc_carried, dp
      + dp = LSTMParams(*(part / len(steps) for part in dp))
      + return np.stack(dx), da_carried, dc_carried, dp
      Your parameter gradients are divided by the number of steps. They are sums over
      time: an average is right only if the loss is one, and da knows that already.
    mean_over_examples
      - return np.stack(dx), da_carried, dc_carried, dp
      + dp = LSTMParams(*(part / da.shape[1] for part in dp))
      + return np.stack(dx), da_carried, dc_carried, dp
      Your parameter gradients are divided by the batch size. They are sums over the
      batch; whether to average is for the loss to say, and da knows it already.
    time_not_reversed
      reversed(range(len(steps)))  →  range(len(steps))
      You go through the steps from first to last. What is carried comes from the
      future: start at the last step and end at the first.
    inputs_in_reverse_order
      return np.stack(dx)  →  return np.stack(dx[::-1])
      The gradients of the inputs are right, but dx runs backwards: you append them
      while you go back in time. Fill dx[t], or turn the list round at the end.
    upstream_counted_twice
      da[t] + da_carried, dc_carried  →  2 * da[t] + da_carried, dc_carried
      da[t] goes in twice: once when it is added to what is carried, and once more at
      the step itself. Each da[t] counts once.
    first_step_left_out
      reversed(range(len(steps)))  →  reversed(range(1, len(steps)))
      dx = [None] * len(steps)  →  dx = [np.zeros_like(step.x_t) for step in steps]
      The first step is never treated: the loop ends one step too early. Go down to step
      0.
    last_step_left_out
      reversed(range(len(steps)))  →  reversed(range(len(steps) - 1))
      dx = [None] * len(steps)  →  dx = [np.zeros_like(step.x_t) for step in steps]
      The last step is never treated: the loop begins one step too early. Go through all
      T steps, from T - 1 down to 0.
    start_gradients_swapped
      da_carried, dc_carried, dp  →  dc_carried, da_carried, dp
      da0 and dc0 have changed places in what you return: dx, da0, dc0, dp.
    starts_left_at_zero
      - return np.stack(dx), da_carried, dc_carried, dp
      + return np.stack(dx), 0 * da_carried, 0 * dc_carried, dp
      Your da0 and dc0 are all zeros. What step 0 hands back is the gradient of a0 and
      of c0.
    inputs_in_a_list
      return np.stack(dx)  →  return list(np.stack(dx))
      Your dx is a Python list of arrays. The values are right: np.stack makes one array
      of shape (T, m, n_x) of them.
    """,
)
