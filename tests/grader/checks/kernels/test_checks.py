"""The kernels checks take right answers in whatever style, and no one else's work."""

import numpy as np
import pytest
import torch

from tests.grader.judging import RIGHT, SEEDS, failures, judged
from utils.params import GRUParams

NB = "5_kernels"


# right answers in other people's styles


def time_it_by_hand(f, *, warmup=3, repeats=20, clock=None, synchronise=None):
    if not synchronise:
        there = torch.cuda.is_available()
        synchronise = torch.cuda.synchronize if there else lambda: None
    for _ in range(warmup):
        f()
        synchronise()
    synchronise()
    times = np.empty(repeats)
    for k in range(repeats):
        start = clock()
        f()
        synchronise()
        times[k] = clock() - start
    return np.median(times), np.subtract(*np.percentile(times, [75, 25]))


def gru_sequence_of_stacked_steps(x, c0, p):
    return GRUOfSteps.apply(x, c0, *p)


class GRUOfSteps(torch.autograd.Function):
    """A plain list of steps for a tape, weights not fused, no buffers."""

    @staticmethod
    def forward(ctx, x, c0, Wu, Wr, Wc, bu, br, bc):
        n, c, tape = c0.shape[1], c0, []
        for x_t in x:
            u = torch.sigmoid(torch.cat([c, x_t], 1) @ Wu.T + bu)
            r = torch.sigmoid(torch.cat([c, x_t], 1) @ Wr.T + br)
            tilde = torch.tanh(torch.cat([r * c, x_t], 1) @ Wc.T + bc)
            tape.append(torch.cat([c, u, r, tilde], 1))
            c = u * tilde + (1 - u) * c
        tape = torch.stack(tape)
        ctx.save_for_backward(x, tape, Wu, Wr, Wc)
        return torch.cat([tape[1:, :, :n], c[None]])

    @staticmethod
    def backward(ctx, dc):
        x, tape, Wu, Wr, Wc = ctx.saved_tensors
        n = Wu.shape[0]
        carried, dz = torch.zeros_like(dc[0]), []
        for t in range(len(x) - 1, -1, -1):
            c, u, r, tilde = tape[t].split(n, 1)
            d = dc[t] + carried
            dzu, dzc = d * (tilde - c) * u * (1 - u), d * u * (1 - tilde**2)
            d_reset = dzc @ Wc[:, :n]
            dzr = d_reset * c * r * (1 - r)
            carried = d * (1 - u) + d_reset * r + (dzu @ Wu + dzr @ Wr)[:, :n]
            dz.insert(0, torch.stack([dzu, dzr, dzc]))
        dzu, dzr, dzc = torch.stack(dz, 1)
        c, _, r, _ = tape.split(n, 2)
        both, reset = torch.cat([c, x], 2), torch.cat([r * c, x], 2)
        dW = [
            torch.einsum("tmi,tmj->ij", *p)
            for p in ((dzu, both), (dzr, both), (dzc, reset))
        ]
        db = [part.sum((0, 1)) for part in (dzu, dzr, dzc)]
        dx = (
            torch.stack([dzu, dzr, dzc]).unsqueeze(3)
            @ torch.stack([Wu, Wr, Wc])[:, None, None, :, n:]
        )
        return dx.squeeze(3).sum(0), carried, *dW, *db


STYLES = [("time_it", time_it_by_hand), ("gru_sequence", gru_sequence_of_stacked_steps)]


@pytest.mark.parametrize(("name", "style"), STYLES)
def test_a_right_answer_in_another_style_scores_full(name, style):
    for seed in SEEDS[NB][:2]:
        assert failures(NB, name, style, seed) == []


# gradients that autograd has made, however it was reached


def looped(x, c, p):
    states = []
    for x_t in x:
        v = torch.cat([c, x_t], 1)
        u, r = torch.sigmoid(v @ p.Wu.T + p.bu), torch.sigmoid(v @ p.Wr.T + p.br)
        tilde = torch.tanh(torch.cat([r * c, x_t], 1) @ p.Wc.T + p.bc)
        c = u * tilde + (1 - u) * c
        states.append(c)
    return torch.stack(states)


def of_all(x, c, *p):
    return looped(x, c, GRUParams(*p))


class ByGrad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, *given):
        ctx.save_for_backward(*given)
        return of_all(*given)

    @staticmethod
    def backward(ctx, upstream):
        given = [saved.detach().requires_grad_() for saved in ctx.saved_tensors]
        with torch.enable_grad():
            out = of_all(*given)
        return torch.autograd.grad(out, given, upstream)


class ByVjp(ByGrad):
    @staticmethod
    def backward(ctx, upstream):
        _, back = torch.func.vjp(of_all, *(s.detach() for s in ctx.saved_tensors))
        return back(upstream)


class ByGraphOfForward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, *given):
        ctx.given = [tensor.detach().requires_grad_() for tensor in given]
        with torch.enable_grad():
            ctx.out = of_all(*ctx.given)
        return ctx.out.detach()

    @staticmethod
    def backward(ctx, upstream):
        return torch.autograd.grad(ctx.out, ctx.given, upstream, retain_graph=True)


@pytest.mark.parametrize("cheat", [ByGrad, ByVjp, ByGraphOfForward, None])
def test_gradients_that_autograd_has_made_earn_nothing(cheat):
    def gru_sequence(x, c0, p):
        return cheat.apply(x, c0, *p) if cheat else looped(x, c0, p)

    expectations, _ = judged(NB, "gru_sequence", gru_sequence)
    held = {e.name: e.passed for e in expectations}
    assert held["outputs"]
    made = [name for name in held if name.startswith(("d", "gradients"))]
    assert len(made) == 10
    assert not any(held[name] for name in made)
    told = {e.message for e in expectations if e.name in made}
    assert told == {"autograd has made it: derive the way back, and write it down"}


def test_a_function_for_each_step_is_still_a_derivation_of_ones_own():
    right = RIGHT[NB]["gru_sequence"]

    def step_by_step(x, c, p):
        states = []
        for x_t in x:
            (c,) = right(x_t[None], c, p)
            states.append(c)
        return torch.stack(states)

    expectations, _ = judged(NB, "gru_sequence", step_by_step)
    lost = [e.name for e in expectations if e.passed is False]
    assert lost == [
        "one step of autograd, however long",
        "weight gradients in large products",
    ]
