# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Training for real: torch, and a GPU if there is one
#
# A training run dies after nine hours, and its last checkpoint is half a file. Another
# finishes, and it turns out that its loss was computed over padding. A third crawls,
# because the GPU waits for the host at every step. You have derived three units by
# hand. In this notebook you put them to work without such surprises: as PyTorch
# modules, on whatever device you have, over sequences of unequal length, in runs that
# can be interrupted and resumed.
#
# | | |
# |---|---|
# | time | about 4 hours (all times given here are estimates) |
# | you need | the notebooks before this one, torch's tensors, modules and optimisers |
# | machine | any; a GPU is used if there is one, and nothing needs it |
# | points | 49, in twelve exercises |
#
# Each exercise is marked on its own: you can get any of them right without having
# solved the others. Grading runs on the CPU and on torch's `meta` device, whose tensors
# have shapes but no values. That is enough to catch anything on the wrong device, even
# without a GPU.
#
# "The lecture" is Andrew Ng's on LSTM units, in *Sequence Models* ([Deep Learning
# Specialization](https://www.coursera.org/learn/nlp-sequence-models)).
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
import tempfile
from contextlib import nullcontext
from copy import deepcopy
from functools import partial

import numpy as np
import torch
from torch import nn

from utils.checks import cuda as check

# %% show=true
from utils import figures

figures.one_product_outside()

# %% [markdown]
# ## How to read the code
#
# Sequences have time first: `x` is `(T, m, n_x)`, a state `(m, n)`. Weights act on
# `[state, x]`, with the state's columns first, as before. What is new is **where** a
# tensor lives. Every tensor is on some device, and an operation on two tensors needs
# both to be on the same one.
#
# **Three promises** that each of your functions and layers keeps, and that grading
# tests: it never changes its inputs; it works on the device where they are; and it
# keeps their dtype, so that float32 in is float32 out.
#
# ## 1. Which device?
#
# A program that calls `.cuda()` runs only on some machines. One that asks once, and
# passes the answer on, runs everywhere. Take the best device that is there:
#
# $$\text{cuda} \succ \text{mps} \succ \text{cpu}$$
#
# If somebody asks for a particular device, don't silently give them another: a run that
# was meant for a GPU may crawl along on a CPU for days before anyone notices. Say what
# is missing.
#
# > **Exercise 1 · `pick_device`** · 2 points · about 5 minutes
# >
# > Return a `torch.device`; an index (`cuda:1`) is kept.


# %% exercise="pick_device" points=2 minutes=5
def pick_device(wanted=None, there=None):
    """The device to compute on: cuda before mps before cpu, or the one asked for.

    wanted: None, or "cuda", "mps", "cpu", with or without an index ("cuda:1", kept).
    there: which of cuda and mps this machine has, as a dict of name -> bool; None: ask
    torch. The CPU is always there.
    Returns a torch.device. Raises ValueError for a name that is none of the three, and
    RuntimeError, naming the device, for one that this machine does not have.
    """
    ### BEGIN SOLUTION
    if there is None:
        mps, cuda = torch.backends.mps.is_available(), torch.cuda.is_available()
        there = {"cuda": cuda, "mps": mps}
    here = [name for name in ("cuda", "mps") if there.get(name)] + ["cpu"]
    if wanted is None:
        return torch.device(here[0])
    name = wanted.split(":")[0]
    if name not in ("cuda", "mps", "cpu"):
        raise ValueError(f"{wanted!r} is none of cuda, mps and cpu")
    if name not in here:
        raise RuntimeError(f"{name} is asked for, but this machine has no {name}")
    return torch.device(wanted)
    ### END SOLUTION


# %% check="pick_device"
check.pick_device(pick_device)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# List the devices that are there, the best first. If no device was asked for, the first
# in the list is the answer; if one was, look up its name in the list.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The name is what stands before the colon. First check that it is one of the three,
# then that it is in the list; each check has an error of its own.
#
# </details>
#
# **What you should see.** A tensor made on the device is there. From here on tensors
# are made on `device`, whichever it is.

# %% show=true
device = pick_device()
torch.set_num_threads(1)  # recurrent steps are small: more threads wait for each other
made = torch.zeros(1, device=device)
where = "the device asked for" if made.device.type == device.type else "another"
print(f"the tensor is on {where}")

# %% [markdown]
# ## Two workers, one queue
#
# A GPU is a second worker. Your Python, the **host**, puts its work into a queue, a
# **stream**, and goes on at once; the device takes one thing after the other from it.
# If neither waits for the other, a step costs what the slower one needs:
#
# $$t_{\text{step}} = \max\,(t_{\text{host}},\ t_{\text{device}})$$
#
# A copy is queued like this only from **pinned** memory, which the system never moves
# (`DataLoader(pin_memory=True)`), and with `non_blocking=True`. On a stream of its own
# it overlaps with kernels, and an **event** makes those that need it wait:
#
# ```python
# copies, work = torch.cuda.Stream(), torch.cuda.current_stream()
# with torch.cuda.stream(copies):
#     x = batch.to("cuda", non_blocking=True)
# work.wait_event(copies.record_event())
# x.record_stream(work)  # its memory is in use until the kernels are done
# ```
#
# The host itself waits where it needs a number: `.item()`, `.cpu()`, `print(loss)`,
# `if loss < 1`. Never read a non-blocking copy *to* the CPU before you have waited.

# %% show=true
figures.streams()

# %% [markdown]
# ## 2. The GRU as a module
#
# The lecture's equations once more, with $W = [W_h, W_x]$ cut at column $n$:
#
# $$
# W[c^{\langle t-1\rangle}, x^{\langle t\rangle}] + b =
# W_h\, c^{\langle t-1\rangle} + \big(W_x\, x^{\langle t\rangle} + b\big)
# $$
#
# The part in brackets does not depend on the state. **It can be computed for all steps
# at once, before the loop**: one large product where there would be $T$ small ones.
# Only the product with the state has to stay inside.
#
# `load_params` takes over NumPy weights. It must write *into* the existing parameters:
# an optimiser holds references to them, and would go on updating the old ones.
#
# Make what you need (the zero state) **like** `x`: on its device, in its dtype. Names
# and layout of the parameters are yours.
#
# > **Exercise 2 · `GRULayer`** · 5 points · about 20 minutes


