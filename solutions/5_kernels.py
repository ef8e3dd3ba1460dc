# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Speed, from the floor up: a clock, a roof, and a backward of your own
#
# "Ten times faster", but only because the clock was read too early. Faster than torch,
# but only because torch's version was the slow one. To make a recurrent layer fast you
# first have to know how fast it *could* be, and how to measure how fast it is. Then you
# can go to work: in this notebook your own derivation returns as a single function with
# its own backward pass. Wherever the steps are small, it is faster than the loop that
# autograd records.
#
# | | |
# |---|---|
# | time | about 4 hours (all times given here are estimates) |
# | you need | your derivations of the GRU and of peepholes; torch's autograd |
# | machine | any; a GPU is used if there is one, and nothing needs it |
# | points | 31, in seven exercises |
#
# Each exercise is marked on its own: you can get any of them right without having
# solved the others. Grading runs on the CPU and on torch's `meta` device, whose tensors
# have shapes but no values. The kernels of the seventh run in Triton's interpreter.
#
# **On a hosted notebook service** (many lend a GPU): put the course's zip file beside
# this notebook, choose a machine with a GPU, and run the next cell. Elsewhere it does
# nothing.

# %% show=true
import importlib.util
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

for bundle in Path().glob("gated-recurrent-units-*.zip"):
    ZipFile(bundle).extractall()
    sys.path.insert(0, str(Path(bundle.stem).resolve()))
    needed = {"names": "names", "sklearn": "scikit-learn", "scipy": "scipy"}
    missing = [needed[name] for name in needed if not importlib.util.find_spec(name)]
    if missing:
        subprocess.run([sys.executable, "-m", "pip", "install", *missing], check=True)

# %%
import os
import time
from contextlib import nullcontext
from functools import partial

import numpy as np
import torch
from torch import nn
from torch.autograd.function import once_differentiable

from utils.checks import kernels as check
from utils.params import GRUParams, PeepholeParams

if not torch.cuda.is_available():
    os.environ.setdefault("TRITON_INTERPRET", "1")  # read when triton is imported
try:
    import triton
except ImportError:  # there is none for this machine: a twin will do
    triton = None

# %% show=true
from utils import figures

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.set_num_threads(1)  # recurrent steps are small: more threads wait for each other
figures.one_product_outside()

# %% [markdown]
# ## How to read the code
#
# Sequences have time first: `x` is `(T, m, n_x)`, a state `(m, n)`. Weights act on
# `[state, x]`, with the state's columns first.
#
# **Three promises** that each of your functions of tensors keeps, and that grading
# tests: it never changes its inputs; it works on the device where they are; and it
# keeps their dtype, so that float32 in is float32 out.
#
# ## 1. Numbers before measuring: what a step costs
#
# If you measure without an expectation, you will believe any number. So work out first
# what to expect. One step of a unit is above all one product, $[h, x]$ `(m, n + n_x)`
# by $W^\top$ `(n + n_x, gates·n)`. With $k = \text{gates} \cdot n$ rows and $q = n +
# n_x$ columns in $W$:
#
# $$
# \text{operations} = 2\,m\,k\,q
# $$
# $$
# \text{bytes} = \text{size}\cdot\big(k\,q + m\,q + m\,k\big)
# $$
#
# A multiplication and an addition are two operations. The weights, the product's input
# (`[h, x]`) and its result each have to be moved at least once; `size` is 4 for float32
# and 2 for bfloat16.
#
# > **Exercise 1 · `step_cost`** · 2 points · about 10 minutes


# %% exercise="step_cost" points=2 minutes=10
def step_cost(m, n_x, n, gates, size=4):
    """Operations and bytes of the products of one step: (operations, moved), two ints.

    One product [state, x] (m, n + n_x) by W.T (n + n_x, gates*n); a multiplication and
    an addition are two operations. moved: W, [state, x] and the result, each once,
    `size` bytes a number.
    """
    ### BEGIN SOLUTION
    rows, columns = gates * n, n + n_x
    numbers = rows * columns + m * columns + m * rows
    return 2 * m * rows * columns, size * numbers
    ### END SOLUTION


# %% check="step_cost"
check.step_cost(step_cost)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Each number of the result is a sum over the columns of $W$: so many multiplications,
# and as many additions.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Twice the batch times rows times columns; and the three rectangles' areas added up,
# times the size of a number.
#
# </details>
#
# ## 2. The floor
#
# A device can do `peak` operations and move `bandwidth` bytes in a second, both at
# once. So no program is faster than
#
# $$
# \text{intensity} = \frac{\text{operations}}{\text{bytes}}
# $$
# $$
# t_{\min} = \max\Big(\frac{\text{operations}}{\text{peak}},\
# \frac{\text{bytes}}{\text{bandwidth}}\Big)
# $$
#
# Where the intensity is below peak / bandwidth, memory is the limit, and a larger batch
# costs **almost nothing**, because the weights are read anyway ([Williams, Waterman &
# Patterson, 2009](https://doi.org/10.1145/1498765.1498785)). The floor assumes that
# they come from memory at each step: a kernel that keeps them on the chip can beat it.
#
# > **Exercise 2 · `floor_seconds`** · 1 point · about 5 minutes


# %% exercise="floor_seconds" points=1 minutes=5
def floor_seconds(operations, moved, peak, bandwidth):
    """The arithmetic intensity and the least time a device needs: (intensity, seconds).

    intensity = operations / moved   seconds = max(operations / peak, moved / bandwidth)

    peak: operations per second; bandwidth: bytes per second.
    """
    ### BEGIN SOLUTION
    seconds = max(operations / peak, moved / bandwidth)
    return operations / moved, seconds
    ### END SOLUTION


# %% check="floor_seconds"
check.floor_seconds(floor_seconds)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Two times, of which the longer one counts.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Operations over peak, bytes over bandwidth, the larger of the two; and operations over
# bytes.
#
# </details>
#
# **What you should see.** An LSTM of 1024 in bfloat16 on a device with $10^{15}$
# operations and $5\cdot10^{12}$ bytes a second, about what a large GPU of today has.
# The intensity grows with the batch; up to 64 examples a step takes as long as for one.
# The last column leaves the weights out of the bytes: 16.8 MB of them, read once and
# then kept on the chip. That is another floor, and for small batches a far lower one.

# %% show=true
for m in (1, 16, 64, 256, 1024):
    operations, moved = step_cost(m, 1024, 1024, 4, 2)
    intensity, seconds = floor_seconds(operations, moved, 1e15, 5e12)
    weights = 2 * 4 * 1024 * (1024 + 1024)
    _, kept = floor_seconds(operations, moved - weights, 1e15, 5e12)
    print(f"batch {m:4}: {intensity:6.1f} operations a byte,", end=" ")
    print(f"at least {1e6 * seconds:5.2f} µs a step,", end=" ")
    print(f"{1e6 * kept:5.2f} µs with the weights on the chip")

# %% [markdown]
# Millionths of a second, or less: a host needs longer than that to *tell* a GPU to do
# one thing. So the number of things it is told matters more than the arithmetic. Count
# them, with torch's profiler, which does so on a CPU too. The loops run over torch's
# own cells:

# %% show=true
from utils.measuring import launches

