"""Visible checks of one update and of a training run."""

from functools import partial

import numpy as np

from utils.checks.cuda.messages import MESSAGES
from utils.checks.cuda.precision import equal_lists, in_16_bits
from utils.checks.report import Report, describe


def train_step(function):
    """One update of a small model, where the right numbers are known or must agree."""
    import torch

    report = Report("train_step", function, MESSAGES)
    step = _Steps(report, function)
    loss, state, moved, first = step(max_norm=None)
    scalar = isinstance(loss, torch.Tensor) and loss.dim() == 0
    report.holds(
        "the loss is a scalar tensor", scalar, describe(loss), "shape ()", "step_loss"
    )
    free = not loss.requires_grad and not state.requires_grad
    found = "a history behind loss or state"
    report.holds("loss and state are detached", free, found, "none", "step_detached")
    report.equal("the loss before the update", loss, step.loss_of(first), "step_before")
    wanted = [w - 0.1 * g for w, g in zip(first, step.gradient_of(first), strict=True)]
    equal_lists(report, "SGD moves by rate · gradient", moved, wanted, "step_move")
    _, _, again, _ = step(max_norm=None, stale=True)
    equal_lists(report, "old gradients are cleared", again, moved, "step_zero")
    _, _, clipped, _ = step(max_norm=0.05)
    went = np.sqrt(
        sum(np.sum((a - b) ** 2) for a, b in zip(clipped, first, strict=True))
    )
    label = "clipped to 0.05: all weights together move by 0.1 · 0.05"
    report.equal(label, went, 0.005, "step_clip", tol=1e-6)
    _, _, short, _ = step(max_norm=1e3)
    label = "short gradients are left as they are"
    equal_lists(report, label, short, moved, "step_clip")
    given = np.linspace(-1, 1, 15).reshape(3, 5)
    loss, *_ = step(max_norm=None, given=given)
    label = "goes on from the state it is given"
    report.equal(label, loss, step.loss_of(first, given), "step_state")
    _, halves, *_ = step(max_norm=None, kind="tuple")
    report.parts("a state of two parts", halves, 2)
    free, found = not any(part.requires_grad for part in halves), "a history behind one"
    report.holds("both parts are detached", free, found, "none", "step_parts")
    _, nothing, *_ = step(max_norm=None, kind="none")
    found, label = describe(nothing), "no state stays None"
    report.holds(label, nothing is None, found, "None", "step_parts")
    in_16_bits(report, step, moved)
    _on_meta(report, step)
    report.end()


def fit(function):
    """A run that follows a script: the model is one vector, losses are told."""
    from utils.fixtures import runs
    from utils.fixtures.tensors import array, tensor

    report = Report("fit", function, MESSAGES)
    table, modes = np.arange(1.0, 7.0).reshape(3, 2), set()

    def follows(script):
        """A validate(model) that answers from a list and notes how it was called."""
        answers = iter(script)

        def validate(model):
            modes.add((model.training, (model.w * 2).requires_grad))
            return next(answers)

        return validate

    def ask(script=(), noise=0.0, **how):
        model = runs.scripted_model(np.zeros(2))
        counted = runs.counted_progress()
        if script:
            how |= {"validate": follows(script), "progress": counted}
        step, batches = runs.noisy_step(noise), list(tensor(table))
        history = report.run(lambda: function(model, step, batches, **how))
        if not isinstance(history, dict) or set(history) != {"train", "valid", "best"}:
            report.fail(
                "returns a dict", describe(history), "train, valid, best", "fit_dict"
            )
        return history, array(model.w), counted.made

    history, w, _ = ask(epochs=2)
    sums = table.sum(axis=0)
    report.equal("each batch once an epoch", w, 0.2 * sums, "fit_epochs")
    lengths = len(history["train"]), len(history["valid"])
    found, label = str(lengths), "a loss for each epoch"
    report.holds(label, lengths == (2, 0), found, "(2, 0)", "fit_history")
    floats = all(type(loss) is float for loss in history["train"])
    report.holds("plain numbers", floats, "others", "Python floats", "fit_floats")
    losses = [np.sum((0.1 * table[: k + 1].sum(0)) * table[k]) for k in range(3)]
    report.equal(
        "the mean of the losses", history["train"][0], np.mean(losses), "fit_mean"
    )
    best_none = history["best"] is None
    report.holds(
        "no validation: no best", best_none, str(history["best"]), "None", "fit_best"
    )
    _, carried, _ = ask(epochs=1, carry_state=True)
    label = "carry_state hands the state on"
    report.equal(label, carried, 0.1 * sums + 3, "fit_state")
    _, carried, _ = ask(epochs=2, carry_state=True)
    label = "each epoch begins without a state"
    report.equal(label, carried, 0.2 * sums + 6, "fit_state")

    history, w, made = ask([0.5, 0.2, 0.4], epochs=3)
    report.equal("the validation losses", history["valid"], [0.5, 0.2, 0.4], "fit_mean")
    quiet = modes == {(False, False)}
    label, found = "validated in eval mode, no gradients", "train mode or gradients"
    report.holds(label, quiet, found, "neither", "fit_eval")
    report.equal("progress is told of each epoch", made, 3, "fit_progress")
    report.equal("the best epoch", history["best"], 1, "fit_best")
    report.equal("ends with the best epoch's weights", w, 0.2 * sums, "fit_copy")
    history, _, _ = ask([0.5, 0.2, 0.2], epochs=3)
    report.equal("of two equal ones the first", history["best"], 1, "fit_best")
    script = [0.5, 0.2, 0.4, 0.3, 0.1]
    history, _, _ = ask(script, epochs=5, patience=2)
    label = "patience 2 ends after two epochs without a new lowest"
    report.equal(label, len(history["valid"]), 4, "fit_patience")
    history, _, _ = ask([0.5, 0.6, 0.4, 0.45, 0.3], epochs=5, patience=2)
    label = "a new best restarts the count"
    report.equal(label, len(history["valid"]), 5, "fit_patience")
    history, _, _ = ask(script, epochs=5)
    report.equal(
        "without patience it goes on", len(history["valid"]), 5, "fit_patience"
    )
    runs_made = [ask(epochs=2, noise=0.3, seed=seed)[1] for seed in (5, 5, 6)]
    same, other = (np.array_equal(runs_made[0], w) for w in runs_made[1:])
    label, expected = "the same seed, the same run", "equal weights"
    report.holds(label, same, "another run", expected, "fit_seed")
    label, expected = "another seed, another run", "other weights"
    report.holds(label, not other, "the same", expected, "fit_seed")
    once, twice = (ask(epochs=k, noise=0.3, seed=5)[1] for k in (1, 2))
    label, expected = "the seed is set once", "other noise in each epoch"
    fresh = not np.allclose(twice, 2 * once)
    report.holds(label, fresh, "the same noise in each epoch", expected, "fit_seed")
    runs.seed(5)
    _, w, _ = ask(epochs=2, noise=0.3, seed=None)
    label, found = "seed None leaves the generator as it is", "another run"
    same = np.array_equal(runs_made[0], w)
    report.holds(label, same, found, "the run of the seed set before", "fit_seed")
    history, w, made = ask([0.5, 0.2, 0.4], epochs=7, first_epoch=4)
    label = "from first_epoch 4 to 7 there are three epochs"
    report.equal(label, made, 3, "fit_first")
    report.equal("the best one is number 5", history["best"], 5, "fit_first")
    report.equal("and its weights come back", w, 0.2 * sums, "fit_first")
    report.end()


