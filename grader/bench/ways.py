"""What is compared: for each unit the course's ways, and torch's own first."""

from dataclasses import dataclass
from itertools import product

import torch
from torch import nn

from grader.bench.solved import functions_of
from grader.reference.cuda.layers import GRULayer, LSTMLayer, PeepholeLSTMLayer
from grader.reference.kernels.gru_sequence import gru_sequence
from grader.reference.kernels.peephole_sequence import peephole_sequence
from utils.kernels import peephole_lstm, why_not
from utils.params import GRUParams, LSTMParams, PeepholeParams

BUILT_IN, LOOP = "torch's own", "loop"
COMPILED, SEQUENCE = "torch.compile", "sequence function"
TAUGHT, KERNEL = "the notebook's", "C++ op"
CHUNK = 10  # steps that are compiled as one piece; all of a sequence takes minutes
UNITS = {
    "GRU": (GRULayer, GRUParams, nn.GRU),
    "LSTM": (LSTMLayer, LSTMParams, nn.LSTM),
    "peephole LSTM": (PeepholeLSTMLayer, PeepholeParams, nn.LSTM),
}
"""Unit -> the course's layer, its parameters, and torch's unit to divide by."""


@dataclass(frozen=True)
class Shape:
    """Sizes of a sequence, and the dtype it is computed in."""

    T: int
    batch: int
    n_x: int
    n: int
    dtype: str = "float32"

    def __str__(self):
        sizes = f"T={self.T} B={self.batch} n_x={self.n_x} n={self.n}"
        return sizes if self.dtype == "float32" else f"{sizes} {self.dtype}"


ON_CPU = [
    Shape(100, 32, 64, 128),
    Shape(200, 64, 128, 256),
    Shape(1000, 1, 64, 128),
    Shape(50, 128, 256, 512),
]
ON_GPU = [
    Shape(512, batch, n, n, dtype)
    for dtype, n, batch in product(
        ("bfloat16", "float32"), (256, 512, 1024), (16, 64, 256)
    )
]


def shapes(device):
    """The shapes that are measured on a device."""
    return ON_GPU if device.type == "cuda" else ON_CPU


def no_kernel(device):
    """Why the C++ op is left out; None where it can be used."""
    if device.type != "cpu":
        return f"{KERNEL}: it is for the CPU"
    return None if why_not() is None else f"{KERNEL}: {why_not().rstrip('.')}"


def ways(unit, shape, device, compiled=True):
    """The ways to run a unit, by name, each x -> outputs; torch's own comes first.

    The course's ways have the same parameters, and so the same outputs.
    """
    kind, of, built_in = UNITS[unit]
    how = {"device": device, "dtype": getattr(torch, shape.dtype)}
    theirs = built_in(shape.n_x, shape.n).to(**how)
    p = drawn(of, shape, how)
    layer = kind(shape.n_x, shape.n).to(**how)
    layer.load_params(of(*(w.detach().float().cpu().numpy() for w in p)))
    found = {BUILT_IN: lambda x: theirs(x)[0], LOOP: lambda x: layer(x)[0]}
    if compiled:
        found[COMPILED] = in_chunks(torch.compile(layer))
    zeros = torch.zeros(shape.batch, shape.n, **how)
    if unit == "GRU":
        taught = functions_of("5_kernels")["gru_sequence"]
        found[SEQUENCE] = lambda x: gru_sequence(x, zeros, p)
        found[TAUGHT] = lambda x: taught(x, zeros, p)
    elif unit == "peephole LSTM":
        taught = functions_of("5_kernels")["peephole_sequence"]
        found[SEQUENCE] = lambda x: peephole_sequence(x, zeros, zeros, p)
        found[TAUGHT] = lambda x: taught(x, zeros, zeros, p)
        if no_kernel(device) is None:
            found[KERNEL] = lambda x: peephole_lstm(x, zeros, zeros, p)
    return found


def in_chunks(layer):
    """The layer over `CHUNK` steps at a time, the state handed on."""

    def run(x):
        if hasattr(layer, "n_c"):
            state = x.new_zeros(x.shape[1], layer.n_c)
        else:
            state = (x.new_zeros(x.shape[1], layer.n_a),) * 2
        outputs = []
        for chunk in x.split(CHUNK):
            out, state = layer(chunk, state)
            outputs.append(out)
        return torch.cat(outputs)

    return run


def drawn(kind, shape, how):
    """Random parameters of a `kind` that ask for gradients."""
    sizes = {"W": (shape.n, shape.n + shape.n_x), "b": (shape.n,), "p": (shape.n,)}
    reach = shape.n**-0.5
    made = (
        torch.empty(sizes[f[0]], **how).uniform_(-reach, reach) for f in kind._fields
    )
    return kind(*(w.requires_grad_() for w in made))
