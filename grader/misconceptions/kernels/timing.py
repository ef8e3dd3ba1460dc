"""Wrong answers that people give for what a step costs, and for its time."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.kernels.timing")

MISTAKES.of(
    "step_cost",
    """
    multiplications_only
      2 * m * rows * columns  →  m * rows * columns
      Your operations are half of what they should be: each multiplication comes with an
      addition.
    weights_moved_for_each_example
      - rows * columns + m * columns + m * rows
      + m * rows * columns + m * columns + m * rows
      The weights are moved once for each example of the batch. They are moved once,
      whatever the batch: that is why a larger batch pays.
    only_weights_moved
      rows * columns + m * columns + m * rows  →  rows * columns
      You count the bytes of the weights alone. What they are multiplied by, and the
      result, are moved too.
    numbers_for_bytes
      - size * (rows * columns + m * columns + m * rows)
      + rows * columns + m * columns + m * rows
      You count numbers, not bytes: multiply by `size`, the bytes that one takes.
    """,
)

MISTAKES.of(
    "floor_seconds",
    """
    limits_added
      - max(operations / peak, moved / bandwidth)
      + operations / peak + moved / bandwidth
      You add the two times. A device computes while it moves: the longer one is the
      floor.
    the_shorter_limit
      - max(operations / peak, moved / bandwidth)
      + min(operations / peak, moved / bandwidth)
      You take the shorter of the two times. Both have to be over: the longer one is the
      floor.
    intensity_upside_down
      return operations / moved  →  return moved / operations
      Your intensity is bytes per operation. It is operations per byte.
    """,
)

MISTAKES.of(
    "time_it",
    """
    no_warmup
      - for _ in range(warmup):
      -     f()
      + pass
      The first calls are measured too, with all that happens only once: memory is asked
      for, kernels are chosen. Call f `warmup` times before.
    warm_up_measured
      - for _ in range(warmup):
      -     f()
      + repeats += warmup
      The calls of the warm-up are called and measured like the others. Their times do
      not belong into median and spread.
    nothing_to_wait_for_not_handled
      - there = torch.accelerator.is_available()
      - synchronise = torch.accelerator.synchronize if there else lambda: None
      + raise RuntimeError("no GPU here")
      Without `synchronise` your function fails: None is called, or a GPU's function
      where there is no GPU. Without a device to wait for, wait for nothing.
    not_synchronised
      - synchronise()
      - begun = clock()
      + begun = clock()
      - f()
      - synchronise()
      - times
      + f()
      + times
      You measure how long it takes to tell the device what to do, not to do it: the
      clock is read while it still works. Synchronise before each reading.
    synchronised_only_at_the_end
      - synchronise()
      - begun = clock()
      + begun = clock()
      The device is still at work on what came before when the clock starts, and your
      first measurement pays for it. Synchronise before the first reading too.
    mean_and_deviation
      - return float(np.median(times)), float(high - low)
      + return float(np.mean(times)), float(np.std(times))
      You report mean and standard deviation. One interrupted run drags both along; the
      median and the quartiles hardly notice.
    mean_for_median
      float(np.median(times))  →  float(np.mean(times))
      You return the mean, which one slow run spoils. The median of the times is asked
      for.
    all_runs_in_one
      - for _ in range(repeats):
      -     synchronise()
      -     begun = clock()
      -     f()
      -     synchronise()
      -     times.append(clock() - begun)
      - low, high = np.quantile(times, [0.25, 0.75])
      - return float(np.median(times)), float(high - low)
      + synchronise()
      + begun = clock()
      + for _ in range(repeats):
      +     f()
      + synchronise()
      + return (clock() - begun) / repeats, 0.0
      You measure all runs together and divide. That says nothing about their spread,
      and is a mean: measure each by itself.
    from_least_to_most
      float(high - low)  →  float(max(times) - min(times))
      Your spread goes from the fastest run to the slowest. From quartile to quartile it
      does not depend on the one worst run.
    deciles_for_quartiles
      [0.25, 0.75]  →  [0.1, 0.9]
      Your spread goes from decile to decile. It is asked for from quartile to quartile:
      0.75 minus 0.25.
    half_the_spread
      float(high - low)  →  float(high - low) / 2
      Your spread is half of what it should be: the upper quartile minus the lower one,
      as it stands.
    """,
)
