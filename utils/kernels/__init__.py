"""A fast peephole LSTM for torch on the CPU: a kernel in C++, compiled when first used.

`peephole.cpp` is the kernel, to be read; `compiled` turns it into a library of this
machine's own; `peephole` makes of it one step of autograd.

It is an example to learn from, and it does what exercises ask for. So no box that
grades has this folder in it: an answer that calls it is an answer that doesn't run.
For the same reason there is no second version in Python for machines without a
compiler: `peephole_lstm` then calls the function it is given as `otherwise`, which can
be your own, and without one it says in words why it can't run.
"""

from utils.kernels.compiled import NotCompiled, why_not
from utils.kernels.peephole import peephole_lstm

__all__ = ["NotCompiled", "peephole_lstm", "why_not"]
