import numpy as np


def told_apart(one, other, picks, level=0.95):
    assert_same = {len(one), len(other)}
    if len(assert_same) > 1:
        raise ValueError("unpaired")
    d = [a - b for (a, b) in zip(one, other)]
    ends = np.sign(interval(d, picks, level=level))
    return bool(abs(ends.sum()) == 2)
