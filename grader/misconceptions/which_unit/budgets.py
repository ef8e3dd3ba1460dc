"""Wrong answers that people give for what a unit costs, and what a budget allows."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.which_unit")

MISTAKES.of(
    "parameter_count",
    """
    biases_not_counted
      n * (n + n_x) + n  →  n * (n + n_x)
      Your count has no biases. Each gate and each candidate has one for each of its n
      elements: + n a block.
    two_biases_a_block
      n * (n + n_x) + n  →  n * (n + n_x) + 2 * n
      You count two biases a block, as PyTorch keeps them. The course's units have one,
      of n elements: add n a block and not 2 n.
    biases_counted_once
      BLOCKS[unit] * (n * (n + n_x) + n)  →  BLOCKS[unit] * n * (n + n_x) + n
      You count the biases once for the whole unit. Each gate and each candidate has a
      bias of its own, so that the + n stands inside the brackets.
    bias_of_one_number
      n * (n + n_x) + n  →  n * (n + n_x) + 1
      You count one number for the bias of a block. A bias has one for each element of
      the gate: n of them.
    bias_for_each_column
      n * (n + n_x) + n  →  (n + 1) * (n + n_x)
      Your biases have n + n_x elements. A bias is added to the product, which has n.
    state_not_counted
      n * (n + n_x) + n  →  n * n_x + n
      You count the weights that act on the input. Each block acts on the state as well:
      its matrix has n + n_x columns.
    input_not_counted
      n * (n + n_x) + n  →  n * n + n
      You count the weights that act on the state. Each block acts on the input as well:
      its matrix has n + n_x columns.
    columns_multiplied
      n * (n + n_x) + n  →  n * (n * n_x) + n
      You multiply n and n_x for the columns. State and input stand side by side, so
      that a matrix has n + n_x columns.
    sizes_exchanged
      n * (n + n_x) + n  →  n_x * (n_x + n) + n_x
      The sizes n_x and n have changed places. A gate has n elements, as many as the
      state, and its matrix has that many rows.
    gates_of_the_gru_alone
      BLOCKS[unit]  →  (BLOCKS | {"gru": 2})[unit]
      You count two blocks for the GRU. It has two gates and a candidate, each with its
      own weights: three.
    gru_as_an_lstm
      BLOCKS[unit]  →  (BLOCKS | {"gru": 4})[unit]
      You count four blocks for the GRU. It has no output gate, and no forget gate: Γu,
      Γr and the candidate make three.
    gates_of_the_lstm_alone
      BLOCKS[unit]  →  (BLOCKS | {"lstm": 3, "peephole": 3})[unit]
      You count three blocks for the LSTMs. They have three gates and a candidate with
      weights of its own: four.
    candidates_not_counted
      BLOCKS[unit]  →  (BLOCKS[unit] - 1)
      You count the gates alone. The candidate has weights and a bias of its own, and is
      all that the plain unit has.
    relevance_gate_in_the_lstm
      BLOCKS[unit]  →  (BLOCKS | {"lstm": 5, "peephole": 5})[unit]
      You count five blocks for the LSTMs. The relevance gate was a variation: Γu, Γf,
      Γo and the candidate make four.
    plain_unit_with_a_readout
      BLOCKS[unit]  →  (BLOCKS | {"plain": 2})[unit]
      You count two blocks for the plain unit. It computes its state and nothing else:
      one block, with no readout behind it.
    plain_peephole_lstm
      peepholes = 3 * n if unit == "peephole" else 0  →  peepholes = 0
      Your peephole LSTM costs what the LSTM does: the peepholes are missing. They are
      three vectors of n elements.
    peepholes_as_matrices
      peepholes = 3 * n if  →  peepholes = 3 * n * n if
      You count three matrices for the peepholes. They act element by element, so that
      each is a vector of n.
    peepholes_of_two_gates
      peepholes = 3 * n if  →  peepholes = 2 * n if
      You count peepholes for two gates. The output gate has them as well: pu, pf and
      po, 3 n together.
    peepholes_in_the_candidate
      peepholes = 3 * n if  →  peepholes = 4 * n if
      You count peepholes for all four blocks. The candidate has none: there are three
      gates, so 3 n.
    one_peephole_for_all
      peepholes = 3 * n if  →  peepholes = n if
      You count one vector of peepholes. Each of the three gates has its own: 3 n.
    peephole_of_one_number
      peepholes = 3 * n if  →  peepholes = 3 if
      You count one number for the peepholes of a gate. It has one for each element of
      the memory: n of them.
    peepholes_in_every_unit
      if unit == "peephole" else 0  →  if unit != "plain" else 0
      You count peepholes for every unit with gates. Only the peephole LSTM has them.
    readout_counted
      + peepholes  →  + peepholes + n + 1
      You count a readout of n weights and a bias as well. What is asked for is the unit
      alone.
    """,
)

MISTAKES.of(
    "width_for",
    """
    budget_not_used_up
      widths, budget, key  →  widths, budget - 1, key
      A width that costs exactly the budget is refused. It may be used up: compare with
      <=, not with <.
    first_that_exceeds
      return n  →  return n + 1
      You return the first width that is too dear. The last one that fits is wanted: one
      less.
    one_less_than_fits
      return n  →  return n - 1
      There is one more that fits. Look at where your search begins and ends: the last
      width that was within the budget counts.
    nearest_to_the_budget
      - return n
      + above = parameter_count(unit, n_x, n + 1) - budget
      + return n + 1 if above < budget - parameter_count(unit, n_x, n) else n
      Your width is the one whose count is nearest to the budget, whether above or
      below. The budget must not be exceeded: take the last one below.
    search_ends_too_early
      range(1, budget + 1)  →  range(1, 1001)
      Your search ends at a width of 1,000, and large budgets allow more. Let the budget
      end it, not a number that you thought would do.
    search_stops_at_a_hundred
      range(1, budget + 1)  →  range(1, 101)
      Your search ends at a width of 100, and large budgets allow more. Let the budget
      end it, not a number that you thought would do.
    only_doubled
      return n  →  return 2 ** (n.bit_length() - 1)
      You double the width until it no longer fits, and what lies between two powers of
      two is never tried.
    square_root_alone
      return n  →  return int((budget / BLOCKS[unit]) ** 0.5)
      You take the square root of the budget for a block. The block costs n² and n n_x
      and n: what acts on the input, and the bias, are left out.
    inputs_not_counted
      parameter_count, unit, n_x)  →  parameter_count, unit, 0)
      You search with n_x = 0. The weights that act on the input are paid for as well:
      hand n_x on.
    gru_whatever_the_unit
      parameter_count, unit, n_x)  →  parameter_count, "gru", n_x)
      You return the GRU's width for every unit. Hand the unit's name on to
      parameter_count.
    lstm_whatever_the_unit
      parameter_count, unit, n_x)  →  parameter_count, "lstm", n_x)
      You return the LSTM's width for every unit. Hand the unit's name on to
      parameter_count.
    peepholes_are_free
      - widths = range(1, budget + 1)
      + counted = "lstm" if unit == "peephole" else unit
      + widths = range(1, budget + 1)
      parameter_count, unit, n_x)  →  parameter_count, counted, n_x)
      You search with the LSTM's count for the peephole LSTM, and its 3 n peepholes have
      to be paid for, too. Use parameter_count with the unit's own name.
    readout_in_the_budget
      - partial(parameter_count, unit, n_x)
      + lambda n: n + 1 + parameter_count(unit, n_x, n)
      You pay for a readout out of the budget. It is the unit's alone: compare it with
      parameter_count as it is.
    as_many_as_single_cells
      return n  →  return budget // parameter_count(unit, n_x, 1)
      You divide the budget by what one cell costs. Cells read each other, so that each
      further one costs more than the one before: the count grows like n².
    parameters_returned
      return n  →  return parameter_count(unit, n_x, n)
      You return what that width costs. The width itself is wanted.
    what_is_left_over
      return n  →  return budget - parameter_count(unit, n_x, n)
      You return what is left of the budget. The width is wanted.
    width_and_inputs_exchanged
      - partial(parameter_count, unit, n_x)
      + lambda n: parameter_count(unit, n, n_x)
      You hand n_x and n on in the wrong order, so that the number of inputs grows and
      the width stays. It is parameter_count(unit, n_x, n).
    """,
)
