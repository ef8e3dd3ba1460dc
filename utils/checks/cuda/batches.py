"""Visible checks of batches of unequal length, and of means over their real steps."""

import numpy as np

from utils.checks.cuda.messages import MESSAGES
from utils.checks.report import Report, describe


def collate(function):
    """Sequences side by side, zeros at the end, a mask of the real steps."""
    import torch

    report = Report("collate", function, MESSAGES)
    pairs = [(torch.full((T, 2), 10.0 + T), torch.arange(T) + 1) for T in (2, 4, 1)]
    got = report.call(pairs)
    report.parts("x, y and mask", got, 3)
    shapes = {"x": (4, 3, 2), "y": (4, 3), "mask": (4, 3)}
    dtypes = {"x": torch.float32, "y": torch.int64, "mask": torch.bool}
    for part, (name, shape) in zip(got, shapes.items(), strict=True):
        if not isinstance(part, torch.Tensor):
            report.fail(
                "three tensors", describe(part), f"{name}: a tensor", "no_tensor"
            )
        right = tuple(part.shape) == shape
        found = f"{name}: {describe(part)}"
        report.holds("time first", right, found, f"{name}: {shape}", "collate_time")
        right = part.dtype == dtypes[name]
        report.holds(
            "dtypes are kept", right, found, f"{name}: {dtypes[name]}", "collate_dtype"
        )
    x, y, mask = got
    report.equal("x of the first example", x[:, 0, 0], [12, 12, 0, 0], "collate_pad")
    report.equal("x of the longest", x[:, 1, 0], [14] * 4, "collate_pad")
    report.equal("x of the shortest", x[:, 2, 1], [11, 0, 0, 0], "collate_pad")
    wanted = [[1, 1, 1], [2, 2, 0], [0, 3, 0], [0, 4, 0]]
    report.equal("y, padded with zeros", y, wanted, "collate_pad")
    report.equal(
        "the mask is true at real steps", mask, np.array(wanted) > 0, "collate_mask"
    )
    silent = [(torch.zeros(T, 2), torch.zeros(T, dtype=torch.int64)) for T in (3, 1)]
    _, _, mask = report.call(silent)
    wanted = [[1, 1], [1, 0], [1, 0]]
    report.equal("zeros may be real", mask, wanted, "collate_lengths")
    rows = [(torch.ones(T, 2), torch.ones(T, 3)) for T in (1, 2)]
    _, y, _ = report.call(rows)
    shape = tuple(y.shape)
    report.holds(
        "targets may be rows",
        shape == (2, 2, 3),
        str(shape),
        "(2, 2, 3)",
        "collate_time",
    )
    report.end()


def masked_mean(function):
    """A mean over real steps; what stands elsewhere is nothing."""
    import torch

    report = Report("masked_mean", function, MESSAGES)
    losses = torch.tensor([[2.0, 4.0], [6.0, 50.0], [8.0, 70.0]])
    mask = torch.tensor([[True, True], [True, False], [True, False]])
    got = report.call(losses, mask)
    scalar = isinstance(got, torch.Tensor) and got.dim() == 0
    report.holds("a scalar tensor", scalar, describe(got), "shape ()", "mean_scalar")
    right = got.dtype == torch.float32
    report.holds("keeps float32", right, str(got.dtype), "float32", "dtype")
    report.equal("(2 + 4 + 6 + 8) / 4 = 5", got, 5, "mean_mask")
    full = torch.ones_like(mask)
    report.equal(
        "nothing padded", report.call(losses, full), losses.mean(), "mean_mask"
    )
    for name, bad in (("NaN", torch.nan), ("infinity", torch.inf)):
        at_rest = torch.where(mask, losses, bad).requires_grad_()
        got = report.run(lambda at_rest=at_rest: function(at_rest, mask))
        value, gradient = got.detach(), torch.autograd.grad(got, at_rest)[0]
        report.equal(f"{name} at a padded step changes nothing", value, 5, "mean_nan")
        wanted = mask.double() / 4
        label = f"its gradient, {name} there: 1/4 at real steps, else 0"
        report.equal(label, gradient, wanted, "mean_gradient")
    away = report.run(lambda: function(losses.to("meta"), mask.to("meta")))
    where = away.device.type
    report.holds("stays on the device, unread", where == "meta", where, "meta", "dtype")
    report.end()