# %% exercise="GRULayer" points=5 minutes=20
class GRULayer(nn.Module):
    """The lecture's GRU over a sequence, time first.

    Γu = σ(Wu[c_prev, x] + bu)   Γr = σ(Wr[c_prev, x] + br)
    c̃ = tanh(Wc[Γr*c_prev, x] + bc)   c = Γu*c̃ + (1-Γu)*c_prev
    """

    def __init__(self, n_x, n_c):
        ### BEGIN SOLUTION
        super().__init__()
        self.n = n_c
        self.input = nn.Linear(n_x, 3 * n_c)  # for Γu, Γr, c̃
        self.to_gates = nn.Linear(n_c, 2 * n_c, bias=False)
        self.to_candidate = nn.Linear(n_c, n_c, bias=False)
        ### END SOLUTION

    def load_params(self, p):
        """Take over the values of `p`, a GRUParams of NumPy arrays.

        The parameters stay on their device. Training leaves the arrays of p alone.
        """
        ### BEGIN SOLUTION
        W = torch.as_tensor(np.concatenate([p.Wu, p.Wr, p.Wc]))  # (3n, n + n_x)
        b = torch.as_tensor(np.concatenate([p.bu, p.br, p.bc]))
        n = self.n
        with torch.no_grad():
            self.input.weight.copy_(W[:, n:])
            self.input.bias.copy_(b)
            self.to_gates.weight.copy_(W[: 2 * n, :n])
            self.to_candidate.weight.copy_(W[2 * n :, :n])
        ### END SOLUTION

    def forward(self, x, state=None):
        """(c, c_T) for x (T, m, n_x) and the first memory (m, n_c); None is zeros."""
        ### BEGIN SOLUTION
        c = x.new_zeros(x.shape[1], self.n) if state is None else state
        memories = []
        for of_x in self.input(x):  # (m, 3n): the products with x are done
            x_gates, x_candidate = of_x[:, : 2 * self.n], of_x[:, 2 * self.n :]
            gates = torch.sigmoid(x_gates + self.to_gates(c))
            gamma_u, gamma_r = gates.chunk(2, dim=1)
            c_tilde = torch.tanh(x_candidate + self.to_candidate(gamma_r * c))
            c = gamma_u * c_tilde + (1 - gamma_u) * c
            memories.append(c)
        return torch.stack(memories), c
        ### END SOLUTION


# %% check="GRULayer"
check.GRULayer(GRULayer)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# You need three linear maps: one of `x`, with the bias, for the two gates and the
# candidate; one of the memory, for the two gates; and one, for the candidate, of what
# the relevance gate lets through of the memory.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Apply the first map to the whole of x before the loop, then step through the result.
# At each step, add the map of the memory to the first two thirds, take the sigmoid and
# split it in two; add the map of relevance times memory to the last third and take
# tanh; then blend.
#
# </details>
#
# **What you should see.** The check counts the products with $x$ for 6 steps and for 9;
# the two counts must be equal.
#
# ## 3. The LSTM as a module
#
# Here the candidate sees the same state as the gates, so one product with the state
# serves all four. The state is a pair, $a$ and $c$:
#
# $$
# c^{\langle t\rangle} = \Gamma_u * \tilde c + \Gamma_f * c^{\langle t-1\rangle} \qquad
# a^{\langle t\rangle} = \Gamma_o * \tanh(c^{\langle t\rangle})
# $$
#
# Return every $a$ and also the last pair, $a$ and $c$: to carry on with the next piece
# of a long sequence, you need both halves of the state.
#
# > **Exercise 3 · `LSTMLayer`** · 5 points · about 15 minutes


# %% exercise="LSTMLayer" points=5 minutes=15
class LSTMLayer(nn.Module):
    """The lecture's LSTM over a sequence, time first.

    Γu, Γf, Γo = σ(W[a_prev, x] + b)   c̃ = tanh(Wc[a_prev, x] + bc)
    c = Γu*c̃ + Γf*c_prev   a = Γo*tanh(c)
    """

    def __init__(self, n_x, n_a):
        ### BEGIN SOLUTION
        super().__init__()
        self.input = nn.Linear(n_x, 4 * n_a)  # for Γu, Γf, Γo, c̃
        self.recurrent = nn.Linear(n_a, 4 * n_a, bias=False)
        ### END SOLUTION

    def load_params(self, p):
        """Take over the values of `p`, an LSTMParams of NumPy arrays.

        The parameters stay on their device. Training leaves the arrays of p alone.
        """
        ### BEGIN SOLUTION
        W = torch.as_tensor(np.concatenate([p.Wu, p.Wf, p.Wo, p.Wc]))
        b = torch.as_tensor(np.concatenate([p.bu, p.bf, p.bo, p.bc]))
        n = self.recurrent.in_features
        with torch.no_grad():
            self.recurrent.weight.copy_(W[:, :n])
            self.input.weight.copy_(W[:, n:])
            self.input.bias.copy_(b)
        ### END SOLUTION

    def forward(self, x, state=None):
        """(a, (a_T, c_T)) for x (T, m, n_x) and the first (a, c), each (m, n_a).

        No state is a state of zeros.
        """
        ### BEGIN SOLUTION
        zeros = x.new_zeros(x.shape[1], self.recurrent.in_features)
        a, c = (zeros, zeros) if state is None else state
        outputs = []
        for of_x in self.input(x):
            *gates, candidate = (of_x + self.recurrent(a)).chunk(4, dim=1)
            gamma_u, gamma_f, gamma_o = map(torch.sigmoid, gates)
            c = gamma_u * torch.tanh(candidate) + gamma_f * c
            a = gamma_o * torch.tanh(c)
            outputs.append(a)
        return torch.stack(outputs), (a, c)
        ### END SOLUTION


# %% check="LSTMLayer"
check.LSTMLayer(LSTMLayer)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# This is the GRU layer with one map of the state instead of two, and with two things to
# pass on from step to step.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Add the map of the previous output to this step's slice of the mapped input; split it
# into four; apply the sigmoid to three parts and tanh to the fourth; then use the two
# equations, in that order.
#
# </details>
#
# **What you should see.** Running the sequence in two halves, handing the state over in
# between, gives the same result as running it whole.
#
# ## 4. The LSTM with peepholes
#
# Now each gate also sees the memory, element by element:
#
# $$
# \Gamma_* = \sigma\big(W_*[a^{\langle t-1\rangle}, x^{\langle t\rangle}]
# + p_* * c^{\langle t-1\rangle} + b_*\big)
# $$
#
# With `output_sees="current"` the output gate sees $c^{\langle t\rangle}$ instead (Gers
# et al., 2002; ONNX), so it can only be computed once that is known. None of torch's
# own layers has peepholes: **there is no built-in replacement for this one.**
#
# > **Exercise 4 · `PeepholeLSTMLayer`** · 5 points · about 15 minutes
# >
# > Any value other than those two raises a `ValueError` when the layer is created.


