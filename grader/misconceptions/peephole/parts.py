"""The parts of which the backward pass of a peephole step is made, to be changed."""

import numpy as np

from grader.reference.peephole import peephole_cell_backward
from utils.params import PeepholeParams


def at_o(da_t, step):
    """The gradient that reaches the sum inside the output gate."""
    return da_t * np.tanh(step.c_t) * slope(step.gamma_o)


def at_memory(da_t, dc_t, step, p, output_sees):
    """The gradient at c_t before it is split, the current peephole's part included."""
    dc = dc_t + da_t * step.gamma_o * (1 - np.tanh(step.c_t) ** 2)
    return dc + seen_when("current", output_sees, da_t, step, p)


def seen_when(form, output_sees, da_t, step, p):
    """What comes back through po if `output_sees` is `form`, else nothing."""
    return at_o(da_t, step) * p.po if output_sees == form else 0


def seen_by_output(step, output_sees):
    """The memory that Γo saw; ValueError for an unknown form."""
    if output_sees not in ("previous", "current"):
        raise ValueError(f"unknown output_sees: {output_sees!r}")
    return step.c_t if output_sees == "current" else step.c_prev


def at_u(dc, step):
    """The gradient that reaches the sum inside the update gate."""
    return dc * step.c_tilde * slope(step.gamma_u)


def at_f(dc, step):
    """The gradient that reaches the sum inside the forget gate."""
    return dc * step.c_prev * slope(step.gamma_f)


def at_c(dc, step):
    """The gradient that reaches the sum inside the candidate."""
    return dc * step.gamma_u * (1 - step.c_tilde**2)


def slope(gamma):
    """The slope of σ, from its output."""
    return gamma * (1 - gamma)


def gathered(step, p, output_sees, dzo, dc, **changed):
    """All gradients of a step, from those at Γo and at c_t.

    `changed` puts others in place of dzu, dzf, dzc, which `dc` would make.
    """
    a_prev, c_prev, x_t = step[:3]
    n = a_prev.shape[1]
    dzu = changed.get("dzu", at_u(dc, step))
    dzf = changed.get("dzf", at_f(dc, step))
    dzc = changed.get("dzc", at_c(dc, step))
    dc_prev = dc * step.gamma_f + dzu * p.pu + dzf * p.pf
    if output_sees == "previous":
        dc_prev = dc_prev + dzo * p.po
    d_concat = dzu @ p.Wu + dzf @ p.Wf + dzo @ p.Wo + dzc @ p.Wc
    concat = np.concatenate([a_prev, x_t], axis=1)
    weights = [dz.T @ concat for dz in (dzu, dzf, dzo, dzc)]
    seen = (dzu * c_prev, dzf * c_prev, dzo * seen_by_output(step, output_sees))
    dp = PeepholeParams(
        *weights,
        *(part.sum(axis=0) for part in seen),
        *(dz.sum(axis=0) for dz in (dzu, dzf, dzo, dzc)),
    )
    return d_concat[:, :n], dc_prev, d_concat[:, n:], dp


def through_time(da, steps, p, output_sees, backward=peephole_cell_backward):
    """(dx, da0, dc0, dp) by a cell's backward, right or wrong; dp is summed."""
    dx, states, parts = stepwise(da, steps, p, output_sees, backward)
    return dx, *states, summed(parts)


def stepwise(da, steps, p, output_sees, backward=peephole_cell_backward, **factors):
    """(dx, (da0, dc0), dp of each step), with factors on what is carried.

    `factors`: carry_a, carry_c (default 1) on the carried gradients of activation and
    memory, upstream on da[t].
    """
    carry_a, carry_c = factors.get("carry_a", 1), factors.get("carry_c", 1)
    da_carried, dc_carried = np.zeros_like(da[0]), np.zeros_like(da[0])
    dx, parts = [], []
    for da_t, step in zip(reversed(da), reversed(steps), strict=True):
        da_t = factors.get("upstream", 1) * da_t + carry_a * da_carried
        da_carried, dc_carried, dx_t, dp_t = backward(
            da_t, carry_c * dc_carried, step, p, output_sees
        )
        dx.insert(0, dx_t)
        parts.insert(0, dp_t)
    return np.stack(dx), (da_carried, dc_carried), parts


def summed(parts):
    """The sum of the parameter gradients of several steps."""
    return PeepholeParams(*(sum(values) for values in zip(*parts, strict=True)))
