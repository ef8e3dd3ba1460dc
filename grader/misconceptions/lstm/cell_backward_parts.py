"""The pieces of an LSTM step's backward, for the mistakes that change one of them."""

import numpy as np

from utils.params import LSTMParams


def slope(gamma):
    """The slope of σ, from its output."""
    return gamma * (1 - gamma)


def through_a(da_t, step):
    """The part of the gradient at c_t that comes through a_t."""
    return da_t * step.gamma_o * (1 - np.tanh(step.c_t) ** 2)


def at_c(da_t, dc_t, step):
    """All of the gradient at c_t."""
    return dc_t + through_a(da_t, step)


def sums(da_t, dc_t, step, dc=None):
    """The gradients at the sums inside u, f, o and c."""
    dc = at_c(da_t, dc_t, step) if dc is None else dc
    return (
        dc * step.c_tilde * slope(step.gamma_u),
        dc * step.c_prev * slope(step.gamma_f),
        da_t * np.tanh(step.c_t) * slope(step.gamma_o),
        dc * step.gamma_u * (1 - step.c_tilde**2),
    )


def with_slopes(da_t, dc_t, step, p, slope):
    """All gradients, with another idea of what the slope of a gate is."""
    dc = at_c(da_t, dc_t, step)
    return gathered(
        da_t,
        dc_t,
        step,
        p,
        dzu=dc * step.c_tilde * slope(step.gamma_u),
        dzf=dc * step.c_prev * slope(step.gamma_f),
        dzo=da_t * np.tanh(step.c_t) * slope(step.gamma_o),
    )


def gathered(da_t, dc_t, step, p, *, dc=None, dzu=None, dzf=None, dzo=None, dzc=None):
    """All gradients as they follow from those at c_t and at the sums, some wrong."""
    dc = at_c(da_t, dc_t, step) if dc is None else dc
    wrong = dzu, dzf, dzo, dzc
    right = sums(da_t, dc_t, step, dc)
    dz = [r if w is None else w for w, r in zip(wrong, right, strict=True)]
    n_a = da_t.shape[1]
    d_concat = sum(each @ W for each, W in zip(dz, p[:4], strict=True))
    concat = np.concatenate([step.a_prev, step.x_t], axis=1)
    dp = LSTMParams(*(each.T @ concat for each in dz), *(each.sum(0) for each in dz))
    return d_concat[:, :n_a], dc * step.gamma_f, d_concat[:, n_a:], dp