# %% exercise="PeepholeLSTMLayer" points=5 minutes=15
class PeepholeLSTMLayer(nn.Module):
    """The LSTM whose gates see the memory, over a sequence, time first.

    Γ* = σ(W*[a_prev, x] + p* * c_prev + b*)   c̃ = tanh(Wc[a_prev, x] + bc)
    c = Γu*c̃ + Γf*c_prev   a = Γo*tanh(c)

    output_sees: "previous", or "current": then Γo sees c in place of c_prev; another
    word is a ValueError.
    """

    def __init__(self, n_x, n_a, output_sees="previous"):
        ### BEGIN SOLUTION
        super().__init__()
        if output_sees not in ("previous", "current"):
            raise ValueError(f"output_sees: previous or current, not {output_sees!r}")
        self.waits = output_sees == "current"
        self.input = nn.Linear(n_x, 4 * n_a)  # for Γu, Γf, Γo, c̃
        self.recurrent = nn.Linear(n_a, 4 * n_a, bias=False)
        self.p = nn.Parameter(0.1 * torch.randn(3, n_a))  # pu, pf, po
        ### END SOLUTION

    def load_params(self, p):
        """Take over the values of `p`, a PeepholeParams of NumPy arrays.

        The parameters stay on their device. Training leaves the arrays of p alone.
        """
        ### BEGIN SOLUTION
        W = torch.as_tensor(np.concatenate([p.Wu, p.Wf, p.Wo, p.Wc]))
        b = torch.as_tensor(np.concatenate([p.bu, p.bf, p.bo, p.bc]))
        n = self.recurrent.in_features
        with torch.no_grad():
            self.recurrent.weight.copy_(W[:, :n])
            self.input.weight.copy_(W[:, n:])
            self.input.bias.copy_(b)
            self.p.copy_(torch.as_tensor(np.stack([p.pu, p.pf, p.po])))
        ### END SOLUTION

    def forward(self, x, state=None):
        """(a, (a_T, c_T)) for x (T, m, n_x) and the first (a, c), each (m, n_a).

        No state is a state of zeros.
        """
        ### BEGIN SOLUTION
        zeros = x.new_zeros(x.shape[1], self.recurrent.in_features)
        a, c = (zeros, zeros) if state is None else state
        pu, pf, po = self.p
        outputs = []
        for of_x in self.input(x):
            zu, zf, zo, zc = (of_x + self.recurrent(a)).chunk(4, dim=1)
            gamma_u, gamma_f = torch.sigmoid(zu + pu * c), torch.sigmoid(zf + pf * c)
            new = gamma_u * torch.tanh(zc) + gamma_f * c
            gamma_o = torch.sigmoid(zo + po * (new if self.waits else c))
            c, a = new, gamma_o * torch.tanh(new)
            outputs.append(a)
        return torch.stack(outputs), (a, c)
        ### END SOLUTION


# %% check="PeepholeLSTMLayer"
check.PeepholeLSTMLayer(PeepholeLSTMLayer)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# A peephole is a vector, and a parameter like any other. Keep the old memory under a
# name of its own until the output gate is done.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Before the sigmoid, add to the update gate and to the forget gate its own peephole
# times the old memory. Compute the new memory. Then add to the output gate its peephole
# times whichever memory it is meant to see.
#
# </details>
#
# **What you should see.** With all peepholes set to zero, the layer matches your
# `LSTMLayer` to the last bit. The next cell shows three classic device mistakes, all of
# them invisible on a CPU. `meta` stands in for the GPU, and a watcher inspects every
# operation.

# %% show=true
from utils.fixtures.watching import start_watch, stop_watch


def on_a_fixed_device(x, W):
    """A zero state that is made where torch makes things by default."""
    return torch.tanh(x @ W + torch.zeros(x.shape[0], W.shape[1]))


def hard_coded(x, W):
    """A tensor sent to the one device that the author's machine has."""
    return torch.tanh(x @ W.cuda())


def round_trip(x, W):
    """NumPy in the middle: the numbers leave the device, autograd loses its trace."""
    return torch.as_tensor(np.tanh((x @ W).detach().cpu().numpy()))


for mistake in (on_a_fixed_device, hard_coded, round_trip):
    x_t, W = torch.ones(3, 4), torch.ones(4, 5)
    start_watch()
    try:
        mistake(x_t.to("meta"), W.to("meta"))
        print(f"{mistake.__name__}: not seen")
    except (RuntimeError, AssertionError):
        print(f"{mistake.__name__}: seen, an error")
    finally:
        stop_watch()

# %% [markdown]
# ## 5. Sequences of unequal length
#
# A batch is a rectangle; names and sentences aren't. So pad the short ones with zeros
# **at the end**, and keep a mask that says which steps are real:
#
# $$
# \mathrm{mask}[t, i] = \begin{cases} 1 & t < T_i \\ 0 & \text{else}\end{cases}
# $$
#
# Make it from the lengths. Don't look for zeros instead: a zero in the data may be
# real, and so may a whole row of them.
#
# Padding at the end can't disturb what comes before it, because a unit that runs
# forward in time hasn't seen it yet. Only two things are wrong: the outputs at padded
# steps, and the last state.
#
# > **Exercise 5 · `collate`** · 3 points · about 10 minutes
# >
# > It fits a `DataLoader`'s `collate_fn`. Stay on the CPU.


# %% exercise="collate" points=3 minutes=10
def collate(pairs):
    """One batch of pairs (x, y) of unequal length: (x, y, mask), time first.

    pairs: a list of m pairs of tensors, x_i (T_i, n_x) and y_i (T_i, ...): a target
    for each step.
    Returns x (T, m, n_x), y (T, m, ...), padded with zeros at the end to the longest T,
    dtypes kept, and mask (T, m), bool, true at the real steps. The order of the
    examples is kept.
    """
    ### BEGIN SOLUTION
    x, y = map(nn.utils.rnn.pad_sequence, zip(*pairs, strict=True))
    lengths = torch.tensor([len(x_i) for x_i, _ in pairs])
    return x, y, torch.arange(len(x))[:, None] < lengths
    ### END SOLUTION


# %% check="collate"
check.collate(collate)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# torch has a function that pads a list of tensors, time first unless told otherwise
# (look in `nn.utils.rnn`).
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Separate the xs from the ys and pad both. For the mask, compare a column of step
# numbers with a row of lengths; torch broadcasts the two to a rectangle.
#
# </details>
#
# ## 6. A mean over what is real
#
# Every real step counts the same:
#
# $$
# L = \frac{\sum_{t,i} \mathrm{mask}[t,i]\;\ell[t,i]}{\sum_{t,i} \mathrm{mask}[t,i]}
# $$
#
# Three traps. `losses.mean()` divides by the padded steps too, so the loss of a batch
# depends on its longest sequence. The product in the formula is not safe on a machine:
# $0 \cdot \mathrm{NaN}$ is NaN, so select, don't multiply. And the size of
# `losses[mask]` is known only once the real steps have been counted, so on a GPU the
# host has to stop and wait at every update.
#
# > **Exercise 6 · `masked_mean`** · 2 points · about 5 minutes
# >
# > It must not make the host wait: grading runs it on `meta`, where that is an error.


# %% exercise="masked_mean" points=2 minutes=5
def masked_mean(losses, mask):
    """The mean of `losses` (T, m) over the steps where `mask` (T, m) is true, a scalar.

    Every real step has the same weight. What stands at the padded steps changes
    nothing, not even NaN, and gets a gradient of exactly zero. The dtype is that of
    `losses`. Nothing here waits for the device.
    """
    ### BEGIN SOLUTION
    return torch.where(mask, losses, 0).sum() / mask.sum()
    ### END SOLUTION


# %% check="masked_mean"
check.masked_mean(masked_mean)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# torch has a function that picks one of two values, element by element, according to a
# tensor of bools. The shape of its result is known in advance.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Where the mask is true take the losses, elsewhere zero; add them all up; divide by the
# number of true elements in the mask.
#
# </details>
#
# **What you should see.** The padded batch gives the same loss and gradients as the
# sequences run one by one.

# %% show=true
torch.manual_seed(1)
lengths = (5, 9, 2, 7)
pairs = [(torch.randn(T, 3).double(), torch.randn(T, 4).double()) for T in lengths]
layer = LSTMLayer(3, 4).double()
x, y, mask = collate(pairs)
masked_mean((layer(x)[0] - y).square().mean(dim=2), mask).backward()
batched = [w.grad.clone() for w in layer.parameters()]
layer.zero_grad()
for x_i, y_i in pairs:
    a, _ = layer(x_i[:, None])
    loss = (a[:, 0] - y_i).square().mean(dim=1).sum() / sum(lengths)
    loss.backward()
