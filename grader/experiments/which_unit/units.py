"""Many units of one kind side by side, in torch: one product serves all the runs.

The first axis of every weight counts the runs, R. What a step reads is multiplied for
all steps at once; what it hands on, step by step.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

BLOCKS = {"plain": 1, "gru": 3, "lstm": 4, "peephole": 4}


class Layer(NamedTuple):
    """Weights of R layers of width n.

    x (R, n_x, k n), s (R, n, k n), b (R, 1, k n), p (R, 3, 1, n). The columns are Γu,
    Γr, c̃ of a GRU, and Γu, Γf, Γo, c̃ of an LSTM. `p` are the peepholes of Γu, Γf, Γo,
    None where there are none.
    """

    x: Tensor
    s: Tensor
    b: Tensor
    p: Tensor | None


def first_layer(unit, n_x, n, span, rngs):
    """Weights from U(-1/√n, 1/√n), one of `rngs` for each run; biases 0 but for gates.

    With a span, the gates keep a memory for about as many steps as are drawn, 2 to
    `span` (Tallec & Ollivier 2018); without, Γf of an LSTM begins with a bias of 1.
    """
    reach, columns = n**-0.5, BLOCKS[unit] * n
    shapes = [(n_x, columns), (n, columns), (3, 1, n)]
    drawn = [[rng.uniform(-reach, reach, shape) for shape in shapes] for rng in rngs]
    x, s, p = (torch.tensor(np.array([d[k] for d in drawn])).float() for k in range(3))
    b = torch.zeros(len(rngs), 1, columns)
    if span is not None and unit != "plain":
        kept = np.log([rng.uniform(1, span - 1, (1, n)) for rng in rngs])
        kept = torch.tensor(kept).float()
        b[:, :, :n] = -kept  # Γu
    if unit in ("lstm", "peephole"):
        b[:, :, n : 2 * n] = 1.0 if span is None else kept  # Γf
    return Layer(x, s, b, p if unit == "peephole" else None)


def run(unit, layer, x):
    """What the units show, (T, R, m, n), of x (T, R, m, n_x), from states of zeros."""
    R, m = x.shape[1:3]
    from_x = torch.matmul(x, layer.x) + layer.b  # (T, R, m, k n)
    zeros = x.new_zeros(R, m, layer.s.shape[1])
    return torch.stack(STEPS[unit](from_x.unbind(0), layer, zeros))


def _plain(from_x, layer, a):
    shown = []
    for z in from_x:
        a = torch.tanh(torch.baddbmm(z, a, layer.s))
        shown.append(a)
    return shown


def _gru(from_x, layer, c):
    shown, n = [], c.shape[2]
    gates, candidate = layer.s.split((2 * n, n), dim=2)
    for z in from_x:
        z_gates, z_candidate = z.split((2 * n, n), dim=2)
        u, r = torch.baddbmm(z_gates, c, gates).sigmoid().chunk(2, dim=2)
        c = torch.lerp(c, torch.baddbmm(z_candidate, r * c, candidate).tanh(), u)
        shown.append(c)
    return shown


def _lstm(from_x, layer, a):
    shown, c = [], a
    for z in from_x:
        z_u, z_f, z_o, z_c = torch.baddbmm(z, a, layer.s).chunk(4, dim=2)
        if layer.p is not None:  # all three see c<t-1>, the lecture's form
            z_u, z_f, z_o = (
                torch.addcmul(z, p, c)
                for z, p in zip((z_u, z_f, z_o), layer.p.unbind(1), strict=True)
            )
        c = z_u.sigmoid() * z_c.tanh() + z_f.sigmoid() * c
        a = z_o.sigmoid() * c.tanh()
        shown.append(a)
    return shown


STEPS = {"plain": _plain, "gru": _gru, "lstm": _lstm, "peephole": _lstm}
