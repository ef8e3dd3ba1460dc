import numpy as np


def gru_gates(c_prev, x_t, p):
    W, b = np.vstack([p.Wu, p.Wr]), np.hstack([p.bu, p.br])
    z = np.einsum("ij,kj->ik", np.column_stack((c_prev, x_t)), W) + b
    u, r = np.hsplit(sigmoid(z), 2)
    return [u, r]
