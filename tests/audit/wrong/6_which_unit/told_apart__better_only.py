# slip: apart only if the first is larger
# named: only_more_is_a_difference
import numpy as np


def told_apart(one, other, picks, level=0.95):
    if np.shape(one) != np.shape(other):
        raise ValueError()
    lo, hi = interval(np.subtract(one, other), picks, level)
    return lo > 0 and hi > 0
