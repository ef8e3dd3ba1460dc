"""Wrong answers that people give in the GRU notebook, by function."""

from grader.misconceptions.gru import backward, forward, gates, reset_after

MISTAKES = {
    **gates.MISTAKES,
    **forward.MISTAKES,
    **backward.MISTAKES,
    **reset_after.MISTAKES,
}