x = torch.randn(20, 8, 32)


class Loop(nn.Module):
    """A loop over one of torch's own cells: what autograd records, step by step."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    def forward(self, x):
        state, outputs = None, []
        for x_t in x:
            state = self.cell(x_t, state)
            outputs.append(state[0] if isinstance(state, tuple) else state)
        return torch.stack(outputs)


def launched_per_step(layer, backward):
    """Operators that compute, in each step: from runs over 10 and over 20 steps."""

    def run(x):
        out = layer(x)
        if backward:
            out.sum().backward()

    return (launches(lambda: run(x)) - launches(lambda: run(x[:10]))) / 10


for kind in (nn.GRUCell, nn.LSTMCell):
    layer = Loop(kind(32, 32))
    there, both = (launched_per_step(layer, backward) for backward in (False, True))
    print(f"{kind.__name__:8} {there:4.0f} a step forward, {both:4.0f} with backward")

# %% [markdown]
# ## 3. A clock that can be believed
#
# A GPU works *alongside* the host. `f()` returns when the work has been **queued**, not
# when it is done. If you read the clock then, you have measured the queueing. So:
#
# $$
# \text{wait} \to t_0 \to f() \to \text{wait} \to t_1
# $$
#
# The first calls set things up (memory, compiled kernels) and belong to the warm-up.
# And one measurement says little, since other programs are running too. Take the
# **median** of many, which a few slow ones can't move, and say how widely the middle
# half is spread.
#
# > **Exercise 3 · `time_it`** · 4 points · about 15 minutes
# >
# > `clock` and `synchronise` are arguments, so that it can be tested without a GPU.


# %% exercise="time_it" points=4 minutes=15
def time_it(f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=None):
    """How long f() takes: (median, spread) in seconds, the spread between quartiles.

    `warmup` calls first, not measured. Then `repeats` calls, each measured by itself,
    from an idle device to an idle device: synchronise, read the clock, f(),
    synchronise, read the clock.
    synchronise: a function that waits until the device has done all it was told;
    None: torch.accelerator.synchronize where torch has an accelerator (a GPU of any
    kind), else there is nothing to wait for, and no error.
    Quartiles as np.quantile(times, [0.25, 0.75]).
    """
    ### BEGIN SOLUTION
    if synchronise is None:
        synchronise = nullcontext  # nothing to wait for
        if torch.accelerator.is_available():
            synchronise = torch.accelerator.synchronize
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        synchronise()
        start = clock()
        f()
        synchronise()
        times.append(clock() - start)
    low, median, high = np.quantile(times, [0.25, 0.5, 0.75])
    return float(median), float(high - low)
    ### END SOLUTION


# %% check="time_it"
check.time_it(time_it)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Five lines in the loop, in the order of the formula. Where there is no GPU,
# synchronise is a function that does nothing.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Call f as often as the warm-up says. Then, for each repeat: wait, note the clock,
# call, wait, append the clock's difference. Median and quartiles come from NumPy.
#
# </details>
#
# **Predict, then run.** Here is a simulated device whose work takes 20 ms per call, and
# its host, which needs 10 µs to queue it. What does a clock show that doesn't wait?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# 0.01 ms instead of 20.01 ms: the clock that doesn't wait is off by a factor of two
# thousand.
#
# </details>

# %% show=true
from utils.fixtures import PretendedDevice

gpu = PretendedDevice(first=0.5, each=[0.02])
wrong, _ = time_it(gpu.launch, clock=gpu.clock, synchronise=lambda: None)
gpu = PretendedDevice(first=0.5, each=[0.02])
right, _ = time_it(gpu.launch, clock=gpu.clock, synchronise=gpu.synchronise)
print(f"without waiting {1e3 * wrong:.2f} ms, waiting {1e3 * right:.2f} ms")
figures.two_clocks(PretendedDevice(first=0.02, each=[0.02], launch=4e-3), calls=4)

# %% [markdown]
# A GPU has its own clocks: **events** are marks in its queue, and tell the time between
# two of them without the host's share. If this machine has a GPU, both are shown:

# %% show=true tags=["nbval-ignore-output"]
if device.type == "cuda":
    square = torch.rand(4096, 4096, device=device)
    begin_mark, end_mark = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    host, _ = time_it(lambda: square @ square)
    begin_mark.record()
    for _ in range(20):
        square @ square
    end_mark.record()
    torch.cuda.synchronize()
    print(f"events: {begin_mark.elapsed_time(end_mark) / 20:.3f} ms", end=", ")
    print(f"host's clock, waiting: {1e3 * host:.3f} ms")
else:
    print("no CUDA device on this machine: nothing to show")

# %% [markdown]
# Now measure. The lines are the roof of *this* machine: a large product gives the peak,
# a product with a vector, which reads a matrix once, the bandwidth: of the memory
# (solid), and of the cache for a matrix that fits into it (dashed). Under it: the
# product of one step alone, and one step of a loop over torch's LSTM cell, for batches
# of 1 to 256.

# %% show=true tags=["nbval-ignore-output"]
from utils.measuring import device_limits

quick = partial(time_it, warmup=1, repeats=5)
peak, bandwidths = device_limits(quick, device)
sizes = (1, 4, 16, 64, 256)


def alone(n, m):
    """Seconds of the product of one step."""
    a_x, W = (
        torch.rand(m, 2 * n, device=device),
        torch.rand(4 * n, 2 * n, device=device),
    )
    return quick(lambda: a_x @ W.T)[0]


def in_loop(n, m):
    """Seconds of one step in a loop over torch's LSTM cell, from ten."""
    lstm = Loop(nn.LSTMCell(n, n)).to(device)
    x = torch.rand(10, m, n, device=device)
    with torch.no_grad():
        return quick(lambda: lstm(x))[0] / 10


points, seconds = {}, {m: alone(512, m) for m in sizes}
for name, measure, n in (
    ("product of one step, n = 512", alone, 512),
    ("a loop, n = 512", in_loop, 512),
    ("a loop, n = 32", in_loop, 32),
):
    costs = {m: step_cost(m, n, n, 4) for m in sizes}
    points[name] = [
        (str(m), operations / moved, operations / measure(n, m))
        for m, (operations, moved) in costs.items()
    ]
print(f"the product of one example takes {1e6 * seconds[1]:.0f} µs", end=", ")
print(f"of 16 examples {1e6 * seconds[16]:.0f} µs")
for name in ("a loop, n = 32", "a loop, n = 512"):
    reached = points[name][0][2]
    print(f"{name}, batch 1: {1e-9 * reached:.2f} of {1e-9 * peak:.0f} GFLOP/s")
figures.roofline(peak, bandwidths, points)