worst = max(
    float((w.grad - g).abs().max())
    for w, g in zip(layer.parameters(), batched, strict=True)
)
print(f"gradients, batched and one by one, differ by {worst:.0e}")
figures.masked_batch(mask)

# %% [markdown]
# ## 7. Which precision?
#
# A 16-bit number takes half the memory of a 32-bit one, and a GPU's *tensor cores*
# multiply it many times faster. There are two formats, which spend their bits
# differently:
#
# $$
# \begin{array}{lccc}
#  & \text{precision} & \text{smallest} & \text{largest} \\
# \text{float16} & 11\text{ bits} & 2^{-24} \approx 6 \cdot 10^{-8} & 65504 \\
# \text{bfloat16} & 8\text{ bits} & 2^{-133} \approx 9 \cdot 10^{-41}
#  & 3.4 \cdot 10^{38} \\
# \text{float32} & 24\text{ bits} & 2^{-149} \approx 10^{-45} & 3.4 \cdot 10^{38}
# \end{array}
# $$
#
# bfloat16 has float32's range. float16 is more precise, but turns a gradient of
# $10^{-8}$ into 0. So the loss is scaled up for the way back, and the gradients are
# scaled down after it; torch's `GradScaler` does both:
#
# $$g = \tfrac{1}{S}\, \nabla (S \cdot L)$$
#
# Tensor cores came with *compute capability* 7.0, bfloat16 with 8.0. Below 8.0 torch
# emulates it, slowly and without a word. The T4 of many hosted notebooks has 7.5.
#
# > **Exercise 7 · `autocast_dtype`** · 2 points · about 10 minutes


# %% exercise="autocast_dtype" points=2 minutes=10
def autocast_dtype(device_type, capability=None):
    """The dtype for torch.autocast on a device, and whether the loss must be scaled.

    device_type: "cuda", "cpu" or "mps"; another name is a ValueError.
    capability: a CUDA GPU's compute capability, (major, minor); None: ask
    torch.cuda.get_device_capability().

    Returns (dtype, needs_scaler), a torch.dtype or None, and a bool.
    cuda: from (8, 0) on bfloat16; else from (7, 0) on float16, which needs a scaler;
    below that None, which means float32.
    cpu: bfloat16. mps: None, for not every Mac has bfloat16 (it takes macOS 14), and a
    scaler works there from torch 2.8 on only.
    Only float16 needs a scaler.
    """
    ### BEGIN SOLUTION
    if device_type not in ("cuda", "cpu", "mps"):
        raise ValueError(f"{device_type!r} is none of cuda, cpu and mps")
    if device_type == "cuda":
        major, _ = capability or torch.cuda.get_device_capability()
        dtype = torch.bfloat16 if major >= 8 else torch.float16 if major == 7 else None
    else:
        dtype = torch.bfloat16 if device_type == "cpu" else None
    return dtype, dtype == torch.float16
    ### END SOLUTION


# %% check="autocast_dtype"
check.autocast_dtype(autocast_dtype)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# First decide on the dtype. Whether it needs a scaler follows from that alone.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Refuse a name that is none of the three. For CUDA look at the capability, or ask torch
# for it if you were given none, and begin with the newest GPUs: Python compares tuples
# from left to right. Return the dtype, and whether it is float16.
#
# </details>
#
# **What stays in float32.** Autocast gives products 16-bit copies of their inputs. The
# parameters themselves stay in float32, and so do their gradients and all that the
# optimiser keeps: 8 bits are too few to add a small update to a large weight. On a GPU,
# sums and the softmax are done in float32, too.
#
# **Predict, then run.** The last three lines try a gradient of $10^{-8}$ in each of the
# two formats, and in float16 once more, scaled up by $2^{16}$. Which of them prints 0?


# %% show=true
def small_gradient(dtype, scale=1.0):
    """dL/dw for L = 10⁻⁸ w x at w = x = 1, and the dtypes on the way to it."""
    x, w = torch.ones(1, 1), torch.ones(1, 1, requires_grad=True)
    with torch.autocast("cpu", dtype):
        product = nn.functional.linear(x, w)
    loss = 1e-8 * product.float().sum()
    (scale * loss).backward()
    dtypes = {"product": product, "parameter": w, "gradient": w.grad, "loss": loss}
    return w.grad.item() / scale, {name: t.dtype for name, t in dtypes.items()}


_, dtypes = small_gradient(torch.bfloat16)
for name, dtype in dtypes.items():
    print(f"{name:<10} {dtype}")
for dtype, scale in ((torch.float16, 1), (torch.float16, 2**16), (torch.bfloat16, 1)):
    found, _ = small_gradient(dtype, scale)
    print(f"a gradient of 1e-08 in {dtype}, scaled by {scale}: {found:.0e}")

# %% [markdown]
# ## 8. One update
#
# The order matters: move to the device, forward, loss, clear the gradients, backward,
# **clip, then step**. Recurrent gradients are rarely large, but when they are, they are
# huge. So if their joint norm exceeds a maximum, all are scaled down ([Pascanu et al.,
# 2013](https://arxiv.org/abs/1211.5063)):
#
# $$g \leftarrow g \cdot \min\!\Big(1,\ \frac{g_{\max}}{\lVert g \rVert}\Big)$$
#
# **Mixed precision.** Only the model runs under `autocast`. Losses add up many
# numbers: compute them outside, from `out.float()`. With a scaler: scale the loss,
# backward, **`unscale_`, clip, step, update**. If a gradient isn't finite, the scaler
# skips the step and halves its scale.
#
# **Do not wait.** `non_blocking=True` lets copies overlap work; `.item()` waits for the
# device: return the loss as a tensor. **Detach** the state, or it drags the previous
# graph along.
#
# > **Exercise 8 · `train_step`** · 6 points · about 25 minutes


# %% exercise="train_step" points=6 minutes=25
def train_step(
    model,
    batch,
    state=None,
    *,
    loss_fn,
    optimizer,
    max_norm=1.0,
    autocast=None,
    scaler=None,
):
    """One update of the model from one batch: (loss, state).

    The batch goes to the model's device, forward, loss, backward, the gradients of all
    parameters together are scaled down to the norm `max_norm` where they are longer,
    then the optimiser moves.

    model: model(x, state) -> (out, state); state is None, a tensor, or a tuple of
    tensors, on the model's device already.
    batch: a tuple (x, *targets) of CPU tensors; loss_fn(out, *targets) -> a scalar.
    max_norm: None: no clipping.
    autocast: a dtype (torch.bfloat16, torch.float16): forward under torch.autocast in
    it; the loss is computed in float32, outside, from out.float(); the parameters stay
    float32. None: no autocast.
    scaler: a torch.amp.GradScaler: backward from the scaled loss; the gradients are
    scaled back before they are clipped; the scaler makes the step and is updated.
    None: no scaling.
    Returns the loss before the update, a detached scalar tensor, not scaled, and the
    new state, detached: of the same kind as the model's, None if it has none.
    """
    ### BEGIN SOLUTION
    device = next(model.parameters()).device
    x, *targets = [part.to(device, non_blocking=True) for part in batch]
    narrow = torch.autocast(device.type, autocast) if autocast else nullcontext()
    with narrow:
        out, state = model(x, state)
    loss = loss_fn(out.float() if autocast else out, *targets)

    # one that is not enabled passes everything on as it is
    scaler = scaler or torch.amp.GradScaler(device.type, enabled=False)
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    if max_norm is not None:
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()

    if isinstance(state, torch.Tensor):
        state = state.detach()
    elif state is not None:
        state = tuple(part.detach() for part in state)
    return loss.detach(), state
    ### END SOLUTION


