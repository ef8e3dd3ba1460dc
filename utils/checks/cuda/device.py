"""Visible check of the device."""

from utils.checks.cuda.messages import MESSAGES
from utils.checks.report import Report

NEITHER, BOTH = {"cuda": False, "mps": False}, {"cuda": True, "mps": True}


def pick_device(function):
    """cuda before mps before cpu, or the one asked for, or a clear error."""
    import torch

    report = Report("pick_device", function, MESSAGES)
    asked = [
        ("cuda before all others", (None, BOTH), "cuda", "device_order"),
        (
            "mps where there is no cuda",
            (None, NEITHER | {"mps": True}),
            "mps",
            "device_order",
        ),
        ("the CPU where there is neither", (None, NEITHER), "cpu", "device_order"),
        ("the one asked for is returned", ("cpu", BOTH), "cpu", "device_wish"),
        ("an index is kept", ("cuda:1", BOTH), "cuda:1", "device_wish"),
    ]
    for label, args, wanted, why in asked:
        got = report.call(*args)
        found = f"{got} (a {type(got).__name__})"
        right = isinstance(got, torch.device) and got == torch.device(wanted)
        report.holds(label, right, found, f"the torch.device {wanted}", why)
    for name in ("cuda", "mps"):
        label = f"{name}, asked for and not there, is an error that names it"
        error = report.refuses(
            label,
            lambda name=name: function(name, NEITHER),
            RuntimeError,
            "device_none",
        )
        report.holds(label, name in str(error), str(error), name, "device_none")
    label = "a name that is no device is a ValueError"
    report.refuses(label, lambda: function("abacus", BOTH), ValueError, "device_name")
    here = report.call()
    made = report.run(lambda: torch.zeros(2, device=here).sum().item())
    report.equal("what it finds by itself can be computed on", made, 0, "device_there")
    report.end()