# %% [markdown]
# **What you should see.** At small batches the product runs along a slanted line: more
# examples, little more time. Which line depends on whether the weights, 8 MB at n =
# 512, stay in the cache from step to step; keeping them there is what the fastest
# recurrent kernels are about. A step of a large layer takes little longer than its
# product alone. A small one lies far below the roof: few of the operators in each step
# are products, and the time goes into calling the others. (On a busy machine the points
# jump about.)
#
# ## 4. Your own backward: the GRU as one step of autograd
#
# autograd records each of those operators, and goes back through them one by one. You
# can do better, since **you have derived the way back**. Keep one tape: a single array
# with everything that backward needs from all the steps. Compute the slopes for all
# steps at once. The loop backward then computes only what depends on the later step.
# And the weight gradients, sums over time, become one large product each *after* the
# loop:
#
# $$
# dW = \sum_t dz_t^\top v_t = dZ^\top V
# $$
# $$
# dZ\,(Tm, n),\ V\,(Tm, n + n_x)
# $$
#
# `ctx.save_for_backward` keeps the tape; `backward` returns one gradient for each
# argument of `forward`. Gradients that autograd makes for you, inside `backward` or
# without it, earn nothing here or in exercise 5.
#
# > **Exercise 4 · `gru_sequence`** · 7 points · about 35 minutes
# >
# > Write `forward` and `backward` of the class; another layout of your own is welcome.


# %% exercise="gru_sequence" points=7 minutes=35
def gru_sequence(x, c0, p):
    """The GRU over a sequence as one step of autograd, with a backward of your own.

    One torch.autograd.Function over the whole sequence; it keeps one tape; the weight
    gradients are large products over all steps at once, made after the loop backward
    in time.
    x (T, m, n_x), c0 (m, n_c), p a GRUParams of tensors. Returns c (T, m, n_c).
    """
    ### BEGIN SOLUTION
    return GRUFunction.apply(x, c0, *p)
    ### END SOLUTION


class GRUFunction(torch.autograd.Function):
    """c of every step from x, c0 and the six parameters."""

    @staticmethod
    def forward(ctx, x, c0, Wu, Wr, Wc, bu, br, bc):
        """c (T, m, n_c), by a loop; what backward needs is kept in `ctx`."""
        ### BEGIN SOLUTION
        n = c0.shape[1]
        W, b = torch.cat([Wu, Wr, Wc]), torch.cat([bu, br, bc])
        z = x @ W[:, n:].T + b  # (T, m, 3n), of x alone
        to_gates, to_candidate = W[: 2 * n, :n].T, Wc[:, :n].T
        c = x.new_empty(len(x) + 1, *c0.shape)
        c[0] = c0
        for t, (z_gates, z_c) in enumerate(zip(*z.split([2 * n, n], -1), strict=True)):
            z_gates.addmm_(c[t], to_gates).sigmoid_()
            gamma_u, gamma_r = z_gates.chunk(2, dim=1)
            z_c.addmm_(gamma_r * c[t], to_candidate).tanh_()
            torch.lerp(c[t], z_c, gamma_u, out=c[t + 1])  # c + Γu * (c̃ - c)
        ctx.save_for_backward(x, c, z, W)
        return c[1:].clone()
        ### END SOLUTION

    @staticmethod
    @once_differentiable
    def backward(ctx, dc):
        """The gradients of x, c0 and the six parameters, from dc (T, m, n_c)."""
        ### BEGIN SOLUTION
        x, c, tape, W = ctx.saved_tensors
        n, c_prev = c.shape[-1], c[:-1]
        gamma_u, gamma_r, c_tilde = tape.split(n, -1)
        slope_u = (c_tilde - c_prev) * gamma_u * (1 - gamma_u)
        slope_c = gamma_u * (1 - c_tilde**2)
        slope_r = c_prev * gamma_r * (1 - gamma_r)
        keep, from_gates, from_candidate = 1 - gamma_u, W[: 2 * n, :n], W[2 * n :, :n]

        dz, carried = torch.empty_like(tape), torch.zeros_like(c[0])
        for t in range(len(x) - 1, -1, -1):
            d = dc[t] + carried
            dz_u, dz_r, dz_c = dz[t].split(n, -1)
            torch.mul(d, slope_u[t], out=dz_u)
            torch.mul(d, slope_c[t], out=dz_c)
            dq = dz_c @ from_candidate
            torch.mul(dq, slope_r[t], out=dz_r)
            carried = d * keep[t] + dq * gamma_r[t]
            carried.addmm_(dz[t][:, : 2 * n], from_gates)

        flat = dz.flatten(0, 1)  # (T m, 3n)
        c_x = torch.cat([c_prev, x], -1).flatten(0, 1)  # what the gates saw
        rc_x = torch.cat([gamma_r * c_prev, x], -1).flatten(0, 1)
        dWu, dWr = (flat[:, : 2 * n].T @ c_x).chunk(2)
        dWc = flat[:, 2 * n :].T @ rc_x
        return dz @ W[:, n:], carried, dWu, dWr, dWc, *flat.sum(0).chunk(3)
        ### END SOLUTION


# %% check="gru_sequence"
check.gru_sequence(gru_sequence)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Everything in your `gru_cell_backward` that does not contain what is carried back can
# be made for all steps before the loop: the three slopes, and the share that is kept.
# Store the three dz of all steps.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Loop back from the last step. Add upstream and carried; multiply by the slopes of the
# update gate and the candidate to get their dz. Multiply the candidate's dz by its
# weights for the state; that times the relevance gate's slope is the third dz. The new
# carried is the kept share, plus what comes back through the relevance gate, plus the
# two gates' dz times their weights for the state. After it: flatten time and batch into
# one axis, and multiply.
#
# </details>
#
# ## 5. The LSTM with peepholes, likewise
#
# This is the last piece, and no framework has it ready for you. The slopes come from
# the tape, for all steps at once. With $da, dc$ standing for everything that arrives at
# a step:
#
# $$
# dz_o = da * \tanh(c)\,\Gamma_o(1-\Gamma_o)
# $$
# $$
# dc \leftarrow dc + da * \Gamma_o(1-\tanh^2 c)\ \ [+\ dz_o * p_o]
# $$
# $$
# dc_{\mathrm{prev}} = dc * \Gamma_f + dz_u * p_u
# $$
# $$
# {}+ dz_f * p_f\ [+\,dz_o * p_o]
# $$
#
# The term in brackets belongs to $dc$ if the output gate sees the current memory, and
# to $dc_{\mathrm{prev}}$ if it sees the previous one: the same term, one step apart.
# Each peephole gets its gate's $dz$ times the memory it saw.
#
# > **Exercise 5 · `peephole_sequence`** · 8 points · about 40 minutes


# %% exercise="peephole_sequence" points=8 minutes=40
def peephole_sequence(x, a0, c0, p, output_sees="previous"):
    """The peephole LSTM over a sequence as one step of autograd: a (T, m, n_a).

    x (T, m, n_x), a0 and c0 (m, n_a), p a PeepholeParams of tensors. output_sees:
    "previous" or "current"; another word is a ValueError.
    """
    ### BEGIN SOLUTION
    if output_sees not in ("previous", "current"):
        raise ValueError(f"output_sees: previous or current, not {output_sees!r}")
    return PeepholeFunction.apply(x, a0, c0, output_sees == "current", *p)
    ### END SOLUTION


