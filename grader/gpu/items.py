"""The pieces of a run on a GPU, the most important first, each with its name."""

import subprocess
import sys
from functools import partial
from pathlib import Path

from grader import checks
from grader.bench.measure import compared
from grader.bench.solved import functions_of
from grader.bench.ways import ON_CPU, ON_GPU, UNITS
from grader.gpu import solved

NOTEBOOKS = "4_cuda", "5_kernels"
ROOT = Path(__file__).parents[2]
ROUNDS = 5
FIRST = (512, 16, "bfloat16"), (512, 64, "float32"), (1024, 16, "bfloat16")


def items(device, short=False):
    """(name, function) of each piece. short: one check, one shape, no notebook."""

    def check(notebook, function):
        return solved.judged(notebook, function, functions_of(notebook))

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
    """One unit at one shape: the ratios, and the kernels of torch's own."""
    how = {"rounds": ROUNDS, "compiled": False}
    results, kernels = compared(unit, shape, device, **how)
    return {"results": results, "kernels": kernels}


def gpu_tests():
    """The tests that are marked gpu, by pytest in a process of its own."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command = [*pytest, "-m", "gpu", "tests/grader/gpu"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    said = done.stdout.strip().splitlines() or done.stderr.strip().splitlines()
    failed = [line for line in said if line.startswith(("FAILED", "ERROR"))]
    if done.returncode and not failed:
        failed = said[-3:] or [f"pytest ended with {done.returncode}"]
    return {"last line": said[-1] if said else "", "failed": failed}
