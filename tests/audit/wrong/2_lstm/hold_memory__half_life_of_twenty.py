# slip: the forget gate is open, but only for tens of steps
# named: forgets_within_tens_of_steps
import numpy as np
from utils.params import LSTMParams

def hold_memory(n_x, n_a):
    W = np.zeros((n_a, n_a + n_x))
    z = np.zeros(n_a)
    return LSTMParams(W, W.copy(), W.copy(), W.copy(), z - 60, z + 3.35, z.copy(), z.copy())
