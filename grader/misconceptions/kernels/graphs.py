"""Wrong answers that people give for a step captured as a graph."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.kernels.graphs")

MISTAKES.of(
    "capture",
    """
    inputs_not_copied
      buffer.copy_(tensor)  →  pass
      A replay computes with the old inputs: the graph reads the buffers that it was
      recorded with. Copy the new inputs into them first.
    buffers_are_the_callers
      buffers = [tensor.clone() for tensor in inputs]  →  buffers = list(inputs)
      The caller's own tensors are your buffers, so each replay overwrites them, and
      whatever the caller writes there goes into the graph. Make copies.
    replay_calls_the_step
      - graph.replay()
      - return outputs
      + graph.replay()
      + return step(*buffers)
      Your replay calls the step itself, which launches everything one by one again. The
      outputs that were recorded are filled by graph.replay().
    step_in_place_of_a_replay
      - graph.replay()
      - return outputs
      + return step(*buffers)
      Your replay calls the step and never the graph. Call graph.replay(), and return
      the outputs that were recorded.
    no_warm_up
      - for _ in range(warmup):
      -     step(*buffers)
      + pass
      The step isn't called before it is recorded. The first calls set things up that
      may not happen during a capture: warm up on a side stream.
    warmed_up_on_the_current_stream
      with cuda.stream(side):  →  with cuda.stream(here):
      The warm-up runs on the current stream. Run it inside `with cuda.stream(side)`,
      as a capture must not begin on a stream with work of another kind in it.
    warmed_up_in_the_capture
      - with cuda.stream(side):
      -     for _ in range(warmup):
      -         step(*buffers)
      + pass
      - outputs = step(*buffers)
      + for _ in range(warmup + 1):
      +     outputs = step(*buffers)
      The warm-up is recorded, too, so each replay does all of it again. Warm up before
      the capture; inside it the step is called once.
    warm_up_left_at_three
      range(warmup)  →  range(3)
      You warm up three times whatever `warmup` says.
    side_stream_begins_at_once
      side.wait_stream(here)  →  pass
      The side stream doesn't wait for what is queued already, the making of the buffers
      for example. Begin with side.wait_stream(cuda.current_stream()).
    nobody_waits_for_the_side_stream
      here.wait_stream(side)  →  pass
      The current stream goes on before the warm-up is over. Let it wait for the side
      stream before the capture begins.
    shapes_not_looked_at
      if kinds[0] != kinds[1]:  →  if len(buffers) != len(new):
      Inputs of another shape or dtype are copied if they can be stretched or rounded to
      fit, or give an error of torch's. Compare both first: a ValueError.
    dtypes_not_looked_at
      [(t.shape, t.dtype) for t in each]  →  [t.shape for t in each]
      Inputs of another dtype are rounded into the buffers without a word. Compare
      dtypes as well as shapes: a ValueError.
    outputs_not_of_the_graph
      - graph.replay()
      - return outputs
      + many = outputs if isinstance(outputs, tuple) else (outputs,)
      + kept = tuple(tensor.clone() for tensor in many)
      + graph.replay()
      + return kept if isinstance(outputs, tuple) else kept[0]
      You return what the outputs held before this replay. Replay first, and then return
      the tensors that were recorded.
    """,
)
