"""Wrong answers people really give in the LSTM notebook, by graded function.

Each differs from the reference in one thought; the rest it takes from the
reference, so that it reads as that thought.
"""

from grader.misconceptions import Misconceptions
from grader.misconceptions.lstm import (
    cell,
    cell_backward,
    cell_backward_gates,
    gates,
    initial,
    memory,
    relevance,
    sequence,
    sequence_backward,
    to_torch,
)

MISCONCEPTIONS = Misconceptions()
for module in (
    gates,
    cell,
    sequence,
    cell_backward,
    cell_backward_gates,
    sequence_backward,
    initial,
    memory,
    relevance,
    to_torch,
):
    for function, variants in module.MISCONCEPTIONS.items():
        MISCONCEPTIONS.setdefault(function, []).extend(variants)
