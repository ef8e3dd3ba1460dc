"""Wrong answers that people give for a memory that is to last."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.lstm")

MISTAKES.of(
    "hold_memory",
    """
    gates_left_undecided
      - weights = np.zeros((4, n_a, n_a + n_x))
      + weights = np.random.default_rng(0).uniform(-0.5, 0.5, size=(4, n_a, n_a + n_x))
      - bu=-far, bf=far, bo=zero, bc=zero.copy()
      + bu=zero, bf=zero, bo=zero, bc=zero + 1
      Both gates are half open: Γf lets go of some of the memory, and Γu writes over it.
      Large biases decide it, one positive and one negative.
    forget_gate_shut
      bf=far  →  bf=-far
      Nothing is written, but the forget gate lets go of the memory. In spite of its
      name it must be open to keep: Γf near 1 takes a large positive bf.
    forget_gate_half_open
      bf=far  →  bf=zero
      The forget gate is left half open: σ(0) is 1/2, and half of the memory goes at
      every step. It takes a large positive bias.
    update_gate_open
      - weights = np.zeros((4, n_a, n_a + n_x))
      + weights = np.random.default_rng(0).uniform(-0.5, 0.5, size=(4, n_a, n_a + n_x))
      bu=-far, bf=far, bo=zero, bc=zero.copy()  →  bu=zero, bf=far, bo=zero, bc=zero + 1
      The forget gate keeps all, but new candidates are added to the memory at every
      step. Shut the update gate as well: Γu near 0 takes a large negative bu.
    gates_not_far_enough
      np.full(n_a, 100.0)  →  np.full(n_a, 100.0)
      bf=far  →  bf=0.1 * far
      The memory holds for ten steps, but not for a thousand: a gate is only nearly shut
      or nearly open. What leaks at one step leaks a thousand times.
    forgets_within_tens_of_steps
      bf=far  →  bf=0 * far + 3.3
      The forget gate is open, but not nearly enough: at 0.96 half of the memory is gone
      after some twenty steps. Over 1,000 steps it takes σ of 10 or more.
    gates_listen
      - weights = np.zeros((4, n_a, n_a + n_x))
      + weights = np.random.default_rng(1).uniform(-0.5, 0.5, size=(4, n_a, n_a + n_x))
      The gates still have weights: a large input opens or shuts them after all, and the
      memory is lost. Whatever comes in, biases decide if their weights are zero.
    """,
)
