"""Visible check of the epoch that waits for nothing: beside one that does."""

from utils.checks.cuda.messages import MESSAGES
from utils.checks.report import Report, describe
from utils.waiting import epoch_that_waits, waits

RESULTS = "loss", "worst", "clipped", "right"


def epoch_without_waits(function):
    """The results of `epoch_that_waits`, and nothing read on the way."""
    import numpy as np

    from utils.fixtures.tensors import array

    report = Report("epoch_without_waits", function, MESSAGES)
    got, model = report.run(lambda: _epoch(function, "classes", 0.15))
    if not isinstance(got, dict) or set(got) != set(RESULTS):
        report.fail("returns a dict", describe(got), ", ".join(RESULTS), "hunt_dict")
    expected, moved = _epoch(epoch_that_waits, "classes", 0.15)
    for name in RESULTS:
        label = f"{name}, as the epoch that waits has it"
        value = report.run(lambda name=name: float(got[name]))
        report.equal(label, value, expected[name], f"hunt_{name}", tol=1e-6)
    weights = zip(array(model), array(moved), strict=True)
    apart = [np.abs(own - other).max() for own, other in weights]
    report.equal("the same weights after it", max(apart), 0, "hunt_weights", tol=1e-6)
    kinds = {name: _kind(value) for name, value in got.items()}
    others = [f"{name}: {kind}" for name, kind in kinds.items() if kind != "a scalar"]
    label, wanted = "scalar tensors without a history", "tensors, detached"
    report.holds(label, not others, "; ".join(others), wanted, "hunt_tensors")
    got, _ = report.run(lambda: _epoch(function, "below", 1e3))
    expected, _ = _epoch(epoch_that_waits, "below", 1e3)
    label = "the largest loss, where all are negative"
    report.equal(label, float(got["worst"]), expected["worst"], "hunt_worst", tol=1e-6)
    report.equal("nothing clipped", float(got["clipped"]), 0, "hunt_clipped")
    found = report.run(lambda: waits(lambda: _epoch(function, "classes", 0.15)))
    times = "; ".join(f"{count} times {why}" for why, count in found.items())
    label, wanted = "nothing is read in four steps", "never"
    report.holds(label, not found, times, wanted, "hunt_waits")
    got, _ = report.run(lambda: _epoch(function, "classes", 0.15, "meta"))
    places = {str(value.device) for value in got.values()}
    label = "it runs where reading is an error, and its results are there"
    report.holds(label, places == {"meta"}, str(places), "meta", "hunt_device")
    report.end()


def _epoch(function, kind, max_norm, device="cpu"):
    """What the function returns for four batches, and the model as it is then."""
    import numpy as np

    from utils.fixtures import runs
    from utils.fixtures.tensors import tensor

    rng = np.random.default_rng(5)
    sizes = (5, 4), (5, 5), (5, 3)
    arrays = [0.5 * rng.normal(size=size) for size in sizes]
    model = runs.small_model(*arrays, device=device)
    lengths = (5, 2, 4), (1, 1, 2), (5, 5, 5), (3, 1, 1)
    batches = [
        (
            2 * rng.normal(size=(5, 3, 4)),
            rng.integers(0, 3, size=(5, 3)),
            np.arange(5)[:, None] < np.array(each),
        )
        for each in lengths
    ]
    how = {"loss_fn": runs.loss_function(kind), "max_norm": max_norm}
    how |= {"optimizer": runs.optimizer(model, "SGD", 0.5)}
    results = function(model, tensor(batches, None, device), **how)
    return results, model


def _kind(value):
    """What a result is, in words: "a scalar" is what it should be."""
    import torch

    if not isinstance(value, torch.Tensor):
        return f"a {type(value).__name__}"
    if value.dim():
        return f"a tensor of shape {tuple(value.shape)}"
    return "a tensor with a history" if value.requires_grad else "a scalar"
