# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # GRU or LSTM? Which unit, and when
#
# You have a project, an afternoon, and sequences to learn from. `nn.GRU` or `nn.LSTM`?
# It is the one practical question of the lecture, and Andrew Ng's answer takes a
# minute: the GRU is simpler and scales to larger models, the LSTM is the proven
# default, and neither always wins. Good advice, but what does it rest on, and does it
# hold for *your* sequences?
#
# **What you will build.** Not another unit: the means to choose one. You will count
# what each unit costs, give all of them the same budget, and write two functions that
# say whether your runs can tell two units apart. With them you read an experiment: four
# units, four tasks, 20 runs each. Then you stack cells, look at what others found, and
# write down which unit *your* project gets, and why.
#
# | | |
# |---|---|
# | time | about 2 hours (all times given here are estimates) |
# | you need | the GRU and the LSTM, medians and quantiles, NumPy |
# | machine | any; no GPU is used |
# | points | 27, in seven exercises |
#
# Run the cells from top to bottom. Each exercise has a stub for you to fill in, a
# **check** that tells you straight away what you have got right, and two folded
# **hints**. The written answer at the end is read by a person.
#
# "The lecture" is Andrew Ng's on LSTM units, in *Sequence Models* ([Deep Learning
# Specialization](https://www.coursera.org/learn/nlp-sequence-models)). Its pictures are
# based on those in Christopher Olah's [*Understanding LSTM
# Networks*](https://colah.github.io/posts/2015-08-Understanding-LSTMs/).

# %%
import numpy as np
from scipy.special import expit as sigmoid

from utils.checks import which_unit as check
from utils.params import GRUParams

# %% show=true
from utils import figures

figures.timeline()

# %% [markdown]
# ## How the units came about
#
# The lecture starts with the GRU, because it is the easier one to explain. History went
# the other way round:
#
# - **1991.** Sepp Hochreiter's [diploma
#   thesis](https://people.idsia.ch/~juergen/SeppHochreiter1991ThesisAdvisorSchmidhuber.pdf)
#   shows why a plain recurrent unit can't learn from what is many steps back: its
#   gradient vanishes.
# - **1997.** [Hochreiter and Schmidhuber](https://doi.org/10.1162/neco.1997.9.8.1735)
#   answer with the LSTM. It has an input gate and an output gate, and a memory that
#   nothing but the input gate can change.
# - **2000.** [Gers, Schmidhuber and
#   Cummins](https://doi.org/10.1162/089976600300015015) add the forget gate, so that a
#   memory can be emptied; in the same year [Gers and
#   Schmidhuber](https://doi.org/10.1109/IJCNN.2000.861302) add peepholes.
# - **2014.** [Cho et al.](https://arxiv.org/abs/1406.1078) propose the unit that is now
#   called GRU: motivated by the LSTM, they say, but much simpler to compute and to
#   implement. One gate does the work of two, and there is no separate output.
#
# So the GRU is not the LSTM's ancestor but, in part, its simplification. Whether
# anything was lost is what this notebook is about.
#
# **Three promises** that each of your functions keeps, and that grading tests: it never
# changes its inputs; float32 in, float32 out; and no warning from NumPy, even where a
# gate is fully shut or open.

# %% [markdown]
# ## 1. What a unit costs: parameters
#
# Write $n_x$ for the numbers in an input and $n$ for the **width**, the numbers in the
# state. Each gate, and each candidate, has one block of weights: a matrix that acts on
# $[\text{state}, x]$, and a bias.
#
# $$
# \text{one block:}\quad n\,(n + n_x) + n
# $$
#
# So you only have to count the blocks. The plain unit $a^{\langle t\rangle} =
# \tanh(W[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + b)$ has one; you have built
# the others. The peephole LSTM also has its peepholes: for each of its three gates, one
# number per element of the memory.
#
# > **Exercise 1 · `parameter_count`** · 4 points · about 15 minutes
# >
# > The units are called `"plain"`, `"gru"`, `"lstm"` and `"peephole"`. Count the unit
# > alone, without any readout, with one bias a block, for any sizes from 1 up. Return a
# > whole number, an int. Any other name is a `ValueError` that says which name it was.


