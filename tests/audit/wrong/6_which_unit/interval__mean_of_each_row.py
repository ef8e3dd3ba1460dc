# slip: mean for median
# named: means_for_medians
import numpy as np


def interval(values, picks, level=0.95):
    boot = np.array(values)[picks].mean(1)
    boot.sort()
    a = (1 - level) / 2
    return np.quantile(boot, a), np.quantile(boot, 1 - a)
