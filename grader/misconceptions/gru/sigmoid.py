"""Wrong versions of sigmoid."""

import math
import warnings

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.gru import sigmoid

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("sigmoid")
def overflows_below(z):
    """The values are right, but far below zero exp(-z) is too large a number and
    NumPy warns of an overflow. Treat the two signs apart, so that exp only ever
    sees numbers that are not positive."""
    return 1 / (1 + np.exp(-np.asarray(z)))


@of("sigmoid")
def overflows_above(z):
    """exp(z) / (1 + exp(z)) becomes infinity over infinity far above zero, which is
    NaN. That form suits negative z; positive z needs the one with exp(-z)."""
    return np.exp(z) / (1 + np.exp(z))


@of("sigmoid")
def where_computes_both(z):
    """np.where works out both of its branches for every entry and then picks, so the
    branch that is thrown away still overflows and warns. Make the argument of exp
    harmless before exp sees it, or use masks."""
    z = np.asarray(z)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


@of("sigmoid")
def silenced(z):
    """The overflow is hidden but still happens, and far above zero the value is NaN:
    a warning that is switched off mends nothing. Change the formula instead."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return np.exp(z) / (1 + np.exp(z))


@of("sigmoid")
def minus_sign_lost(z):
    """Your curve falls where it should rise: the exponent has lost its minus sign.
    A large z must give a value near one."""
    return sigmoid(-np.asarray(z))


@of("sigmoid")
def tanh_for_sigmoid(z):
    """This is tanh, which runs from -1 to 1. A gate runs from 0 to 1 and is one half
    at z = 0."""
    return np.tanh(z)


@of("sigmoid")
def slope_for_value(z):
    """You return the slope σ(z)(1 - σ(z)), which is needed only in the backward pass.
    Here the value itself is wanted."""
    return sigmoid(z) * (1 - sigmoid(z))


@of("sigmoid")
def zero_between_the_masks(z):
    """One mask takes z > 0, the other z < 0, and z = 0 falls between them: its entry
    is never filled in. Let one of the two masks take zero as well."""
    z = np.asarray(z)
    return np.where(z == 0, 0, sigmoid(z)).astype(z.dtype)[()]


@of("sigmoid")
def numbers_only(z):
    """math.exp takes one number at a time, and it raises an error where the result is
    too large. NumPy's exp takes whole arrays."""
    return 1 / (1 + math.exp(-z))


@of("sigmoid")
def arrays_only(z):
    """An array works, a single number does not: a plain float has no entries for a
    mask to pick. Turn z into an array first (np.asarray), or use no masks."""
    out = np.empty_like(z)
    out[z >= 0] = sigmoid(z[z >= 0])
    out[z < 0] = sigmoid(z[z < 0])
    return out


@of("sigmoid")
def sigmoid_in_float64(z):
    """float32 went in and float64 came out. Somewhere a new array takes NumPy's
    default dtype: create it with the dtype of z, as np.empty_like does."""
    return sigmoid(np.asarray(z, dtype=np.float64))


@of("sigmoid")
def clips_too_late(z):
    """Clipping z at ±500 is enough in float64 only: in float32, exp overflows beyond
    about 88. Clip sooner, or treat the two signs apart, which needs no clipping."""
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@of("sigmoid")
def clips_in_place(z):
    """Your function clips the caller's own array: after the call their z has changed.
    Clip into a new array."""
    z = np.asarray(z)
    if z.ndim:
        np.clip(z, -80, 80, out=z)
    return sigmoid(np.clip(z, -80, 80))