class PeepholeFunction(torch.autograd.Function):
    """a of every step from x, a0, c0 and the eleven parameters."""

    @staticmethod
    def forward(ctx, x, a0, c0, current, Wu, Wf, Wo, Wc, pu, pf, po, bu, bf, bo, bc):
        """a (T, m, n_a), by a loop; what backward needs is kept in `ctx`."""
        ### BEGIN SOLUTION
        n = a0.shape[1]
        W, b = torch.cat([Wu, Wf, Wo, Wc]), torch.cat([bu, bf, bo, bc])
        z = x @ W[:, n:].T + b  # (T, m, 4n), of x alone
        a, c = x.new_empty(2, len(x) + 1, *a0.shape)
        a[0], c[0] = a0, c0
        to_z, tanh_c = W[:, :n].T, torch.empty_like(c[1:])
        for t, z_t in enumerate(z):
            z_t.addmm_(a[t], to_z)
            z_u, z_f, z_o, z_c = z_t.split(n, -1)
            z_u.addcmul_(c[t], pu).sigmoid_()
            z_f.addcmul_(c[t], pf).sigmoid_()
            torch.mul(z_u, z_c.tanh_(), out=c[t + 1]).addcmul_(z_f, c[t])
            z_o.addcmul_(c[t + 1] if current else c[t], po).sigmoid_()
            torch.tanh(c[t + 1], out=tanh_c[t])
            torch.mul(z_o, tanh_c[t], out=a[t + 1])
        ctx.current = current
        ctx.save_for_backward(x, a, c, tanh_c, z, W, pu, pf, po)
        return a[1:].clone()
        ### END SOLUTION

    @staticmethod
    @once_differentiable
    def backward(ctx, da):
        """The gradients of all arguments, None for `current`, from da (T, m, n_a)."""
        ### BEGIN SOLUTION
        x, a, c, tanh_c, tape, W, pu, pf, po = ctx.saved_tensors
        n, c_prev = c.shape[-1], c[:-1]
        gamma_u, gamma_f, gamma_o, c_tilde = tape.split(n, -1)
        slope_o = tanh_c * gamma_o * (1 - gamma_o)
        slope_u = c_tilde * gamma_u * (1 - gamma_u)
        slope_f = c_prev * gamma_f * (1 - gamma_f)
        slope_c = gamma_u * (1 - c_tilde**2)
        a_to_c = gamma_o * (1 - tanh_c**2)
        c_to_prev = gamma_f + slope_u * pu + slope_f * pf
        through_o = slope_o * po  # from a, through Γo, to the memory it saw
        if ctx.current:
            a_to_c += through_o

        dz, from_z = torch.empty_like(tape), W[:, :n]
        da_next, dc_next = torch.zeros_like(a[0]), torch.zeros_like(c[0])
        for t in range(len(x) - 1, -1, -1):
            da_t = da[t] + da_next
            dc_t = torch.addcmul(dc_next, da_t, a_to_c[t])
            dz_u, dz_f, dz_o, dz_c = dz[t].split(n, -1)
            torch.mul(da_t, slope_o[t], out=dz_o)
            torch.mul(dc_t, slope_u[t], out=dz_u)
            torch.mul(dc_t, slope_f[t], out=dz_f)
            torch.mul(dc_t, slope_c[t], out=dz_c)
            dc_next = dc_t * c_to_prev[t]
            if not ctx.current:
                dc_next.addcmul_(da_t, through_o[t])
            da_next = dz[t] @ from_z

        dz_u, dz_f, dz_o, _ = dz.split(n, -1)
        seen = c[1:] if ctx.current else c_prev
        pairs = (dz_u, c_prev), (dz_f, c_prev), (dz_o, seen)
        dp = [(dz_k * memory).sum((0, 1)) for dz_k, memory in pairs]
        flat = dz.flatten(0, 1)  # (T m, 4n)
        a_x = torch.cat([a[:-1], x], -1).flatten(0, 1)
        dW, db = (flat.T @ a_x).chunk(4), flat.sum(0).chunk(4)
        return dz @ W[:, n:], da_next, dc_next, None, *dW, *dp, *db
        ### END SOLUTION


# %% check="peephole_sequence"
check.peephole_sequence(peephole_sequence)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# As before: slopes first, for all steps; in the loop what arrives, the four dz, and
# what is carried, for $a$ by one product and for $c$ element by element.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# How steeply a moves c: output gate times one minus the squared tanh, and with a
# current output gate also its slope times its peephole. How steeply c moves the one
# before: forget gate, plus the slopes of update and forget gate times their peepholes.
# If the output gate sees the previous memory, its slope times its peephole, times da,
# is added to what is carried back for c.
#
# </details>
#
# **What you should see.** `gradcheck`, torch's own gradient checker, agrees. The next
# cell gives the time of each version, forward and backward, divided by that of torch's
# unit of the same shape; the loop is over torch's own cell, for peepholes its LSTM
# cell, which has none and does less. They are timed in turns, so that whatever else the
# machine is doing affects them all alike.
#
# **Predict, then run.** By what factor is your function faster than a loop? And than
# torch's GRU and LSTM? (On a CPU torch's GRU is itself a loop of single operators, and
# its LSTM one call into a tuned library.)

# %% show=true
torch.manual_seed(3)


def drawn(kind, n_x, n, dtype=torch.float64, gradient=True, on="cpu"):
    """Random parameters of a `kind`."""
    sizes = {"W": (n, n + n_x), "b": (n,), "p": (n,)}
    made = (torch.randn(*sizes[name[0]], dtype=dtype) for name in kind._fields)
    return kind(*((w / n**0.5).to(on).requires_grad_(gradient) for w in made))


def inputs(T, m, n_x, n, dtype=torch.float64):
    """x and two states that ask for gradients."""
    shapes = (T, m, n_x), (m, n), (m, n)
    return [torch.randn(shape, dtype=dtype, requires_grad=True) for shape in shapes]


x, a0, c0 = inputs(5, 2, 3, 4)
gru_p, peephole_p = drawn(GRUParams, 3, 4), drawn(PeepholeParams, 3, 4)


def by_gru(x, c0, *p):
    """Your sequence function, its parameters one by one."""
    return gru_sequence(x, c0, GRUParams(*p))


def by_peepholes(x, a0, c0, *p, sees):
    """The same of the peephole LSTM, in one of its forms."""
    return peephole_sequence(x, a0, c0, PeepholeParams(*p), sees)


torch.autograd.gradcheck(by_gru, (x, c0, *gru_p))  # an error if it doesn't agree
print("gradcheck agrees on the GRU", end="")
for sees in ("previous", "current"):
    in_form = partial(by_peepholes, sees=sees)
    torch.autograd.gradcheck(in_form, (x, a0, c0, *peephole_p))
    print(f", on peepholes where Γo sees the {sees} memory", end="")
print(".")


# %% show=true tags=["nbval-ignore-output"]
def compared(ways, rounds=5):
    """Median seconds of each way; the ways take turns."""
    times = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            seconds, _ = time_it(run, warmup=1, repeats=1)
            times[name].append(seconds)
    return {name: float(np.median(t)) for name, t in times.items()}


def both_ways(f, x):
    """Forward, and backward from the sum, with the gradient of x too."""
    x.requires_grad_()
    return lambda: f(x).sum().backward()


