"""Wrong answers that people give in the kernels notebook, by function."""

from grader.misconceptions.kernels import gates, graphs, sequences, timing

MISTAKES = timing.MISTAKES | sequences.MISTAKES | gates.MISTAKES | graphs.MISTAKES
