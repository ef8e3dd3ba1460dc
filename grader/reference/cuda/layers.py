"""The three units as PyTorch modules, time first, one loop over time each.

What comes from x is made for all steps at once, before the loop; what is left inside
is the product with the state. Rows of the stacked weights stand gate under gate.
"""

import torch
from torch import nn


class GRULayer(nn.Module):
    """The lecture's GRU over a sequence.

    Γu = σ(Wu[c_prev, x] + bu)            Γr = σ(Wr[c_prev, x] + br)
    c̃ = tanh(Wc[Γr * c_prev, x] + bc)     c = Γu * c̃ + (1 - Γu) * c_prev
    """

    def __init__(self, n_x, n_c):
        super().__init__()
        self.n_c = n_c
        self.from_x = nn.Linear(n_x, 3 * n_c)  # gates u, r; candidate
        self.gates_from_c = nn.Linear(n_c, 2 * n_c, bias=False)
        self.candidate_from_c = nn.Linear(n_c, n_c, bias=False)

    def load_params(self, p):
        """Take over the values of `p`, a `GRUParams` of NumPy arrays."""
        n = self.n_c
        fill(self.from_x.weight, p.Wu[:, n:], p.Wr[:, n:], p.Wc[:, n:])
        fill(self.from_x.bias, p.bu, p.br, p.bc)
        fill(self.gates_from_c.weight, p.Wu[:, :n], p.Wr[:, :n])
        fill(self.candidate_from_c.weight, p.Wc[:, :n])

    def forward(self, x, state=None):
        """(c, c_T) for x (T, m, n_x) and the first memory (m, n_c), None for zeros."""
        c = x.new_zeros(x.shape[1], self.n_c) if state is None else state
        all_c, sizes = [], [2 * self.n_c, self.n_c]
        for gates_x, candidate_x in zip(*self.from_x(x).split(sizes, -1), strict=True):
            gates = torch.sigmoid(gates_x + self.gates_from_c(c))  # (m, 2 n_c)
            gamma_u, gamma_r = gates.chunk(2, -1)
            c_tilde = torch.tanh(candidate_x + self.candidate_from_c(gamma_r * c))
            c = gamma_u * c_tilde + (1 - gamma_u) * c
            all_c.append(c)
        return torch.stack(all_c), c


class LSTMLayer(nn.Module):
    """The lecture's LSTM over a sequence.

    Γu, Γf, Γo = σ(W[a_prev, x] + b)      c̃ = tanh(Wc[a_prev, x] + bc)
    c = Γu * c̃ + Γf * c_prev              a = Γo * tanh(c)
    """

    def __init__(self, n_x, n_a):
        super().__init__()
        self.n_a = n_a
        self.from_x = nn.Linear(n_x, 4 * n_a)  # gates u, f, o; candidate
        self.from_a = nn.Linear(n_a, 4 * n_a, bias=False)

    def load_params(self, p):
        """Take over the values of `p`, an `LSTMParams` of NumPy arrays."""
        fill_from_lstm(self, p)

    def forward(self, x, state=None):
        """(a, (a_T, c_T)) for x (T, m, n_x); `state` is (a, c), None for zeros."""
        a, c = zeros(x, self.n_a) if state is None else state
        all_a = []
        for from_x in self.from_x(x):
            zu, zf, zo, zc = (from_x + self.from_a(a)).chunk(4, -1)  # (m, n_a) each
            c = torch.sigmoid(zu) * torch.tanh(zc) + torch.sigmoid(zf) * c
            a = torch.sigmoid(zo) * torch.tanh(c)
            all_a.append(a)
        return torch.stack(all_a), (a, c)


class PeepholeLSTMLayer(nn.Module):
    """The LSTM whose gates see the memory, over a sequence.

    Γu, Γf, Γo = σ(W[a_prev, x] + p * c_prev + b)    c̃ = tanh(Wc[a_prev, x] + bc)
    c = Γu * c̃ + Γf * c_prev                         a = Γo * tanh(c)

    With `output_sees` "current" Γo sees c in place of c_prev. Another word than
    "previous" and "current" is a ValueError.
    """

    def __init__(self, n_x, n_a, output_sees="previous"):
        super().__init__()
        if output_sees not in ("previous", "current"):
            raise ValueError(f"the output gate cannot see {output_sees!r}")
        self.n_a, self.output_sees = n_a, output_sees
        self.from_x = nn.Linear(n_x, 4 * n_a)  # gates u, f, o; candidate
        self.from_a = nn.Linear(n_a, 4 * n_a, bias=False)
        self.peepholes = nn.Parameter(torch.empty(3, n_a).uniform_(-0.1, 0.1))

    def load_params(self, p):
        """Take over the values of `p`, a `PeepholeParams` of NumPy arrays."""
        fill_from_lstm(self, p)
        fill(self.peepholes, p.pu[None], p.pf[None], p.po[None])

    def forward(self, x, state=None):
        """(a, (a_T, c_T)) for x (T, m, n_x); `state` is (a, c), None for zeros."""
        a, c = zeros(x, self.n_a) if state is None else state
        pu, pf, po = self.peepholes
        all_a = []
        for from_x in self.from_x(x):
            zu, zf, zo, zc = (from_x + self.from_a(a)).chunk(4, -1)  # (m, n_a) each
            c_prev = c
            gamma_u, gamma_f = torch.sigmoid(zu + pu * c), torch.sigmoid(zf + pf * c)
            c = gamma_u * torch.tanh(zc) + gamma_f * c
            seen = c if self.output_sees == "current" else c_prev
            a = torch.sigmoid(zo + po * seen) * torch.tanh(c)
            all_a.append(a)
        return torch.stack(all_a), (a, c)


def fill(parameter, *arrays):
    """Write `arrays`, one under the other, into a parameter that is there already."""
    with torch.no_grad():
        parameter.copy_(torch.cat([torch.as_tensor(array) for array in arrays]))


def fill_from_lstm(layer, p):
    """Write the weights and biases of `p` into `layer.from_x` and `layer.from_a`."""
    n, W = layer.n_a, (p.Wu, p.Wf, p.Wo, p.Wc)
    fill(layer.from_x.weight, *(part[:, n:] for part in W))
    fill(layer.from_x.bias, p.bu, p.bf, p.bo, p.bc)
    fill(layer.from_a.weight, *(part[:, :n] for part in W))


def zeros(x, n_a):
    """The state (a, c) before anything was seen, where `x` is and of its dtype."""
    return x.new_zeros(x.shape[1], n_a), x.new_zeros(x.shape[1], n_a)
