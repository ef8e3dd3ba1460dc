# slip: matrices accumulate over time, biases keep only the last step treated
# named: biases_overwritten
import numpy as np
from utils.params import GRUParams

def gru_backward(dc, steps, p):
    dW = [np.zeros_like(W) for W in p[:3]]
    dx, carried = [None] * len(steps), np.zeros_like(dc[0])
    for t in range(len(steps) - 1, -1, -1):
        carried, dx[t], dp_t = gru_cell_backward(dc[t] + carried, steps[t], p)
        for total, part in zip(dW, dp_t[:3]):
            total += part
        db = dp_t[3:]
    return np.stack(dx), carried, GRUParams(*dW, *db)
