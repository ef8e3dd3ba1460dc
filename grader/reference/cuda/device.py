"""Which device to compute on."""

import torch

NAMES = ("cuda", "mps", "cpu")  # the best first


def pick_device(wanted=None, there=None):
    """The device to compute on: cuda before mps before cpu, or the one asked for.

    wanted: None, or one of the names, with or without an index ("cuda:1", kept).
    there: which of cuda and mps this machine has, as a dict of name -> bool; None: ask
    torch. The CPU is always there.
    Returns a `torch.device`. Raises ValueError for a name that is none of the three,
    and RuntimeError, naming the device, for one that this machine does not have.
    """
    if there is None:
        there = {
            "cuda": torch.cuda.is_available(),
            "mps": torch.backends.mps.is_available(),
        }
    there = {**there, "cpu": True}
    if wanted is None:
        return torch.device(next(name for name in NAMES if there.get(name)))
    name = str(wanted).split(":")[0]
    if name not in NAMES:
        raise ValueError(f"there is no device {wanted!r}, only {', '.join(NAMES)}")
    if not there.get(name):
        raise RuntimeError(f"{name} was asked for, and this machine or torch has none")
    return torch.device(wanted)
