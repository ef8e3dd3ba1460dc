"""A call begins with the settings that a fresh process has, whoever changed them.

What a cell sets for the whole process (NumPy's errors, torch's default dtype) would
otherwise decide the points of functions that have nothing to do with it.
"""

import contextlib
import sys

import numpy as np

ERRORS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


@contextlib.contextmanager
def as_usual():
    """The settings of a fresh process for as long as this lasts."""
    with np.errstate(**ERRORS), contextlib.ExitStack() as stack:
        torch = sys.modules.get("torch")
        if "get_default_dtype" in vars(torch or object):  # a stand-in has none
            for get, put, usual in _of_torch(torch):
                before = get()
                if before != usual:
                    put(usual)
                    stack.callback(put, before)
        yield


def _of_torch(torch):
    """(read, write, the value in a fresh process) of torch's settings."""
    return (
        (torch.get_default_dtype, torch.set_default_dtype, torch.float32),
        (torch.get_default_device, torch.set_default_device, torch.device("cpu")),
        (torch.is_grad_enabled, torch.set_grad_enabled, True),
        (
            torch.are_deterministic_algorithms_enabled,
            torch.use_deterministic_algorithms,
            False,
        ),
        (torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly, False),
    )
