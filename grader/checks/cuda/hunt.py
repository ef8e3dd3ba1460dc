"""The check of the epoch that waits for nothing: the same results, and no reading.

More than half of the points are for what the section teaches. Values come first: who
returns anything at once has waited for nothing, and has nothing.
"""

from functools import partial

import numpy as np

from grader.checks import draw
from grader.checks.answer import opened
from grader.checks.asking import after, made, told
from grader.checks.expect import Checks, Expectation, clue, holds, same
from grader.reference.cuda.hunt import epoch_without_waits as reference
from utils.fixtures import runs, tensors
from utils.waiting import CALLS, WAITS

CHECKS = Checks()
RESULTS = "loss", "worst", "clipped", "right"
READ, COUNTED = WAITS["_local_scalar_dense"], WAITS["index"]
PRINTED, LISTED = CALLS["__repr__"], CALLS["tensor"]
T, BATCH, N_X, N, CLASSES = 5, 3, 4, 5, 3
LENGTHS = (5, 2, 4), (1, 1, 2), (5, 5, 5), (3, 1, 1)


@CHECKS.check("epoch_without_waits", by_properties=True)
def epoch_without_waits(student, rng):
    """The results of an epoch, and nothing read on the way."""
    ask = Epochs(student, rng)
    got, _, expected = ask("classes", rate=0.0)
    yield clue("the sum of the losses", got["loss"], partial(near, ask.other["sum"]))
    for name in ("hits", "steps"):
        value = partial(near, ask.other[name])
        yield clue(f"without the mask, of {name}", got["right"], value)
    yield same("the mean loss", got["loss"], expected["loss"])
    yield same("the largest loss", got["worst"], expected["worst"])
    yield same("the share that was right", got["right"], expected["right"])
    of_tensors = holds(
        "scalar tensors without a history",
        told(student, "where", ask.answer),
        lambda places: all(shape == [] and not past for *_, shape, past in of(places)),
        "each result is to be a tensor of no dimensions, detached",
    )
    yield after(got, of_tensors)
    values = got
    got, _, expected = ask("below", rate=0.0)
    yield same("the largest of negative losses", got["worst"], expected["worst"])
    yield same("none clipped", got["clipped"], 0)
    got, _, expected = ask("classes", rate=0.0, max_norm=1e-3)
    yield same("all of them clipped", got["clipped"], len(LENGTHS))
    _, weights, _ = ask("classes")
    yield same("the weights after the epoch", weights, ask.weights)
    _, weights, _ = ask("classes", max_norm=0.15)
    yield same("the weights where gradients are clipped", weights, ask.weights)
    yield from unread(student, ask, values)


def near(expected, value):
    """Is a number the expected one, but for rounding?"""
    return abs(float(value) - expected) < 1e-5


def of(places):
    """Where each of the results is; a result that is missing is an error."""
    return [places[name] for name in RESULTS]


def unread(student, ask, values):
    """Nothing is read while it runs: counted on the CPU, an error on meta."""
    told(student, "start_waits")
    ask.run("classes")
    found = told(student, "stop_waits")
    seen, problem, _ = opened(found)
    seen = [reason for reason in seen or () if isinstance(reason, str)]
    times = [f"{seen.count(why)} times {why}"[:80] for why in dict.fromkeys(seen)]
    message = problem or f"in {len(LENGTHS)} steps: {'; '.join(times)}"
    name, nothing = "the host waits for nothing", not problem and not seen
    yield after(values["loss"], Expectation(name, nothing, message * (not nothing), 5))
    yield clue("a number is read", found, lambda found: READ in found)
    yield clue("a tensor is printed", found, lambda found: PRINTED in found)
    yield clue("a tensor is made of tensors", found, lambda found: LISTED in found)
    yield clue("a size is counted", found, lambda found: COUNTED in found)
    told(student, "start_watch")
    there = ask.run("classes", device="meta")
    places = told(student, "where", there)
    told(student, "stop_watch")
    where = holds(
        "where reading is an error it runs, on the model's device",
        places,
        lambda places: [place[0] for place in of(places)] == ["meta"] * len(RESULTS),
        "a result is not where the model is",
        weight=5,
    )
    yield after(values["loss"], where)


class Epochs:
    """Asks for an epoch of a new model, and the reference for the same one.

    other: what comes out by other sums: of the losses, of hits and of steps without the
    mask.
    """

    def __init__(self, student, rng):
        self.student, self.rng = student, rng

    def __call__(self, kind, *, rate=0.5, max_norm=1e3):
        """The learner's results and weights, and the reference's results."""
        self.answer = self.run(kind, rate=rate, max_norm=max_norm)
        got = told(self.student, "plain", self.answer)
        weights = told(self.student, "plain", self.model)
        model, loss_fn = runs.small_model(*self.arrays), runs.loss_function(kind)
        seen = []

        def noted(scores, y, mask):
            loss, hits = loss_fn(scores, y, mask), scores.argmax(dim=2) == y
            counts = hits.sum(), (hits & mask).sum(), mask.sum(), mask.numel()
            seen.append([float(each) for each in (loss.detach(), *counts)])
            return loss

        expected = reference(
            model,
            [tensors.tensor(batch) for batch in self.batches],
            loss_fn=noted,
            optimizer=runs.optimizer(model, "SGD", rate),
            max_norm=max_norm,
        )
        losses, hits, real_hits, real, steps = np.sum(seen, axis=0)
        self.other = {"sum": losses, "hits": hits / real, "steps": real_hits / steps}
        self.weights = tensors.plain(model)
        return got, weights, tensors.plain(expected) | {"right": real_hits / real}

    def run(self, kind, *, rate=0.5, max_norm=0.15, device="cpu"):
        """What the learner's epoch returns, over there."""
        student, rng = self.student, self.rng
        sizes = (N, N_X), (N, N), (N, CLASSES)
        self.arrays = [draw.weight(rng, *size) for size in sizes]
        self.batches = [self.batch(lengths) for lengths in LENGTHS]
        self.model = made(student, "small_model", *self.arrays, 0.0, device)
        return student.keeping.epoch_without_waits(
            self.model,
            made(student, "tensor", self.batches, None, device),
            loss_fn=made(student, "loss_function", kind),
            optimizer=made(student, "optimizer", self.model, "SGD", rate),
            max_norm=max_norm,
        )

    def batch(self, lengths):
        """x, y and a mask for sequences of these lengths."""
        x = 2 * draw.normal(self.rng, T, BATCH, N_X)
        y = self.rng.integers(0, CLASSES, size=(T, BATCH))
        return x, y, np.arange(T)[:, None] < np.array(lengths)
