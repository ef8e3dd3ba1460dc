"""Wrong versions of LSTMLayer."""

import numpy as np
import torch

from grader.misconceptions import Misconceptions
from grader.misconceptions.cuda.layers import Wrapped
from grader.reference.cuda import layers as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


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


def lstm_gates(layer, from_x, a):
    """Γu, Γf, Γo, c̃."""
    zu, zf, zo, zc = (from_x + layer.from_a(a)).chunk(4, -1)
    return torch.sigmoid(zu), torch.sigmoid(zf), torch.sigmoid(zo), torch.tanh(zc)


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


@of("LSTMLayer")
def forget_gate_not_used(n_x, n_a):
    """The old memory is kept by 1 - Γu, as in the GRU. The LSTM has a gate for that:
    c = Γu * c̃ + Γf * c_prev."""

    def step(layer, from_x, a, c):
        gamma_u, _, gamma_o, c_tilde = lstm_gates(layer, from_x, a)
        c = gamma_u * c_tilde + (1 - gamma_u) * c
        return gamma_o * torch.tanh(c), c

    return LSTMByStep(n_x, n_a, step)


@of("LSTMLayer")
def state_of_the_step_before(n_x, n_a):
    """The state that you return is that of the step before the last: whoever goes on
    from it does the last step twice. Take it after the loop."""

    def forward(layer, x, state):
        out, last = layer(x, state)
        if len(x) > 1:
            return out, layer(x[:-1], state)[1]
        return out, last if state is None else state

    return Wrapped(reference.LSTMLayer(n_x, n_a), forward)
