"""What is measured beside times: what a device can do, is told, and has to keep."""

import os
import shutil
import weakref
from contextlib import contextmanager

NO_WORK = {
    "alias", "as_strided", "chunk", "detach", "empty", "empty_like", "empty_strided",
    "expand", "flatten", "narrow", "new_empty", "new_empty_strided", "permute",
    "reshape", "select", "slice", "split", "split_with_sizes", "squeeze", "t", "mT",
    "to", "transpose", "unbind", "unflatten", "unsqueeze", "view", "_reshape_alias",
    "_unsafe_view", "lift_fresh", "resolve_conj", "resolve_neg", "result_type",
    "numpy_T", "set_", "resize_", "unsafe_split", "unsafe_chunk",
}  # fmt: skip
"""Operators that look at numbers in another way, or make room, and compute nothing."""


def launches(f):
    """How many operators that compute ``f()`` calls, as torch's profiler counts them.

    Of operators that call others the innermost are counted; on a GPU each of them is
    one kernel, or very few.
    """
    from torch.autograd.profiler import profile

    with silent_stderr(), profile(use_kineto=False) as seen:
        f()
    inner = [e for e in seen.function_events if not _calls_others(e)]
    names = [e.name.removeprefix("aten::") for e in inner if "aten::" in e.name]
    return sum(name not in NO_WORK for name in names)


def device_limits(time_it, device, size=None):
    """What a device can do, as large products reach it: (peak, bandwidths).

    peak: operations a second in a product of square matrices of `size`, 1024 by
    default, on a GPU 8192. bandwidths: bytes a second in products of a matrix and a
    vector: "memory", where the matrix fits into no cache; "cache", where it does.
    time_it: f -> (median, spread), like the notebook's. In float32. A GPU is told to do
    each product ten times in a row, or the telling would be measured.
    """
    import torch

    on_gpu = torch.device(device).type == "cuda"
    size, often = size or (8192 if on_gpu else 1024), 10 if on_gpu else 1
    large, small = (2**28, 2**21) if on_gpu else (32 * size**2, size**2)

    def seconds(product):
        return time_it(lambda: [product() for _ in range(often)])[0] / often

    square = torch.rand(size, size, device=device)
    peak = 2 * size**3 / seconds(lambda: square @ square)
    bandwidths, vector = {}, torch.rand(size, device=device)
    for name, numbers in (("memory", large), ("cache", small)):
        matrix = torch.rand(numbers // size, size, device=device)
        bandwidths[name] = 4 * matrix.numel() / seconds(lambda W=matrix: W @ vector)
    return peak, bandwidths


def saved_bytes(f, there=()):
    """How many bytes autograd keeps of ``f()`` for the backward pass.

    Each storage is counted once, however many tensors look at it. there: tensors that
    are there anyway, like the batch and the parameters; theirs are not counted.
    """
    from torch.autograd.graph import saved_tensors_hooks

    kept = {}

    def keep(tensor):
        storage = tensor.untyped_storage()
        kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        result = f()  # while it lives, no place in memory is used a second time
    del result
    there = {tensor.untyped_storage().data_ptr() for tensor in there}
    return sum(size for place, size in kept.items() if place not in there)


def peak_bytes(f):
    """The most bytes at one moment in the tensors that ``f()`` makes.

    Each result of an operator counts from then on until nothing holds it any more.
    """
    from torch.utils._python_dispatch import TorchDispatchMode

    from utils.fixtures.tensors import tensors_in

    alive, bytes_ = weakref.WeakSet(), {"now": 0, "most": 0}

    def storages(*things):
        return {tensor.untyped_storage() for tensor in tensors_in(things)}

    def freed(size):
        bytes_["now"] -= size

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, operator, types, args=(), kwargs=None):
            kwargs = kwargs or {}
            result = operator(*args, **kwargs)
            for made in storages(result) - storages(args, kwargs):
                if made in alive:
                    continue
                alive.add(made)
                weakref.finalize(made, freed, made.nbytes())
                bytes_["now"] += made.nbytes()
                bytes_["most"] = max(bytes_.values())
            return result

    with Watch():
        f()
    return bytes_["most"]


def no_compiler(device):
    """Why torch.compile can't be used here, in a line; None where it can."""
    if device.type == "cpu" and not any(map(shutil.which, ("g++", "c++", "clang++"))):
        return "torch.compile: no C++ compiler on this machine"
    return None


@contextmanager
def silent_stderr():
    """The profiler's library writes lines of its own, past Python, to stderr."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _calls_others(event):
    """True where an operator only hands its work on to others that compute."""
    inner = event.cpu_children
    return any(
        child.name.removeprefix("aten::") not in NO_WORK or _calls_others(child)
        for child in inner
    )
