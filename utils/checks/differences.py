"""SciPy's numerical gradient, in the shape of what is moved."""

import numpy as np

GRADIENT = 1e-6
"""How far a gradient may be from its central difference."""


def slopes(f, x, eps=1e-5):
    """The gradient of a number f(x) at the array x, by central differences.

    (f(x + eps e_k) - f(x - eps e_k)) / (2 eps), for each element k of x: the mean of
    SciPy's one-sided differences to both sides.
    """
    from scipy.optimize import approx_fprime

    def flat(v):
        return f(v.reshape(x.shape))

    sides = [approx_fprime(x.ravel(), flat, side) for side in (eps, -eps)]
    return np.mean(sides, axis=0).reshape(x.shape)
