"""fused_gates in other people's styles, in torch's operators."""

import torch


def checked(sees):
    if sees not in ("previous", "current"):
        raise ValueError(sees)
    return sees == "current"


# twins


class Slopes(torch.autograd.Function):
    """A tape of slopes: backward only multiplies."""

    @staticmethod
    def forward(ctx, z, c_prev, pu, pf, po, current):
        n = len(pu)
        zu, zf, zo, zc = z[:, :n], z[:, n : 2 * n], z[:, 2 * n : -n], z[:, -n:]
        u, f = (zu + pu * c_prev).sigmoid(), (zf + pf * c_prev).sigmoid()
        new = zc.tanh()
        c = torch.lerp(f * c_prev, f * c_prev + new, u)
        seen = c if current else c_prev
        o, t = (zo + po * seen).sigmoid(), c.tanh()
        ctx.save_for_backward(
            t * o * (1 - o), o - o * t * t, new * u * (1 - u), c_prev * f * (1 - f),
            u - u * new * new, f, c_prev, seen, torch.stack([pu, pf, po]),
        )  # fmt: skip
        ctx.current = current
        return o * t, c

    @staticmethod
    def backward(ctx, da, dc):
        so, sa, su, sf, sc, f, c_prev, seen, p = ctx.saved_tensors
        dzo = da * so
        dc = torch.addcmul(dc, da, sa)
        dc = dc + dzo * p[2] if ctx.current else dc
        dz = torch.stack([dc * su, dc * sf, dzo, dc * sc], 1)
        through = torch.einsum("mgn,gn->mn", dz[:, :2], p[:2])
        back = dc * f + through + (0 if ctx.current else dzo * p[2])
        memories = torch.stack([c_prev, c_prev, seen], 1)
        dp = torch.einsum("mgn,mgn->gn", dz[:, :3], memories)
        return dz.flatten(1), back, *dp, None


class InPlace(torch.autograd.Function):
    """Setup and forward apart; buffers; gradients only where they are needed."""

    @staticmethod
    def forward(z, c_prev, pu, pf, po, current):
        gates = z.reshape(len(z), 4, -1).clone()
        gates[:, :2].add_(torch.stack([pu, pf]) * c_prev[:, None]).sigmoid_()
        gates[:, 3].tanh_()
        c = gates[:, 0] * gates[:, 3] + gates[:, 1] * c_prev
        gates[:, 2].addcmul_(po, c if current else c_prev).sigmoid_()
        return gates[:, 2] * torch.tanh(c), c, gates

    @staticmethod
    def setup_context(ctx, inputs, output):
        _, c_prev, *p, ctx.current = inputs
        ctx.save_for_backward(c_prev, *p, *output[1:])
        ctx.mark_non_differentiable(output[2])

    @staticmethod
    def backward(ctx, da, dc, _):
        c_prev, pu, pf, po, c, gates = ctx.saved_tensors
        u, f, o, new = gates.unbind(1)
        t, dz = torch.tanh(c), torch.empty_like(gates)
        dz[:, 2] = da * t * o * (1 - o)
        dc = dc + da * o * (1 - t**2)
        if ctx.current:
            dc += dz[:, 2] * po
        dz[:, 0], dz[:, 1] = dc * new * u * (1 - u), dc * c_prev * f * (1 - f)
        dz[:, 3] = dc * u * (1 - new**2)
        back = dc * f + dz[:, 0] * pu + dz[:, 1] * pf
        if not ctx.current:
            back += dz[:, 2] * po
        seen = c if ctx.current else c_prev
        dp = [(dz[:, k] * v).sum(0) for k, v in enumerate((c_prev, c_prev, seen))]
        return dz.flatten(1) if ctx.needs_input_grad[0] else None, back, *dp, None


def slopes(z, c_prev, pu, pf, po, output_sees="previous"):
    return Slopes.apply(z, c_prev, pu, pf, po, checked(output_sees))


def in_place(z, c_prev, pu, pf, po, output_sees="previous"):
    return InPlace.apply(z, c_prev, pu, pf, po, checked(output_sees))[:2]


TWINS = {"a tape of slopes": slopes, "in place": in_place}
