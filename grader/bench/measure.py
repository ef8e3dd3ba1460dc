"""Interleaved runs: in each round every way once, so that all have the same weather."""

import os
import platform
import time
from pathlib import Path

import numpy as np
import torch

from grader.bench.ways import BUILT_IN, COMPILED, UNITS, no_kernel, shapes, ways
from utils.measuring import no_compiler

PASSES = "forward", "forward+backward"
WARM_UP = 2


def measured(device, *, rounds=20, quick=False, compiled=True, say=print):
    """All of it on one device, as the document that is written to a file.

    quick: the first shape only, three rounds, nothing compiled. `say` hears each
    comparison as it is done.
    """
    left_out = no_compiler(device) if compiled and not quick else None
    if quick or not compiled:
        left_out = "torch.compile: not asked for"
    here = shapes(device)[:1] if quick else shapes(device)
    results, kernels = [], {}
    for number, shape in enumerate(here, 1):
        for unit in UNITS:
            begun = time.perf_counter()
            how = {"rounds": 3 if quick else rounds, "compiled": left_out is None}
            found, names = compared(unit, shape, device, **how)
            results += found
            if names:
                kernels[f"{unit} {shape}"] = names
            took = time.perf_counter() - begun
            say(f"shape {number} of {len(here)}, {shape}: {unit}, {took:.0f} s")
            torch.compiler.reset()
    return {
        "schema": 1,
        "device": device_name(device),
        "threads": torch.get_num_threads(),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "rounds": 3 if quick else rounds,
        "left_out": [why for why in (left_out, no_kernel(device)) if why],
        "results": results,
        "kernels": kernels,
    }


def compared(unit, shape, device, *, rounds, compiled):
    """(results, kernels): a unit at one shape, each way in turns, in both passes.

    kernels: those of torch's own unit on a GPU, by name; none elsewhere.
    """
    found = ways(unit, shape, device, compiled=compiled)
    size = shape.T, shape.batch, shape.n_x
    how = {"device": device, "dtype": getattr(torch, shape.dtype)}
    x, results = torch.randn(size, requires_grad=True, **how), []
    for passes in PASSES:
        times = interleaved(found, x, passes, rounds)
        results += rows(times, shape=vars(shape), unit=unit, passes=passes)
    on_gpu = device.type == "cuda"
    return results, kernel_names(found[BUILT_IN], x) if on_gpu else {}


def interleaved(found, x, passes, rounds):
    """Seconds of each way in each round, after a warm-up."""
    runs = {name: with_passes(f, x, passes) for name, f in found.items()}
    for run in runs.values():
        for _ in range(WARM_UP):
            run()
    times = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(seconds(run, x.device))
    return times


def with_passes(f, x, passes):
    """``f(x)`` without gradients, or with backward from a sum of its outputs.

    Backward makes every gradient, that of x too, whichever way is measured.
    """
    if passes == PASSES[0]:
        return lambda: torch.no_grad()(f)(x)
    return lambda: f(x).sum().backward()


def seconds(run, device):
    """How long ``run()`` takes, from an idle device to an idle device."""
    wait = torch.cuda.synchronize if device.type == "cuda" else lambda: None
    wait()
    begun = time.perf_counter()
    run()
    wait()
    return time.perf_counter() - begun


def rows(times, **about):
    """One result for each way: its seconds, and its ratios to torch's own unit."""
    base = np.array(times[BUILT_IN])
    for name, taken in times.items():
        taken = np.array(taken)
        yield {
            **about,
            "way": name,
            "seconds": {"median": float(np.median(taken)), "min": float(taken.min())},
            "ratio": {
                "paired median": float(np.median(taken / base)),
                "of minima": float(taken.min() / base.min()),
            },
        }


def kernel_names(f, x):
    """The CUDA kernels that a run forward and back launches, by name: how often."""
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CUDA]) as seen:
        f(x).sum().backward()
        torch.cuda.synchronize()
    events = [e for e in seen.key_averages() if e.device_type.name == "CUDA"]
    return {e.key: e.count for e in sorted(events, key=lambda e: -e.count)}


def device_name(device):
    """The processor's or the GPU's name."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.is_file() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"


__all__ = ["COMPILED", "interleaved", "measured", "rows"]
