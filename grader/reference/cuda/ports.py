"""To torch's own units and back."""

import numpy as np
import torch
from torch import nn

from utils.params import LSTMParams


def lstm_to_torch(p):
    """An `nn.LSTM` of one layer that computes what `p` does, in p's dtype.

    torch stacks its gates in the order i, f, g, o: here u, f, c, o. Of its two biases,
    which add up, one stays zero. `p` is an `LSTMParams` of NumPy arrays.
    """
    n = len(p.bu)
    W = np.concatenate([p.Wu, p.Wf, p.Wc, p.Wo])  # (4n, n + n_x)
    lstm = nn.LSTM(W.shape[1] - n, n, dtype=torch.from_numpy(p.bu).dtype)
    with torch.no_grad():
        lstm.weight_hh_l0.copy_(torch.from_numpy(W[:, :n]))
        lstm.weight_ih_l0.copy_(torch.from_numpy(W[:, n:]))
        bias = np.concatenate([p.bu, p.bf, p.bc, p.bo])
        lstm.bias_ih_l0.copy_(torch.from_numpy(bias))
        lstm.bias_hh_l0.zero_()
    return lstm


def lstm_from_torch(lstm):
    """The `LSTMParams` that compute what `lstm`, an `nn.LSTM` of one layer, does.

    NumPy arrays in the dtype of `lstm`, which may be on any device.
    """
    W = torch.cat([lstm.weight_hh_l0, lstm.weight_ih_l0], dim=1)  # state first
    b = lstm.bias_ih_l0 + lstm.bias_hh_l0
    Wu, Wf, Wc, Wo = W.detach().cpu().numpy().reshape(4, -1, W.shape[1])
    bu, bf, bc, bo = b.detach().cpu().numpy().reshape(4, -1)
    return LSTMParams(Wu, Wf, Wo, Wc, bu, bf, bo, bc)


def gru_like_torch(x, h0, weights):
    """What `nn.GRU` computes, by a loop of one's own: h of every step, (T, m, n).

    r = σ(W_ir x + b_ir + W_hr h + b_hr)            z likewise
    n = tanh(W_in x + b_in + r * (W_hn h + b_hn))   h_t = (1 - z) * n + z * h

    `x` (T, m, n_x), `h0` (m, n); `weights` is a dict of tensors by nn.GRU's own names,
    rows in the order r, z, n. Equations: torch.nn.GRU.
    """
    from_x = x @ weights["weight_ih_l0"].T + weights["bias_ih_l0"]  # (T, m, 3n)
    h, all_h = h0, []
    for x_r, x_z, x_n in (step.chunk(3, -1) for step in from_x):
        from_h = h @ weights["weight_hh_l0"].T + weights["bias_hh_l0"]
        h_r, h_z, h_n = from_h.chunk(3, -1)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * h_n)
        h = (1 - z) * n + z * h
        all_h.append(h)
    return torch.stack(all_h)
