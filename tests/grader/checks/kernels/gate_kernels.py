"""fused_gates in other people's styles: kernels of another shape."""

import os
from unittest.mock import patch

import torch

from tests.grader.checks.kernels.gate_twins import checked, in_place, slopes

try:
    import triton
    import triton.language as tl
except ImportError:
    triton = None
INTERPRETED = triton and not isinstance(tl.sigmoid, triton.JITFunction)


def jit(kernel):
    """The kernel as Triton's interpreter has it."""
    with patch.dict(os.environ, TRITON_INTERPRET="1"):
        return triton.jit(kernel)


if triton:

    @jit
    def sigmoid(x):
        return 1 / (1 + tl.exp(-x))

    @jit
    def tanh(x):
        return 1 - 2 / (1 + tl.exp(2 * x))

    @jit
    def rows_forward(
        z, c_prev, p, out, tape, m, n, CURRENT: tl.constexpr, R: tl.constexpr,
        C: tl.constexpr,
    ):  # fmt: skip
        """Blocks of R rows by C columns; the gates go to a tape."""
        r = (tl.program_id(0) * R + tl.arange(0, R))[:, None]
        k = (tl.program_id(1) * C + tl.arange(0, C))[None, :]
        inside = (r < m) & (k < n)
        pu = tl.load(p + k, k < n, 0.0)
        pf = tl.load(p + n + k, k < n, 0.0)
        po = tl.load(p + 2 * n + k, k < n, 0.0)
        c = tl.load(c_prev + r * n + k, inside, 0.0)
        row = z + 4 * r * n + k
        u = sigmoid(tl.load(row, inside, 0.0) + pu * c)
        f = sigmoid(tl.load(row + n, inside, 0.0) + pf * c)
        new = tanh(tl.load(row + 3 * n, inside, 0.0))
        now = u * new + f * c
        if CURRENT:
            o = sigmoid(tl.load(row + 2 * n, inside, 0.0) + po * now)
        else:
            o = sigmoid(tl.load(row + 2 * n, inside, 0.0) + po * c)
        tl.store(out + r * n + k, o * tanh(now), inside)
        tl.store(out + (m + r) * n + k, now, inside)
        tape += 4 * r * n + k
        tl.store(tape, u, inside)
        tl.store(tape + n, f, inside)
        tl.store(tape + 2 * n, o, inside)
        tl.store(tape + 3 * n, new, inside)

    @jit
    def rows_backward(
        c_prev, out, tape, p, da, dc, dz, back, dp, m, n,
        CURRENT: tl.constexpr, R: tl.constexpr, C: tl.constexpr,
    ):  # fmt: skip
        """Each block leaves its own sums over its rows for the peepholes."""
        r = (tl.program_id(0) * R + tl.arange(0, R))[:, None]
        k = (tl.program_id(1) * C + tl.arange(0, C))[None, :]
        inside = (r < m) & (k < n)
        at = r * n + k
        c = tl.load(c_prev + at, inside, 0.0)
        now = tl.load(out + m * n + at, inside, 0.0)
        tape += 4 * r * n + k
        u = tl.load(tape, inside, 0.0)
        f = tl.load(tape + n, inside, 0.0)
        o = tl.load(tape + 2 * n, inside, 0.0)
        new = tl.load(tape + 3 * n, inside, 0.0)
        a = tl.load(da + at, inside, 0.0)
        t = tanh(now)
        dzo = a * t * o * (1 - o)
        d = tl.load(dc + at, inside, 0.0) + a * o * (1 - t * t)
        seen = now if CURRENT else c
        by_o = dzo * tl.load(p + 2 * n + k, k < n, 0.0)
        if CURRENT:
            d += by_o
        dzu = d * new * u * (1 - u)
        dzf = d * c * f * (1 - f)
        to = d * f + dzu * tl.load(p + k, k < n, 0.0)
        to += dzf * tl.load(p + n + k, k < n, 0.0)
        if not CURRENT:
            to += by_o
        tl.store(back + at, to, inside)
        dz += 4 * r * n + k
        tl.store(dz, dzu, inside)
        tl.store(dz + n, dzf, inside)
        tl.store(dz + 2 * n, dzo, inside)
        tl.store(dz + 3 * n, d * u * (1 - new * new), inside)
        dp += tl.program_id(0) * 3 * n + k
        tl.store(dp, tl.sum(dzu * c, 0)[None, :], k < n)
        tl.store(dp + n, tl.sum(dzf * c, 0)[None, :], k < n)
        tl.store(dp + 2 * n, tl.sum(dzo * seen, 0)[None, :], k < n)

    @jit
    def columns_backward(
        z, c_prev, pu, pf, po, da, dc, dz, back, dp, m, n,
        CURRENT: tl.constexpr, C: tl.constexpr,
    ):  # fmt: skip
        """A program for each block of columns, over all rows; the gates made again."""
        k = tl.program_id(0) * C + tl.arange(0, C)
        inside = k < n
        wu, wf = tl.load(pu + k, inside), tl.load(pf + k, inside)
        wo = tl.load(po + k, inside)
        of_u, of_f, of_o = wu * 0, wu * 0, wu * 0
        for r in range(m):
            row = z + 4 * r * n + k
            c = tl.load(c_prev + r * n + k, inside)
            u = sigmoid(tl.load(row, inside) + wu * c)
            f = sigmoid(tl.load(row + n, inside) + wf * c)
            new = tanh(tl.load(row + 3 * n, inside))
            now = u * new + f * c
            seen = now if CURRENT else c
            o = sigmoid(tl.load(row + 2 * n, inside) + wo * seen)
            a, t = tl.load(da + r * n + k, inside), tanh(now)
            dzo = a * t * o * (1 - o)
            d = tl.load(dc + r * n + k, inside) + a * o * (1 - t * t)
            d += dzo * wo if CURRENT else 0 * dzo
            dzu, dzf = d * new * u * (1 - u), d * c * f * (1 - f)
            to = d * f + dzu * wu + dzf * wf
            to += 0 * dzo if CURRENT else dzo * wo
            tl.store(back + r * n + k, to, inside)
            out = dz + 4 * r * n + k
            tl.store(out, dzu, inside)
            tl.store(out + n, dzf, inside)
            tl.store(out + 2 * n, dzo, inside)
            tl.store(out + 3 * n, d * u * (1 - new * new), inside)
            of_u += dzu * c
            of_f += dzf * c
            of_o += dzo * seen
        tl.atomic_add(dp + k, of_u, inside)
        tl.atomic_add(dp + n + k, of_f, inside)
        tl.atomic_add(dp + 2 * n + k, of_o, inside)