def ways_of(x, n):
    """For each unit: a loop, your sequence function, torch's own."""
    m, n_x = x.shape[1:]
    zeros = x.new_zeros(m, n)
    on_device = partial(drawn, n_x=n_x, n=n, dtype=torch.float32, on=device)
    gru_p, peephole_p = on_device(GRUParams), on_device(PeepholeParams)
    gru_cell, lstm_cell = nn.GRUCell(n_x, n), nn.LSTMCell(n_x, n)
    gru_loop, lstm_loop = (Loop(cell).to(device) for cell in (gru_cell, lstm_cell))
    their_gru, their_lstm = (kind(n_x, n).to(device) for kind in (nn.GRU, nn.LSTM))
    return {
        ("GRU", "a loop"): gru_loop,
        ("GRU", "your function"): lambda x: gru_sequence(x, zeros, gru_p),
        ("GRU", "torch"): lambda x: their_gru(x)[0],
        ("peepholes", "a loop"): lstm_loop,
        ("peepholes", "your function"): lambda x: peephole_sequence(
            x, zeros, zeros, peephole_p
        ),
        ("peepholes", "torch"): lambda x: their_lstm(x)[0],
    }


rows = {}
for T, m, n_x, n in ((100, 32, 64, 128), (300, 1, 64, 128)):
    x = torch.randn(T, m, n_x, device=device)
    ways = ways_of(x, n)
    found = compared({name: both_ways(f, x) for name, f in ways.items()})
    for unit in ("GRU", "peepholes"):
        of = {way: s for (u, way), s in found.items() if u == unit}
        row = f"{unit}, T = {T}, batch {m}"
        rows[row] = {way: s / of["torch"] for way, s in of.items() if way != "torch"}
for row, times in rows.items():
    loop, own = times["a loop"], times["your function"]
    print(f"{row}: your function takes {own:.2f} of torch's time, a loop {loop:.2f}")
figures.ratios(rows, "torch's own unit (the LSTM without peepholes)")

# %% [markdown]
# **What you should see.** Your function is faster than a loop in every row, and faster
# than torch's GRU, which on a CPU is itself a loop of single operators. Beside
# `nn.LSTM` it is slower: it takes about twice the time at batch 32 and several times as
# long at batch 1, where each operator costs more to call than to compute, and `nn.LSTM`
# is one call. The derivation has removed what autograd adds; what is left is the
# launching.
#
# ## How fast can it be? A kernel of its own
#
# In each step your function still calls a dozen operators, and each reads from memory
# what the one before has just written. A **kernel** of its own needn't. There is one to
# read in `utils/kernels/peephole.cpp`, 320 lines of C++. Three ideas make it fast:
#
# - **The cell ends the product.** The weights are rearranged so that all four gates of
#   a few units come out of the product together. Their cell is computed at once, before
#   anything is written to memory.
# - **Weights are shared.** Each one that is fetched serves several examples.
# - **Nobody waits.** Each thread takes its own examples through the whole sequence.
#
# It is compiled for your processor, in a few seconds. That needs Linux and a C++
# compiler.
#
# **Predict, then run.** torch's LSTM has no peepholes. Can a kernel that has them keep
# up with it?

# %% show=true tags=["nbval-ignore-output"]
from utils.kernels import peephole_lstm, why_not


def furthest_apart(sees):
    """The largest difference to your function, in values and in all gradients."""
    found, (x, a0, c0) = [], inputs(5, 2, 3, 4)
    for f in (peephole_lstm, peephole_sequence):
        a = f(x, a0, c0, peephole_p, sees)
        gradients = torch.autograd.grad(a.square().sum(), (x, a0, c0, *peephole_p))
        found.append((a, *gradients))
    return max(
        float((k - own).detach().abs().max()) for k, own in zip(*found, strict=True)
    )


def with_kernel(x, n):
    """The kernel, your function and torch's LSTM, on the CPU."""
    m, n_x = x.shape[1:]
    zeros, lstm = x.new_zeros(m, n), nn.LSTM(n_x, n)
    p = drawn(PeepholeParams, n_x, n, torch.float32)
    return {
        "the kernel": lambda x: peephole_lstm(x, zeros, zeros, p),
        "your function": lambda x: peephole_sequence(x, zeros, zeros, p),
        "torch": lambda x: lstm(x)[0],
    }


if why_not() is None:
    for sees in ("previous", "current"):
        print(f"Γo sees the {sees} memory: {furthest_apart(sees):.0e} apart at most")
    for T, m, n_x, n in ((100, 32, 64, 128), (300, 1, 64, 128)):
        x = torch.randn(T, m, n_x)
        ways = with_kernel(x, n)
        found = compared({name: both_ways(f, x) for name, f in ways.items()})
        kernel, own, torchs = found.values()
        print(f"T = {T}, batch {m}: the kernel takes {kernel / torchs:.2f}", end=" ")
        print(f"of torch's time, your function {own / torchs:.2f}")

# %% [markdown]
# **What you should see.** The kernel and your function differ by rounding errors alone,
# about $10^{-15}$. And it keeps up: it takes about as long as torch's LSTM, though it
# does more. What it gains over your function is the time between the operators, which
# counts most where the steps are small.
#
# ## 6. All launches in one: a graph
#
# On a GPU each operator has to be launched, and where the work is small the launching
# is what takes the time. A **CUDA graph** records the launches of a step once, and then
# repeats them all with one call:
#
# $$
# n \cdot t_{\text{launch}} \;\to\; t_{\text{replay}}
# $$
#
# A replay does *the same* again: the same kernels at the same places in memory. So new
# inputs are copied into **buffers that stay**, nothing may depend on a number that the
# host would have to read, and shapes are fixed. What a first call sets up must be set
# up before: warm up, on a side stream. While it is recorded, nothing is computed.
#
# > **Exercise 6 · `capture`** · 4 points · about 25 minutes
# >
# > `cuda` is an argument: grading on a CPU passes a `torch.cuda` that is pretended, and
# > looks at which stream each call of the step runs on. torch's own account:
# > [CUDA graphs](https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs).


# %% exercise="capture" points=4 minutes=25
def capture(step, inputs, *, warmup=3, cuda=torch.cuda):
    """replay(*new): what step(*new) would do and give, as one launch of a graph.

    step: step(*tensors) -> a tensor or a tuple of tensors. inputs: examples; replays
    take the same shapes and dtypes, and anything else is a ValueError.
    The step runs on buffers of your own, copies of the examples at first, which are
    left as they are: `warmup` times on a side stream (a cuda.Stream, which first waits
    for the current stream; afterwards the current one waits for it), then once while a
    cuda.CUDAGraph is recorded (with cuda.graph(graph)), and never again.
    A replay copies the new inputs into the buffers, calls graph.replay(), and returns
    the tensors that were recorded. The next replay overwrites them.
    """
    ### BEGIN SOLUTION
    buffers = [example.clone() for example in inputs]
    side = cuda.Stream()
    side.wait_stream(cuda.current_stream())
    with cuda.stream(side):
        for _ in range(warmup):
            step(*buffers)
    cuda.current_stream().wait_stream(side)

    graph = cuda.CUDAGraph()
    with cuda.graph(graph):
        outputs = step(*buffers)

    def replay(*new):
        for buffer, tensor in zip(buffers, new, strict=True):
            if (buffer.shape, buffer.dtype) != (tensor.shape, tensor.dtype):
                wanted, got = (f"{t.dtype} {tuple(t.shape)}" for t in (buffer, tensor))
                raise ValueError(f"captured for {wanted}, not for {got}")
        for buffer, tensor in zip(buffers, new, strict=True):
            buffer.copy_(tensor)
        graph.replay()
        return outputs

    return replay
    ### END SOLUTION


