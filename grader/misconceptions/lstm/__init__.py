"""Wrong answers that people give in the LSTM notebook, by function."""

from grader.misconceptions.lstm import (
    backward,
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
    **initial.MISTAKES,
    **memory.MISTAKES,
    **variants.MISTAKES,
}
