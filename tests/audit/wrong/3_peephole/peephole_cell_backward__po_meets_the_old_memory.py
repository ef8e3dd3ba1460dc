# slip: "current": dpo is summed with c_prev; all else is right
# named: dpo_always_with_previous
import numpy as np
from utils.params import PeepholeParams

def peephole_cell_backward(da_t, dc_t, step, p, output_sees="previous"):
    a_prev, c_prev, x_t, u, f, o, cand, c_t, _ = step
    n, th, z = da_t.shape[1], np.tanh(c_t), np.concatenate([a_prev, x_t], 1)
    do = da_t * th * o * (1 - o)
    dc = dc_t + da_t * o * (1 - th ** 2)
    if output_sees == "current":
        dc = dc + do * p.po
    du, df, dn = dc * cand * u * (1 - u), dc * c_prev * f * (1 - f), dc * u * (1 - cand ** 2)
    dc_prev = dc * f + du * p.pu + df * p.pf
    if output_sees == "previous":
        dc_prev += do * p.po
    dz = du @ p.Wu + df @ p.Wf + do @ p.Wo + dn @ p.Wc
    d = (du, df, do, dn)
    dp = PeepholeParams(*[v.T @ z for v in d], *[(v * c_prev).sum(0) for v in d[:3]], *[v.sum(0) for v in d])
    return dz[:, :n], dc_prev, dz[:, n:], dp
