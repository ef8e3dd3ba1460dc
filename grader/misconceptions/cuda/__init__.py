"""Wrong answers that people give in the CUDA notebook, by function."""

from grader.misconceptions.cuda import (
    batches,
    checkpoints,
    device,
    layers,
    ports,
    sequences,
    timing,
    training,
)

MISTAKES = {
    **device.MISTAKES,
    **layers.MISTAKES,
    **ports.MISTAKES,
    **batches.MISTAKES,
    **training.MISTAKES,
    **checkpoints.MISTAKES,
    **timing.MISTAKES,
    **sequences.MISTAKES,
}
