"""Wrong answers people really give in the peephole notebook, by graded function.

Each differs from the reference in one thought; the rest it takes from the
reference, so that it reads as that thought.
"""

from grader.misconceptions import Misconceptions
from grader.misconceptions.peephole import (
    cell,
    cell_backward,
    gates,
    influence,
    onnx,
    output_gate,
    peephole_paths,
    sequence,
    sequence_backward,
    steps_backward,
)

MISCONCEPTIONS = Misconceptions(
    gates.MISCONCEPTIONS
    | output_gate.MISCONCEPTIONS
    | influence.MISCONCEPTIONS
    | cell.MISCONCEPTIONS
    | sequence.MISCONCEPTIONS
    | {
        "peephole_cell_backward": [
            *peephole_paths.MISCONCEPTIONS["peephole_cell_backward"],
            *cell_backward.MISCONCEPTIONS["peephole_cell_backward"],
        ],
        "peephole_backward": [
            *steps_backward.MISCONCEPTIONS["peephole_backward"],
            *sequence_backward.MISCONCEPTIONS["peephole_backward"],
        ],
    }
    | onnx.MISCONCEPTIONS
)
