"""Wrong answers people really give in the CUDA notebook, by graded function.

Each differs from the reference in one thought; the rest it takes from the
reference, so that it reads as that thought.
"""

from grader.misconceptions import Misconceptions
from grader.misconceptions.cuda import (
    batches,
    checkpoints,
    device,
    fitting,
    layers,
    lstm_layer,
    peephole_layer,
    ports,
    sequences,
    stepping,
    timing,
)

MISCONCEPTIONS = Misconceptions(
    device.MISCONCEPTIONS
    | layers.MISCONCEPTIONS
    | lstm_layer.MISCONCEPTIONS
    | peephole_layer.MISCONCEPTIONS
    | ports.MISCONCEPTIONS
    | batches.MISCONCEPTIONS
    | stepping.MISCONCEPTIONS
    | fitting.MISCONCEPTIONS
    | checkpoints.MISCONCEPTIONS
    | timing.MISCONCEPTIONS
    | sequences.MISCONCEPTIONS
)
