import numpy as np


def gru_step(c_prev, x_t, p):
    s = lambda z: 0.5 * np.tanh(0.5 * z) + 0.5
    c, x = c_prev.T, x_t.T
    v = np.vstack([c, x])
    u = s(p.Wu @ v + p.bu[:, None])
    r = s(p.Wr @ v + p.br[:, None])
    k = np.tanh(p.Wc @ np.vstack([r * c, x]) + p.bc[:, None])
    return (c + u * (k - c)).T
