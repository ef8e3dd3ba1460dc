# slip: the GRU's blend: c = gamma_u c_tilde + (1 - gamma_u) c_prev, while gamma_f is in the step
# named: update_decides_what_is_kept
import numpy as np
from utils.params import LSTMStep

def lstm_cell(a_prev, c_prev, x_t, p):
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    c_tilde = lstm_candidate(a_prev, x_t, p)
    c_t = gamma_u * c_tilde + (1 - gamma_u) * c_prev
    return LSTMStep(a_prev, c_prev, x_t, gamma_u, gamma_f, gamma_o, c_tilde, c_t, gamma_o * np.tanh(c_t))