# %% exercise="parameter_count" points=4 minutes=15
def parameter_count(unit, n_x, n):
    """How many parameters a unit of width n has, for inputs of n_x numbers: an int.

    unit: "plain", "gru", "lstm" or "peephole". Raises ValueError for any other.
    """
    ### BEGIN SOLUTION
    blocks = {"plain": 1, "gru": 3, "lstm": 4, "peephole": 4}
    if unit not in blocks:
        raise ValueError(f"no such unit: {unit!r}; there are {', '.join(blocks)}")
    peepholes = 3 * n if unit == "peephole" else 0
    return blocks[unit] * (n * (n + n_x) + n) + peepholes
    ### END SOLUTION


# %% check="parameter_count"
check.parameter_count(parameter_count)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# List what each unit computes with weights of its own: its gates and its candidate. The
# GRU has two gates and the LSTM three, and each has one candidate. The plain unit has
# nothing but its candidate.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Look up the number of blocks, and refuse a name that isn't there. Multiply it by the
# size of one block: the width times the width and the inputs together, and the width
# once more for the bias. For the peephole LSTM add three times the width.
#
# </details>
#
# **Predict, then run.** All four units get 64 inputs and the *same width*, 256. Rank
# them by parameters, by the numbers they have to carry from step to step, and by the
# time a step takes. Is a GRU three times as slow as a plain unit?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# The parameters are in the ratio 1 : 3 : 4, and so, roughly, are the operations: at
# each step, for each example, each weight takes one multiplication and one addition.
# The LSTMs carry two states, the others one. The times don't follow that ratio. On our
# CPU the GRU took nearly three times as long as the plain unit, but longer than the
# LSTM, which does more: torch handles some units better than others. What a unit costs
# on your machine, only your machine can tell. PyTorch has no peephole LSTM, which tells
# you how often people miss it.
#
# </details>

# %% show=true
from time import perf_counter

import torch

