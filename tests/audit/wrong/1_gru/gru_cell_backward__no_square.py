# slip: 1 - c_tilde for the slope of tanh
# named: tanh_slope_not_squared
import numpy as np
from utils.params import GRUParams

def gru_cell_backward(dc_t, step, p):
    c, x, u, r, k, _ = step
    n = c.shape[1]
    dk = dc_t * u * (1 - k)
    du = dc_t * (k - c) * u * (1 - u)
    h = dk @ p.Wc
    dr = h[:, :n] * c * r * (1 - r)
    v = np.hstack((c, x))
    g = du @ p.Wu + dr @ p.Wr
    return (dc_t * (1 - u) + g[:, :n] + h[:, :n] * r, g[:, n:] + h[:, n:],
            GRUParams(du.T @ v, dr.T @ v, dk.T @ np.hstack((r * c, x)), du.sum(0), dr.sum(0), dk.sum(0)))
