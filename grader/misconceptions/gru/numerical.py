"""Wrong versions of numerical_gradient."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference import gru as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("numerical_gradient")
def forward_difference(f, x, eps=1e-5):
    """Your difference is one-sided, (f(x + eps) - f(x)) / eps: its error shrinks only
    like eps. Step to both sides and divide by 2 eps: the error shrinks like eps²."""
    return difference_quotients(x, lambda e: (f(x + eps * e) - f(x)) / eps)


@of("numerical_gradient")
def eps_ignored(f, x, eps=1e-5):
    """You always step by 1e-5, whatever eps is passed. Use the argument, in both steps
    and in the division."""
    return reference.numerical_gradient(f, x, 1e-5)


@of("numerical_gradient")
def two_forgotten(f, x, eps=1e-5):
    """Your gradient is twice too large: from x - eps to x + eps is a way of 2 eps, so
    that is what to divide by."""
    return 2 * reference.numerical_gradient(f, x, eps)


@of("numerical_gradient")
def difference_reversed(f, x, eps=1e-5):
    """Your gradient has the wrong sign: take f above minus f below."""
    return -reference.numerical_gradient(f, x, eps)


@of("numerical_gradient")
def moves_all_at_once(f, x, eps=1e-5):
    """You move all entries of x together, which gives the sum of all slopes. Each
    entry is moved alone while the others stay where they are."""
    slope = (f(x + eps) - f(x - eps)) / (2 * eps)
    return np.full_like(x, slope)


@of("numerical_gradient")
def moves_rows(f, x, eps=1e-5):
    """With one axis you are right; with two you move a whole row at a time. Loop over
    every index of every axis: np.ndindex(x.shape) gives them."""
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = eps
        gradient[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


@of("numerical_gradient")
def moves_pile_up(f, x, eps=1e-5):
    """An entry that has been moved stays moved while you try the next ones. Start from
    the untouched x for every entry."""
    x, gradient = x.copy(), np.zeros_like(x)
    return moved_in_place(f, x, eps, gradient)


@of("numerical_gradient")
def x_not_put_back(f, x, eps=1e-5):
    """You move entries of the caller's x and do not put them back: later entries are
    tried at the wrong place, and the caller's x has changed."""
    return moved_in_place(f, x, eps, np.zeros_like(x))


@of("numerical_gradient")
def x_almost_put_back(f, x, eps=1e-5):
    """You put x back by adding what you took away. In floating point that is not
    quite the old number: remember it before you move it, or work on a copy."""
    gradient = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        x[k] += eps
        above = f(x)
        x[k] -= 2 * eps
        gradient[k] = (above - f(x)) / (2 * eps)
        x[k] += eps
    return gradient


@of("numerical_gradient")
def two_names_one_array(f, x, eps=1e-5):
    """Your gradient is zero everywhere: `above = x; below = x` gives one array two
    names, so both move together. Use x.copy()."""
    return np.zeros_like(x)


@of("numerical_gradient")
def shape_lost(f, x, eps=1e-5):
    """The values are right but come back as one long row. Give the gradient the shape
    of x."""
    return reference.numerical_gradient(f, x, eps).ravel()


@of("numerical_gradient")
def steps_in_float32(f, x, eps=1e-5):
    """You work in float32, in which x + 1e-5 keeps hardly two digits of the step.
    Numerical gradients need float64."""
    narrow = x.astype(np.float32)

    def slope(e):
        step = (eps * e).astype(np.float32)
        return (f(narrow + step) - f(narrow - step)) / (2 * eps)

    return difference_quotients(x, slope)


def difference_quotients(x, slope):
    """The array of ``slope(e)`` for each unit vector e of the shape of x."""
    gradient = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        unit = np.zeros_like(x)
        unit[k] = 1
        gradient[k] = slope(unit)
    return gradient


def moved_in_place(f, x, eps, gradient):
    """Central differences that leave every entry of x at its lower place."""
    for k in np.ndindex(x.shape):
        x[k] += eps
        above = f(x)
        x[k] -= 2 * eps
        gradient[k] = (above - f(x)) / (2 * eps)
    return gradient
