"""The check of fit, on a model and a validation that follow a script."""

from dataclasses import dataclass

from grader.checks import draw
from grader.checks.answer import Answer
from grader.checks.asking import form, made, told
from grader.checks.expect import Checks, same
from grader.reference.cuda.training import fit as reference
from utils.fixtures import runs, tensors

CHECKS = Checks()
IMPROVING = [0.9, 0.7, 0.5, 0.4]
BEST_SECOND = [0.9, 0.3, 0.5, 0.4]
STALLING = [0.9, 0.6, 0.7, 0.65, 0.5, 0.55, 0.58, 0.57, 0.1, 0.05]
LATER = [0.5, 0.6, 0.4, 0.3, 0.35] + 8 * [0.9]
EQUAL = [0.5, 0.4, 0.4, 0.45]


@CHECKS.check("fit", by_properties=True)
def fit(student, rng):
    """A training run: epochs, validation, early stopping, and the best weights."""
    ask = Runs(student, rng)
    got, expected = ask(epochs=3)
    yield same(
        "the mean loss of each epoch", got.history["train"], expected[0]["train"]
    )
    yield form("no validation: none to report", got.weights, got.history["valid"], [])
    yield form("no validation: no best", got.weights, got.history["best"], None)
    yield same("no validation: the last weights", got.weights, expected[1])
    got, expected = ask(IMPROVING, epochs=4)
    yield same("the validation loss of each epoch", got.history["valid"], IMPROVING)
    yield same("the best epoch, the last one", got.history["best"], 3)
    yield same("its weights", got.weights, expected[1])
    yield same("progress is told of each epoch", got.progress, 4)
    for mode, name in (("eval", "in eval mode"), ("gradients", "without gradients")):
        got, _ = ask(IMPROVING, mode, epochs=2)
        valid = got.history["valid"]
        yield same(f"validated {name}", valid, IMPROVING[:2])
    got, expected = ask(BEST_SECOND, epochs=4)
    yield same("the best epoch, an earlier one", got.history["best"], 1)
    yield same("the weights of an earlier one", got.weights, expected[1], weight=2)
    got, expected = ask(EQUAL, epochs=4)
    yield same("of two equal ones the first", got.history["best"], 1)
    got, expected = ask(STALLING, epochs=10, patience=3)
    yield same("stops when patience is over", got.history["valid"], STALLING[:8])
    got, expected = ask(STALLING, epochs=10, patience=2)
    yield same("a shorter patience stops sooner", got.history["valid"], STALLING[:4])
    got, expected = ask(STALLING, epochs=10)
    yield same("without patience it goes on", got.history["valid"], STALLING)
    got, expected = ask(epochs=3, carry_state=True)
    yield same("the state goes from batch to batch", got.weights, expected[1])
    got, expected = ask(epochs=1, carry_state=True)
    yield same("the state within one epoch", got.weights, expected[1])
    seed = int(rng.integers(1, 10**6))
    got, expected = ask(epochs=3, noise=0.3, seed=seed)
    yield same("the seed decides the order and the noise", got.weights, expected[1])
    got, expected = ask(epochs=1, noise=0.3, seed=seed)
    yield same("one epoch from the seed", got.weights, expected[1])
    got, expected = ask(epochs=2, noise=0.3, seed=None)
    yield same("no seed: the generator goes on", got.weights, expected[1])
    got, expected = ask(LATER, epochs=9, first_epoch=4)
    yield same("goes on at first_epoch", got.history["valid"], LATER[:5])
    yield same("the best epoch by its number", got.history["best"], 7)
    yield same("the weights of that epoch", got.weights, expected[1])
    yield same("progress from first_epoch on", got.progress, 5)
    got, expected = ask(STALLING, epochs=12, first_epoch=2, patience=2)
    yield same("patience after first_epoch", got.history["valid"], STALLING[:4])


@dataclass
class Run:
    """What came of one run: what was reported, the weights, the epochs counted."""

    history: Answer
    weights: Answer
    progress: Answer


class Runs:
    """Asks for a run on a new model, and the reference for the same one."""

    def __init__(self, student, rng):
        self.student, self.rng = student, rng

    def __call__(self, script=(), only="nothing", *, noise=0.0, **how):
        """(the learner's `Run`, the reference's history and weights)."""
        w, table = draw.normal(self.rng, 4), draw.normal(self.rng, 5, 4)
        return self.learners(w, table, script, only, noise, how), self.references(
            w, table, script, only, noise, how
        )

    def learners(self, w, table, script, only, noise, how):
        student = self.student
        model = made(student, "scripted_model", w)
        progress = made(student, "counted_progress")
        things = (
            model,
            made(student, "noisy_step", noise),
            made(student, "shuffled", table),
        )
        if script:
            validate = made(student, "scripted_validation", list(script), only)
            how = how | {"validate": validate, "progress": progress}
        told(student, "seed", 1)  # whatever came before
        history = student.fit(*things, **how)
        return Run(
            history, told(student, "plain", model)[0], told(student, "count", progress)
        )

    def references(self, w, table, script, only, noise, how):
        model = runs.scripted_model(w)
        runs.seed(1)
        if script:
            how = how | {"validate": runs.scripted_validation(script, only)}
        history = reference(model, runs.noisy_step(noise), runs.shuffled(table), **how)
        return history, tensors.plain(model)[0]
