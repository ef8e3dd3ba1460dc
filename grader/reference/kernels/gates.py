"""The gate arithmetic of one step of the peephole LSTM, as one step of autograd.

What comes out is that of a kernel of one's own; here it is done in operators of torch,
so that it needs nothing else, and can be read beside NumPy's `peephole_cell_backward`.
"""

import torch
from torch.autograd.function import once_differentiable


def fused_gates(z, c_prev, pu, pf, po, output_sees="previous"):
    """One step after its products, peepholes included: (a_t, c_t), each (m, n).

    Γu = σ(zu + pu * c_prev)    Γf = σ(zf + pf * c_prev)    c̃ = tanh(zc)
    c_t = Γu * c̃ + Γf * c_prev  Γo = σ(zo + po * c_seen)    a_t = Γo * tanh(c_t)

    `z` (m, 4n) holds zu, zf, zo, zc side by side, `c_prev` is (m, n), `pu`, `pf` and
    `po` (n,). c_seen is c_prev, or c_t with `output_sees` "current"; another word than
    "previous" and "current" is a ValueError.
    """
    if output_sees not in ("previous", "current"):
        raise ValueError(f"the output gate cannot see {output_sees!r}")
    peepholes = torch.stack([pu, pf, po])
    return FusedGates.apply(z, c_prev, peepholes, output_sees == "current")


class FusedGates(torch.autograd.Function):
    """a_t and c_t from z, c_prev and the three peepholes (3, n)."""

    @staticmethod
    def forward(ctx, z, c_prev, peepholes, current):
        z_u, z_f, z_o, z_c = z.chunk(4, dim=1)
        pu, pf, po = peepholes
        u = torch.sigmoid(z_u + pu * c_prev)
        f = torch.sigmoid(z_f + pf * c_prev)
        c_tilde = torch.tanh(z_c)
        c_t = u * c_tilde + f * c_prev
        seen = c_t if current else c_prev
        o = torch.sigmoid(z_o + po * seen)
        tanh_c = torch.tanh(c_t)
        ctx.current = current
        ctx.save_for_backward(c_prev, peepholes, u, f, o, c_tilde, c_t, tanh_c)
        return o * tanh_c, c_t

    @staticmethod
    @once_differentiable
    def backward(ctx, da, dc):
        c_prev, peepholes, u, f, o, c_tilde, c_t, tanh_c = ctx.saved_tensors
        pu, pf, po = peepholes
        seen = c_t if ctx.current else c_prev
        dz_o = da * tanh_c * o * (1 - o)
        d = dc + da * o * (1 - tanh_c.square())  # all that arrives at c_t
        if ctx.current:
            d = d + dz_o * po
        dz_u = d * c_tilde * u * (1 - u)
        dz_f = d * c_prev * f * (1 - f)
        dz_c = d * u * (1 - c_tilde.square())
        dc_prev = d * f + dz_u * pu + dz_f * pf
        if not ctx.current:
            dc_prev = dc_prev + dz_o * po
        products = dz_u * c_prev, dz_f * c_prev, dz_o * seen
        d_peepholes = torch.stack([product.sum(0) for product in products])
        dz = torch.cat([dz_u, dz_f, dz_o, dz_c], dim=1)
        return dz, dc_prev, d_peepholes, None
