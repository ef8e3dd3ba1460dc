# slip: the candidate is called with gamma_u
# named: candidate_from_update_gate
from utils.params import GRUStep

def gru_cell(c_prev, x_t, p):
    gamma_u, gamma_r = gru_gates(c_prev, x_t, p)
    c_tilde = gru_candidate(c_prev, x_t, gamma_u, p)
    c_t = gamma_u * c_tilde + (1 - gamma_u) * c_prev
    return GRUStep(c_prev, x_t, gamma_u, gamma_r, c_tilde, c_t)
