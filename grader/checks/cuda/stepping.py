"""The check of train_step: the same update as the reference makes, on a twin."""

import numpy as np

from grader.checks import draw
from grader.checks.asking import after, form, made, on_gpu, shown, told
from grader.checks.expect import Checks, clue, holds, same, together
from grader.reference.cuda.training import train_step as reference
from utils.fixtures import runs, tensors

CHECKS = Checks()
N_X, N, N_OUT = 4, 5, 2
FAINT = 2.0**30  # what faint gradients have to be multiplied by


@CHECKS.check("train_step", by_properties=True)
def train_step(student, rng):
    """One update: to the device, forward, loss, backward, clip, step."""
    ask = Steps(student, rng)
    loss, weights = ask("square", max_norm=None)
    yield same("the loss, before the update", *loss, weight=2)
    yield same("the weights after it", *weights, weight=2)
    values, places = loss[0], ask.places()
    yield shown("a loss that nobody waits for", values, places[0], tensor_like([]))
    yield shown("a state without a history", values, places[1], tensor_like([3, N]))
    _, weights = ask("square", max_norm=0.05)
    yield same("long gradients are scaled down", *weights)
    _, weights = ask("square", max_norm=0.05, still=True)
    yield same("long gradients of one parameter alone", *weights)
    _, weights = ask("square", max_norm=1e-4, still=True, sizes=(1, 1))
    yield same("a long gradient of a single number", *weights)
    _, weights = ask("square", max_norm=1e3)
    yield same("short gradients are left as they are", *weights)
    _, weights = ask("square", max_norm=None, stale=True)
    yield same("old gradients are cleared", *weights)
    loss, weights = ask("square", steps=2, max_norm=None)
    yield same("a second chunk goes on from the state", *loss)
    yield same("the weights after the second chunk", *weights)
    _, weights = ask("square", steps=2, max_norm=None, state="tuple")
    yield same("a second chunk with a state in two parts", *weights)
    halves, places = [tensor_like([3, N])] * 2, ask.places()
    yield shown("both parts without a history", weights[0], places[1], halves)
    _, weights = ask("square", steps=2, max_norm=None, state="none")
    nothing = told(student, "plain", ask.state)
    yield same("a model without a state", *weights)
    yield form("its state is None", weights[0], nothing, None)
    _, weights = ask("masked", max_norm=None)
    yield same("a mask among the targets", *weights)
    loss, weights = ask("far", max_norm=None, dtype=np.float32, autocast="bfloat16")
    yield same("the loss under bfloat16 is float32's", *loss)
    yield same("the weights under bfloat16", *weights)
    kind = told(student, "where", made(student, "parameters", ask.model))
    float32 = [["cpu", "float32", list(part.shape), True] for part in ask.arrays]
    yield shown("the weights stay float32", values, kind, float32)
    dtype = told(student, "computed_in", ask.model)
    yield shown("the forward pass is in bfloat16", values, dtype, "bfloat16")
    yield from under_a_scaler(ask, values)
    yield from on_meta(ask, values)

    def gpu():
        return same("the same on a GPU", *ask("square", device="cuda")[1])

    yield on_gpu("the same on a GPU", student, gpu)


def under_a_scaler(ask, values):
    """The step in float16, where the loss is scaled up before the way back."""
    narrow = {"dtype": np.float32, "autocast": "float16"}
    loss, _ = ask("far", **narrow, max_norm=None)
    yield same("the loss under float16 is float32's", *loss, weight=0.5)
    dtype = told(ask.student, "computed_in", ask.model)
    yield shown("the forward pass is in float16", values, dtype, "float16")
    faint = narrow | {"max_norm": None, "scale": FAINT, "lr": 10 * FAINT}
    loss, weights = ask("faint", **faint)
    right, way = weights[0], moved(ask.arrays)
    yield same("gradients too small for float16 survive", *weights, weight=1.5)
    yield same("the scaler is updated after the step", *ask.scale())
    yield clue("it comes to an end", loss[0], np.isfinite)
    yield clue("weights move", right, lambda w: way(w) > 1e-3)
    yield clue("weights move far", right, lambda w: way(w) > 1e6)
    told_loss, _ = ask("square", max_norm=None, scale=2.0**10)
    yield after(right, same("the loss is told unscaled", *told_loss, weight=1))
    loss, weights = ask("square", steps=2, max_norm=0.05, scale=2.0**10)
    way = moved(ask.arrays)
    name = "gradients are scaled back, then clipped"
    yield after(right, same(name, *weights, weight=2))
    yield clue("a second step", loss[0], np.isfinite)
    yield clue("clipped weights move", weights[0], lambda w: way(w) > 1e-3)
    _, weights = ask("square", **narrow, max_norm=None, scale=2.0**40)
    skipped = same("", *weights), same("", *ask.scale())
    name = "overflow: no step, and half the scale"
    yield together(name, *skipped, weight=1.5)


def moved(first):
    """A function that says how far weights are from the `first` ones."""
    return lambda w: max(np.abs(a - b).max() for a, b in zip(w, first, strict=True))


