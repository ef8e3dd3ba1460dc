import numpy as np
from scipy.special import expit


def peephole_gates(a_prev, c_prev, x_t, p):
    z = np.hstack([a_prev, x_t])
    return tuple(expit(z @ W.T + c_prev @ np.diag(w) + b) for W, w, b in ((p.Wu, p.pu, p.bu), (p.Wf, p.pf, p.bf)))
