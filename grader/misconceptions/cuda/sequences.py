"""Wrong versions of gru_sequence and peephole_sequence."""

import torch

from grader.misconceptions import Misconceptions
from grader.reference.cuda.gru_sequence import gru_sequence
from grader.reference.cuda.peephole_sequence import peephole_sequence
from utils.params import GRUParams, PeepholeParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


class Changed(torch.autograd.Function):
    """Values of a right sequence function, with gradients that `change` changes."""

    @staticmethod
    def forward(ctx, right, change, *things):
        ctx.right, ctx.change = right, change
        ctx.save_for_backward(*things)
        return right(*things)

    @staticmethod
    def backward(ctx, upstream):
        things = [thing.detach().requires_grad_() for thing in ctx.saved_tensors]
        gradients = ctx.change(ctx.right, things, upstream)
        return None, None, *gradients


def grads(right, things, upstream):
    """The right gradients."""
    with torch.enable_grad():
        return torch.autograd.grad(right(*things), things, upstream)


def gru_of(x, c0, *p):
    """gru_sequence of parameters one by one."""
    return gru_sequence(x, c0, GRUParams(*p))


@of("gru_sequence")
def loop_left_to_autograd(x, c0, p):
    """Values and gradients are right, but autograd still writes down every operation
    of every step. One torch.autograd.Function over the whole sequence is asked for."""
    n, c, all_c = c0.shape[1], c0, []
    from_x = [x @ W[:, n:].T + b for W, b in zip(p[:3], p[3:], strict=True)]
    for u_x, r_x, c_x in zip(*from_x, strict=True):
        u, r = (
            torch.sigmoid(u_x + c @ p.Wu[:, :n].T),
            torch.sigmoid(r_x + c @ p.Wr[:, :n].T),
        )
        c = u * torch.tanh(c_x + (r * c) @ p.Wc[:, :n].T) + (1 - u) * c
        all_c.append(c)
    return torch.stack(all_c)


@of("gru_sequence")
def upstream_on_the_last_step_only(x, c0, p):
    """Only the gradient at the last step goes back. Each c<t> has an upstream gradient
    of its own: add dc[t] to what is carried, at every step."""

    def change(right, things, upstream):
        only_last = torch.zeros_like(upstream)
        only_last[-1] = upstream[-1]
        return grads(right, things, only_last)

    return Changed.apply(gru_of, change, x, c0, *p)


@of("gru_sequence")
def nothing_carried_back(x, c0, p):
    """Each step gets its own upstream gradient only: what step t + 1 hands back for
    c<t> is lost. It must be added, or nothing is learned across time."""

    def change(right, things, upstream):
        x, c0, *p = things
        c = right(*things).detach()
        before = torch.cat([c0.detach()[None], c[:-1]])
        total = [torch.zeros_like(x), torch.zeros_like(c0), *map(torch.zeros_like, p)]
        for t in range(len(x)):
            step = [
                part.detach().requires_grad_() for part in (x[t : t + 1], before[t])
            ]
            dx, dc, *dp = grads(right, [*step, *p], upstream[t : t + 1])
            total[0][t] = dx[0]
            total[1] = dc if t == 0 else total[1]
            total[2:] = [a + b for a, b in zip(total[2:], dp, strict=True)]
        return total

    return Changed.apply(gru_of, change, x, c0, *p)


@of("gru_sequence")
def biases_not_summed_over_time(x, c0, p):
    """The bias gradients are those of the mean step: a sum over time and examples has
    become a mean over time."""

    def change(right, things, upstream):
        found = grads(right, things, upstream)
        return [*found[:5], *(part / len(upstream) for part in found[5:])]

    return Changed.apply(gru_of, change, x, c0, *p)


@of("gru_sequence")
def first_memory_without_a_gradient(x, c0, p):
    """backward gives nothing for c0. What is carried when the first step is done is its
    gradient."""

    def change(right, things, upstream):
        found = grads(right, things, upstream)
        return [found[0], torch.zeros_like(found[1]), *found[2:]]

    return Changed.apply(gru_of, change, x, c0, *p)


@of("gru_sequence")
def a_product_for_each_step(x, c0, p):
    """The weight gradients are made step by step: T small products and as many sums.
    Keep dz of all steps and make one large product when the loop is done."""

    def change(right, things, upstream):
        found = grads(right, things, upstream)
        for x_t, up in zip(things[0].detach(), upstream, strict=True):
            found[2][:, : x_t.shape[1]] += 0 * (up.T @ x_t)
        return found

    return Changed.apply(gru_of, change, x, c0, *p)


