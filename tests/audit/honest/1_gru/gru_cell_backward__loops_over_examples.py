import numpy as np
from utils.params import GRUParams


def gru_cell_backward(dc_t, step, p):
    m, n = dc_t.shape
    dc_prev, dx = np.empty_like(dc_t), np.empty_like(step.x_t)
    total = [np.zeros_like(part) for part in p]
    for i in range(m):
        c, x, u, r, k, _ = (part[i] for part in step)
        d = dc_t[i]
        du, dk = d * (k - c) * u * (1 - u), d * u * (1 - k * k)
        back = p.Wc.T @ dk
        dr = back[:n] * c * r * (1 - r)
        both = p.Wu.T @ du + p.Wr.T @ dr
        dc_prev[i] = d * (1 - u) + back[:n] * r + both[:n]
        dx[i] = both[n:] + back[n:]
        cx, rx = np.r_[c, x], np.r_[r * c, x]
        for sum_, part in zip(total, (np.outer(du, cx), np.outer(dr, cx), np.outer(dk, rx), du, dr, dk)):
            sum_ += part
    return dc_prev, dx, GRUParams(*total)
