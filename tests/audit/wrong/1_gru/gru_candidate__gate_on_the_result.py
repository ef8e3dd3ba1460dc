# slip: the gate multiplies the tanh
# named: reset_of_the_candidate
import numpy as np

def gru_candidate(c_prev, x_t, gamma_r, p):
    z = np.append(c_prev, x_t, axis=1).dot(p.Wc.T)
    z += p.bc
    return gamma_r * np.tanh(z)