@of("gru_sequence")
def through_numpy(x, c0, p):
    """forward or backward goes through NumPy: on a GPU that does not work, and with
    .cpu() it waits at each call. Stay in torch."""
    if x.device.type != "cpu":
        raise TypeError("can't convert a tensor on another device to NumPy")
    return gru_sequence(x, c0, p)


def peephole_of(output_sees):
    """peephole_sequence of parameters one by one."""
    return lambda x, a0, c0, *p: peephole_sequence(
        x, a0, c0, PeepholeParams(*p), output_sees
    )


def peephole_with(change):
    """peephole_sequence whose gradients are changed."""

    def function(x, a0, c0, p, output_sees="previous"):
        right = peephole_of(output_sees)
        return Changed.apply(
            right, lambda *args: change(output_sees, *args), x, a0, c0, *p
        )

    return function


@of("peephole_sequence")
def output_always_sees_previous(x, a0, c0, p, output_sees="previous"):
    """The output gate sees the old memory in either form. With output_sees="current" it
    sees the new one, and its gradient joins dc before that is split."""
    peephole_sequence(x, a0, c0, p, output_sees)
    return peephole_sequence(x, a0, c0, p, "previous")


@of("peephole_sequence")
def gradient_cut_at_the_peepholes(x, a0, c0, p, output_sees="previous"):
    """What goes back through the peepholes to the memory is left out, as Gers left it
    out: dc_prev lacks dzu * pu + dzf * pf and the output gate's part."""
    return Peeking.apply(output_sees, x, a0, c0, *p)


class Peeking(torch.autograd.Function):
    """The peephole LSTM whose backward lets nothing through its peepholes."""

    @staticmethod
    def forward(ctx, output_sees, x, a0, c0, *p):
        ctx.output_sees = output_sees
        ctx.save_for_backward(x, a0, c0, *p)
        return peephole_of(output_sees)(x, a0, c0, *p)

    @staticmethod
    def backward(ctx, da):
        x, a0, c0, *p = ctx.saved_tensors
        p = PeepholeParams(*p)
        whole = peephole_layer_run(x, a0, c0, p, ctx.output_sees)
        found = torch.autograd.grad(whole[0], whole[1], da)
        return None, *found


def peephole_layer_run(x, a0, c0, p, output_sees):
    """The outputs with the memory detached at the peepholes, and what they came of."""
    things = [part.detach().requires_grad_() for part in (x, a0, c0, *p)]
    x, a, c = things[:3]
    p, n, all_a = PeepholeParams(*things[3:]), a0.shape[1], []
    with torch.enable_grad():
        W, b = torch.cat(p[:4]), torch.cat(p[7:])
        from_x = x @ W[:, n:].T + b
        for z_x in from_x:
            zu, zf, zo, zc = (z_x + a @ W[:, :n].T).chunk(4, -1)
            seen = c.detach()
            u, f = torch.sigmoid(zu + p.pu * seen), torch.sigmoid(zf + p.pf * seen)
            c = u * torch.tanh(zc) + f * c
            seen = c.detach() if output_sees == "current" else seen
            a = torch.sigmoid(zo + p.po * seen) * torch.tanh(c)
            all_a.append(a)
        return torch.stack(all_a), things


@of("peephole_sequence")
def peephole_gradients_of_one_example(x, a0, c0, p, output_sees="previous"):
    """The peepholes' gradients are divided by the number of examples. They are sums
    over time and batch; whether to average is for the loss to say."""

    def change(_, right, things, upstream):
        found = list(grads(right, things, upstream))
        found[7:10] = [part / upstream.shape[1] for part in found[7:10]]
        return found

    return peephole_with(change)(x, a0, c0, p, output_sees)


@of("peephole_sequence")
def c0_without_a_gradient(x, a0, c0, p, output_sees="previous"):
    """backward gives a0 a gradient and c0 none. What is carried to the memory before
    the first step is c0's."""

    def change(_, right, things, upstream):
        found = list(grads(right, things, upstream))
        found[2] = torch.zeros_like(found[2])
        return found

    return peephole_with(change)(x, a0, c0, p, output_sees)


@of("peephole_sequence")
def any_word_accepted(x, a0, c0, p, output_sees="previous"):
    """A word that is neither "previous" nor "current" goes through without a murmur.
    Raise a ValueError."""
    known = "current" if output_sees == "current" else "previous"
    return peephole_sequence(x, a0, c0, p, known)