NAMES = {"plain": "plain", "gru": "GRU", "lstm": "LSTM", "peephole": "peephole LSTM"}
STATES = {"plain": 1, "gru": 1, "lstm": 2, "peephole": 2}  # how many vectors it carries
MODULES = {"plain": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
torch.set_num_threads(1)


def microseconds(unit, n_x, n, T=50, m=16):
    """How long torch takes for one step of a batch, there and back: the best of 7."""
    module, x = MODULES[unit](n_x, n), torch.rand(T, m, n_x)
    times = []
    for _ in range(7):
        start = perf_counter()
        module(x)[0].sum().backward()
        times.append(perf_counter() - start)
    return 1e6 * min(times) / T


def costs(widths, n_x):
    """A line for each unit: what it has, what it computes, and what it carries."""
    for unit, n in widths.items():
        count = parameter_count(unit, n_x, n)
        line = f"{NAMES[unit]:<14} width {n:>3}   {count:>7,} parameters   "
        print(line + f"{2 * count:>7,} operations   state {STATES[unit] * n:>3}")


def times(widths, n_x):
    """A line for each unit: how long a step takes on this machine."""
    for unit, n in widths.items():
        took = unit in MODULES and f"{microseconds(unit, n_x, n):.0f} µs a step"
        print(f"{NAMES[unit]:<14} width {n:>3}   {took or 'not in torch'}")


costs(dict.fromkeys(NAMES, 256), n_x=64)

# %% show=true tags=["nbval-ignore-output"]
times(dict.fromkeys(NAMES, 256), n_x=64)

# %% [markdown]
# ## 2. The same budget for every unit
#
# At equal width an LSTM has a third more parameters than a GRU. If it does better, is
# that the unit, or the parameters? A fair comparison fixes the **budget** and lets each
# unit be as wide as it can afford.
#
# $$
# n = \max\,\{\, k \ge 1 : \text{parameters}(k) \le \text{budget} \,\}
# $$
#
# > **Exercise 2 · `width_for`** · 3 points · about 10 minutes
# >
# > Return the greatest width, an int, whose `parameter_count` is within the budget;
# > using up the budget exactly is allowed. If not even one cell fits, raise a
# > `ValueError`. Budgets go up to a hundred million parameters, and your function
# > should handle even that in under a second.


# %% exercise="width_for" points=3 minutes=10
def width_for(unit, n_x, budget):
    """The greatest n with parameter_count(unit, n_x, n) <= budget: an int, at least 1.

    Raises ValueError where the budget doesn't suffice for n = 1.
    """
    ### BEGIN SOLUTION
    if parameter_count(unit, n_x, 1) > budget:
        raise ValueError(f"a budget of {budget} is too small for one cell of {unit!r}")
    n = 1
    while parameter_count(unit, n_x, n + 1) <= budget:
        n += 1
    return n
    ### END SOLUTION


# %% check="width_for"
check.width_for(width_for)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# The count grows with the width, so there is a last width that fits. No formula is
# needed: even for the largest budget it is below 10,000, so that you can simply try one
# width after the other.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Refuse a budget that one cell exceeds. Then start at one and go on while the count of
# the *next* width is still within the budget.
#
# </details>
#
# **Predict, then run.** A GRU has three quarters of an LSTM's parameters at the same
# width. So how much wider is it with the same parameters: by a third?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# By less than a fifth: 152 cells against 128. Most of the parameters grow with the
# *square* of the width, and the square root of 4/3 is 1.155; the inputs' share grows
# only in proportion to the width, which adds a little. Keep this in mind when someone
# recommends the GRU because it is smaller: the parameters you save buy less than a
# fifth more cells. On the other hand, the plain unit is twice as wide as the LSTM.
# Peepholes cost next to nothing.
#
# </details>

# %% show=true
budget = 100_000
fitting = {unit: width_for(unit, 64, budget) for unit in NAMES}
costs(fitting, n_x=64)

# %% show=true tags=["nbval-ignore-output"]
times(fitting, n_x=64)

# %% [markdown]
# ## 3. How sure is a median?
#
# Train the same unit 20 times from 20 seeds and you get 20 results. Their median is a
# fair summary: a single run that went wrong doesn't spoil it. But with 20 other seeds
# it would have come out differently. By how much?
#
# The **bootstrap** ([Efron 1979](https://doi.org/10.1214/aos/1176344552)) finds out
# without another run. Draw 20 of your 20 results *with replacement*, so that some come
# twice and some not at all, and take the median. Do that thousands of times. The middle
# 95 % of those medians are your interval.
#
# $$
# \text{low}, \text{high} = \text{the } \tfrac{1 \mp \text{level}}{2}
# \text{ quantiles of the medians}
# $$
#
# > **Exercise 3 · `interval`** · 4 points · about 15 minutes
# >
# > Each row of `picks` is one draw: the places in `values` that were drawn. Make none
# > of your own. Take the median of each draw, then cut off $(1 - \text{level})/2$ at
# > either end with `np.quantile`, used as it comes. Return the low end, then the high
# > end. `values` may be a list.


# %% exercise="interval" points=4 minutes=15
def interval(values, picks, level=0.95):
    """The bootstrap interval of the median of values (R,), array or list: (low, high).

    picks (B, R): whole numbers from 0 to R - 1, in each row the places of one draw with
    replacement. level: the share of the B medians that lies within.
    """
    ### BEGIN SOLUTION
    medians = np.median(np.asarray(values)[picks], axis=1)  # (B,)
    low, high = np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])
    return low, high
    ### END SOLUTION


# %% check="interval"
check.interval(interval)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# If you index an array with an array of whole numbers, you get an array of the same
# shape as the indices: all the draws at once, one a row.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Make an array of the values and index it with the picks. Take the median along the
# rows. Ask for two quantiles of what you get: half of what the level leaves out, and
# one minus that.
#
# </details>
#
# **What you should see.** Nineteen results around 2 and one that went wrong, at 50: the
# mean is pulled to 4.4, the median isn't. Its interval is narrow, and it is wider at a
# higher level.

# %% show=true
rng = np.random.default_rng(0)
picks = rng.integers(0, 20, (10_000, 20))
found = np.append(2 + 0.3 * rng.standard_normal(19), 50)
print(f"mean {found.mean():.1f}, median {np.median(found):.2f}")
for level in (0.5, 0.95, 0.99):
    low, high = interval(found, picks, level)
    print(f"{level:.0%} of the medians are between {low:.2f} and {high:.2f}")

# %% [markdown]
# ## 4. Is that a difference?
#
# Two units, 20 results each. It is tempting to compute both intervals and to see
# whether they overlap. `3_peephole` warned you: that is no test of a difference, and it
# throws something away. Run $k$ of either unit had the same seed: the same batches, in
# the same order. Some batches are harder than others, for *both* units. Subtract, and
# what they share is gone.
#
# $$
# \text{told apart:}\quad \text{low} > 0 \ \text{ or }\ \text{high} < 0
# $$
#
# > **Exercise 4 · `told_apart`** · 3 points · about 10 minutes
# >
# > Take the differences, run by run, and their `interval` at the given level. Return
# > whether zero lies outside of it; an end that is exactly zero doesn't count as
# > outside. If the two have different lengths, even if one has a single result, raise a
# > `ValueError`.