# %% check="train_step"
check.train_step(train_step)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# The model knows its device: ask one of its parameters. Autocast is a context manager;
# `nullcontext` is one that does nothing. Likewise, a scaler that is not enabled passes
# everything on as it is.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Send each part of the batch to that device without blocking. Forward inside the
# context, loss outside. Clear the gradients, run backward from the loss that the scaler
# has scaled, let it scale the gradients back, clip if a maximum norm is given, and have
# the scaler take the step; then update it. Return the loss and each part of the state
# detached.
#
# </details>
#
# **What you should see.** In the check, the gradient is clipped to a norm of 0.05; at
# learning rate 0.1, the step that all weights take together then has length exactly
# 0.005, with a scaler as without. A scaler has its price: to see whether all gradients
# are finite, the host waits for the device once in each update.
#
# ## 9. Where the host waits
#
# A GPU works alongside the host: the host queues work and goes on. It stops only where
# it needs to *know* something: a number (`.item()`, `float`, `int`, `print`), a
# decision (`if loss > worst`), a size (`x[mask]`). Until the device has finished all
# that is queued, nothing new is queued, and then the device has nothing to do:
#
# $$
# t_{\text{step}} = t_{\text{host}} + t_{\text{device}}
# \quad\text{in place of}\quad \max(t_{\text{host}}, t_{\text{device}})
# $$
#
# Almost none of it is needed. A sum, a maximum, a count or a choice can be computed on
# the device as well, as tensors. Below is an epoch as one often sees it.

# %% show=true
import inspect

from utils.waiting import epoch_that_waits, waits

print(inspect.getsource(epoch_that_waits))

# %% [markdown]
# > **Exercise 9 · `epoch_without_waits`** · 4 points · about 20 minutes
# >
# > The same updates and the same results, and nothing is read: each result is a tensor.
# > Grading counts what is read, and runs it on `meta`, where reading is an error.


# %% exercise="epoch_without_waits" points=4 minutes=20
def epoch_without_waits(model, batches, *, loss_fn, optimizer, max_norm):
    """One epoch of updates that never waits for the device: a dict of its results.

    model: model(x) -> (scores (T, m, classes), state). batches: a list of (x, y, mask)
    on the model's device, y and mask (T, m). loss_fn(scores, y, mask) -> a scalar.
    For each batch: forward, loss, clear, backward, clip to `max_norm`, step.
    Returns scalar tensors, detached, on the model's device: "loss", the mean of the
    batches' losses; "worst", the largest of them, of whatever sign; "clipped", how many
    updates had gradients longer than max_norm; "right", of all real steps of all
    batches the share at which the largest score is the target's.
    """
    ### BEGIN SOLUTION
    losses, clipped, right, real = [], [], [], []
    for inputs, target, mask in batches:
        out, _ = model(inputs)
        loss = loss_fn(out, target, mask)
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(loss.detach())
        clipped.append(norm > max_norm)
        right.append(((out.argmax(dim=2) == target) & mask).sum())
        real.append(mask.sum())
    losses, clipped, right, real = map(torch.stack, (losses, clipped, right, real))
    return {
        "loss": losses.mean(),
        "worst": losses.max(),
        "clipped": clipped.sum(),
        "right": right.sum() / real.sum(),
    }
    ### END SOLUTION


# %% check="epoch_without_waits"
check.epoch_without_waits(epoch_without_waits)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Keep a list for each result and put one small tensor into it at every step. A
# comparison of tensors is a tensor, too. After the loop, stack each list and reduce it.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Where the target has the largest score *and* the mask is true, a step is right: count
# these, and count the mask. The norm before clipping is what torch's clipping function
# returns; compare it with the maximum. Mean, maximum and sums come after the loop.
#
# </details>
#
# **Predict, then run.** How often does the epoch above wait in four steps? Count the
# places first.
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# It waits at seven places in every step, and once more wherever a loss is the largest
# so far: 31 times. Yours never waits, and its results are the same. (With a GPU,
# `torch.cuda.set_sync_debug_mode("warn")` warns at each such place.)
#
# </details>

# %% show=true
from utils.fixtures import runs


def an_epoch(function):
    """What an epoch of a small model gives, on four batches of random numbers."""
    torch.manual_seed(0)
    model = runs.small_model(*(torch.randn(n, 5) / 2 for n in (4, 5, 5)))
    model.Wx.data, model.V.data = model.Wx.data.T.contiguous(), model.V.data[:, :3]
    mask = torch.arange(6)[:, None] < torch.tensor([6, 2, 4])
    sizes = (6, 3, 4), (6, 3)
    batches = [
        (torch.randn(sizes[0]), torch.randint(0, 3, sizes[1]), mask) for _ in range(4)
    ]
    how = {"loss_fn": runs.loss_function("classes"), "max_norm": 0.3}
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    return function(model, batches, optimizer=optimizer, **how)


for function in (epoch_that_waits, epoch_without_waits):
    print(f"{function.__name__}, 4 steps, waits", end=" ")
    print(f"{sum(waits(lambda f=function: an_epoch(f)).values())} times")
for name, value in an_epoch(epoch_that_waits).items():
    print(f"{name}: {value:.3f} and {float(an_epoch(epoch_without_waits)[name]):.3f}")

# %% [markdown]
# ## 10. A training run
#
# A run consists of epochs, with a validation after each, and stops when training no
# longer helps. With validation losses $v_0, v_1, \dots$ the run keeps
#
# $$\text{best} = \min\,\big\{\,e : v_e = \min_{k} v_k\,\big\}$$
#
# and stops once `patience` epochs in a row have brought no new minimum. Three traps:
# `state_dict()` gives you references to the live weights, *not copies*, so copy the
# best ones; switch dropout off while validating; and set the seed only **once**.
#
# **Truncated back-propagation.** With `carry_state`, one long sequence arrives as a
# series of batches: the state is passed on from each to the next, detached, so
# gradients stop at the cut. A new epoch begins with no state.
#
# > **Exercise 10 · `fit`** · 6 points · about 25 minutes


