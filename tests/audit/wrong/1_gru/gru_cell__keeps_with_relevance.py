# slip: the share that is kept is 1 - gamma_r
# named: keeps_what_isnt_relevant
from utils.params import GRUStep

def gru_cell(c_prev, x_t, p):
    u, r = gru_gates(c_prev, x_t, p)
    k = gru_candidate(c_prev, x_t, r, p)
    new = k * u
    new += c_prev * (1.0 - r)
    return GRUStep(c_prev=c_prev.copy(), x_t=x_t.copy(), gamma_u=u, gamma_r=r, c_tilde=k, c_t=new)
