"""Visible checks of 16-bit formats: which one where, and an update in one of them."""

import numpy as np

from utils.checks.cuda.messages import MESSAGES
from utils.checks.report import Report


def autocast_dtype(function):
    """The 16-bit format that suits a device, and whether its loss has to be scaled."""
    import torch

    report = Report("autocast_dtype", function, MESSAGES)
    bfloat16, float16 = (torch.bfloat16, False), (torch.float16, True)
    nothing = (None, False)
    asked = [
        ("cuda", (9, 0), bfloat16, "format_new"),
        ("cuda", (8, 0), bfloat16, "format_new"),
        ("cuda", (12, 0), bfloat16, "format_new"),
        ("cuda", (7, 5), float16, "format_old"),
        ("cuda", (7, 0), float16, "format_old"),
        ("cuda", (6, 1), nothing, "format_none"),
        ("cpu", None, bfloat16, "format_cpu"),
        ("mps", None, nothing, "format_mps"),
    ]
    for name, capability, wanted, why in asked:
        got = report.call(name, capability)
        if capability:
            name += f" of capability {capability[0]}.{capability[1]}"
        report.parts("a dtype and whether it needs a scaler", got, 2)
        label, right = f"{name}: {wanted[0]}", got[0] is wanted[0]
        report.holds(label, right, str(got[0]), str(wanted[0]), why)
        label, found = "a scaler for float16 alone", f"{got[1]} for {name}"
        right = isinstance(got[1], (bool, np.bool_)) and got[1] == wanted[1]
        report.holds(label, right, found, str(wanted[1]), "format_scaler")
    label = "a name that is none of the three is a ValueError"
    report.refuses(label, lambda: function("abacus"), ValueError, "format_name")
    for capability, wanted in (((8, 6), bfloat16), ((7, 5), float16)):
        got = _on_a_pretended_gpu(report, function, capability)
        label = "without a capability: that of the GPU"
        report.parts("a dtype and whether it needs a scaler", got, 2)
        found = f"{got} on one of {capability[0]}.{capability[1]}"
        right = (got[0], got[1]) == wanted
        report.holds(label, right, found, str(wanted), "format_here")
    report.end()


def _on_a_pretended_gpu(report, function, capability):
    """What ``function("cuda")`` returns where torch tells of such a GPU."""
    from utils.fixtures.pretended import start_gpu, stop_gpu

    start_gpu(*capability)
    try:
        return report.run(lambda: function("cuda"))
    finally:
        stop_gpu()


def in_16_bits(report, step, moved):
    """Updates of `train_step` under autocast, and with a scaler.

    ``step(...)`` takes one; `moved` are the weights after a plain one.
    """
    import torch

    from utils.fixtures.runs import grad_scaler, scale_of

    for name in ("bfloat16", "float16"):
        dtype = getattr(torch, name)
        step(max_norm=None, dtype="float32", autocast=dtype)
        inside = step.model.computed_in
        label = f"the forward pass is in {name}, if that is asked for"
        report.holds(label, inside == name, inside, name, "step_narrow")
        width = str(next(step.model.parameters()).dtype).removeprefix("torch.")
        label = "under autocast the weights stay float32"
        report.holds(label, width == "float32", width, "float32", "step_narrow")
        lost_in, narrow = step.lost_in
        label = "the loss is computed in float32, outside autocast"
        found = f"{lost_in}, {'inside' if narrow else 'outside'}"
        wide = lost_in == torch.float32 and not narrow
        report.holds(label, wide, found, "float32, outside", "step_wide")

    scaler = grad_scaler("cpu", 1024.0)
    loss, _, weights, first = step(max_norm=None, scaler=scaler)
    label = "with a scaler: the loss is returned unscaled"
    report.equal(label, loss, step.loss_of(first), "step_unscaled")
    label = "the gradients are scaled back before the step"
    equal_lists(report, label, weights, moved, "step_scaler")
    label = "the scaler is updated, once, after the step"
    report.equal(label, scale_of(scaler), 2048, "step_update")
    _, _, weights, first = step(max_norm=0.05, scaler=scaler)
    went = np.linalg.norm(_flat(weights) - _flat(first))
    label = "scaled back, then clipped to 0.05: the weights move by 0.1 · 0.05"
    report.equal(label, went, 0.005, "step_order", tol=1e-6)
    scaler = grad_scaler("cpu", 2.0**40)
    how = {"dtype": "float32", "autocast": torch.float16, "scaler": scaler}
    _, _, weights, first = step(max_norm=None, **how)
    label = "gradients that overflow float16: no step"
    equal_lists(report, label, weights, first, "step_overflow")
    label = "and the scale is halved"
    report.equal(label, scale_of(scaler), 2.0**39, "step_overflow")


def equal_lists(report, label, got, wanted, why):
    """Two lists of arrays are equal."""
    report.equal(label, _flat(got), _flat(wanted), why, tol=1e-6)


def _flat(arrays):
    return np.concatenate([part.ravel() for part in arrays])
