"""Slips that no misconception makes, each of a right function, by what should see it.

They are of form (inputs, precision, traces left behind), which is judged where the
values are right.
"""

import copy
from pathlib import Path

import numpy as np
import torch
from torch import nn

from grader.checks.student import scribble


def reading_over(right):
    """Right, but leaves its array arguments changed."""

    def function(*args, **kwargs):
        answer = right(*args, **kwargs)
        scribble(args)
        return answer

    return function


def inputs_changed(right):
    """Right, but adds one to each array and tensor that it was given."""

    def spoil(thing):
        if isinstance(thing, dict):
            thing = list(thing.values())
        if isinstance(thing, (tuple, list)):
            for part in thing:
                spoil(part)
        elif isinstance(thing, torch.Tensor):
            thing.data += 1
        elif isinstance(thing, np.ndarray):
            thing += 1

    def copied(thing):
        if isinstance(thing, torch.Tensor):
            return thing.clone()  # through which gradients still come
        if isinstance(thing, dict):
            return {key: copied(item) for key, item in thing.items()}
        if isinstance(thing, (tuple, list)):
            items = [copied(item) for item in thing]
            return thing._make(items) if hasattr(thing, "_make") else type(thing)(items)
        return copy.copy(thing)

    def function(*args, **kwargs):
        given = copied(args)
        spoil(args)
        return right(*given, **kwargs)

    return function


def widened(right):
    """Right, but in float64."""

    def wide(value):
        if isinstance(value, tuple):
            return value._make(map(wide, value))
        if isinstance(value, dict):
            return {key: wide(item) for key, item in value.items()}
        return value.double() if hasattr(value, "double") else np.float64(value)

    return lambda *args, **kwargs: wide(right(*args, **kwargs))


def widened_layer(right):
    """A right layer whose outputs are always in float64."""

    def build(*args):
        layer = right(*args)
        layer.register_forward_hook(lambda layer, x, out: (out[0].double(), out[1]))
        return layer

    return build


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


def other_kind_of_unit(right):
    """What the right port gives, inside a module that is no nn.LSTM."""

    def function(*args):
        return Wrapped(right(*args))

    return function


class Wrapped(nn.Module):
    """A module round another, which does what that one does."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, *args):
        return self.inner(*args)

    def __getattr__(self, name):
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(super().__getattr__("inner"), name)


def mask_in_float(right):
    """A right batch, its mask of ones and zeros."""

    def function(*args):
        *values, mask = right(*args)
        return (*values, mask.float())

    return function


def best_without_validation(right):
    """Right, but tells of a best epoch, and of losses, where none were measured."""

    def function(*args, **kwargs):
        told = dict(right(*args, **kwargs))
        if told["best"] is None:
            told |= {"best": 0, "valid": list(told["train"])}
        return told

    return function


def spread_of_the_wrong_kind(right):
    """Right, but no spread is less than a millisecond."""

    def function(*args, **kwargs):
        median, spread = right(*args, **kwargs)
        return median, max(spread, 1e-3)

    return function


def position_printed(right):
    """Right, but leaves a file of its own beside the checkpoint."""

    def function(path, **parts):
        right(path, **parts)
        Path(f"{path}.log").write_text("saved")

    return function


def draws_after_saving(right):
    """Right, but the random generator goes on."""

    def function(path, **parts):
        right(path, **parts)
        torch.rand(1)

    return function


def zeroed_before_refusal(right):
    """Refuses what is to be refused, and has emptied the model by then."""

    def function(path, *, model, **parts):
        try:
            return right(path, model=model, **parts)
        except ValueError:
            for parameter in model.parameters():
                parameter.data.zero_()
            raise

    return function


def absent_is_damaged(right):
    """A file that is not there is a ValueError, like one that is damaged."""

    def function(path, **parts):
        try:
            return right(path, **parts)
        except FileNotFoundError as error:
            raise ValueError(str(error)) from None

    return function


NARROW, KEPT = "float32 in, float32 out", "inputs are left unchanged"
WHERE, OUTSIDE = (
    "works wherever x is, with no way back",
    "products with x are made outside the loop",
)
OF_CUDA = [
    ("GRULayer", widened_layer, NARROW),
    ("LSTMLayer", widened_layer, NARROW),
    ("LSTMLayer", layer_step_by_step, OUTSIDE),
    ("PeepholeLSTMLayer", widened_layer, NARROW),
    ("PeepholeLSTMLayer", layer_step_by_step, OUTSIDE),
    ("PeepholeLSTMLayer", layer_by_way_of_the_cpu, WHERE),
    ("lstm_to_torch", inputs_changed, KEPT),
    ("lstm_to_torch", widened_layer, NARROW),
    ("lstm_to_torch", other_kind_of_unit, "it is an nn.LSTM"),
    ("lstm_from_torch", widened, NARROW),
    ("gru_like_torch", inputs_changed, KEPT),
    ("gru_like_torch", widened, NARROW),
    ("collate", inputs_changed, KEPT),
    ("collate", mask_in_float, "the mask is of bools, on the CPU"),
    ("masked_mean", widened, NARROW),
    ("fit", best_without_validation, "no validation: none to report"),
    ("save_checkpoint", position_printed, "no other file is left"),
    ("save_checkpoint", draws_after_saving, "saving changes nothing"),
    ("load_checkpoint", zeroed_before_refusal, "half a file changes nothing"),
    ("load_checkpoint", absent_is_damaged, "no file at all"),
    ("time_it", spread_of_the_wrong_kind, "its spread is nothing"),
    ("gru_sequence", inputs_changed, KEPT),
    ("gru_sequence", widened, NARROW),
    ("peephole_sequence", inputs_changed, KEPT),
    ("peephole_sequence", widened, NARROW),
    ("peephole_sequence", step_by_step, "one step of autograd, however long"),
    ("peephole_sequence", by_way_of_the_cpu, WHERE),
]
"""Function of the CUDA notebook, slip, and the first expectation that fails by it."""


def mutants(nb, name, right):
    """The slips of a function, made of the right one."""
    if nb == "4_cuda":
        return [slip(right) for function, slip, _ in OF_CUDA if function == name]
    return [reading_over(right)]
