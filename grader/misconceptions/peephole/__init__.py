"""Wrong answers that people give in the peephole notebook, by function."""

from grader.misconceptions.peephole import (
    backward,
    backward_in_time,
    forward,
    gates,
    influence,
    to_onnx,
)

MISTAKES = {
    **gates.MISTAKES,
    **influence.MISTAKES,
    **forward.MISTAKES,
    **backward.MISTAKES,
    **backward_in_time.MISTAKES,
    **to_onnx.MISTAKES,
}
