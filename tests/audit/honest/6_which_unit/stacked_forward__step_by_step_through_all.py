import numpy as np


def stacked_forward(x, c0, layers):
    T = x.shape[0]
    now = [c.copy() for c in c0]
    out = [np.empty((T,) + c.shape, dtype=c.dtype) for c in c0]
    for t in range(T):
        signal = x[t]
        for l in range(len(layers)):
            now[l] = gru_step(now[l], signal, layers[l])
            signal = out[l][t] = now[l]
    return out
