"""The GRU over a whole sequence as one step of autograd.

Forward keeps one tape; backward goes over it once, with two products and a handful of
elementwise operations in each step, and makes the weight gradients of all steps in
large products at the end. The gates' parts stand in the order c̃, Γu, Γr.
"""

import torch
from torch.autograd.function import once_differentiable


def gru_sequence(x, c0, p):
    """The GRU over a sequence, differentiable once: c (T, m, n_c).

    Γu = σ(Wu[c_prev, x] + bu)            Γr = σ(Wr[c_prev, x] + br)
    c̃ = tanh(Wc[Γr * c_prev, x] + bc)     c = Γu * c̃ + (1 - Γu) * c_prev

    `x` (T, m, n_x), `c0` (m, n_c), `p` a `GRUParams` of tensors.
    """
    n = c0.shape[1]
    W = torch.cat([p.Wc, p.Wu, p.Wr])  # (3n, n + n_x)
    b = torch.cat([p.bc, p.bu, p.br])
    return GRUFunction.apply(x, c0, W[:, n:], W[:n, :n], W[n:, :n], b)


class GRUFunction(torch.autograd.Function):
    """c of every step from x, c0, and the weights: by x, candidate by c, gates by c."""

    @staticmethod
    def forward(ctx, x, c0, W_x, W_c, W_g, b):
        T, m, n_x = x.shape
        n = c0.shape[1]
        tape = torch.addmm(b, x.reshape(T * m, n_x), W_x.T).view(T, m, 3 * n)
        c, reset_c = c0.new_empty(T, m, n), c0.new_empty(T, m, n)
        to_c, to_g = W_c.T.contiguous(), W_g.T.contiguous()
        c_prev = c0
        for c_t, reset, c_tilde, gamma_u, gamma_r, gates in zip(
            c.unbind(),
            reset_c.unbind(),
            *(part.unbind() for part in tape.split(n, -1)),
            tape[..., n:].unbind(),
            strict=True,
        ):
            gates.addmm_(c_prev, to_g).sigmoid_()
            torch.mul(gamma_r, c_prev, out=reset)
            c_tilde.addmm_(reset, to_c).tanh_()
            torch.lerp(c_prev, c_tilde, gamma_u, out=c_t)
            c_prev = c_t
        ctx.save_for_backward(x, c0, W_x, W_c, W_g, tape, reset_c, c)
        return c

    @staticmethod
    @once_differentiable
    def backward(ctx, dc):
        x, c0, W_x, W_c, W_g, tape, reset_c, c = ctx.saved_tensors
        T, m, n = c.shape
        c_prev = torch.cat([c0[None], c[:-1]])
        c_tilde, gamma_u, gamma_r = tape.split(n, -1)
        # The slopes of all steps, where the loop then makes dz of them: for c̃ and Γu it
        # multiplies by what arrives at c, for Γr by what arrives at Γr * c_prev.
        dz = torch.empty_like(tape)
        torch.mul(c_tilde, c_tilde, out=dz[..., :n]).neg_().add_(1).mul_(gamma_u)
        keep = 1 - gamma_u
        by_u, by_r = dz[..., n:-n], dz[..., -n:]
        torch.sub(c_tilde, c_prev, out=by_u).mul_(gamma_u).mul_(keep)
        torch.sub(1, gamma_r, out=by_r).mul_(gamma_r).mul_(c_prev)

        d_reset, carried = torch.empty_like(c0), torch.zeros_like(c0)
        rows = zip(
            dc.unbind(),
            dz[..., : 2 * n].view(T, m, 2, n).unbind(),
            dz[..., :n].unbind(),
            dz[..., n:].unbind(),
            dz[..., 2 * n :].unbind(),
            keep.unbind(),
            gamma_r.unbind(),
            strict=True,
        )
        for dc_t, dz_cu, dz_c, dz_ur, dz_r, kept, r in reversed([*rows]):
            d = carried + dc_t
            dz_cu.mul_(d[:, None])
            torch.mm(dz_c, W_c, out=d_reset)
            dz_r.mul_(d_reset)
            torch.mul(d, kept, out=carried)
            carried.addcmul_(d_reset, r).addmm_(dz_ur, W_g)
        flat = dz.view(T * m, 3 * n)
        dW_c = flat[:, :n].T @ reset_c.view(T * m, n)
        dW_g = flat[:, n:].T @ c_prev.view(T * m, n)
        dW_x = flat.T @ x.reshape(T * m, -1)
        dx = (flat @ W_x).view_as(x) if ctx.needs_input_grad[0] else None
        return dx, carried, dW_x, dW_c, dW_g, flat.sum(0)