class _Steps:
    """Takes a step of a new small model; the same weights and batch every time."""

    def __init__(self, report, function):
        self.report, self.function = report, function
        rng = np.random.default_rng(3)
        sizes = (5, 4), (5, 5), (5, 2)
        self.arrays = [0.5 * rng.normal(size=size) for size in sizes]
        self.x, self.y = rng.normal(size=(6, 3, 4)), 2 * rng.normal(size=(6, 3, 2))

    def __call__(
        self,
        *,
        dtype="float64",
        device="cpu",
        stale=False,
        given=None,
        kind="tensor",
        **how,
    ):
        """(loss, state, weights after, weights before)."""
        from utils.fixtures import runs
        from utils.fixtures.tensors import array, tensor

        arrays = [part.astype(dtype) for part in self.arrays]
        self.model = runs.small_model(*arrays, device=device, state=kind)
        if stale:
            runs.stale_gradients(self.model)
        how |= {"loss_fn": self.loss}
        how |= {"optimizer": runs.optimizer(self.model, "SGD", 0.1)}
        batch = tensor((self.x.astype(dtype), self.y.astype(dtype)))
        state = None if given is None else tensor(given, dtype)
        act = partial(self.function, self.model, batch, state, **how)
        got = self.watched(act) if device == "meta" else self.report.run(act)
        self.report.parts("loss and state", got, 2)
        weights = array(self.model) if device == "cpu" else None
        return *got, weights, arrays

    def watched(self, act):
        """What ``act()`` returns; `waits` counts the copies that the host waits for."""
        from utils.fixtures.watching import start_watch, stop_watch

        start_watch()
        try:
            return self.report.run(act)
        finally:
            _, self.waits = stop_watch()

    def loss(self, out, y):
        """Mean of (out - y)²; `lost_in` tells the dtype, and whether under autocast."""
        import torch

        self.lost_in = out.dtype, torch.is_autocast_enabled("cpu")
        return (out - y).square().mean()

    def loss_of(self, arrays, given=None):
        """The same, as NumPy has it."""
        Wx, Wa, V = arrays
        a, error = np.zeros((3, 5)) if given is None else given, []
        for x_t, y_t in zip(self.x, self.y, strict=True):
            a = np.tanh(x_t @ Wx.T + a @ Wa)
            error.append(a @ V - y_t)
        return np.mean(np.square(error))

    def gradient_of(self, arrays):
        """Its gradients, by central differences."""
        from utils.checks.differences import slopes

        return [
            slopes(
                lambda v, k=k: self.loss_of([*arrays[:k], v, *arrays[k + 1 :]]), part
            )
            for k, part in enumerate(arrays)
        ]


def _on_meta(report, step):
    """The model is on another device than its batch."""
    loss, state, _, _ = step(device="meta")
    kinds = {loss.device.type, state.device.type}
    label = "goes to the model's device"
    report.holds(label, kinds == {"meta"}, f"results on {kinds}", "meta", "step_device")
    found = f"{step.waits} copies that the host waits for"
    label = "copies are not waited for"
    report.holds(label, not step.waits, found, "none", "step_waits")
