# slip: p is taken out of the list once, before the loop over the layers
# named: one_set_of_parameters
import numpy as np


def stacked_forward(x, c0, layers):
    p, inp, res = layers[0], x, []
    for k in range(len(layers)):
        c, out = c0[k], []
        for t in range(len(inp)):
            c = gru_step(c, inp[t], p)
            out.append(c)
        inp = np.stack(out)
        res.append(inp)
    return res
