# slip: all layers step at once, so that each reads what the one below held before
# named: above_reads_the_step_before
import numpy as np


def stacked_forward(x, c0, layers):
    h = list(c0)
    history = [[] for _ in h]
    for xt in x:
        inputs = [xt] + h[:-1]
        h = [gru_step(h[i], inputs[i], layers[i]) for i in range(len(layers))]
        for i, hi in enumerate(h):
            history[i].append(hi)
    return [np.array(one) for one in history]
