"""Where the runs of the peephole experiment begin: forms, and first weights."""

from typing import NamedTuple

import numpy as np

from utils.params import PeepholeParams

FORMS = ("plain", "previous", "current")
"""No peepholes; Γo sees c<t-1> (the lecture's); Γo sees c<t> (Gers')."""


class Weights(NamedTuple):
    """Parameters of R units with n cells each, and of their readouts.

    W (R, n + n_x, 4n) and b (R, 1, 4n): columns of Γu, Γf, Γo, c̃; rows of the state
    before those of the input. P (R, 1, 3, n): peepholes of Γu, Γf, Γo. The readout
    is σ(a v + d), v (R, n, 1) and d (R, 1, 1).
    """

    W: np.ndarray
    b: np.ndarray
    P: np.ndarray
    v: np.ndarray
    d: np.ndarray


def first_weights(seeds, forms, n_x, n, forget_bias=1.0):
    """Weights from U(-1/√n, 1/√n), biases 0 but Γf's; no peepholes where plain.

    seeds, forms: one each a run. Runs with the same seed begin with the same weights.
    """
    drawn = [_draw(np.random.default_rng(seed), n_x, n) for seed in seeds]
    W, P, v = (np.stack(each) for each in zip(*drawn, strict=True))
    b = np.zeros((len(seeds), 1, 4 * n))
    b[:, :, n : 2 * n] = forget_bias
    return Weights(W, b, P * has_peepholes(forms), v, np.zeros((len(seeds), 1, 1)))


def _draw(rng, n_x, n):
    reach = 1 / np.sqrt(n)
    shapes = (n + n_x, 4 * n), (1, 3, n), (n, 1)
    return [rng.uniform(-reach, reach, shape) for shape in shapes]


def has_peepholes(forms):
    """1 for each run with peepholes, 0 for a plain one: (R, 1, 1, 1)."""
    return np.array([form != "plain" for form in forms], float)[:, None, None, None]


def peephole_params(w, run):
    """The `PeepholeParams` of one run of `Weights`."""
    n = w.v.shape[1]
    weights = (w.W[run, :, k * n : (k + 1) * n].T.copy() for k in range(4))
    biases = (w.b[run, 0, k * n : (k + 1) * n].copy() for k in range(4))
    return PeepholeParams(*weights, *w.P[run, 0].copy(), *biases)