# %% check="capture"
check.capture(capture)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Three parts: warm up in the side stream, record, and a function inside the function
# that copies, replays and returns. It sees buffers, graph and outputs, since it is
# defined beside them.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Clone the examples. Make a stream, let it wait for the current one, and call the step
# in it; then let the current one wait for the side stream. Make a graph, and inside the
# context that records into it call the step once and keep the outputs. In the inner
# function compare shapes and dtypes first, all of them, then copy each tensor into its
# buffer.
#
# </details>
#
# **What you should see.** A training step of a small loop over torch's LSTM cell: so
# many operators are launched, forward, backward and update, and a replay launches once.
# The loss goes down although the step is never called again. (This runs on the
# pretended `torch.cuda`; with a GPU, the times of both are shown, too.)

# %% show=true
from utils.fixtures.graphs import PretendedCUDA

torch.manual_seed(4)
looped, readout = Loop(nn.LSTMCell(8, 16)), nn.Linear(16, 1)
learned = [*looped.parameters(), *readout.parameters()]


def update(x, y):
    """One step of gradient descent on the squared error; the loss before it."""
    loss = (readout(looped(x)[-1]) - y).square().mean()
    slopes = torch.autograd.grad(loss, learned)
    with torch.no_grad():
        for weight, slope in zip(learned, slopes, strict=True):
            weight -= 0.05 * slope
    return loss.detach()


x, y = torch.randn(10, 32, 8), torch.randn(32, 1)
pretended = PretendedCUDA()
replay = capture(update, [x, y], cuda=pretended)
told = len(pretended.log)
losses = [float(replay(x, y)) for _ in range(50)]
print(f"one update launches {launches(lambda: update(x, y))} operators", end=", ")
print(f"50 replays launch {len(pretended.log) - told} times")
print(f"the loss goes from {losses[0]:.2f} to {losses[-1]:.2f}")

# %% show=true tags=["nbval-ignore-output"]
if device.type == "cuda":
    looped, readout = looped.to(device), readout.to(device)
    learned = [*looped.parameters(), *readout.parameters()]
    x, y = x.to(device), y.to(device)
    one_by_one, _ = time_it(lambda: update(x, y))
    replay = capture(update, [x, y])
    at_once, _ = time_it(lambda: replay(x, y))
    print(f"one by one {1e3 * one_by_one:.2f} ms, as a graph {1e3 * at_once:.2f} ms")
else:
    print("no CUDA device on this machine: nothing to time")

# %% [markdown]
# ## 7. All gates in one kernel
#
# What a step does after its products is arithmetic, element by element. torch does it
# in about eleven operators. Each of them reads its numbers from memory, and writes its
# result back there for the next one:
#
# $$
# \text{eleven operators:}\quad 29\,m\,n\ \text{numbers moved}
# $$
# $$
# \text{one kernel:}\quad (4 + 1 + 2)\,m\,n = 7\,m\,n
# $$
#
# One **kernel** needs each number once: $z$ and $c_{\mathrm{prev}}$ in, $a$ and $c$
# out. [Triton](https://triton-lang.org) lets you write it in Python. Each *program* of
# a launch takes one block of numbers; a *mask* stops it where they end. On a CPU,
# Triton's interpreter runs the same kernel, slowly:

# %%
if triton:
    import triton.language as tl

    @triton.jit
    def tl_tanh(x):
        """tanh of a block, on a GPU and in the interpreter."""
        return 2 * tl.sigmoid(2 * x) - 1


def kernels_run_on(tensor):
    """Is Triton here, and can its kernels read this tensor?"""
    if triton is None or tensor.is_cuda:
        return triton is not None
    interpreted = not isinstance(tl.sigmoid, triton.JITFunction)
    return interpreted and tensor.device.type == "cpu"


# %% [markdown]
# > **Exercise 7 · `fused_gates`** · 5 points · about 35 minutes
# >
# > Write the kernels, and a **twin** in torch's operators for tensors that no kernel
# > can read: `kernels_run_on` tells you which. The values and your own gradients count
# > whichever ran. Where Triton's interpreter is at work, half of the points are for
# > what the kernels do (without Triton that half isn't asked for):
# >
# > - **one launch** forward, and no arithmetic outside it; one launch backward, beside
# >   which torch may only multiply and sum for the peepholes' three gradients;
# > - **loads**: no number twice; forward $5\,m\,n$ at most, backward $9\,m\,n$. The
# >   peepholes don't count: load them as often as you like;
# > - **stores**: no number twice; forward $7\,m\,n$ at most, backward $8\,m\,n$.
# >
# > The tensors may be views, with strides of their own, and so may what arrives on the
# > way back. Another layout of your own is welcome.


# %% exercise="fused_gates" points=5 minutes=35
def fused_gates(z, c_prev, pu, pf, po, output_sees="previous"):
    """One step of the peephole LSTM after its products: (a_t, c_t), each (m, n).

    Γu = σ(zu + pu*c_prev)    Γf = σ(zf + pf*c_prev)    c̃ = tanh(zc)
    c_t = Γu*c̃ + Γf*c_prev    Γo = σ(zo + po*c_seen)    a_t = Γo*tanh(c_t)

    z (m, 4n): zu, zf, zo, zc, each (m, n), side by side; c_prev (m, n); pu, pf and po
    (n,). c_seen is c_prev, or c_t with output_sees="current"; another word is a
    ValueError. Differentiable in all five tensors.
    """
    ### BEGIN SOLUTION
    if output_sees not in ("previous", "current"):
        raise ValueError(f"output_sees: previous or current, not {output_sees!r}")
    return FusedGates.apply(z, c_prev, pu, pf, po, output_sees == "current")
    ### END SOLUTION


class FusedGates(torch.autograd.Function):
    """a_t and c_t from z, c_prev and the three peepholes."""

    @staticmethod
    def forward(ctx, z, c_prev, pu, pf, po, current):
        """(a_t, c_t) by one launch, or by the twin."""
        ### BEGIN SOLUTION
        given = [tensor.contiguous() for tensor in (z, c_prev, pu, pf, po)]
        if kernels_run_on(z):
            a_t, c_t = torch.empty_like(given[1]), torch.empty_like(given[1])
            size, n = c_prev.numel(), c_prev.shape[1]
            programs = (triton.cdiv(size, 256),)
            gates_forward[programs](*given, a_t, c_t, size, n, current, 256)
        else:
            *_, gamma_o, _, c_t = twin_step(*given, current)
            a_t = gamma_o * torch.tanh(c_t)
        ctx.current = current
        ctx.save_for_backward(*given, c_t)
        return a_t, c_t
        ### END SOLUTION

    @staticmethod
    @once_differentiable
    def backward(ctx, da_t, dc_t):
        """The gradients of the five tensors, None for `current`."""
        ### BEGIN SOLUTION
        *given, c_t = ctx.saved_tensors
        z, c_prev, *_ = given
        n = c_prev.shape[1]
        if kernels_run_on(z):
            dz, dc_prev = torch.empty_like(z), torch.empty_like(c_prev)
            size, programs = c_prev.numel(), (triton.cdiv(c_prev.numel(), 256),)
            upstream = da_t.contiguous(), dc_t.contiguous()
            out = dz, dc_prev, size, n, ctx.current, 256
            gates_backward[programs](*given, *upstream, *out)
        else:
            dz, dc_prev = twin_backward(*given, da_t, dc_t, ctx.current)
        dzu, dzf, dzo, _ = dz.split(n, dim=1)
        pairs = (dzu, c_prev), (dzf, c_prev), (dzo, c_t if ctx.current else c_prev)
        dp = [(dz_k * memory).sum(0) for dz_k, memory in pairs]
        return dz, dc_prev, *dp, None
        ### END SOLUTION


