import numpy as np
from utils.params import LSTMStep


def lstm_cell(a_prev, c_prev, x_t, p):
    v = np.vstack([a_prev.T, x_t.T])
    g = lambda W, b: 0.5 * (1 + np.tanh(0.5 * (W @ v + b[:, None]))).T
    u, f, o = g(p.Wu, p.bu), g(p.Wf, p.bf), g(p.Wo, p.bo)
    k = np.tanh(p.Wc @ v + p.bc[:, None]).T
    c = f * c_prev + u * k
    return LSTMStep(np.array(a_prev), np.array(c_prev), np.array(x_t), u, f, o, k, c, o * np.tanh(c))
