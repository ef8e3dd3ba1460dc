"""What is asked of each function of the CUDA notebook.

Modules, optimisers and tensors that ask for gradients stay in the learner's process;
values, gradients and losses come back for inputs drawn here, and are compared here with
the reference in PyTorch or, for the units, in NumPy. Mistakes are named by the set of
expectations that fail. The device "meta" stands for a GPU where there is none.
"""

from grader.checks.asking import seeded
from grader.checks.cuda import (
    batches,
    checkpoints,
    device,
    fitting,
    hunt,
    layers,
    precision,
    stepping,
)
from grader.checks.expect import Checks

ALL = (
    device.CHECKS
    | layers.CHECKS
    | batches.CHECKS
    | precision.CHECKS
    | stepping.CHECKS
    | hunt.CHECKS
    | fitting.CHECKS
    | checkpoints.CHECKS
)
CHECKS = Checks({function: seeded(check) for function, check in ALL.items()})
