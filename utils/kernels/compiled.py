"""The kernel as a library: compiled once in each session, for this very processor.

A shared library made for one processor may not run on another, and making it takes
seconds. So none is kept: there is no old one to be mistaken for a new one.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

SOURCE = Path(__file__).with_name("peephole.cpp")
COMPILERS = "c++", "g++", "clang++"
# No -ffast-math: the order of operations in exp and tanh is what makes them exact.
OPTIONS = ["-std=c++17", "-O3", "-march=native", "-fopenmp", "-shared", "-fPIC"]
SECONDS = 300  # more than any machine needs
# The fields of the struct `Sequence` in the source, in its order.
SIZES = (
    *("steps", "examples", "inputs", "units", "blocks"),
    *("current", "keep", "threads", "begin", "end"),
)
ARRAYS = (
    *("weights", "b", "peepholes", "x", "a0", "c0", "tape", "c", "a"),
    *("da", "dz", "dc", "sums"),
)


class NotCompiled(RuntimeError):
    """The kernel can't be compiled or loaded here; the message says why."""


class Sequence(ctypes.Structure):
    """The struct of the same name in the C++ source: sizes, then addresses."""

    _fields_ = [
        *((name, ctypes.c_int64) for name in SIZES),
        *((name, ctypes.c_void_p) for name in ARRAYS),
    ]


def library():
    """The loaded library. Raises `NotCompiled` where there can be none."""
    loaded, reason = _once()
    if loaded is None:
        raise NotCompiled(reason)
    return loaded


def why_not():
    """Why the kernel can't be used on this machine, in words; None where it can."""
    return _once()[1]


@cache
def _once():
    """(library, None) or (None, reason): tried once, and told in one line."""
    try:
        compiler, begun = _compiler(), time.perf_counter()
        loaded = _compiled(compiler)
    except NotCompiled as problem:
        print(f"The C++ kernel is not used: {problem}")
        return None, str(problem)
    took = time.perf_counter() - begun
    print(f"{SOURCE.name} was compiled in {took:.0f} s, once for this session.")
    return loaded, None


def _compiler():
    if sys.platform != "linux":
        raise NotCompiled("so far it has been tried on Linux alone.")
    named = os.environ.get("CXX")
    found = filter(None, map(shutil.which, [named] if named else COMPILERS))
    compiler = next(found, None)
    if compiler is None:
        where = f"CXX names {named}, which" if named else "a C++ compiler (such as g++)"
        raise NotCompiled(f"{where} is not on this machine.")
    return compiler


def _compiled(compiler):
    with TemporaryDirectory(prefix="peephole-") as folder:
        target = Path(folder, "peephole.so")
        command = [compiler, *OPTIONS, str(SOURCE), "-o", str(target)]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise NotCompiled(f"{compiler} could not be run: {problem}") from None
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if "error" in line]
            said = (errors or done.stderr.splitlines() or ["nothing"])[0]
            raise NotCompiled(f"{compiler} failed, and said: {said}")
        try:
            loaded = ctypes.CDLL(str(target))
        except OSError as problem:
            raise NotCompiled(f"what was compiled can't be loaded: {problem}") from None
    for way in ("forward", "backward"):
        for kind in ("float", "double"):
            function = getattr(loaded, f"{way}_{kind}")
            function.argtypes, function.restype = [ctypes.POINTER(Sequence)], None
    loaded.bytes_of_a_vector.restype = ctypes.c_int64
    return loaded
