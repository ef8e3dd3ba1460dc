"""What the visible checks of the CUDA notebook say."""

from utils.checks.cuda.messages.precision import PRECISION
from utils.checks.cuda.messages.training import BATCHES, CHECKPOINTS, TRAINING
from utils.checks.cuda.messages.units import UNITS
from utils.checks.cuda.messages.waiting import HUNT
from utils.checks.why import Why

DEVICE = {
    "device_order": Why(
        "another order, or `there` is not asked",
        "cuda if it is there, else mps if it is there, else cpu; as a torch.device",
    ),
    "device_wish": Why(
        "another device is returned than the one asked for, or its index is lost",
        "return the device that was asked for as it is, if the machine has it",
    ),
    "device_none": Why(
        "a device that is missing is accepted, or silently replaced by another",
        "raise a RuntimeError whose text names the device",
    ),
    "device_name": Why(
        "a name that torch or this course doesn't know",
        "the part before the colon must be cuda, mps or cpu",
    ),
    "device_there": Why(
        "a device was chosen that this machine doesn't have",
        "ask torch.cuda.is_available() and torch.backends.mps.is_available()",
    ),
}

MESSAGES = {
    **UNITS,
    **BATCHES,
    **TRAINING,
    **HUNT,
    **CHECKPOINTS,
    **DEVICE,
    **PRECISION,
}
