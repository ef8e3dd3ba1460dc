# slip: current: the gate is shown c_tilde
# named: output_gate_sees_candidate
import numpy as np
from utils.params import LSTMStep

def peephole_cell(a_prev, c_prev, x_t, p, output_sees="previous"):
    if output_sees not in {"previous", "current"}:
        raise ValueError(output_sees)
    u, f = peephole_gates(a_prev, c_prev, x_t, p)
    k = np.tanh(np.hstack([a_prev, x_t]) @ p.Wc.T + p.bc)
    c = u * k + f * c_prev
    o = peephole_output_gate(a_prev, k if output_sees == "current" else c_prev, x_t, p)
    return LSTMStep(a_prev.copy(), c_prev.copy(), x_t.copy(), u, f, o, k, c, o * np.tanh(c))
