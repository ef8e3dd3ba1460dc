"""Wrong answers that people give in the CUDA notebook, by function."""

from grader.misconceptions.cuda import (
    batches,
    checkpoints,
    device,
    layers,
    training,
)

MISTAKES = {
    **device.MISTAKES,
    **layers.MISTAKES,
    **batches.MISTAKES,
    **training.MISTAKES,
    **checkpoints.MISTAKES,
}
