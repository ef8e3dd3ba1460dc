"""A small training run that can be cut, over there and here, and files made of it."""

import io
import os
import tempfile

import numpy as np
import torch

from grader.checks import draw
from grader.checks.answer import opened
from grader.checks.asking import made, told
from grader.reference.cuda.checkpoints import read
from grader.reference.cuda.checkpoints import save_checkpoint as reference
from utils.fixtures import files, runs

DROPOUT, RATE, EVERY, GAMMA = 0.4, 0.02, 2, 0.5
STEPS, T, BATCH, N_X, N_OUT = 6, 3, 2, 4, 2


class CutRun:
    """A model with dropout, Adam, a falling rate, and six batches, drawn by `rng`."""

    def __init__(self, rng, n=5):
        self.seed = int(rng.integers(1, 10**6))
        sizes = (n, N_X), (n, n), (n, N_OUT)
        self.arrays = [draw.weight(rng, *size) for size in sizes]
        self.x = draw.normal(rng, STEPS, T, BATCH, N_X)
        self.y = draw.normal(rng, STEPS, T, BATCH, N_OUT)

    def data(self, first, last):
        """The batches of some steps."""
        return self.x[first:last], self.y[first:last]

    def begun(self, student):
        """Model, optimiser and schedule in the learner's process, before any step."""
        model = made(student, "small_model", *self.arrays, DROPOUT)
        optimizer = made(student, "optimizer", model, "Adam", RATE)
        schedule = made(student, "schedule", optimizer, EVERY, GAMMA)
        told(student, "seed", self.seed)
        return {"model": model, "optimizer": optimizer, "schedule": schedule}

    def here(self):
        """The same in this process."""
        model = runs.small_model(*self.arrays, DROPOUT)
        optimizer = runs.optimizer(model, "Adam", RATE)
        schedule = runs.schedule(optimizer, EVERY, GAMMA)
        runs.seed(self.seed)
        return {"model": model, "optimizer": optimizer, "schedule": schedule}

    def first_state(self):
        """The state of all of it before any step."""
        return files.state_of(*self.here().values())

    def trained(self, first, last):
        """Losses of the steps from `first` to `last`, and the weights after them."""
        losses, weights = runs.train_on(*self.here().values(), *self.data(0, last))
        return losses[first:], weights

    def saved(self, k, position):
        """What the reference saves after k steps: as plain data, and as bytes."""
        things = self.here()
        runs.train_on(*things.values(), *self.data(0, k))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "run.pt")
            reference(path, **things, position=position)
            return files.read_saved(path), np.fromfile(path, np.uint8)

    def content(self):
        """What the reference saves after two steps, as torch reads it."""
        _, content = self.saved(2, {"step": 2})
        return read(io.BytesIO(content.tobytes()))

    def without(self, part):
        """Bytes of a file that lacks a part."""
        return bytes_of({k: v for k, v in self.content().items() if k != part})

    def changed(self, **parts):
        """Bytes of a file in which some parts are others."""
        return bytes_of({**self.content(), **parts})


class Code:
    """What makes a folder when it is loaded by one who runs what a file says."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def code_that_makes(path, run):
    """Bytes of a checkpoint that, if its code is run, makes a folder at `path`."""
    path, _, _ = opened(path)
    return run.changed(position=Code(path if isinstance(path, str) else "marker"))


def bytes_of(content):
    """What `torch.save` makes of it, as an array of bytes."""
    file = io.BytesIO()
    torch.save(content, file)
    return np.frombuffer(file.getvalue(), np.uint8)