# %% exercise="fit" points=6 minutes=25
def fit(
    model,
    step,
    batches,
    *,
    epochs,
    validate=None,
    patience=None,
    carry_state=False,
    seed=0,
    first_epoch=0,
    progress=iter,
):
    """Train for some epochs and keep the best: a dict of what happened.

    step: step(model, batch, state) -> (loss, state), like train_step with the rest
    filled in. batches: something to go over once an epoch (a DataLoader, a list).
    validate: validate(model) -> float, called after each epoch in eval mode and without
    gradients; None: no validation.
    patience: stop after so many epochs in a row without a new lowest validation loss;
    None: never.
    carry_state: the state goes from one batch to the next; an epoch begins with None.
    False: every batch begins with None.
    seed: of torch's generators, set once at the start; None: they are left as they are.
    first_epoch: the number of the first epoch, for a run that goes on; `epochs` stays
    the number at which it ends. progress wraps range(first_epoch, epochs), like tqdm.
    Returns {"train": [mean loss of each epoch], "valid": [validation loss of each],
    "best": the number of the first epoch with the lowest, None without validation}.
    At the end the model has the weights of its best epoch (without validation: the
    last).
    """
    ### BEGIN SOLUTION
    if seed is not None:
        torch.manual_seed(seed)
    train, valid, best, best_weights = [], [], None, None
    for epoch in progress(range(first_epoch, epochs)):
        model.train()
        losses, state = [], None
        for batch in batches:
            loss, state = step(model, batch, state if carry_state else None)
            losses.append(loss)
        train.append(float(torch.stack(losses).mean()))  # the host waits here, once
        if validate is None:
            continue

        model.eval()
        with torch.no_grad():
            valid.append(float(validate(model)))
        if best is None or valid[-1] < valid[best - first_epoch]:
            best, best_weights = epoch, deepcopy(model.state_dict())
        if patience is not None and epoch - best >= patience:
            break
    if best is not None:
        model.load_state_dict(best_weights)
    return {"train": train, "valid": valid, "best": best}
    ### END SOLUTION


# %% check="fit"
check.fit(fit)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Two loops. Keep the number of the best epoch and a deep copy of its weights; patience
# is measured by how many epochs ago the best one was.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Set the seed if there is one. For each epoch: switch to train mode, start with no
# state, take a step for each batch, and reduce the losses to one number, their mean.
# Then validate, in eval mode and without gradients. If this is the first epoch, or its
# loss is strictly lower than the best, note the epoch and copy the weights; otherwise,
# if the distance from the best has reached patience, leave the loop. In the end load
# the copy.
#
# </details>
#
# ## Your LSTM learns names
#
# Here is the name model from the LSTM notebook again, now in batches: it reads a name,
# beginning with the mark `.`, and after each character predicts the next. The baseline
# is a **table of pairs**, $P(\text{next}\mid\text{last})$, estimated by counting: the
# best you can do if you remember only one character. All of the work is done by your
# `LSTMLayer`, `collate`, `masked_mean`, `train_step` and `fit`.

# %% show=true
from torch.utils.data import DataLoader

from utils import characters, data

names_learned, names_held = data.split(data.first_names(), np.random.default_rng(0))


def as_pair(name):
    """x (T, 27), one-hot, and the sign that follows each step, y (T,)."""
    x, y = characters.encode([name])
    return torch.from_numpy(x[:, 0]), torch.from_numpy(y[:, 0])


class WithReadout(nn.Module):
    """A layer, and scores that are read from its output at every step."""

    def __init__(self, layer, n, scores):
        super().__init__()
        self.layer, self.readout = layer, nn.Linear(n, scores)

    def forward(self, x, state=None):
        out, state = self.layer(x, state)
        return self.readout(out), state


def character_loss(scores, y, mask):
    """The mean of -log P(next character) over the real steps, in nats per character."""
    losses = nn.functional.cross_entropy(scores.mT, y, reduction="none")  # (T, m)
    return masked_mean(losses, mask)


def names_model():
    """A new model, on the device."""
    torch.manual_seed(0)
    return WithReadout(LSTMLayer(27, 64), 64, 27).to(device)


pin = device.type == "cuda"  # pinned memory: copies that overlap with work
loader = partial(DataLoader, collate_fn=collate, pin_memory=pin)
batches = loader([*map(as_pair, names_learned)], batch_size=64, shuffle=True)
(held,) = loader([*map(as_pair, names_held)], batch_size=len(names_held))


def validate(model):
    """The loss on the names that were held out."""
    x, y, mask = (part.to(device) for part in held)
    return character_loss(model(x)[0], y, mask)


model = names_model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
narrow, scaled = autocast_dtype(device.type) if pin else (None, False)
scaler = torch.amp.GradScaler(device.type) if scaled else None
step = partial(train_step, loss_fn=character_loss, optimizer=optimizer)
step = partial(step, autocast=narrow, scaler=scaler)


def told(epochs):
    """The epochs, one by one; says after every third how far the run is."""
    for epoch in epochs:
        yield epoch
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} of {len(epochs)} is done", flush=True)


how = {"validate": validate, "patience": 5, "progress": told}
history = fit(model, step, batches, epochs=15, **how)

pairs_table = characters.bigram(names_learned)
baseline = characters.table_loss(pairs_table, names_held)
padding = 1 - float(np.mean([float(mask.float().mean()) for _, _, mask in batches]))
print(f"of a batch, ≈ {padding:.0%} is padding")
print(f"the table of pairs costs {baseline:.2f} nats per character", end=", ")
print(f"your LSTM ≈ {min(history['valid']):.2f}")

# %% [markdown]
# **What you should see.** A few seconds of training, and a model that is better than
# anything that remembers only one character. Padding costs nothing but time: about a
# third of these batches is padding, and none of it is in the loss.
#
# ## The memory of a step
#
# The backward pass needs what every step has computed, so autograd keeps it: for an
# LSTM, seven numbers or so for each unit and step. Weights and Adam's moments don't
# grow with $T$. This does.
#
# **Checkpointing** keeps only the state at the start of each chunk of $k$ steps, $s$
# bytes. When the backward pass gets to a chunk, it is computed anew, $S$ bytes a step:
#
# $$
# M(k) = \frac{T}{k}\,s + k\,S \qquad k^* = \sqrt{T s / S} \qquad
# M(k^*) = 2\sqrt{T s S}
# $$
#
# The price is a second forward pass: a third more time, if a backward pass takes as
# long as two forward passes.
#
# **Predict, then run.** The state is 2 numbers for each unit; while a step is computed,
# about 12 are alive. Which chunks are best for 400 steps?

# %% show=true
from time import perf_counter

from torch.utils.checkpoint import checkpoint

from utils.measuring import peak_bytes, saved_bytes

torch.manual_seed(0)
unit = LSTMLayer(27, 64)
for T in (100, 200, 400):
    x = torch.randn(T, 32, 27)
    kept = saved_bytes(lambda x=x: unit(x), (x, *unit.parameters()))
    print(f"{T} steps: autograd keeps {kept / 1e6:.1f} MB")


def states(piece, a, c):
    """The last a and c of a chunk."""
    return unit(piece, (a, c))[1]


def gradients(k):
    """The gradients of a loss on the last output, in chunks of k steps."""
    a = c = torch.zeros(32, 64)
    for piece in x.split(k):
        how = {"use_reentrant": False, "preserve_rng_state": False}  # nothing is drawn
        run = states if k == len(x) else partial(checkpoint, states, **how)
        a, c = run(piece, a, c)
    return torch.autograd.grad(a.square().mean(), [*unit.parameters()])