class ByRows(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, c_prev, pu, pf, po, current):
        z, c_prev = z.contiguous(), c_prev.contiguous()
        (m, n), p = c_prev.shape, torch.cat([pu, pf, po])
        out, tape = z.new_empty(2, m, n), torch.empty_like(z)
        grid = triton.cdiv(m, 2), triton.cdiv(n, 4)
        rows_forward[grid](z, c_prev, p, out, tape, m, n, CURRENT=current, R=2, C=4)
        ctx.save_for_backward(c_prev, out, tape, p)
        ctx.current = current
        return out[0].clone(), out[1].clone()

    @staticmethod
    def backward(ctx, da, dc):
        c_prev, _, tape, _ = ctx.saved_tensors
        (m, n), blocks = c_prev.shape, triton.cdiv(c_prev.shape[0], 2)
        dz, back = torch.empty_like(tape), torch.empty_like(c_prev)
        dp = tape.new_empty(blocks, 3, n)
        given = *ctx.saved_tensors, da.contiguous(), dc.contiguous(), dz, back, dp, m, n
        grid = blocks, triton.cdiv(n, 4)
        rows_backward[grid](*given, CURRENT=ctx.current, R=2, C=4)
        return dz, back, *dp.sum(0), None


class ByColumns(ByRows):
    @staticmethod
    def forward(ctx, z, c_prev, pu, pf, po, current):
        out = ByRows.forward(ctx, z, c_prev, pu, pf, po, current)
        ctx.save_for_backward(z, c_prev, pu, pf, po)
        return out

    @staticmethod
    def backward(ctx, da, dc):
        z, c_prev, *p = (part.contiguous() for part in ctx.saved_tensors)
        m, n = c_prev.shape
        dz, back, dp = torch.empty_like(z), torch.empty_like(c_prev), z.new_zeros(3, n)
        given = z, c_prev, *p, da.contiguous(), dc.contiguous(), dz, back, dp, m, n
        columns_backward[(triton.cdiv(n, 4),)](*given, CURRENT=ctx.current, C=4)
        return dz, back, *dp, None


def by(function, twin):
    def fused_gates(z, c_prev, pu, pf, po, output_sees="previous"):
        if z.device.type != "cpu":
            return twin(z, c_prev, pu, pf, po, output_sees)
        return function.apply(z, c_prev, pu, pf, po, checked(output_sees))

    return fused_gates


KERNELS = {"by rows": by(ByRows, slopes), "by columns": by(ByColumns, in_place)}
