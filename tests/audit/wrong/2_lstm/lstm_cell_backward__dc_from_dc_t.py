# slip: the gates get dc_t, not all that reaches c_t
# named: gates_from_upstream_alone
import numpy as np
from utils.params import LSTMParams

def lstm_cell_backward(da_t, dc_t, step, p):
    a, c, x, u, f, o, k, new, _ = step
    th = np.tanh(new)
    total = dc_t + da_t * o * (1 - th ** 2)
    zo = da_t * th * o * (1 - o)
    zu, zf, zk = dc_t * k * u * (1 - u), dc_t * c * f * (1 - f), dc_t * u * (1 - k ** 2)
    v = np.concatenate((a, x), axis=-1)
    d = [zu, zf, zo, zk]
    back = sum(z @ W for z, W in zip(d, p[:4]))
    n = a.shape[1]
    return back[:, :n], total * f, back[:, n:], LSTMParams(*[z.T @ v for z in d], *[z.sum(0) for z in d])
