# slip: sigma(...) + p c instead of sigma(... + p c)
# named: peephole_outside_sigmoid
import numpy as np

def peephole_gates(a_prev, c_prev, x_t, p):
    z = np.concatenate([a_prev, x_t], 1)
    s = lambda v: 1 / (1 + np.exp(-v))
    return (s(z @ p.Wu.T + p.bu) + p.pu * c_prev, s(z @ p.Wf.T + p.bf) + p.pf * c_prev,
            s(z @ p.Wo.T + p.bo) + p.po * c_prev)

_three = peephole_gates

def peephole_gates(a_prev, c_prev, x_t, p):
    return _three(a_prev, c_prev, x_t, p)[:2]
