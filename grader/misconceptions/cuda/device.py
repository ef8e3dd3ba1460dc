"""Wrong versions of pick_device."""

import torch

from grader.misconceptions import Misconceptions
from grader.reference.cuda import device as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("pick_device")
def wish_ignored(wish=None, there=None):
    """You always give the best device that is there. Who asks for a device by name,
    even for the CPU beside a GPU, wants that one."""
    if wish is not None:
        reference.pick_device(wish, there)  # still an error for what is not there
    return reference.pick_device(None, there)


@of("pick_device")
def cpu_instead_of_an_error(wish=None, there=None):
    """A device that was asked for and is not there becomes the CPU without a word, and
    a run takes days where minutes were meant. Raise an error that names it."""
    try:
        return reference.pick_device(wish, there)
    except (RuntimeError, ValueError):
        return torch.device("cpu")


@of("pick_device")
def mps_forgotten(wish=None, there=None):
    """You look for CUDA and else take the CPU. Apple's GPUs, mps, come in between."""
    if wish is None and there is not None:
        there = {**there, "mps": False}
    return reference.pick_device(wish, there)


@of("pick_device")
def index_lost(wish=None, there=None):
    """Of "cuda:1" you keep "cuda" only: on a machine with several GPUs that is another
    one. Give back the wish itself, as a device."""
    found = reference.pick_device(wish, there)
    return torch.device(found.type)


@of("pick_device")
def error_without_a_reason(wish=None, there=None):
    """Your error does not say which device was missing. Whoever reads it in a log of
    last night needs the name."""
    try:
        return reference.pick_device(wish, there)
    except RuntimeError:
        raise RuntimeError("not available") from None
