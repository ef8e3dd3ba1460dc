# slip: rows in the order of torch
# named: torch_gate_order
import numpy as np

def peephole_to_onnx(p):
    n = p.bu.size
    W = np.vstack([p.Wu, p.Wf, p.Wc, p.Wo])
    b = np.hstack([p.bu, p.bf, p.bc, p.bo])
    return dict(W=W[None, :, n:], R=W[None, :, :n], B=np.hstack([b, b * 0])[None], P=np.hstack([p.pu, p.po, p.pf])[None])
