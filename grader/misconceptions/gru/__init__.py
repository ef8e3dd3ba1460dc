"""Wrong answers people really give in the GRU notebook, by graded function.

Each differs from the reference in one thought; the rest it takes from the
reference, so that it reads as that thought.
"""

from grader.misconceptions import Misconceptions
from grader.misconceptions.gru import (
    cell,
    cell_backward,
    gates,
    numerical,
    reset_after,
    sequence,
    sequence_backward,
    sigmoid,
)

MISCONCEPTIONS = Misconceptions(
    sigmoid.MISCONCEPTIONS
    | gates.MISCONCEPTIONS
    | cell.MISCONCEPTIONS
    | sequence.MISCONCEPTIONS
    | numerical.MISCONCEPTIONS
    | cell_backward.MISCONCEPTIONS
    | sequence_backward.MISCONCEPTIONS
    | reset_after.MISCONCEPTIONS
)
