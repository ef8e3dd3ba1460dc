import statistics
import numpy as np


def interval(values, picks, level=.95):
    v = [float(a) for a in values]
    meds = [statistics.median([v[i] for i in row]) for row in picks.tolist()]
    cut = 50 * (1 - level)
    return np.percentile(meds, cut), np.percentile(meds, 100 - cut)
