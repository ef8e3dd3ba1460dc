"""What the visible checks of the CUDA notebook say."""

from utils.checks.cuda.messages.training import BATCHES, CHECKPOINTS, TRAINING
from utils.checks.cuda.messages.units import PORTS, UNITS
from utils.checks.why import Why

NUMBERS = {
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
    "cost_whole": Why(
        "a division or a float on the way",
        "whole numbers only",
    ),
    "cost_operations": Why(
        "a multiplication and an addition are two; every gate has its own rows",
        "2 · rows · columns for each example; the bias is left out",
    ),
    "cost_moved": Why(
        "one of the three is missing: the weights, what they read, what they make",
        "count each number once, times its size",
    ),
    "floor_intensity": Why(
        "the fraction is upside down",
        "operations for each byte",
    ),
    "floor_seconds": Why(
        "the sum or the smaller of the two times",
        "a device computes and moves at the same time: the longer one counts",
    ),
    "time_wait": Why(
        "the clock is read while the device is still working",
        "synchronise after f() and before the clock is read",
    ),
    "time_idle": Why(
        "the work of the calls before is still going on when the clock starts",
        "synchronise before the first reading of the clock, too",
    ),
    "time_warm": Why(
        "the first call, which sets things up, is measured",
        "call f `warmup` times before you measure",
    ),
    "time_runs": Why(
        "too many calls, or too few",
        "`warmup` calls, then `repeats` calls, each measured by itself",
    ),
    "time_median": Why(
        "the mean, which one slow run spoils",
        "np.median of the times",
    ),
    "time_spread": Why(
        "the standard deviation, or the whole range",
        "the 0.75 quantile minus the 0.25 quantile",
    ),
}

MESSAGES = {**UNITS, **PORTS, **BATCHES, **TRAINING, **CHECKPOINTS, **NUMBERS}
