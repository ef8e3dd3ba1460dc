"""Wrong answers that people give for an LSTM's first weights."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.lstm")

MISTAKES.of(
    "init_lstm",
    """
    weights_not_uniform
      - rng.uniform(-bound, bound, size=(4, n_a, n_a + n_x))
      + rng.normal(0, bound, size=(4, n_a, n_a + n_x))
      Your weights are not uniform and some are larger than 1/√n_a: they look normal.
      rng.uniform spreads them evenly and never leaves its bounds.
    weights_small_and_normal
      - rng.uniform(-bound, bound, size=(4, n_a, n_a + n_x))
      + 0.01 * rng.normal(size=(4, n_a, n_a + n_x))
      Your weights are crowded near zero: normal, and with a small scale of their own.
      They should fill ±1/√n_a evenly.
    weights_never_negative
      rng.uniform(-bound, bound,  →  rng.uniform(0, bound,
      Your weights reach as far as 1/√n_a, but not evenly on both sides of zero. They
      should run from -1/√n_a to +1/√n_a; rng.uniform takes both ends.
    scaled_by_inputs
      np.sqrt(n_a)  →  np.sqrt(n_x)
      The range of your weights follows n_x. It is 1/√n_a for all columns, those of the
      input too.
    scaled_by_all_columns
      np.sqrt(n_a)  →  np.sqrt(n_a + n_x)
      Your weights are too small whatever the sizes, as if the number of all columns,
      n_a + n_x, stood under the root. Under the root stands n_a.
    scaled_without_root
      np.sqrt(n_a)  →  n_a
      Your weights are too small, and right for a single unit: the square root is
      missing. The range is 1/√n_a, not 1/n_a.
    not_scaled
      bound = 1 / np.sqrt(n_a)  →  bound = 1.0
      Your weights are even but too large as soon as there are several units: the range
      should shrink with n_a, as 1/√n_a.
    weights_at_the_bounds
      - rng.uniform(-bound, bound, size=(4, n_a, n_a + n_x))
      + rng.choice([-bound, bound], size=(4, n_a, n_a + n_x))
      Your weights are all +1/√n_a or -1/√n_a. They should be spread evenly over
      everything in between: rng.uniform draws such numbers.
    columns_of_x_missing
      size=(4, n_a, n_a + n_x)  →  size=(4, n_a, n_a)
      Your weights have not the shape (n_a, n_a + n_x). Each of them acts on [a_prev,
      x_t] at once: n_a columns for the one and n_x for the other.
    zero_taken_for_none
      bf + forget_bias  →  bf + (forget_bias or 1.0)
      A forget bias of 0 becomes 1: `forget_bias or 1.0` takes a zero for nothing. The
      default in the first line of the function is enough.
    one_draw_for_all
      - weights = rng.uniform(-bound, bound, size=(4, n_a, n_a + n_x))
      + one = rng.uniform(-bound, bound, size=(n_a, n_a + n_x))
      + weights = [one, one.copy(), one.copy(), one.copy()]
      At least two of your weights are the same. Draw separately for each gate: those
      that begin equal get more alike gradients than they should.
    global_generator
      rng.uniform(-bound  →  np.random.default_rng().uniform(-bound
      The same rng does not give the same parameters: your numbers come from elsewhere,
      from np.random most likely. Draw them from the rng you are given.
    seed_of_its_own
      rng.uniform(-bound  →  np.random.default_rng(0).uniform(-bound
      You make a generator of your own with a fixed seed, so that every call gives the
      same parameters. Draw from the rng you are given.
    forget_bias_left_out
      bf + forget_bias  →  bf
      The forget gate's bias is not forget_bias. Fill bf with it, so that the gate is
      open at first and the gradient passes.
    forget_bias_always_one
      bf + forget_bias  →  bf + 1.0
      bf is right by default, but not when another forget_bias is asked for: use the
      argument, not the number 1.
    forget_bias_on_update_gate
      bu, bf + forget_bias  →  bu + forget_bias, bf
      The forget bias is on the update gate, bu. It is the forget gate, bf, that should
      be open at first.
    forget_bias_on_output_gate
      bf + forget_bias, bo  →  bf, bo + forget_bias
      The forget bias is on the output gate, bo. In LSTMParams the order is u, f, o, c:
      fill bf with it.
    forget_bias_everywhere
      - bu, bf + forget_bias, bo, bc
      + bu + forget_bias, bf + forget_bias, bo + forget_bias, bc + forget_bias
      All four biases got the forget bias. Only bf takes it; bu, bo and bc begin at
      zero.
    biases_drawn
      - bu, bf, bo, bc = np.zeros((4, n_a))
      + bu, bf, bo, bc = rng.uniform(0.1, 1, size=(4, n_a)) * bound
      None of your biases is what it should be; torch's own layers draw them like the
      weights. Here bf is forget_bias everywhere and the others are zero.
    biases_are_numbers
      bu, bf, bo, bc = np.zeros((4, n_a))  →  bu, bf, bo, bc = 0.0, 0.0, 0.0, 0.0
      Your biases are single numbers. A bias has one entry for each unit: arrays of
      shape (n_a,).
    """,
)
