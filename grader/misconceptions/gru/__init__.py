"""Wrong answers that people give in the GRU notebook, by function."""

from grader.misconceptions.gru import (
    backward,
    backward_in_time,
    forward,
    gates,
    reset_after,
)

MISTAKES = {
    **gates.MISTAKES,
    **forward.MISTAKES,
    **backward.MISTAKES,
    **backward_in_time.MISTAKES,
    **reset_after.MISTAKES,
}