# %% exercise="told_apart" points=3 minutes=10
def told_apart(one, other, picks, level=0.95):
    """Whether 0 lies outside the interval of the median of one - other: a bool.

    one, other (R,): results of two units; one[k] and other[k] have the same seed.
    picks, level: as in `interval`. Raises ValueError for unequal lengths.
    """
    ### BEGIN SOLUTION
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape:
        raise ValueError(f"{len(one)} results cannot be paired with {len(other)}")
    low, high = interval(one - other, picks, level)
    return low > 0 or high < 0
    ### END SOLUTION


# %% check="told_apart"
check.told_apart(told_apart)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# You need one interval, not two. Whichever unit has the larger results, both directions
# count as a difference.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Compare the lengths first. Subtract one from the other, call `interval` on the result
# and pass the level on. Zero is outside if the low end is above it or the high end
# below.
#
# </details>
#
# **Predict, then run.** Twenty seeds, some with hard batches and some with easy ones;
# unit A is better by about 0.1 on average (lower is better). Do the intervals of A and
# B overlap? Are the two told apart?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# The two intervals overlap almost entirely, and yet the units are told apart: the
# difference is small, but nearly every run has it. It works the other way too. "Not
# told apart" means that these runs can't tell, not that the units are equal.
#
# </details>

# %% show=true
hard = rng.uniform(1, 3, 20)  # how hard each seed's batches are
a, b = hard + 0.05 * rng.standard_normal((2, 20)) + np.array([[0.0], [0.1]])
for name, values in (("A", a), ("B", b)):
    low, high = interval(values, picks)
    print(f"{name}: median {np.median(values):.2f}, between {low:.2f} and {high:.2f}")
low, high = interval(a - b, picks)
verdict = "told apart" if told_apart(a, b, picks) else "not told apart"
print(f"A - B: median {np.median(a - b):.2f}, between {low:.2f} and {high:.2f}")
print(verdict)

# %% [markdown]
# ## Four units, four tasks
#
# The tasks ask for different things:
#
# - **adding**, from `1_gru`: 100 numbers, two of them marked; what is their sum? It
#   asks for a memory that is left alone. (Always guessing 1 has an error of about 1/6.)
# - **counting**, from `3_peephole`: is the word $a^nb^n$ complete? Learned up to
#   $n = 10$, tested up to 100. It asks for an amount that may grow.
# - **digits**, from `4_cuda`: an image, one pixel after the other; which digit was it?
# - **names**, from `2_lstm`: which character comes next?
#
# And the comparison is made as fair as we could make it:
#
# - **one budget** a task, and for each unit the width that `width_for` finds;
# - **its own learning rate** for each unit, the best of five, or of six where the best
#   lay at the end of the grid, chosen on seeds that don't count;
# - **20 other seeds**, and the same batches for each seed, so that runs can be paired;
# - otherwise the same: Adam, clipped gradients, the same number of updates.
#
# It took half an hour on one core; `make experiment NB=6_which_unit` runs it again.
#
# **Predict, then run.** For each task, which unit comes first and which comes last?

# %% show=true
from utils.experiments.which_unit import live, results, settings

found = results.found()
R = len(settings.SEEDS)
picks = np.random.default_rng(0).integers(0, R, (10_000, R))


def row(unit, one):
    """A line of the table: the median over the seeds and its interval."""
    low, high = interval(one.results, picks)
    return (
        f"    {results.NAMES[unit]:<16} width {one.width:>2}   rate {one.rate:<5}   "
        f"median {np.median(one.results):<7.4g} from {low:.4g} to {high:.4g}"
    )


for name, task in settings.TASKS.items():
    print(f"{name}, {task.budget:,} parameters: {task.measured}")
    for unit in settings.UNITS:
        print(row(unit, found[name][unit]))

# %% show=true
panels = {}
for name, task in settings.TASKS.items():
    rows = {}
    for unit in settings.UNITS:
        values = found[name][unit].results
        rows[results.NAMES[unit]] = (values, *interval(values, picks))
    scale = "log" if name == "adding" else "linear"
    panels[task.title] = (f"{task.measured} ({task.better} is good)", rows, scale)
