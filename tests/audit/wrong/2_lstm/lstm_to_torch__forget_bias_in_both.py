# slip: torch adds its two biases; the forget gate's is in each, so it counts twice
# named: forget_bias_in_both
import numpy as np

def lstm_to_torch(p):
    n = len(p.bu)
    W = np.concatenate([p.Wu, p.Wf, p.Wc, p.Wo])
    zero = np.zeros_like(p.bu)
    return {"weight_ih_l0": W[:, n:], "weight_hh_l0": W[:, :n],
            "bias_ih_l0": np.concatenate([p.bu, p.bf, p.bc, p.bo]),
            "bias_hh_l0": np.concatenate([zero, p.bf, zero, zero])}
