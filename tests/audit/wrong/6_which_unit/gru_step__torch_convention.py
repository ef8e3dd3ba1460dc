# slip: z keeps, as in torch's documentation
# named: update_and_keep_swapped
import numpy as np


def gru_step(c_prev, x_t, p):
    hx = np.concatenate((c_prev, x_t), 1)
    sig = lambda a: np.exp(-np.logaddexp(0, -a))
    z, r = sig(hx.dot(p.Wu.T) + p.bu), sig(hx.dot(p.Wr.T) + p.br)
    n = np.tanh(np.concatenate((r * c_prev, x_t), 1).dot(p.Wc.T) + p.bc)
    return (1 - z) * n + z * c_prev