def twin_step(z, c_prev, pu, pf, po, current):
    """Γu, Γf, Γo, c̃ and c_t, each (m, n), in torch's operators."""
    ### BEGIN SOLUTION
    zu, zf, zo, zc = z.split(c_prev.shape[1], dim=1)
    gamma_u = torch.sigmoid(zu + pu * c_prev)
    gamma_f = torch.sigmoid(zf + pf * c_prev)
    c_tilde = torch.tanh(zc)
    c_t = gamma_u * c_tilde + gamma_f * c_prev
    gamma_o = torch.sigmoid(zo + po * (c_t if current else c_prev))
    return gamma_u, gamma_f, gamma_o, c_tilde, c_t
    ### END SOLUTION


def twin_backward(z, c_prev, pu, pf, po, da_t, dc_t, current):
    """dz (m, 4n) and dc_prev (m, n), in torch's operators."""
    ### BEGIN SOLUTION
    step = twin_step(z, c_prev, pu, pf, po, current)
    gamma_u, gamma_f, gamma_o, c_tilde, c_t = step
    tanh_c = torch.tanh(c_t)
    dzo = da_t * tanh_c * gamma_o * (1 - gamma_o)
    through_o = dzo * po  # to the memory that the output gate saw
    dc = dc_t + da_t * gamma_o * (1 - tanh_c**2)
    if current:
        dc = dc + through_o
    dzu = dc * c_tilde * gamma_u * (1 - gamma_u)
    dzf = dc * c_prev * gamma_f * (1 - gamma_f)
    dzc = dc * gamma_u * (1 - c_tilde**2)
    dc_prev = dc * gamma_f + dzu * pu + dzf * pf
    if not current:
        dc_prev = dc_prev + through_o
    return torch.cat([dzu, dzf, dzo, dzc], dim=1), dc_prev
    ### END SOLUTION


if triton:

    @triton.jit
    def block_step(z, c_prev, pu, pf, po, n, at, mask, current: tl.constexpr):
        """Γu, Γf, Γo, c̃, c_t and c_prev of the block of elements `at`."""
        ### BEGIN SOLUTION
        k = at % n
        z += at // n * 4 * n + k  # zu's; the other parts of a row lie n apart
        before = tl.load(c_prev + at, mask)
        gamma_u = tl.sigmoid(tl.load(z, mask) + tl.load(pu + k, mask) * before)
        gamma_f = tl.sigmoid(tl.load(z + n, mask) + tl.load(pf + k, mask) * before)
        c_tilde = tl_tanh(tl.load(z + 3 * n, mask))
        now = gamma_u * c_tilde + gamma_f * before
        seen = now if current else before
        gamma_o = tl.sigmoid(tl.load(z + 2 * n, mask) + tl.load(po + k, mask) * seen)
        return gamma_u, gamma_f, gamma_o, c_tilde, now, before
        ### END SOLUTION

    @triton.jit
    def gates_forward(
        z,
        c_prev,
        pu,
        pf,
        po,
        a_t,
        c_t,
        size,
        n,
        current: tl.constexpr,
        BLOCK: tl.constexpr,
    ):
        """a_t and c_t of one block of the `size` = m n elements, row after row."""
        ### BEGIN SOLUTION
        at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
        mask = at < size
        _, _, gamma_o, _, now, _ = block_step(
            z, c_prev, pu, pf, po, n, at, mask, current
        )
        tl.store(a_t + at, gamma_o * tl_tanh(now), mask)
        tl.store(c_t + at, now, mask)
        ### END SOLUTION

    @triton.jit
    def gates_backward(
        z,
        c_prev,
        pu,
        pf,
        po,
        da_t,
        dc_t,
        dz,
        dc_prev,
        size,
        n,
        current: tl.constexpr,
        BLOCK: tl.constexpr,
    ):
        """dz and dc_prev of one block, from the step computed again."""
        ### BEGIN SOLUTION
        at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
        mask = at < size
        step = block_step(z, c_prev, pu, pf, po, n, at, mask, current)
        gamma_u, gamma_f, gamma_o, c_tilde, now, before = step
        tanh_c = tl_tanh(now)
        da = tl.load(da_t + at, mask)
        dzo = da * tanh_c * gamma_o * (1 - gamma_o)
        through_o = dzo * tl.load(po + at % n, mask)
        dc = tl.load(dc_t + at, mask) + da * gamma_o * (1 - tanh_c * tanh_c)
        if current:
            dc += through_o
        dzu = dc * c_tilde * gamma_u * (1 - gamma_u)
        dzf = dc * before * gamma_f * (1 - gamma_f)
        to_prev = dc * gamma_f + dzu * tl.load(pu + at % n, mask)
        to_prev += dzf * tl.load(pf + at % n, mask)
        if not current:
            to_prev += through_o
        dz += at // n * 4 * n + at % n
        tl.store(dz, dzu, mask)
        tl.store(dz + n, dzf, mask)
        tl.store(dz + 2 * n, dzo, mask)
        tl.store(dz + 3 * n, dc * gamma_u * (1 - c_tilde * c_tilde), mask)
        tl.store(dc_prev + at, to_prev, mask)
        ### END SOLUTION


# %% check="fused_gates"
check.fused_gates(fused_gates)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Write the twin first: it is your peephole cell and its backward once more, without
# the products. Then the kernels, line for line. Backward may compute the gates again
# from $z$ and $c_{\mathrm{prev}}$: that costs arithmetic, which is cheap here, and you
# needn't keep four numbers for each element.
#
# </details>
# <details><summary>Hint 2: the lines in words</summary>
#
# Number the elements row after row. Those of a program are its own number times the
# block's size, and on from there; the mask is true below m times n. Row and column are
# the quotient and the remainder by n. The first of an element's four numbers of z lies
# at four n times the row, plus the column; the others follow n apart. Load each of them
# into a name, with the mask; compute; store, with the mask. Call contiguous on all that
# you launch on. The peepholes' gradients are sums over the rows of the three gates'
# gradients times the memory that each gate saw.
#
# </details>
#
# **What you should see.** gradcheck agrees. And the watch that grading uses tells you
# what your kernels move: forward seven numbers for each element; backward, if it
# computes the gates again, twelve.

