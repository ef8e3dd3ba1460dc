"""What the well-known slips in the gates' arithmetic would have given.

A slip that spoils everything is told from another by what came out, not by which
expectations fail.
"""

import numpy as np

from grader.checks.expect import clue
from grader.reference import peephole
from utils.params import PeepholeParams

CLOSE = 1e-9


def cell(asked, sees):
    """The step as NumPy's cell has it, and its parameters: weights that pick out z."""
    z, c_prev, pu, pf, po, _ = asked
    n = c_prev.shape[1]
    blocks = np.split(np.eye(4 * n), 4)  # each picks its part of z
    W = [np.concatenate([np.zeros((n, n)), block], axis=1) for block in blocks]
    p = PeepholeParams(*W, pu, pf, po, *np.zeros((4, n)))
    return peephole.peephole_cell(0 * c_prev, c_prev, z, p, sees), p


def clues(asked, values, grads):
    """A clue for each slip: c_t, dc_prev or dpu is what it would give."""
    z, c_prev, pu, pf, po, (da, dc) = asked
    z_u, z_f, z_o, z_c = np.split(z, 4, axis=1)
    step, p = cell(asked, "previous")
    gamma_u, gamma_f = step.gamma_u, step.gamma_f

    def c_of(*parts, peepholes=(pu, pf, po)):
        other = np.concatenate(parts, axis=1), c_prev, *peepholes, None
        return cell(other, "previous")[0].c_t

    interleaved = z.reshape(*c_prev.shape, 4)
    for name, c_t in (
        ("the candidate third", c_of(z_u, z_f, z_c, z_o)),
        ("the forget gate first", c_of(z_f, z_u, z_o, z_c)),
        ("gates side by side", c_of(*np.moveaxis(interleaved, -1, 0))),
        ("no peepholes", c_of(z_u, z_f, z_o, z_c, peepholes=np.zeros((3, len(pu))))),
        ("two peepholes swapped", c_of(z_u, z_f, z_o, z_c, peepholes=(pf, pu, po))),
        ("a candidate as it is", gamma_u * z_c + gamma_f * c_prev),
        ("kept as in a GRU", gamma_u * step.c_tilde + (1 - gamma_u) * c_prev),
    ):
        yield clue(name, values[1], near(c_t))
    cut = p._replace(pu=0 * pu, pf=0 * pf)
    _, without, *_ = peephole.peephole_cell_backward(da, dc, step, cut, "previous")
    *_, dp = peephole.peephole_cell_backward(da, dc, step, p, "previous")
    yield clue("no way back through two peepholes", grads[1], near(without))
    yield clue("a mean over the batch", grads[2], near(dp.pu / len(z)))


def late(asked, grads):
    """A clue where Γo sees c_t: is its peephole's way added to dc_prev, not to dc?"""
    *_, po, (da, dc) = asked
    step, p = cell(asked, "current")
    cut = p._replace(po=0 * po)
    back = peephole.peephole_cell_backward(da, dc, step, cut, "current")
    _, dc_prev, dz, _ = back
    dz_o = np.split(dz, 4, axis=1)[2]
    yield clue("Γo's way added late", grads[1], near(dc_prev + dz_o * po))


def near(expected):
    """A condition: about as `expected`."""
    return lambda got: np.max(np.abs(np.asarray(got) - expected)) < CLOSE
