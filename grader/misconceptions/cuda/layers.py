"""Wrong versions of GRULayer."""

import torch
from torch import nn

from grader.misconceptions import Misconceptions
from grader.reference.cuda import layers as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


class GRUByStep(reference.GRULayer):
    """The GRU by a function step(layer, from_x, c) -> c of each time step."""

    def __init__(self, n_x, n_c, step):
        super().__init__(n_x, n_c)
        self.step = step

    def forward(self, x, state=None):
        """As the layer's own."""
        c = x.new_zeros(x.shape[1], self.n_c) if state is None else state
        all_c = []
        for from_x in self.from_x(x):
            c = self.step(self, from_x, c)
            all_c.append(c)
        return torch.stack(all_c), c


class Wrapped(nn.Module):
    """A right layer of which something outside the unit itself is changed."""

    def __init__(self, layer, forward):
        super().__init__()
        self.layer, self.run = layer, forward

    def load_params(self, p):
        """As the layer's own."""
        self.layer.load_params(p)

    def forward(self, x, state=None):
        """What `run` makes of the layer."""
        return self.run(self.layer, x, state)


def gru_gates(layer, from_x, c):
    """Γu, Γr, and what of x reaches the candidate."""
    gates_x, candidate_x = from_x.split([2 * layer.n_c, layer.n_c], -1)
    gates = torch.sigmoid(gates_x + layer.gates_from_c(c))
    return *gates.chunk(2, -1), candidate_x


def gru_step(layer, from_x, c):
    """One step of the GRU."""
    gamma_u, gamma_r, candidate_x = gru_gates(layer, from_x, c)
    c_tilde = torch.tanh(candidate_x + layer.candidate_from_c(gamma_r * c))
    return gamma_u * c_tilde + (1 - gamma_u) * c


@of("GRULayer")
def update_and_keep_swapped(n_x, n_c):
    """Your update gate keeps where it should renew, which is torch's convention: here
    Γu goes with the candidate and 1 - Γu with the old memory."""

    def step(layer, from_x, c):
        gamma_u, gamma_r, candidate_x = gru_gates(layer, from_x, c)
        c_tilde = torch.tanh(candidate_x + layer.candidate_from_c(gamma_r * c))
        return (1 - gamma_u) * c_tilde + gamma_u * c

    return GRUByStep(n_x, n_c, step)


@of("GRULayer")
def reset_after_the_product(n_x, n_c):
    """The relevance gate acts after the product, Γr * (Wc c_prev), which is torch's
    convention. Here it acts on the memory first: Wc[Γr * c_prev, x]."""

    def step(layer, from_x, c):
        gamma_u, gamma_r, candidate_x = gru_gates(layer, from_x, c)
        c_tilde = torch.tanh(candidate_x + gamma_r * layer.candidate_from_c(c))
        return gamma_u * c_tilde + (1 - gamma_u) * c

    return GRUByStep(n_x, n_c, step)


@of("GRULayer")
def relevance_gate_forgotten(n_x, n_c):
    """The candidate sees the whole old memory: the relevance gate is made and not used,
    or not made. It says how much of c_prev the candidate sees: Γr * c_prev."""

    def step(layer, from_x, c):
        gamma_u, _, candidate_x = gru_gates(layer, from_x, c)
        c_tilde = torch.tanh(candidate_x + layer.candidate_from_c(c))
        return gamma_u * c_tilde + (1 - gamma_u) * c

    return GRUByStep(n_x, n_c, step)


@of("GRULayer")
def memory_detached_each_step(n_x, n_c):
    """The memory loses its history at each step (detach, or .data), so that nothing
    is learned across time. Detach between chunks, never inside a layer."""
    return GRUByStep(
        n_x, n_c, lambda layer, from_x, c: gru_step(layer, from_x, c.detach())
    )


@of("GRULayer")
def zeros_on_the_cpu(n_x, n_c):
    """The first memory is made by torch.zeros alone: float32, on the CPU, whatever x
    is. Make it like x (`x.new_zeros`), and the layer works on any device."""

    def forward(layer, x, state):
        if state is None:
            state = torch.zeros(x.shape[1], n_c)
        return layer(x, state)

    return Wrapped(reference.GRULayer(n_x, n_c), forward)


@of("GRULayer")
def product_with_x_inside_the_loop(n_x, n_c):
    """The product with x<t> stands inside the loop: one small product a step where one
    large one for all steps would do. Only the state has to wait for the step before."""

    class Inside(GRUByStep):
        def forward(self, x, state=None):
            c = x.new_zeros(x.shape[1], self.n_c) if state is None else state
            all_c = []
            for x_t in x:
                c = gru_step(self, self.from_x(x_t), c)
                all_c.append(c)
            return torch.stack(all_c), c

    return Inside(n_x, n_c, gru_step)


@of("GRULayer")
def batch_and_time_swapped(n_x, n_c):
    """You go through the second axis of x as if it were time. Here time comes first:
    x is (T, m, n_x)."""

    def forward(layer, x, state):
        T = x.shape[0]  # taken for the number of examples
        first = None if state is None else state[:1].expand(T, -1)
        out, last = layer(x.transpose(0, 1), first)
        return out.transpose(0, 1), last

    return Wrapped(reference.GRULayer(n_x, n_c), forward)


@of("GRULayer")
def parameters_replaced_on_loading(n_x, n_c):
    """load_params puts new parameters in place of those that are there. An optimiser
    made before goes on moving the old ones: copy the values into them."""

    class Replacing(reference.GRULayer):
        def load_params(self, p):
            for module in (self.from_x, self.gates_from_c, self.candidate_from_c):
                for name, old in list(module.named_parameters()):
                    setattr(module, name, nn.Parameter(old.detach().clone()))
            super().load_params(p)

    return Replacing(n_x, n_c)
