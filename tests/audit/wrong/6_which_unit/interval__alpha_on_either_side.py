# slip: alpha = 1 - level isn't halved
# named: whole_tail_at_each_end
import numpy as np


def interval(values, picks, level=0.95):
    alpha = 1 - level
    meds = [np.median(np.take(values, row)) for row in picks]
    return [np.quantile(meds, alpha), np.quantile(meds, 1 - alpha)]
