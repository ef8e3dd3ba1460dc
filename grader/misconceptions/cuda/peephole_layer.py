"""Wrong versions of PeepholeLSTMLayer."""

import torch

from grader.misconceptions import Misconceptions
from grader.reference.cuda import layers as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("PeepholeLSTMLayer")
def output_always_sees_previous(n_x, n_a, output_sees="previous"):
    """The output gate sees the old memory in either form. With output_sees="current"
    it is made after the new one, and sees that."""
    reference.PeepholeLSTMLayer(n_x, n_a, output_sees)
    return reference.PeepholeLSTMLayer(n_x, n_a, "previous")


@of("PeepholeLSTMLayer")
def output_always_sees_current(n_x, n_a, output_sees="previous"):
    """The output gate sees the new memory in either form, as in Gers' paper. In the
    lecture's, output_sees="previous", all three gates see the old one."""
    reference.PeepholeLSTMLayer(n_x, n_a, output_sees)
    return reference.PeepholeLSTMLayer(n_x, n_a, "current")


@of("PeepholeLSTMLayer")
def peepholes_not_learned(n_x, n_a, output_sees="previous"):
    """The peepholes are used and never learned: they are no nn.Parameter, or were
    detached. What a module should learn must be a parameter of it."""

    layer = reference.PeepholeLSTMLayer(n_x, n_a, output_sees)
    layer.peepholes.requires_grad_(False)
    return layer


@of("PeepholeLSTMLayer")
def peepholes_left_out(n_x, n_a, output_sees="previous"):
    """Your outputs are those of an LSTM without peepholes: the terms p * c do not
    reach the gates, or load_params leaves them at zero."""

    class Blind(reference.PeepholeLSTMLayer):
        def load_params(self, p):
            super().load_params(p._replace(pu=0 * p.pu, pf=0 * p.pf, po=0 * p.po))

    return Blind(n_x, n_a, output_sees)


@of("PeepholeLSTMLayer")
def any_word_accepted(n_x, n_a, output_sees="previous"):
    """A word that is neither "previous" nor "current" goes through without a murmur: a
    slip of the pen then trains the wrong unit. Raise a ValueError."""
    known = "current" if output_sees == "current" else "previous"
    return reference.PeepholeLSTMLayer(n_x, n_a, known)


@of("PeepholeLSTMLayer")
def peepholes_without_a_gradient_to_the_memory(n_x, n_a, output_sees="previous"):
    """The memory is detached before it goes through the peepholes, as Gers cut his
    gradients. Full back-propagation lets them through: p * c as it is."""

    class Cut(reference.PeepholeLSTMLayer):
        def forward(self, x, state=None):
            a, c = reference.zeros(x, self.n_a) if state is None else state
            pu, pf, po = self.peepholes
            all_a = []
            for from_x in self.from_x(x):
                zu, zf, zo, zc = (from_x + self.from_a(a)).chunk(4, -1)
                seen = c.detach()
                gamma_u = torch.sigmoid(zu + pu * seen)
                c = gamma_u * torch.tanh(zc) + torch.sigmoid(zf + pf * seen) * c
                seen = c.detach() if self.output_sees == "current" else seen
                a = torch.sigmoid(zo + po * seen) * torch.tanh(c)
                all_a.append(a)
            return torch.stack(all_a), (a, c)

    return Cut(n_x, n_a, output_sees)
