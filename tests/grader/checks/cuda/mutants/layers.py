"""Layers and sequence functions that are right on a CPU, and nowhere else."""

import torch
from torch import nn


def layer_that_changes_p(right):
    """A right layer whose training changes the arrays it was given."""

    def build(*args, **kwargs):
        layer = right(*args, **kwargs)
        load = layer.load_params

        def load_params(p):
            load(p)
            layer.given = p

        def changing(layer, x, out):
            if hasattr(layer, "given"):
                layer.given.bu[...] += 0.01

        layer.load_params = load_params
        layer.register_forward_hook(changing)
        return layer

    return build


def layer_loaded_on_the_cpu(right):
    """A right layer that is on the CPU once it was loaded."""

    def build(*args, **kwargs):
        layer = right(*args, **kwargs)
        load = layer.load_params

        def load_params(p):
            if next(layer.parameters()).device.type == "meta":
                layer.to_empty(device="cpu")
            load(p)

        layer.load_params = load_params
        return layer

    return build


def zeros_on_the_cpu_on_the_way_back(right):
    """A right sequence function whose backward adds zeros that are on the CPU."""

    def function(*args, **kwargs):
        return ZerosOfTheCPU.apply(right(*args, **kwargs))

    return function


class ZerosOfTheCPU(torch.autograd.Function):
    """What it is given; zeros are added to the gradient."""

    @staticmethod
    def forward(ctx, out):
        return out.clone()

    @staticmethod
    def backward(ctx, upstream):
        return upstream + torch.zeros(upstream.shape, dtype=upstream.dtype)


def by_way_of_the_cpu(right):
    """Right, but its input goes to the CPU and back."""

    def function(x, *args, **kwargs):
        return right(x.cpu().to(x.device), *args, **kwargs)

    return function


def layer_by_way_of_the_cpu(right):
    """A right layer whose input goes to the CPU and back."""

    def build(*args, **kwargs):
        layer = right(*args, **kwargs)
        layer.forward = by_way_of_the_cpu(layer.forward)
        return layer

    return build


def layer_step_by_step(right):
    """A right layer that is asked for one step after the other."""

    def build(*args, **kwargs):
        layer = right(*args, **kwargs)
        whole = layer.forward

        def forward(x, state=None):
            outputs = []
            for x_t in x:
                out, state = whole(x_t[None], state)
                outputs.append(out)
            return torch.cat(outputs), state

        layer.forward = forward
        return layer

    return build


def step_by_step(right):
    """A right peephole sequence function, asked for one step after the other."""

    def function(x, a0, c0, p, output_sees="previous"):
        layer = PeepholeSteps(p, output_sees)
        return layer(x, a0, c0)

    return function


class PeepholeSteps(nn.Module):
    """The peephole LSTM by autograd, one step after the other."""

    def __init__(self, p, output_sees):
        super().__init__()
        if output_sees not in ("previous", "current"):
            raise ValueError(output_sees)
        self.p, self.current = p, output_sees == "current"

    def forward(self, x, a, c):
        p, outputs = self.p, []
        for x_t in x:
            a_x = torch.cat([a, x_t], 1)
            u = torch.sigmoid(a_x @ p.Wu.T + p.pu * c + p.bu)
            f = torch.sigmoid(a_x @ p.Wf.T + p.pf * c + p.bf)
            before, c = c, u * torch.tanh(a_x @ p.Wc.T + p.bc) + f * c
            seen = c if self.current else before
            o = torch.sigmoid(a_x @ p.Wo.T + p.po * seen + p.bo)
            a = o * torch.tanh(c)
            outputs.append(a)
        return torch.stack(outputs)
