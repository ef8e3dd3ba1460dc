# slip: the first memory is made on the default device
# named: zeros_on_the_cpu | two_devices
class GRULayer(nn.Module):
    """The lecture's GRU over a sequence, time first.

    Γu = σ(Wu[c_prev, x] + bu)   Γr = σ(Wr[c_prev, x] + br)
    c̃ = tanh(Wc[Γr*c_prev, x] + bc)   c = Γu*c̃ + (1-Γu)*c_prev
    """

    def __init__(self, n_x, n_c):
        super().__init__()
        self.n = n_c
        self.input = nn.Linear(n_x, 3 * n_c)  # for Γu, Γr, c̃
        self.to_gates = nn.Linear(n_c, 2 * n_c, bias=False)
        self.to_candidate = nn.Linear(n_c, n_c, bias=False)

    def load_params(self, p):
        """Take over the values of `p`, a GRUParams of NumPy arrays.

        The parameters stay on their device. Training leaves the arrays of p alone.
        """
        W = torch.as_tensor(np.concatenate([p.Wu, p.Wr, p.Wc]))  # (3n, n + n_x)
        b = torch.as_tensor(np.concatenate([p.bu, p.br, p.bc]))
        n = self.n
        with torch.no_grad():
            self.input.weight.copy_(W[:, n:])
            self.input.bias.copy_(b)
            self.to_gates.weight.copy_(W[: 2 * n, :n])
            self.to_candidate.weight.copy_(W[2 * n :, :n])

    def forward(self, x, state=None):
        """(c, c_T) for x (T, m, n_x) and the first memory (m, n_c); None is zeros."""
        c = torch.zeros(x.shape[1], self.n) if state is None else state
        memories = []
        for of_x in self.input(x):  # (m, 3n): the products with x are done
            x_gates, x_candidate = of_x[:, : 2 * self.n], of_x[:, 2 * self.n :]
            gates = torch.sigmoid(x_gates + self.to_gates(c))
            gamma_u, gamma_r = gates.chunk(2, dim=1)
            c_tilde = torch.tanh(x_candidate + self.to_candidate(gamma_r * c))
            c = gamma_u * c_tilde + (1 - gamma_u) * c
            memories.append(c)
        return torch.stack(memories), c
