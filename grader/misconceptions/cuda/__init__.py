"""Wrong answers that people give in the CUDA notebook, by function."""

from grader.misconceptions.cuda import (
    batches,
    checkpoints,
    device,
    hunt,
    layers,
    precision,
    stepping,
    training,
)

MISTAKES = {
    **device.MISTAKES,
    **layers.MISTAKES,
    **batches.MISTAKES,
    **precision.MISTAKES,
    **stepping.MISTAKES,
    **training.MISTAKES,
    **hunt.MISTAKES,
    **checkpoints.MISTAKES,
}