figures.scores(panels)

# %% [markdown]
# Which of these differences would hold up? All pairs on all tasks are 24 comparisons,
# so for each we ask for a level of $1 - 0.05/24$: that is Bonferroni's correction,
# simpler than Holm's and stricter.

# %% show=true
from itertools import combinations

level = 1 - 0.05 / 24
for name in settings.TASKS:
    print(name)
    for one, other in combinations(settings.UNITS, 2):
        a, b = (found[name][unit].results for unit in (one, other))
        told = "told apart" if told_apart(a, b, picks, level) else "not told apart"
        both = f"{np.median(a):.4g} and {np.median(b):.4g}"
        print(f"    {one:>6} and {other:<9} {both:<24} {told}")

# %% [markdown]
# **What this allows us to say**, of these tasks, at these budgets:
#
# - **Gates help** on three of the four tasks: in adding, an error of 0.0002 to 0.0005
#   against 0.169, which is no better than guessing; with digits, 89 to 91 % right
#   against 74 %; with names, where most of what matters is a few characters back, 1.99
#   to 2.00 nats against 2.04. (At counting, only the peephole LSTM is told apart from
#   the plain unit.)
# - **GRU against LSTM**: the GRU is ahead in adding, 0.0002 against 0.0005. With digits
#   (91.0 and 89.4 %) and names (1.985 and 1.986) they are not told apart. At counting
#   their medians aren't told apart either, though their best runs differ a lot, as you
#   are about to see. On most tasks there is little to win.
# - **Peepholes** have the best median at counting, 25.5, told apart from the GRU's 11
#   but not from the LSTM's 11.5. At names they lose, 1.999 against 1.985 and 1.986. At
#   digits they change nothing that these runs could show.
#
# **Look at the dots, too.** At counting the medians of LSTM and GRU hardly differ, 11.5
# and 11. But 7 of the LSTM's 20 runs count beyond 13, the farthest up to 67, and *none*
# of the GRU's does. A median can't see that a third of one unit's runs do something
# that none of another's do. Why the LSTM can: its memory may grow by one with each $a$,
# while a GRU's new memory lies between its old one and a tanh, so that it never leaves
# -1 to 1. [Weiss, Goldberg and Yahav (2018)](https://arxiv.org/abs/1805.04908) make
# this argument precise.

# %% show=true
for unit in settings.UNITS:
    n = found["counting"][unit].results
    beyond = np.sum(n > 13)
    print(f"{unit:>8}: {beyond:>2} of {R} runs beyond 13, the best to {n.max():.0f}")

# %% [markdown]
# **Predict, then run.** What changes a result more: swapping the unit, or being off by
# a factor of three in the learning rate? Here are the medians on the seeds that were
# used to choose the rate.
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# The rate, by far. Going from its best rate to one three times smaller costs the GRU
# 4.2 percentage points on the digits, and the LSTM 9.2; the two units themselves are
# less than one point apart. So if you tune only one of two units, you compare the
# tuning and not the units.
#
# </details>

# %% show=true
for name in ("digits", "names"):
    print(name)
    for unit in ("gru", "lstm"):
        tried = found[name][unit].tried.items()
        print(f"    {unit:<5}", *(f"  {rate}: {value:<6.4g}" for rate, value in tried))

# %% [markdown]
# **Here and now.** Watch torch's own GRU and LSTM learn to count, at the widths from
# above and at one rate for both, 0.03, which lies between the rates chosen for them.
# You should see the same picture as in the full experiment: the GRUs stop at 11 to 13,
# while some of the LSTMs go much farther.

# %% show=true
for unit in ("gru", "lstm"):
    width = found["counting"][unit].width
    reached = []
    for seed in range(3):
        reached.append(live.counts_up_to(unit, width, seed, lr=0.03))
        print(f"{unit}, seed {seed}: right up to n ≈ {reached[-1]}")

