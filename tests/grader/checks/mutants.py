"""Slips that no misconception makes, each of a right function, by what should see it.

They are of form (inputs, precision, traces left behind), which is judged where the
values are right.
"""

import copy
import os
import tempfile
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


def narrowed(right):
    """Right, but in float32."""

    def narrow(value):
        if isinstance(value, tuple):
            return value._make(map(narrow, value))
        return value.float() if hasattr(value, "float") else np.float32(value)

    return lambda *args, **kwargs: narrow(right(*args, **kwargs))


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


def cleans_up_after_the_disk_only(right):
    """Right, but leaves what it began to write where the disk is not to blame."""

    def function(path, **parts):
        try:
            right(path, **parts)
        except OSError:
            raise
        except Exception:
            Path(f"{path}.new").touch()
            raise

    return function


def backup_kept(right):
    """Right, but the old file stays beside the new one."""

    def function(path, **parts):
        old = Path(path).read_bytes() if Path(path).exists() else None
        right(path, **parts)
        if old is not None:
            Path(f"{path}.old").write_bytes(old)

    return function


def by_way_of_another_folder(right):
    """Right, but writes the new file in a folder for temporary ones."""

    def function(path, **parts):
        with tempfile.TemporaryDirectory() as folder:
            right(os.path.join(folder, "run.pt"), **parts)
            os.replace(os.path.join(folder, "run.pt"), path)

    return function


def errors_say_nothing(right):
    """Refuses what is to be refused, without a word."""

    def function(*args, **parts):
        try:
            return right(*args, **parts)
        except ValueError:
            raise ValueError from None

    return function


def any_device_of_torchs(right):
    """Right, but lets a device through that is none of the three."""

    def function(wanted=None, there=None):
        return torch.device("meta") if wanted == "meta" else right(wanted, there)

    return function


def in_floats(right):
    """Right numbers, as floats."""
    return lambda *args: tuple(map(float, right(*args)))


def one_part_of_the_state_detached(right):
    """Right, but the second part of a state has a history."""

    def function(model, batch, state=None, **how):
        loss, state = right(model, batch, state, **how)
        if isinstance(state, tuple):
            state = state[0], state[1] * torch.ones((), requires_grad=True)
        return loss, state

    return function


def state_never_none(right):
    """Right, but has zeros for a state where there is none."""

    def function(*args, **how):
        loss, state = right(*args, **how)
        return loss, torch.zeros(1) if state is None else state

    return function


NARROW, KEPT = "float32 in, float32 out", "inputs are left unchanged"
WIDE = "float64 in, float64 out"
LEFT, THERE = (
    "training leaves the arrays of p as they were",
    "load_params writes where the layer is",
)
BACK = "so does its backward"
WHERE, OUTSIDE = (
    "works wherever x is, with no way back",
    "products with x are made outside the loop",
)
OF_CUDA = [
    ("pick_device", any_device_of_torchs, "a device that is none of the three"),
    *(
        (layer, mutant, expectation)
        for layer in ("GRULayer", "LSTMLayer", "PeepholeLSTMLayer")
        for mutant, expectation in (
            (layer_that_changes_p, LEFT),
            (layer_loaded_on_the_cpu, THERE),
        )
    ),
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
    ("lstm_from_torch", narrowed, WIDE),
    ("gru_like_torch", inputs_changed, KEPT),
    ("gru_like_torch", widened, NARROW),
    ("collate", inputs_changed, KEPT),
    ("collate", mask_in_float, "the mask is of bools, on the CPU"),
    ("masked_mean", widened, NARROW),
    ("masked_mean", narrowed, WIDE),
    ("train_step", one_part_of_the_state_detached, "both parts without a history"),
    ("train_step", state_never_none, "its state is None"),
    ("fit", best_without_validation, "no validation: none to report"),
    ("save_checkpoint", position_printed, "no other file is left"),
    ("save_checkpoint", draws_after_saving, "saving changes nothing"),
    ("save_checkpoint", cleans_up_after_the_disk_only, "nor does one of another kind"),
    ("save_checkpoint", backup_kept, "no copy of the old one is left"),
    (
        "save_checkpoint",
        by_way_of_another_folder,
        "written in the folder where it belongs",
    ),
    ("load_checkpoint", zeroed_before_refusal, "half a file changes nothing"),
    ("load_checkpoint", absent_is_damaged, "no file at all"),
    ("load_checkpoint", errors_say_nothing, "each refusal says what is wrong"),
    ("step_cost", in_floats, "two whole numbers"),
    ("time_it", spread_of_the_wrong_kind, "its spread is nothing"),
    ("gru_sequence", inputs_changed, KEPT),
    ("gru_sequence", widened, NARROW),
    ("gru_sequence", zeros_on_the_cpu_on_the_way_back, BACK),
    ("peephole_sequence", zeros_on_the_cpu_on_the_way_back, BACK),
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
