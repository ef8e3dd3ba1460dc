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


class Peeking(reference.PeepholeLSTMLayer):
    """The layer with something else at its peepholes."""

    def forward(self, x, state=None):
        """As the layer's own, but for `seen` and `more`."""
        a, c = reference.zeros(x, self.n_a) if state is None else state
        pu, pf, po = self.peepholes
        all_a = []
        for from_x in self.from_x(x):
            zu, zf, zo, zc = (from_x + self.from_a(a)).chunk(4, -1)
            old, seen = c, self.seen(c)
            u, f = torch.sigmoid(zu + pu * seen), torch.sigmoid(zf + pf * seen)
            c = u * torch.tanh(zc + self.more(pu * old)) + f * old
            seen = self.seen(c) if self.output_sees == "current" else seen
            a = torch.sigmoid(zo + po * seen) * torch.tanh(c)
            all_a.append(a)
        return torch.stack(all_a), (a, c)

    def seen(self, c):
        """What the gates see of the memory."""
        return c

    def more(self, through):
        """What the candidate sees of what goes through a peephole."""
        return 0 * through


@of("PeepholeLSTMLayer")
def peepholes_without_a_gradient_to_the_memory(n_x, n_a, output_sees="previous"):
    """The memory is detached before it goes through the peepholes, as Gers cut his
    gradients. Full back-propagation lets them through: p * c as it is."""

    class Cut(Peeking):
        def seen(self, c):
            return c.detach()

    return Cut(n_x, n_a, output_sees)


@of("PeepholeLSTMLayer")
def gates_see_the_tanh_of_the_memory(n_x, n_a, output_sees="previous"):
    """The gates see tanh(c) through the peepholes. They see the memory itself: p * c;
    the tanh stands only where it leaves the unit."""

    class Squashed(Peeking):
        def seen(self, c):
            return torch.tanh(c)

    return Squashed(n_x, n_a, output_sees)


@of("PeepholeLSTMLayer")
def peephole_on_the_candidate(n_x, n_a, output_sees="previous"):
    """The candidate has a peephole too. Only the three gates look at the memory; the
    candidate is made of a_prev and x."""

    class Four(Peeking):
        def more(self, through):
            return through

    return Four(n_x, n_a, output_sees)
