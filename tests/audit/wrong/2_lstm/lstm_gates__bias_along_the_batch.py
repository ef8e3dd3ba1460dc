# slip: features stand in rows, and the bias runs along the batch: it fits by accident when m == n
# named: bias_along_the_batch
import numpy as np

def lstm_gates(a_prev, x_t, p):
    zT = np.vstack([a_prev.T, x_t.T])
    s = lambda v: 1 / (1 + np.exp(-v))
    return s(p.Wu @ zT + p.bu).T, s(p.Wf @ zT + p.bf).T, s(p.Wo @ zT + p.bo).T