def on_meta(ask, values):
    """The step of a model that is on another device than its batch."""
    batches = ask.batches("square", 1)
    waited = ask.step("square", batches, {"max_norm": None}, device="meta")
    shapes = [["meta", "float64", [], False], ["meta", "float64", [3, N], False]]
    name = "the batch goes to the model's device"
    yield shown(name, values, ask.places(), shapes, weight=1)
    waits = holds(
        "the copies do not wait for each other",
        waited,
        lambda copies: copies[0] >= 2 and copies[1] == 0,
        "copy to the device with non_blocking=True",
        weight=0.5,
    )
    yield after(values, waits)


class Steps:
    """Asks for a step or two on a new model; keeps what came last."""

    def __init__(self, student, rng):
        self.student, self.rng, self.kind_of_state = student, rng, "tensor"

    def __call__(self, kind, *, steps=1, dtype=np.float64, device="cpu", **how):
        """((got, expected) loss, (got, expected) weights) after so many steps."""
        stale, still = how.pop("stale", False), how.pop("still", False)
        self.kind_of_state = how.pop("state", "tensor")
        batches = self.batches(kind, steps, dtype, *how.pop("sizes", (N_X, N)))
        if still:  # then only the weights by x have a gradient
            self.arrays[0] = 0 * self.arrays[0]
        with_what = {name: how.pop(name, None) for name in ("scale", "autocast")}
        lr = how.pop("lr", 0.1)
        there = how | self.told_there(device, **with_what)
        self.step(kind, batches, there, stale=stale, device=device, lr=lr)
        got = told(self.student, "plain", self.loss)
        weights = told(self.student, "plain", self.model)
        loss, expected = self.expected(kind, batches, how | self.here(**with_what), lr)
        return (got, loss), (weights, expected)

    def told_there(self, device, scale, autocast):
        """The step's options for autocast and scaler, made in the learner's process."""
        student, options = self.student, {}
        if autocast:
            options["autocast"] = made(student, "dtype", autocast)
        if scale:
            options["scaler"] = made(student, "grad_scaler", device, scale)
        self.scaler = options.get("scaler")
        return options

    def here(self, scale, autocast):
        """The same, made in this one."""
        options = {"autocast": autocast and tensors.dtype(autocast)}
        options["scaler"] = scale and runs.grad_scaler("cpu", scale)
        self.our_scaler = options["scaler"]
        return options

    def scale(self):
        """(got, expected): what the scaler of the last step will multiply by."""
        got = told(self.student, "scale_of", self.scaler)
        return got, runs.scale_of(self.our_scaler)

    def batches(self, kind, steps, dtype=np.float64, n_x=N_X, n=N):
        """So many batches x, y, and a mask if the loss wants one; new first weights."""
        rng = self.rng
        self.arrays = [
            draw.weight(rng, n, n_x, dtype),
            draw.weight(rng, n, n, dtype),
            draw.weight(rng, n, N_OUT, dtype),
        ]
        mask = np.arange(6)[:, None] < np.array([6, 2, 4])
        return [
            (
                draw.normal(rng, 6, 3, n_x, dtype=dtype),
                2 * draw.normal(rng, 6, 3, N_OUT, dtype=dtype),
                *([mask] if kind == "masked" else []),
            )
            for _ in range(steps)
        ]

    def step(self, kind, batches, how, *, stale=False, device="cpu", lr=0.1):
        """The learner's step on each of the batches; how often a copy made it wait."""
        student = self.student
        kind_of_state = self.kind_of_state
        self.model = made(
            student, "small_model", *self.arrays, 0.0, device, kind_of_state
        )
        optimizer = made(student, "optimizer", self.model, "SGD", lr)
        loss_fn = made(student, "loss_function", kind)
        if stale:
            told(student, "stale_gradients", self.model)
        self.state = None
        batches = [made(student, "tensor", batch) for batch in batches]
        if device == "meta":
            told(student, "start_watch", 1.0)  # if norm > …, assert isfinite(loss)
        for batch in batches:
            self.answer = student.keeping.train_step(
                self.model,
                batch,
                state=self.state,
                loss_fn=loss_fn,
                optimizer=optimizer,
                **how,
            )
            self.loss = made(student, "item", self.answer, 0)
            self.state = made(student, "item", self.answer, 1)
        return told(student, "stop_watch")

    def places(self):
        """Where the last loss and the last state are."""
        return told(self.student, "where", self.loss, self.state)

    def expected(self, kind, batches, how, lr):
        """The last loss and the weights, by the reference."""
        model = runs.small_model(*self.arrays, state=self.kind_of_state)
        state = None
        how = how | {"loss_fn": runs.loss_function(kind)}
        how |= {"optimizer": runs.optimizer(model, "SGD", lr)}
        for batch in batches:
            loss, state = reference(model, tensors.tensor(batch), state, **how)
        return tensors.plain(loss), tensors.plain(model)


def tensor_like(shape):
    """A tensor of that shape on the CPU, without a history, as `where` tells of it."""
    return ["cpu", "float64", shape, False]
