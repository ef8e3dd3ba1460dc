"""The tolerances of every comparison, in one place.

A difference is measured against the largest expected entry of its array, so that
an entry near zero is not held to a precision its neighbours do not have.
"""

import numpy as np

# Room for another order of summation, even for float32 inside a function that answers
# in float64, and far below what a wrong formula does: 1e-3 and more.
FLOAT64 = 1e-5
FLOAT32 = 2e-4
# Central differences in float64 with eps = 1e-5.
FINITE_DIFFERENCES = 1e-6
# Where nothing but exactly zero is expected, the scale is that of the inputs: one.
SMALLEST_SCALE = 1e-3


def for_dtypes(*dtypes):
    """The tolerance for a comparison in which the narrowest of `dtypes` takes part."""
    for dtype in map(np.dtype, dtypes):
        if dtype.kind in "fc" and np.finfo(dtype).precision < 10:
            return FLOAT32
    return FLOAT64
