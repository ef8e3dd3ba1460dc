"""Wrong versions of GRULayer and LSTMLayer."""

import numpy as np
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


class LSTMByStep(reference.LSTMLayer):
    """The LSTM by a function step(layer, from_x, a, c) -> (a, c) of each time step."""

    def __init__(self, n_x, n_a, step):
        super().__init__(n_x, n_a)
        self.step = step

    def forward(self, x, state=None):
        """As the layer's own."""
        a, c = reference.zeros(x, self.n_a) if state is None else state
        all_a = []
        for from_x in self.from_x(x):
            a, c = self.step(self, from_x, a, c)
            all_a.append(a)
        return torch.stack(all_a), (a, c)


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


def lstm_gates(layer, from_x, a):
    """Γu, Γf, Γo, c̃."""
    zu, zf, zo, zc = (from_x + layer.from_a(a)).chunk(4, -1)
    return torch.sigmoid(zu), torch.sigmoid(zf), torch.sigmoid(zo), torch.tanh(zc)


def lstm_step(layer, from_x, a, c):
    """One step of the LSTM."""
    gamma_u, gamma_f, gamma_o, c_tilde = lstm_gates(layer, from_x, a)
    c = gamma_u * c_tilde + gamma_f * c
    return gamma_o * torch.tanh(c), c


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


@of("LSTMLayer")
def tanh_of_the_memory_missing(n_x, n_a):
    """Your output is Γo * c. The tanh round the memory is missing: a = Γo * tanh(c),
    which keeps what leaves the unit between -1 and 1."""

    def step(layer, from_x, a, c):
        gamma_u, gamma_f, gamma_o, c_tilde = lstm_gates(layer, from_x, a)
        c = gamma_u * c_tilde + gamma_f * c
        return gamma_o * c, c

    return LSTMByStep(n_x, n_a, step)


@of("LSTMLayer")
def state_parts_swapped(n_x, n_a):
    """You take the state as (c, a) and give it back so. It is (a, c), the activation
    first."""

    def forward(layer, x, state):
        out, (a, c) = layer(x, state if state is None else (state[1], state[0]))
        return out, (c, a)

    return Wrapped(reference.LSTMLayer(n_x, n_a), forward)


@of("LSTMLayer")
def first_state_ignored(n_x, n_a):
    """Each call begins with zeros, whatever state it was given: the second chunk of a
    text then knows nothing of the first."""
    return Wrapped(
        reference.LSTMLayer(n_x, n_a), lambda layer, x, state: layer(x, None)
    )


@of("LSTMLayer")
def round_trip_through_numpy(n_x, n_a):
    """The last state goes through NumPy and back: that waits for the device, does not
    work on one at all without .cpu(), and loses the history. Stay in torch."""

    def forward(layer, x, state):
        out, (a, c) = layer(x, state)
        return out, (a, torch.from_numpy(c.detach().numpy()))

    return Wrapped(reference.LSTMLayer(n_x, n_a), forward)


@of("LSTMLayer")
def loaded_in_float32(n_x, n_a):
    """load_params goes through float32 (torch.Tensor, or .float()) and loses half of
    the digits of a float64 model. `copy_` from the array as it is does not."""

    class Narrow(reference.LSTMLayer):
        def load_params(self, p):
            super().load_params(type(p)(*map(np.float32, p)))

    return Narrow(n_x, n_a)


@of("LSTMLayer")
def gates_cut_in_torchs_order(n_x, n_a):
    """Forget gate, output gate and candidate are mixed up: the rows were stacked in one
    order and cut in another (torch's is i, f, g, o; here u, f, o, c)."""

    def step(layer, from_x, a, c):
        zu, zf, zc, zo = (from_x + layer.from_a(a)).chunk(4, -1)
        c = torch.sigmoid(zu) * torch.tanh(zc) + torch.sigmoid(zf) * c
        return torch.sigmoid(zo) * torch.tanh(c), c

    return LSTMByStep(n_x, n_a, step)