def quickest(k):
    """The least time of five, in seconds."""
    times = []
    for _ in range(5):
        start = perf_counter()
        gradients(k)
        times.append(perf_counter() - start)
    return min(times)


for k in (400, 50, 8, 2):
    most = peak_bytes(partial(gradients, k))
    print(f"chunks of {k:3d} steps: at most {most / 1e6:4.1f} MB at a time")
pairs = zip(gradients(400), gradients(8), strict=True)
apart = max(float((g - h).norm() / g.norm()) for g, h in pairs)
print(f"gradients in chunks of 8 and whole differ by {apart:.0e}", end=", ")
print(f"the times by a factor of ≈ {quickest(8) / quickest(400):.1f}")

# %% [markdown]
# **What you should see.** Twice the steps, twice the memory. Chunks of 8 need less than
# a twentieth of what the whole needs, for the same gradients. In time they cost far
# more than a third here, because steps as small as these are mostly Python, and
# checkpointing adds some for each tensor that is saved. With 512 units and a batch of
# 128 we measured a factor of 1.3.
#
# ## 11. A run that can be cut
#
# Machines get taken away, and batteries run out. What has to be saved so that a resumed
# run equals the uninterrupted one **exactly**?
#
# $$
# \text{weights},\ \text{optimiser},\ \text{schedule}
# $$
# $$
# \text{random generators},\ \text{position}
# $$
#
# Without Adam's moments, the first steps after resuming are too long; without the
# generator's state, dropout is different. And the file has to be whole *at every
# moment*, whoever pulls the plug: so write to a second file beside it, have it written
# through to the disk (`flush`, then `os.fsync`), and only then move it into place.
# `os.replace` is atomic: there is the old file or the new one.
#
# > **Exercise 11 · `save_checkpoint`** · 4 points · about 15 minutes
# >
# > The docstring gives the file's parts. A failure leaves the old file and no other.


# %% exercise="save_checkpoint" points=4 minutes=15
def save_checkpoint(path, *, model, optimizer, schedule, position):
    """Write all that a run needs to go on, so that a cut at any moment leaves a file.

    torch.save of one dict: "format": "course checkpoint", "version": 1; "model",
    "optimizer" and "schedule", the state_dict of each; "rng", a dict of "torch", the
    state of torch's generator, and "cuda", those of all CUDA devices or []; "position".

    Written in the folder of `path` under another name, synced to the disk (os.fsync),
    then moved over it (os.replace): in the end there is this one file. A failure of any
    kind is an error, and leaves the old file and no other.
    position: a dict of plain numbers and strings, like {"epoch": 3, "step": 120}.
    """
    ### BEGIN SOLUTION
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    content = {
        "format": "course checkpoint",
        "version": 1,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "rng": {"torch": torch.get_rng_state(), "cuda": cuda},
        "position": position,
    }
    beside = f"{path}.new"
    try:
        with open(beside, "wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.remove(beside)
        raise
    ### END SOLUTION


# %% check="save_checkpoint"
check.save_checkpoint(save_checkpoint)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# The temporary file must be in the same folder, because a move is atomic only within
# one file system. Whatever goes wrong, remove it and let the error through.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Gather the dict. Open a file under the path with something appended, save into it,
# flush it, sync it; when it is closed, replace. On any exception remove what was begun,
# if it is there, and raise again.
#
# </details>
#
# **What this doesn't cover.** The *name* of the new file is on the disk only once its
# folder has been synced, too: lost power may bring back the old file, whole. On Linux
# and macOS a folder can be opened with `os.open` and synced like a file; it costs three
# lines and is not asked for here.
#
# ## 12. And resumed
#
# A file from elsewhere can hold anything. Python's pickle, which torch uses, runs what
# it reads: **with `weights_only=False`, the default before torch 2.6, a checkpoint can
# run any code as you.** So read it without running anything, check that it is one of
# ours, and only then change anything, **the random generator last**:
#
# $$\text{read} \to \text{check format, version, parts} \to \text{load}$$
#
# For a damaged or foreign file, raise a `ValueError` that says what is wrong, whatever
# torch would raise. A missing file stays a `FileNotFoundError`.
#
# > **Exercise 12 · `load_checkpoint`** · 5 points · about 20 minutes
# >
# > Read to the CPU; `load_state_dict` moves the values to where the parameters are.


# %% exercise="load_checkpoint" points=5 minutes=20
def load_checkpoint(path, *, model, optimizer, schedule):
    """Put model, optimiser, schedule and torch's generators where they were.

    Returns the position. Loading never runs code (weights_only=True). Raises
    ValueError, saying what is wrong, for a damaged file, a foreign one (no checkpoint
    of this format and version, any part missing) or one of another model (other shapes
    or other names), and then has changed nothing, torch's generators neither; only a
    model that doesn't fit may be touched. A file that is not there: FileNotFoundError.
    """
    ### BEGIN SOLUTION
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise
    except Exception as error:  # torch has many kinds for a file that is none
        raise ValueError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict) or content.get("format") != "course checkpoint":
        raise ValueError(f"{path} is not one of this course's checkpoints")
    if content.get("version") != 1:
        raise ValueError(f"{path} is of version {content.get('version')}, not 1")
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    missing = [name for name in (*parts, "rng", "position") if name not in content]
    if missing:
        raise ValueError(f"{path} has no {' and no '.join(missing)}")
    try:
        for name, part in parts.items():
            part.load_state_dict(content[name])
        torch.set_rng_state(content["rng"]["torch"])
        here = range(torch.cuda.device_count())
        for i, state in zip(here, content["rng"]["cuda"], strict=False):
            torch.cuda.set_rng_state(state, i)
    except Exception as error:
        raise ValueError(f"{path} is not of this run: {error}") from error
    return content["position"]
    ### END SOLUTION


# %% check="load_checkpoint"
check.load_checkpoint(load_checkpoint)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Catch the absent file first and let it through; catch everything else that reading
# raises and make it one kind of error.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Load with weights only, onto the CPU. Is it a dict with the format's name, of version
# one, with all five parts? Then load the three state dicts, an error of which is a
# ValueError too, set the generators, and return the position.
#
# </details>
#
# **What you should see.** Below, a run of two epochs through your `fit` is cut in the
# middle of the second. Another model, another optimiser and another generator go on
# from the file. One thing more has to be resumed: **the order of the batches**. A
# `DataLoader` that shuffles draws it when an epoch begins, before the state that you
# save. `ShuffledBatches` (in `utils/batches.py`) tells where it is, and that goes into
# the position. On a CPU the weights are the same to the last bit: they differ by 0.
#
# <details><summary>An aside: damage that torch doesn't notice</summary>
#
# `torch.save` writes a zip archive with a checksum for each part, but `torch.load`
# doesn't compare them: a single wrong bit in a weight goes unseen. If you store
# checkpoints where that may happen, `zipfile.ZipFile(path).testzip()` finds it; it
# gives the name of the first damaged part, or `None`.
#
# </details>


# %% show=true
from utils.batches import ShuffledBatches

few = [*map(as_pair, names_learned[:256])]


def begin():
    """Model, optimiser and schedule at the start of a run."""
    torch.manual_seed(0)
    model = WithReadout(LSTMLayer(27, 16), 16, 27)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 3, 0.5)
    return {"model": model, "optimizer": optimizer, "schedule": schedule}