# %% [markdown]
# ## 5. Hook up a bunch of these: your cell
#
# The lecture draws units in a row, one a time step. They can be stacked on top of each
# other too. For that you need a cell, and you have one: bring along your `gru_cell`
# from `1_gru`. Nothing is trained here, so the new memory is all you have to return.
#
# $$
# \Gamma_u, \Gamma_r = \sigma\big(W[c^{\langle t-1\rangle},
# x^{\langle t\rangle}] + b\big)
# $$
# $$
# \tilde c = \tanh\big(W_c[\Gamma_r * c^{\langle t-1\rangle}, x^{\langle t\rangle}] +
# b_c\big)
# $$
# $$
# c^{\langle t\rangle} = \Gamma_u * \tilde c + (1 - \Gamma_u) * c^{\langle t-1\rangle}
# $$
#
# > **Exercise 5 · `gru_step`** · 2 points · about 5 minutes
# >
# > Your own cell, returning $c^{\langle t\rangle}$ only; torch's GRU may not stand in
# > for it.


# %% exercise="gru_step" points=2 minutes=5
def gru_step(c_prev, x_t, p):
    """The new memory c_t (m, n) of a GRU, from c_prev (m, n) and x_t (m, n_x).

    p: `GRUParams`, weights for [state, x], the state's columns first.
    """
    ### BEGIN SOLUTION
    both = np.concatenate([c_prev, x_t], axis=1)  # (m, n + n_x)
    gamma_u = sigmoid(both @ p.Wu.T + p.bu)
    gamma_r = sigmoid(both @ p.Wr.T + p.br)
    shown = np.concatenate([gamma_r * c_prev, x_t], axis=1)
    c_tilde = np.tanh(shown @ p.Wc.T + p.bc)
    return gamma_u * c_tilde + (1 - gamma_u) * c_prev
    ### END SOLUTION


# %% check="gru_step"
check.gru_step(gru_step)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Copy your functions from `1_gru` into the cell: gates, candidate, step. Several
# functions in one cell are fine. `sigmoid` is SciPy's here.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Both gates look at the memory beside the input; the candidate looks at the memory
# times the relevance gate, beside the input. The update gate times the candidate, plus
# what the update gate leaves over times the old memory.
#
# </details>
#
# **What you should see.** With all weights at zero both gates are half open and the
# candidate is 0, so that a step leaves half of the memory: 0.4 of 0.8.

# %% show=true
nothing = GRUParams(*np.zeros((3, 1, 2)), *np.zeros((3, 1)))  # n = n_x = 1
left = gru_step(np.array([[0.8]]), np.zeros((1, 1)), nothing)
print(f"a memory of 0.8 after one step: {left.item():.1f}")

# %% show=true
figures.stack()

# %% [markdown]
# ## 6. A stack
#
# At every step the first layer reads $x^{\langle t\rangle}$ and its own memory. The
# second layer reads the *new* memory of the first, at the same step, and its own memory
# from the step before. It has weights of its own, and may have a width of its own.
#
# $$
# c^{\langle t\rangle[1]} = \text{GRU}_1\big(c^{\langle t-1\rangle[1]}, x^{\langle
# t\rangle}\big)
# $$
# $$
# c^{\langle t\rangle[2]} = \text{GRU}_2\big(c^{\langle t-1\rangle[2]}, c^{\langle
# t\rangle[1]}\big)
# $$
#
# > **Exercise 6 · `stacked_forward`** · 5 points · about 15 minutes
# >
# > For any number of layers from one up, of any widths; the lowest first in `layers`,
# > in `c0` and in the list you return.


# %% exercise="stacked_forward" points=5 minutes=15
def stacked_forward(x, c0, layers):
    """The memories of every layer of a stack of GRUs at every step, a list of arrays.

    x (T, m, n_x), time first. layers: a list of `GRUParams`, the lowest layer first.
    c0: a list of the layers' first memories, (m, n_l) each.

    Returns a list with c (T, m, n_l) of each layer, the lowest first.
    """
    ### BEGIN SOLUTION
    memories, below = [], x
    for c, p in zip(c0, layers, strict=True):
        steps = []
        for x_t in below:
            c = gru_step(c, x_t, p)  # (m, n_l)
            steps.append(c)
        below = np.stack(steps)  # (T, m, n_l)
        memories.append(below)
    return memories
    ### END SOLUTION


# %% check="stacked_forward"
check.stacked_forward(stacked_forward)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Nothing ever goes down. So you may finish a whole layer, all its steps, before you
# begin the next, and treat what it gave as the next layer's input.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Begin with x as what is below. For each layer with its first memory: go through what
# is below step by step, and collect the new memory each time. Stack what you collected
# along a new first axis, add it to your list, and let it be what is below for the next
# layer.
#
# </details>
#
# **What you should see.** Three layers of widths 8, 5 and 3. The top layer's memory
# after step $t$ depends on every input up to $t$ and on none that comes later: change
# the input of step 6 and the first five steps stay as they were, in all layers.