# %% show=true
m, n = 2, 3
shapes = (m, 4 * n), (m, n), (n,), (n,), (n,)
given = [torch.randn(*size, dtype=torch.float64).requires_grad_() for size in shapes]
for sees in ("previous", "current"):
    torch.autograd.gradcheck(partial(fused_gates, output_sees=sees), given)
    print(f"gradcheck agrees where Γo sees the {sees} memory")

# %% show=true tags=["nbval-ignore-output"]
from utils.fixtures.kernels import go_back, start_kernels, stop_kernels

m, n = 16, 64
shapes = (m, 4 * n), (m, n), (n,), (n,), (n,)
given = [torch.randn(*size).requires_grad_() for size in shapes]
if start_kernels():  # is Triton's interpreter at work?
    outs = fused_gates(*given)
    _, forward = stop_kernels(m * n)
    start_kernels()
    go_back(outs)
    _, backward = stop_kernels(m * n)
    for way, launched in (("forward", forward), ("backward", backward)):
        for (loads, _), (stores, _) in launched:
            print(f"one launch {way}: {loads / m / n:.0f} m n numbers loaded", end=", ")
            print(f"{stores / m / n:.0f} m n stored")
else:
    print("Triton's interpreter is not at work here: nothing is counted")

# %% [markdown]
# ## And if a compiler did it?
#
# `torch.compile` reads the operators of a piece of code, and writes fewer and larger
# ones: on a CPU in C++, on a GPU in a language of its own. All of a long sequence would
# take it minutes, so the next cell has it compile ten steps, and goes through the
# sequence ten by ten. Compiling takes a while, which is paid once; then it is timed
# beside the plain loop, your function, and torch's own unit.

# %% show=true tags=["nbval-ignore-output"]
from utils.measuring import no_compiler


class TenByTen(nn.Module):
    """A loop over a cell, ten steps of it compiled as one piece."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell
        self.ten = torch.compile(self.steps)

    def steps(self, x, state):
        """The states after each of a few steps."""
        states = []
        for x_t in x:
            state = self.cell(x_t, state)
            states.append(state)
        return torch.stack(states)

    def forward(self, x):
        state, chunks = x.new_zeros(x.shape[1], self.cell.hidden_size), []
        for chunk in x.split(10):
            chunks.append(self.ten(chunk, state))
            state = chunks[-1][-1]
        return torch.cat(chunks)


missing = no_compiler(device)
if missing:
    print(missing)
else:
    cell = nn.GRUCell(64, 128).to(device)
    loop, compiled = Loop(cell), TenByTen(cell)
    their_gru = nn.GRU(64, 128).to(device)
    gru_p = drawn(GRUParams, 64, 128, torch.float32, on=device)
    x = torch.randn(100, 32, 64, device=device)
    c0 = x.new_zeros(32, 128)
    began = time.perf_counter()
    apart = (compiled(x) - loop(x)).abs().max().item()
    both_ways(compiled, x)()
    print(f"compiled in {time.perf_counter() - began:.0f} s", end=", ")
    print(f"at most {apart:.0e} apart from the loop")
    ways = {
        "a loop": loop,
        "ten steps compiled": compiled,
        "your function": lambda x: gru_sequence(x, c0, gru_p),
        "torch": lambda x: their_gru(x)[0],
    }
    found = compared({name: both_ways(f, x) for name, f in ways.items()})
    for name, seconds in found.items():
        print(f"{name:19}{1e3 * seconds:6.1f} ms")

# %% [markdown]
# ## Your GRU reads digits, one pixel at a time
#
# Images of digits, 8 by 8, as **sequences of 64 single pixels**: row after row the unit
# sees one number at each step, and after the last one it says which digit it was. By
# then the top of the image is 50 steps ago. Baselines: always saying the commonest
# digit; and, looking at the whole image at once, the nearest of ten mean images.
#
# **Predict, then run.** Will the GRU that sees one pixel at a time beat the mean
# images, which see all 64 and know where each belongs?
#
# As in the GRU notebook, the gates start nearly shut: $b_u = -\ln s'$ with $s'$ between
# 1 and 63. All 64 steps run through your `gru_sequence`.

# %% show=true
from sklearn.datasets import load_digits

images, digits = load_digits(return_X_y=True)
images = torch.tensor(images / 16, dtype=torch.float32)
digits = torch.tensor(digits)
order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(0))
held, learned = order[:360], order[360:]


class SequenceGRU(nn.Module):
    """Your sequence function as a layer, its memory made for a span of steps."""

    def __init__(self, n_x, n, span):
        super().__init__()
        p = drawn(GRUParams, n_x, n, torch.float32, gradient=False)
        shut = -torch.log(torch.empty(n).uniform_(1, span - 1))
        p = p._replace(bu=shut, br=0 * p.br, bc=0 * p.bc)
        self.p = nn.ParameterList(map(nn.Parameter, p))

    def forward(self, x):
        c0 = x.new_zeros(x.shape[1], len(self.p[3]))
        return gru_sequence(x, c0, GRUParams(*self.p))


def as_batch(rows):
    """x (64, m, 1), centred, and the digits."""
    return images[rows].T[..., None] - 0.5, digits[rows]


def share_right(rows):
    """The share of digits that are read right."""
    x, digit = as_batch(rows)
    with torch.no_grad():
        said = readout(reader(x.to(device))[-1]).argmax(dim=1).cpu()
    return float((said == digit).float().mean())


torch.manual_seed(0)
reader, readout = SequenceGRU(1, 64, span=64).to(device), nn.Linear(64, 10).to(device)
weights = [*reader.parameters(), *readout.parameters()]
optimizer, lost = torch.optim.Adam(weights, lr=0.01), []
for epoch in range(1, 31):
    for rows in learned[torch.randperm(len(learned))].split(32):
        x, digit = (part.to(device) for part in as_batch(rows))
        loss = nn.functional.cross_entropy(readout(reader(x)[-1]), digit)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        lost.append(loss.detach())
    if epoch % 10 == 0:
        print(f"epoch {epoch}: loss ≈ {float(torch.stack(lost[-45:]).mean()):.2f}")

commonest = float((digits[held] == digits[learned].mode().values).float().mean())
means = torch.stack([images[learned][digits[learned] == k].mean(0) for k in range(10)])
nearest = torch.cdist(images[held], means).argmin(dim=1)
whole = float((nearest == digits[held]).float().mean())
right = share_right(held)
print(f"the commonest digit: {commonest:.0%}, the nearest mean image: {whole:.0%}")
print(f"your GRU, pixel by pixel: ≈ {right:.0%}")

# %% [markdown]
# **What you should see.** Your GRU saw one pixel at a time and wins: about 95 %,
# against 90 % for the mean images, and 9 % for guessing.
#
#
# ## What you have built
#
# - your own numbers for what a device can do, and a clock that waits;
# - your own derivation, as one step of autograd, faster than the loop it replaces;
# - a training step that a GPU launches as one graph.
#
# **Further reading**
#
# - [Williams, Waterman & Patterson (2009)](https://doi.org/10.1145/1498765.1498785),
#   *Roofline: An Insightful Visual Performance Model*
# - [Appleyard, Kočiský & Blunsom (2016)](https://arxiv.org/abs/1604.01946), *Optimizing
#   Performance of Recurrent Neural Networks on GPUs*
