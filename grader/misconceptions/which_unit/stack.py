"""Wrong answers that people give for a stack of GRUs."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.which_unit")

MISTAKES.of(
    "stacked_forward",
    """
    every_layer_reads_x
      for x_t in below:  →  for x_t in x:
      All of your layers read x. Only the bottom one does: each layer above reads the
      memories of the layer below it.
    above_reads_the_step_before
      - steps = []
      + if memories:
      +     below = np.concatenate([c0[len(memories) - 1][None], below[:-1]])
      + steps = []
      Your upper layers read what the layer below held one step before. At step t they
      read its c<t>, which has just been made.
    reads_the_last_memory_below
      - memories.append(below)
      + memories.append(below)
      + below = np.broadcast_to(below[-1], below.shape)
      Your upper layers read the last memory of the layer below at every step. They read
      the one of the same step.
    starts_where_the_layer_below_ended
      - for c_prev, p in zip(c0, layers, strict=True):
      + c_prev = c0[0]
      + for p in layers:
      A layer starts with the last memory of the layer below: c_prev is set once, before
      the loop over the layers. Each layer starts with its own c0.
    all_start_from_the_first_c0
      zip(c0, layers, strict=True)  →  zip([c0[0]] * len(layers), layers, strict=True)
      All of your layers start from c0[0]. Each has a first memory of its own in the
      list c0.
    starts_from_zeros
      steps = []  →  steps, c_prev = [], np.zeros_like(c_prev)
      Your layers start from zeros. Their first memories are handed in: c0 has one for
      each layer.
    c0_the_other_way_round
      zip(c0, layers, strict=True)  →  zip(c0[::-1], layers, strict=True)
      The first memories are handed out from the end of the list. c0 is in the order of
      the layers, bottom first.
    layers_from_the_top
      zip(c0, layers, strict=True)  →  zip(c0[::-1], layers[::-1], strict=True)
      You go through the layers from the top. The list begins with the bottom one, which
      reads x.
    one_set_of_parameters
      gru_step(c_prev, x_t, p)  →  gru_step(c_prev, x_t, layers[0])
      All layers use the parameters of the first. Each has its own: take them from the
      list in the loop over the layers.
    two_layers_at_most
      zip(c0, layers, strict=True)  →  zip(c0[:2], layers[:2], strict=True)
      You stop after two layers. There may be any number: go through the list to its
      end.
    bottom_layer_left_out
      return memories  →  return memories[1:]
      The bottom layer's memories are missing from your list. All layers' are wanted, it
      first.
    memory_not_carried
      c_prev = gru_step(c_prev, x_t, p)  →  c_t = gru_step(c_prev, x_t, p)
      steps.append(c_prev)  →  steps.append(c_t)
      Every step starts from c0 again. In each layer the memory that a step made is the
      c_prev of the next.
    memory_and_input_exchanged
      gru_step(c_prev, x_t, p)  →  gru_step(x_t, c_prev, p)
      The input stands where the memory should. gru_step takes the layer's own memory
      first, then what it reads.
    only_the_top_returned
      return memories  →  return below
      You return the top layer alone. The memories of every layer are wanted, in a list,
      bottom first.
    only_the_top_in_a_list
      return memories  →  return memories[-1:]
      Your list holds the top layer alone. The memories of every layer are wanted,
      bottom first.
    top_layer_first
      return memories  →  return memories[::-1]
      Your list begins with the top layer. The bottom one, which reads x, comes first.
    last_memories_only
      return memories  →  return [memory[-1] for memory in memories]
      You return the last memory of each layer. All T steps are wanted: (T, m, n) for
      each layer.
    first_memories_included
      - memories.append(below)
      - return memories
      + memories.append(below)
      + return [np.concatenate([c[None], memory]) for c, memory in zip(c0, memories)]
      Your arrays have one step too many: they begin with c0. The memories after each of
      the T steps are wanted and nothing else.
    one_step_late
      - memories.append(below)
      - return memories
      + memories.append(below)
      + late = zip(c0, memories, strict=True)
      + return [np.concatenate([c[None], memory[:-1]]) for c, memory in late]
      Your arrays are a step late: they begin with c0, and the last memory is missing.
      Store the memory that a step made, not the one it started from.
    one_array_for_all_steps
      below = np.stack(steps)  →  below = np.stack([c_prev] * len(steps))
      All steps of a layer hold its last memory: one array was filled again and again,
      and stored T times. Each step needs an array of its own.
    batch_before_time_in_the_list
      return memories  →  return [memory.swapaxes(0, 1) for memory in memories]
      Your arrays have the batch on their first axis. In this course time comes first:
      (T, m, n).
    what_it_reads_is_added
      below = np.stack(steps)  →  below = below + np.stack(steps)
      You add what a layer reads to what it says. Such a shortcut is used in deep nets,
      but here a layer hands on its memories as they are.
    runs_backwards_in_time
      for x_t in below:  →  for x_t in below[::-1]:
      below = np.stack(steps)  →  below = np.stack(steps[::-1])
      Your layers go through time from the end. They begin at x[0], the bottom layer and
      those above it.
    """,
)
