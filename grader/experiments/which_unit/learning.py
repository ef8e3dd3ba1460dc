"""Training many runs side by side, each with its own seed and learning rate."""

from typing import NamedTuple

import numpy as np
import torch

from grader.experiments.which_unit.units import first_layer, run


class Nets(NamedTuple):
    """R nets of one kind: their layers, and a readout v (R, n, k), d (R, 1, k)."""

    unit: str
    layers: list
    v: torch.Tensor
    d: torch.Tensor

    def tensors(self):
        """All that is learned."""
        inner = [w for layer in self.layers for w in layer if w is not None]
        return [*inner, self.v, self.d]

    def scores(self, x):
        """What the readout says at every step: (T, R, m, k), of x (T, R, m, n_x)."""
        for layer in self.layers:
            x = run(self.unit, layer, x)
        return torch.matmul(x, self.v) + self.d


def first_nets(unit, depth, n_x, n, k, span, seeds):
    """Nets of `depth` layers of width n; each run draws its weights by its seed."""
    rngs = [np.random.default_rng([seed, 1]) for seed in seeds]
    inputs = [n_x, *[n] * (depth - 1)]
    layers = [first_layer(unit, below, n, span, rngs) for below in inputs]
    v = [rng.uniform(-(n**-0.5), n**-0.5, (n, k)) for rng in rngs]
    v = torch.tensor(np.array(v)).float()
    return Nets(unit, layers, v, torch.zeros(len(seeds), 1, k))


def train(nets, task, seeds, rates, updates, tell=lambda update: None):
    """Adam on `task`, `updates` times, each run's gradient clipped to length 1.

    task.batch(rngs) -> x (T, R, m, n_x), y; task.loss(scores, y) -> (R,).
    """
    rngs = [np.random.default_rng([seed, 2]) for seed in seeds]
    learned = [w.requires_grad_() for w in nets.tensors()]
    first, second = ([torch.zeros_like(w) for w in learned] for _ in range(2))
    for update in range(1, updates + 1):
        x, y = task.batch(rngs)
        loss = task.loss(nets.scores(x), y).sum()
        gradients = _clipped(torch.autograd.grad(loss, learned))
        with torch.no_grad():
            for w, g, mean, square in zip(
                learned, gradients, first, second, strict=True
            ):
                mean.lerp_(g, 0.1)
                square.lerp_(g * g, 0.001)
                step = mean / (1 - 0.9**update)
                step /= (square / (1 - 0.999**update)).sqrt() + 1e-8
                w -= rates.reshape(-1, *[1] * (w.ndim - 1)) * step
        tell(update)


def _clipped(gradients):
    """Each run's gradients scaled down where all of them together are longer than 1."""
    squares = sum(g.flatten(1).square().sum(dim=1) for g in gradients)  # (R,)
    shrink = (1 / squares.sqrt().clamp(min=1)).clamp(max=1)
    return [g * shrink.reshape(-1, *[1] * (g.ndim - 1)) for g in gradients]
