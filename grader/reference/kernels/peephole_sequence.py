"""The peephole LSTM over a whole sequence as one step of autograd.

As for the GRU: one tape forward, one way back over it, and the weight gradients in
large products at the end. The gates' parts stand in the order c̃, Γu, Γf, Γo.
"""

import torch
from torch.autograd.function import once_differentiable


def peephole_sequence(x, a0, c0, p, output_sees="previous"):
    """The peephole LSTM over a sequence, differentiable once: a (T, m, n_a).

    Γu, Γf, Γo = σ(W[a_prev, x] + p * c_prev + b)    c̃ = tanh(Wc[a_prev, x] + bc)
    c = Γu * c̃ + Γf * c_prev                         a = Γo * tanh(c)

    With `output_sees` "current" Γo sees c in place of c_prev; another word than
    "previous" and "current" is a ValueError. `x` (T, m, n_x), `a0` and `c0` (m, n_a),
    `p` a `PeepholeParams` of tensors.
    """
    if output_sees not in ("previous", "current"):
        raise ValueError(f"the output gate cannot see {output_sees!r}")
    n = c0.shape[1]
    W = torch.cat([p.Wc, p.Wu, p.Wf, p.Wo])  # (4n, n + n_x)
    b = torch.cat([p.bc, p.bu, p.bf, p.bo])
    peepholes = torch.stack([p.pu, p.pf, p.po])
    current = output_sees == "current"
    return PeepholeFunction.apply(x, a0, c0, W[:, n:], W[:, :n], peepholes, b, current)


class PeepholeFunction(torch.autograd.Function):
    """a of every step from x, a0, c0, the weights by x and by a, peepholes and bias."""

    @staticmethod
    def forward(ctx, x, a0, c0, W_x, W_a, peepholes, b, current):
        T, m, n_x = x.shape
        n = a0.shape[1]
        tape = torch.addmm(b, x.reshape(T * m, n_x), W_x.T).view(T, m, 4 * n)
        a, c, tanh_c = (c0.new_empty(T, m, n) for _ in range(3))
        to_a, to_o = W_a.T.contiguous(), peepholes[2]
        early = 2 if current else 3  # so many gates see c_prev
        from_c = peepholes[:early].contiguous()
        a_prev, c_prev = a0, c0
        rows = zip(
            a.unbind(),
            c.unbind(),
            tanh_c.unbind(),
            tape.unbind(),
            tape[..., n : (1 + early) * n].unbind(),
            tape[..., n : (1 + early) * n].unflatten(-1, (early, n)).unbind(),
            *(part.unbind() for part in tape.split(n, -1)),
            strict=True,
        )
        for a_t, c_t, tanh_c_t, z, gates, by_gate, c_tilde, u, f, o in rows:
            z.addmm_(a_prev, to_a)
            by_gate.addcmul_(c_prev[:, None], from_c)
            gates.sigmoid_()
            c_tilde.tanh_()
            torch.mul(u, c_tilde, out=c_t).addcmul_(f, c_prev)
            if current:
                o.addcmul_(c_t, to_o).sigmoid_()
            torch.tanh(c_t, out=tanh_c_t)
            torch.mul(o, tanh_c_t, out=a_t)
            a_prev, c_prev = a_t, c_t
        ctx.current = current
        ctx.save_for_backward(x, a0, c0, W_x, W_a, peepholes, tape, a, c, tanh_c)
        return a

    @staticmethod
    @once_differentiable
    def backward(ctx, da):
        x, a0, c0, W_x, W_a, peepholes, tape, a, c, tanh_c = ctx.saved_tensors
        T, m, n = a.shape
        pu, pf, po = peepholes
        a_prev, c_prev = torch.cat([a0[None], a[:-1]]), torch.cat([c0[None], c[:-1]])
        c_tilde, u, f, o = tape.split(n, -1)
        # The slopes of all steps, where the loop then makes dz of them: for c̃, Γu, Γf
        # it multiplies by what arrives at c, for Γo by what arrives at a.
        dz = torch.empty_like(tape)
        dz_c, dz_u, dz_f, dz_o = dz.split(n, -1)
        torch.mul(c_tilde, c_tilde, out=dz_c).neg_().add_(1).mul_(u)
        torch.sub(1, u, out=dz_u).mul_(u).mul_(c_tilde)
        torch.sub(1, f, out=dz_f).mul_(f).mul_(c_prev)
        torch.sub(1, o, out=dz_o).mul_(o).mul_(tanh_c)
        a_to_c = o * (1 - tanh_c.square())
        c_to_prev = torch.addcmul(f, dz_u, pu).addcmul_(dz_f, pf)
        through_o = dz_o * po  # from a through Γo to the c that it sees
        if ctx.current:
            a_to_c += through_o

        da_t, dc_t = torch.zeros_like(a0), torch.zeros_like(c0)
        rows = zip(
            da.unbind(),
            a_to_c.unbind(),
            c_to_prev.unbind(),
            through_o.unbind(),
            dz[..., : 3 * n].unflatten(-1, (3, n)).unbind(),
            dz_o.unbind(),
            dz.unbind(),
            strict=True,
        )
        for above, to_c, to_prev, through, dz_cuf, dz_o_t, dz_t in reversed([*rows]):
            da_t += above
            dz_o_t *= da_t
            dc_t.addcmul_(da_t, to_c)
            dz_cuf *= dc_t[:, None]
            dc_t *= to_prev
            if not ctx.current:
                dc_t.addcmul_(da_t, through)
            torch.mm(dz_t, W_a, out=da_t)
        flat = dz.view(T * m, 4 * n)
        dW_x, dW_a = flat.T @ x.reshape(T * m, -1), flat.T @ a_prev.view(T * m, n)
        seen = c if ctx.current else c_prev
        pairs = (dz_u, c_prev), (dz_f, c_prev), (dz_o, seen)
        d_peepholes = torch.stack([(dz_k * c_k).sum((0, 1)) for dz_k, c_k in pairs])
        dx = (flat @ W_x).view_as(x) if ctx.needs_input_grad[0] else None
        return dx, da_t, dc_t, dW_x, dW_a, d_peepholes, flat.sum(0), None
