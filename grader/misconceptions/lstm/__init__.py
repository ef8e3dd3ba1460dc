"""Wrong answers that people give in the LSTM notebook, by function."""

from grader.misconceptions.lstm import (
    backward,
    backward_in_time,
    forward,
    gates,
    initial,
    memory,
    variants,
)

MISTAKES = {
    **gates.MISTAKES,
    **forward.MISTAKES,
    **backward.MISTAKES,
    **backward_in_time.MISTAKES,
    **initial.MISTAKES,
    **memory.MISTAKES,
    **variants.MISTAKES,
}
