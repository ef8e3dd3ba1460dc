"""Wrong answers that people give in the kernels notebook, by function."""

from grader.misconceptions.kernels import graphs, sequences, timing

MISTAKES = {**timing.MISTAKES, **sequences.MISTAKES, **graphs.MISTAKES}
