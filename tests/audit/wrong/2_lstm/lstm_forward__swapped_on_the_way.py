# slip: c and a change places from step to step
# named: carried_states_exchanged
import numpy as np

def lstm_forward(x, a0, c0, p):
    steps = []
    for t in range(x.shape[0]):
        steps.append(lstm_cell(a0, c0, x[t], p))
        c0, a0 = steps[t].a_t, steps[t].c_t
    return np.array([s.a_t for s in steps]), steps