# %% show=true
rng = np.random.default_rng(1)
widths, T, m, n_x = (8, 5, 3), 10, 2, 4
layers = []
for n, below in zip(widths, (n_x, *widths[:-1]), strict=True):
    weights = (rng.uniform(-1, 1, (n, n + below)) for _ in range(3))
    layers.append(GRUParams(*weights, *np.zeros((3, n))))
x, c0 = rng.standard_normal((T, m, n_x)), [np.zeros((m, n)) for n in widths]
before = stacked_forward(x, c0, layers)
x[5] += 1
for n, c, d in zip(widths, before, stacked_forward(x, c0, layers), strict=True):
    moved = np.abs(c - d).max(axis=(1, 2))
    first = moved[:5].max()
    print(f"width {n}: steps 1 to 5 move by {first:.0f}, step 6 by {moved[5]:.2f}")

# %% [markdown]
# **What does a second layer buy?** At the same budget two layers have to be narrower:
# 21 cells each instead of 37 for a GRU at the digits. Predict: is depth worth it here?

# %% show=true
for name in ("digits", "names"):
    print(f"{name}: {settings.TASKS[name].measured}")
    for unit in ("gru", "lstm"):
        one, two = found[name][unit], found[name][f"{unit}_2"]
        for key, each in ((unit, one), (f"{unit}_2", two)):
            print(row(key, each))
        apart = told_apart(one.results, two.results, picks, level)
        print("       ", "told apart" if apart else "not told apart")

# %% [markdown]
# **What you should see.** A second layer buys nothing here. With digits one layer and
# two are not told apart (91.0 and 90.6 % for the GRU), with names two layers are
# *worse* (2.00 against 1.985 nats). These are small models with a fixed budget. Depth
# has paid off in large models: [Sutskever, Vinyals and Le
# (2014)](https://arxiv.org/abs/1409.3215) used four layers of LSTMs for translation,
# because deep LSTMs beat shallow ones.

# %% [markdown]
# ## What others found
#
# - [Chung et al. (2014)](https://arxiv.org/abs/1412.3555) compared tanh, GRU and LSTM
#   on music and speech. On the whole the gated units did better than tanh, and the GRU
#   was comparable to the LSTM.
# - [Jozefowicz et al. (2015)](https://proceedings.mlr.press/v37/jozefowicz15.html)
#   tried more than ten thousand architectures. One of them beats GRU and LSTM on some
#   tasks, but not on all; and a forget bias of 1 closes the gap between the two.
# - [Greff et al. (2017)](https://arxiv.org/abs/1503.04069) compared eight variants of
#   the LSTM in 5,400 runs, some 15 years of CPU time. None is significantly better than
#   the standard one, and the forget gate and the output activation matter most.
# - **Here**, four units on four tasks, 20 seeds each: the gated units beat the plain
#   one on every task but counting, where only the peephole LSTM does; the GRU is ahead
#   of the LSTM in adding, 0.0002 to 0.0005, and elsewhere the two are not told apart.
#
# None of these comparisons, made years apart by different people, found a unit that is
# best everywhere, and that agrees with the lecture's minute of advice. What the lecture
# adds is practice. The GRU is simpler, so that it is easier to build something large
# with it. The LSTM has been around for longer and has proven itself on more problems,
# which makes it the default.

# %% [markdown]
# ## A page to pin up
#
# **Take an LSTM** when you have one try. It is the proven default, and here it kept up
# with the GRU on every task but adding. Take it above all when the task needs an amount
# that can grow without bound: 7 of its 20 runs counted beyond 13, and none of the GRU's
# did.
#
# **Take a GRU** when the model must be small or the state must be: at the same width it
# has three quarters of the parameters and half of the state. Whether a step is faster,
# measure: with torch on our CPU it was not. And if you have time for two tries, make it
# your second: the code hardly changes, but tune its learning rate afresh.
#
# **Take peepholes** when the task is to count *and* you can afford to try. Here they
# got to 25.5, told apart from the GRU's 11 but not from the LSTM's 11.5; over the 100
# seeds of `3_peephole` they beat the LSTM at it. Elsewhere you can leave them out. You
# will have to write the unit yourself, since PyTorch has none.
#
# **Take a plain unit** when what matters is a few steps back and the simplest thing
# will do: at names it lost 3 % against the GRU, 2.044 to 1.985 nats.
#
# **Stack two layers** when the budget is large, and measure: with small ones it bought
# nothing here.
#
# **Take none of them** when you have lots of data, plenty of hardware and long texts.
# See below.
#
# **And then measure**: the same budget, the learning rate tuned for each, ten seeds or
# more, paired differences. The learning rate moved the results here more than the
# choice between GRU and LSTM did.