def go_on(run, batches, file=None, cut=None, **how):
    """Two epochs, with noise on the inputs; saved, and cut, after so many updates."""
    done = 0

    def step(model, batch, state):
        nonlocal done
        x, *targets = batch
        noisy = x + 0.1 * torch.randn_like(x)  # so the generator matters
        asked = {"loss_fn": character_loss, "optimizer": run["optimizer"]}
        made = train_step(model, (noisy, *targets), state, **asked)
        run["schedule"].step()
        done += 1
        if done == cut:
            save_checkpoint(file, **run, position=batches.state_dict())
            raise KeyboardInterrupt
        return made

    fit(run["model"], step, batches, epochs=2, **how)


uncut = begin()
go_on(uncut, ShuffledBatches(few, 64, collate))

with tempfile.TemporaryDirectory() as folder:
    file = os.path.join(folder, "run.pt")
    try:
        go_on(begin(), ShuffledBatches(few, 64, collate), file, cut=6)
    except KeyboardInterrupt:
        resumed, rest = begin(), ShuffledBatches(few, 64, collate)
    torch.manual_seed(123)  # as if on another day
    position = load_checkpoint(file, **resumed)
    rest.load_state_dict(position)
    go_on(resumed, rest, first_epoch=position["epoch"], seed=None)
pairs = zip(uncut["model"].parameters(), resumed["model"].parameters(), strict=True)
apart = max((a - b).detach().abs().max().item() for a, b in pairs)
print(f"cut in epoch {position['epoch']}, after step {position['step']}", end=" ")
print(f"of it, and resumed: the weights differ by {apart:g}")

# %% [markdown]
# ## The same numbers twice
#
# Above, two runs agreed to the last bit: on one machine, with one number of threads and
# one version of torch. In another order a sum is another sum, for each addition rounds:
#
# $$(a \oplus b) \oplus c \ \ne\ a \oplus (b \oplus c)$$
#
# A seed settles what is drawn, not this order. On a GPU some operations add in
# whatever order threads arrive. `torch.use_deterministic_algorithms(True)` takes
# other ones, or raises an error where there are none; cuDNN's recurrent nets also need
# `CUBLAS_WORKSPACE_CONFIG=:4096:2` in the environment beforehand. You pay with time and
# memory: do it to find an error, not in every run.
#
# **TF32.** On recent NVIDIA GPUs cuDNN's recurrent nets round float32 factors to 10
# bits by default, torch's products don't. To compare, set both to `"ieee"`.

# %% show=true
terms = 1 / np.arange(1, 1_000_001, dtype=np.float32)
parts = terms.reshape(1000, 1000)
sums = {
    "from the largest on": np.cumsum(terms)[-1],
    "from the smallest on": np.cumsum(terms[::-1])[-1],
    "a thousand sums of a thousand": parts.cumsum(1)[:, -1].cumsum()[-1],
    "in float64": (1 / np.arange(1, 1_000_001)).sum(),
}
for order, total in sums.items():
    print(f"1 + 1/2 + … + 1/1,000,000, {order}: {total:.5f}")


def as_tf32(x):
    """float32 rounded to 10 bits after the point, like the factors under TF32."""
    return ((x.view(torch.int32) + 0x1000) & ~0x1FFF).view(torch.float32)


torch.manual_seed(0)
A, B = torch.randn(64, 256), torch.randn(256, 64)
exact = A.double() @ B.double()
for name, product in {"float32": A @ B, "TF32": as_tf32(A) @ as_tf32(B)}.items():
    error = (product - exact).norm() / exact.norm()
    print(f"{name}: a product's relative error ≈ {error:.0e}")
for name in ("cudnn.rnn", "cuda.matmul"):
    part = getattr(torch.backends, name.split(".")[0])
    setting = getattr(getattr(part, name.split(".")[1]), "fp32_precision", "unknown")
    print(f"torch.backends.{name}.fp32_precision: {setting}")

# %% [markdown]
# **What you should see.** The same million numbers, three float32 sums. TF32 is off by
# about a thousand times as much as float32. `none` means that nobody has chosen:
# float32 stays float32.
#
# ## Reading a trace
#
# `torch.profiler` notes when each operation begins and ends, and `export_chrome_trace`
# writes it to a file that [ui.perfetto.dev](https://ui.perfetto.dev) draws. Below are
# three steps of torch's LSTM cell and their backward pass, recorded on a CPU. Each bar
# of the lowest row is an operation that computes; above it stands who called it.
#
# $$\text{busy} = \frac{\text{length of the bars}}{\text{length of the row}}$$
#
# Look at three things. **Gaps**: nothing is computed while Python, the dispatcher and
# autograd do their part. **Many short bars**: each has a gap of its own, so fewer and
# larger operations help. **Long bars**: only here would faster arithmetic help. On a
# GPU its kernels have a row of their own; if that one has gaps, the host is the limit.

# %% show=true
from IPython.display import display

from utils import traces

computed, whole = traces.busy(traces.read())
print(f"of {whole:.0f} µs, something is computed in {computed:.0f}")
display(figures.trace())
if device.type == "cuda":
    display(figures.trace(traces.record(traces.lstm_loop(device))))

# %% [markdown]
# ## Two processes
#
# Two GPUs can share each batch. Each process has a copy of the model and takes a share
# of the examples; before the optimiser steps, they average their gradients with
# `all_reduce`:
#
# $$g = \frac{1}{P} \sum_{p=1}^{P} g_p$$
#
# With equal shares, that is the gradient of the whole batch, and the copies stay equal.
# (Padded shares have unequal numbers of real steps: then add up sums and counts, not
# means.) `utils/parallel.py` does it by hand, in a loop that you can read. torch's
# `DistributedDataParallel` does the same while the backward pass is still running: use
# that for real work. The processes talk through nccl on GPUs, through gloo on CPUs, and
# `torchrun` starts them:
#
# ```
# torchrun --standalone --nproc-per-node 2 -m utils.parallel
# ```

# %% show=true
from utils import parallel

try:
    alone, together = parallel.losses_with(1), parallel.losses_with(2)
except RuntimeError as reason:
    print(f"this machine can't start them: {reason}")
else:
    apart = max(abs(a - b) for a, b in zip(alone, together, strict=True))
    print(f"the loss goes from {alone[0]:.2f} to {alone[-1]:.2f}", end="; ")
    print(f"with two processes it differs by at most {apart:.0e}")

# %% [markdown]
# ## What you have built
#
# - three layers that run wherever torch does;
# - a 16-bit format that suits the device, with a scaler where it needs one;
# - an epoch that never makes the device wait;
# - a training run you can trust: masked, clipped, seeded, cut and resumed to the last
#   bit.
#
# How fast can it be? That is what the next notebook is about.
#
# **Further reading**
#
# - [Pascanu, Mikolov & Bengio (2013)](https://arxiv.org/abs/1211.5063), *On the
#   Difficulty of Training Recurrent Neural Networks*: clipping
# - [Gers, Schraudolph & Schmidhuber
#   (2002)](https://www.jmlr.org/papers/v3/gers02a.html), *Learning Precise Timing with
#   LSTM Recurrent Networks*: peepholes
