"""The four tasks: what a batch is, what is minimised, what is measured at the end."""

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from utils import characters, data
from utils.experiments import tasks

HELD_OUT_SEED = 8
"""What is held out, and the numbers of the adding problem that are, for all runs."""


class Adding:
    """Two of 100 numbers are marked: what is their sum?"""

    n_x, k = 2, 1

    def __init__(self, batch):
        self.size = batch
        rng = np.random.default_rng(HELD_OUT_SEED)
        self.held_x, self.held_y = map(
            torch.tensor, data.adding_problem(rng, 100, 500, np.float32)
        )

    def batch(self, rngs):
        """A new batch from each generator: x (T, R, m, 2), y (R, m)."""
        drawn = [data.adding_problem(rng, 100, self.size, np.float32) for rng in rngs]
        x, y = (np.array(each) for each in zip(*drawn, strict=True))
        return torch.from_numpy(x).transpose(0, 1), torch.from_numpy(y)

    def loss(self, scores, y):
        """The mean squared error of what is said after the last step, (R,)."""
        return (scores[-1, :, :, 0] - y).square().mean(dim=1)

    def measure(self, nets):
        """The same on 500 sequences that are held out."""
        return self.loss(nets.scores(_for_all(self.held_x, nets)), self.held_y)


class Counting:
    """The words aⁿbⁿ: say 1 at the last b and 0 before."""

    n_x, k = 2, 1
    LOOKED_AT = 100

    def __init__(self, batch):
        self.x, self.y, self.counts = _counting(batch)

    def batch(self, rngs):
        """All the words there are to learn, for each run."""
        return self.x[:, None].expand(-1, len(rngs), -1, -1), self.y

    def loss(self, scores, y):
        """The cross-entropy, averaged over the letters of all words, (R,)."""
        said, y = torch.broadcast_tensors(scores[..., 0], y[:, None])
        each = binary_cross_entropy_with_logits(said, y, reduction="none")
        return (each * self.counts[:, None]).sum(dim=(0, 2)) / self.counts.sum()

    def measure(self, nets):
        """The longest n, up to 100, such that no word up to it has a wrong answer."""
        x, y, counts = _counting(self.LOOKED_AT)
        said = nets.scores(_for_all(x, nets))[..., 0] > 0
        wrong = (said != (y[:, None] == 1)) & (counts[:, None] == 1)
        right = ~wrong.any(dim=0)  # (R, n)
        return right.long().cumprod(dim=1).sum(dim=1)


class Digits:
    """An image of 8 by 8, one pixel a step: which digit is it?"""

    n_x, k = 1, 10

    def __init__(self, batch):
        from sklearn.datasets import load_digits

        images, digits = load_digits(return_X_y=True)
        order = np.random.default_rng(HELD_OUT_SEED).permutation(len(digits))
        self.x = torch.tensor(images[order].T[..., None] / 16 - 0.5).float()
        self.y, self.size = torch.tensor(digits[order]), batch

    def batch(self, rngs):
        """Images drawn from those that are not held out: x (64, R, m, 1), y (R, m)."""
        rows = np.array([rng.integers(360, len(self.y), self.size) for rng in rngs])
        return self.x[:, rows], self.y[rows]

    def loss(self, scores, y):
        """The cross-entropy of what is said after the last step, (R,)."""
        each = cross_entropy(scores[-1].flatten(0, 1), y.flatten(), reduction="none")
        return each.reshape(y.shape).mean(dim=1)

    def measure(self, nets):
        """How many of the 360 images that are held out are read right, in per cent."""
        said = nets.scores(_for_all(self.x[:, :360], nets))[-1].argmax(dim=2)
        return 100 * (said == self.y[:360]).float().mean(dim=1)


class Names:
    """A name, character by character: which one comes next?"""

    n_x = k = len(characters.CHARACTERS)

    def __init__(self, batch):
        learned, held = data.split(
            data.first_names(), np.random.default_rng(HELD_OUT_SEED)
        )
        self.x, self.y = map(torch.tensor, characters.encode(learned))
        self.held = tuple(map(torch.tensor, characters.encode(held)))
        self.size = batch

    def batch(self, rngs):
        """Names that are not held out, at random: x (T, R, m, 27), y (T, R, m)."""
        count = self.y.shape[1]
        rows = np.array([rng.integers(0, count, self.size) for rng in rngs])
        return self.x[:, rows], self.y[:, rows]

    def loss(self, scores, y):
        """The cross-entropy, averaged over all characters that follow, (R,)."""
        options = {"reduction": "none", "ignore_index": -1}
        each = cross_entropy(scores.flatten(0, 2), y.flatten(), **options)
        return each.reshape(y.shape).sum(dim=(0, 2)) / (y >= 0).sum(dim=(0, 2))

    def measure(self, nets):
        """The same on the names that are held out, in nats."""
        x, y = self.held
        y = y[:, None].expand(-1, len(nets.v), -1)
        return self.loss(nets.scores(_for_all(x, nets)), y)


TASKS = {"adding": Adding, "counting": Counting, "digits": Digits, "names": Names}


def _counting(longest):
    return (torch.tensor(each).float() for each in tasks.counting(longest))


def _for_all(x, nets):
    """x (T, m, n_x) as the input of every run."""
    return x[:, None].expand(-1, len(nets.v), -1, -1)