# %% [markdown]
# ## Transformers and state-space models
#
# A recurrent unit has to take its steps one after the other, in training too. A
# [transformer](https://arxiv.org/abs/1706.03762) looks at all steps at once, so
# training runs in parallel over time: one big reason why most large language models are
# transformers. The price is paid when it is used: it keeps something of *every* earlier
# step, so its memory grows with the text, while a GRU's state stays as large as it was
# at the first step. Selective state-space models such as
# [Mamba](https://arxiv.org/abs/2312.00752), and the pared-down
# [minGRU](https://arxiv.org/abs/2410.01201), aim for the best of both: the state has a
# fixed size, and because the gates depend only on the input, training can still run in
# parallel. Look closely and you will find your update gate in them. For a sensor on a
# battery, a stream without an end, or a few thousand examples, a GRU or LSTM is still a
# good first choice.

# %% [markdown]
# ## 7. Your project
#
# > **Exercise 7 · your unit** · 6 points · about 20 minutes
# >
# > Think of a project of yours, real or planned, with sequences in it. Which unit would
# > you use, and why? Write about 150 words in the cell below.
# >
# > This answer is read by your instructor. One point each for:
# >
# > 1. the data: what a step is, how long a sequence is, how many there are;
# > 2. what has to be remembered, and for how long;
# > 3. a unit, or none of them, chosen for a reason that fits 1 and 2;
# > 4. a number from this notebook that supports it, with what it was measured on;
# > 5. a cost: parameters, state or time, worked out for your width;
# > 6. what you would measure to find out that you were wrong.

# %% [markdown] written="your_unit" points=6 minutes=20
# ### BEGIN SOLUTION
# A hearing aid is to notice when its wearer begins to speak. Sixteen numbers come in
# every 10 ms, without an end; whether a voice has started shows within half a second,
# 50 steps. I have 3,000 recordings of ten seconds each.
#
# I would begin with a GRU. Nothing has to be counted: the state only has to say "voice"
# or "no voice" and hold on to it, and a closed gate does just that. A step must be
# cheap, and a GRU of width 32 has 3 × (32 × 48 + 32) = 4,704 parameters and carries 32
# numbers, where an LSTM of that width has 6,272 and carries 64. On the digits, the task
# most like mine (64 steps, then a decision), the GRU got 91.0 % right and the LSTM 89.4
# %, not told apart.
#
# I would be wrong if an LSTM of equal parameters did better. So I would train both on
# ten seeds, tune the learning rate of each, and look at the paired differences in
# missed onsets. If they aren't told apart, the cheaper step decides.
# ### END SOLUTION

# %% [markdown]
# ## What you have built
#
# - a price list: parameters, state and time, at equal width and at equal budget;
# - two functions that say whether your runs show a difference, and the habit of asking;
# - a stack of your own cells;
# - a choice for your own project that you can defend.
#
# **Further reading**
#
# - [Chung et al. (2014)](https://arxiv.org/abs/1412.3555), *Empirical Evaluation of
#   Gated Recurrent Neural Networks on Sequence Modeling*
# - [Jozefowicz, Zaremba & Sutskever
#   (2015)](https://proceedings.mlr.press/v37/jozefowicz15.html), *An Empirical
#   Exploration of Recurrent Network Architectures*
# - [Greff et al. (2017)](https://arxiv.org/abs/1503.04069), *LSTM: A Search Space
#   Odyssey*
# - [Weiss, Goldberg & Yahav (2018)](https://arxiv.org/abs/1805.04908), *On the
#   Practical Computational Power of Finite Precision RNNs for Language Recognition*:
#   who can count
# - [Efron (1979)](https://doi.org/10.1214/aos/1176344552), *Bootstrap Methods*
