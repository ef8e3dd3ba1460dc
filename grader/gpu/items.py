"""The pieces of a run on a GPU, the most important first, each with its name."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import torch

from grader import checks
from grader.bench.measure import PASSES, interleaved, kernel_names, rows
from grader.bench.solved import functions_of
from grader.bench.ways import BUILT_IN, ON_CPU, ON_GPU, UNITS, ways
from grader.gpu import solved

NOTEBOOKS = "4_cuda", "5_kernels"
ROOT = Path(__file__).parents[2]
ROUNDS = 5
FIRST = (512, 16, "bfloat16"), (512, 64, "float32"), (1024, 16, "bfloat16")


def items(device, short=False):
    """(name, function) of each piece. short: one check, one shape, no notebook."""
    functions = {}

    def check(notebook, function):
        if notebook not in functions:
            functions[notebook] = functions_of(notebook)
        return solved.judged(notebook, function, functions[notebook])

    asked = [
        (f"check {notebook} {function}", partial(check, notebook, function))
        for notebook in NOTEBOOKS
        for function in checks.for_notebook(notebook)
    ]
    timed = [
        (f"bench {unit} {shape}", partial(bench, unit, shape, device))
        for shape in (ON_CPU[:1] if device.type == "cpu" else by_importance())
        for unit in UNITS
    ]
    if short:
        return [*asked[:1], *timed[:1]]
    through = [(f"notebook {nb}", partial(solved.run_through, nb)) for nb in NOTEBOOKS]
    first = len(FIRST) * len(UNITS)
    tests = ("tests marked gpu", gpu_tests)
    return [*asked, tests, *timed[:first], *through, *timed[first:]]


def by_importance():
    """The shapes for a GPU, those that say most first."""
    first = [s for key in FIRST for s in ON_GPU if (s.n, s.batch, s.dtype) == key]
    return [*first, *(shape for shape in ON_GPU if shape not in first)]


def bench(unit, shape, device):
    """One unit at one shape, each way in turns, and the kernels of torch's own."""
    found = ways(unit, shape, device, compiled=False)
    size = shape.T, shape.batch, shape.n_x
    how = {"device": device, "dtype": getattr(torch, shape.dtype)}
    x = torch.randn(size, requires_grad=True, **how)
    results = []
    for passes in PASSES:
        times = interleaved(found, x, passes, ROUNDS)
        results += rows(times, shape=vars(shape), unit=unit, passes=passes)
    kernels = kernel_names(found[BUILT_IN], x) if device.type == "cuda" else {}
    return {"results": results, "kernels": kernels}


def gpu_tests():
    """The tests that are marked gpu, by pytest in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        "gpu",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, "tests/grader/gpu"], cwd=ROOT, capture_output=True, text=True
    )
    said = done.stdout.strip().splitlines() or done.stderr.strip().splitlines()
    failed = [line for line in said if line.startswith(("FAILED", "ERROR"))]
    if done.returncode and not failed:
        failed = said[-3:] or [f"pytest ended with {done.returncode}"]
    return {"last line": said[-1] if said else "", "failed": failed}
