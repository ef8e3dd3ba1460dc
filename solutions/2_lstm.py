# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The LSTM: a memory that is not shown
#
# Count the a's in *aaaaaaaaaaaa*. A GRU can't, however long you train it: one gate
# makes two decisions, so the share it writes is always the share it forgets, and its
# memory never leaves ±1. (That no GRU can count was shown by [Weiss, Goldberg & Yahav,
# 2018](https://arxiv.org/abs/1805.04908).) The **long short-term memory** (LSTM) makes
# its decisions separately: what to write, what to keep, what to show. In exercise 4
# yours will count, with no training at all.
#
# It is the older of the two: [Hochreiter & Schmidhuber
# (1997)](https://doi.org/10.1162/neco.1997.9.8.1735) designed it to overcome the
# vanishing gradient, and the GRU (2014) is in part a simplification of it.
#
# **What you will build.** Every part of the picture below, in NumPy, with all of its
# gradients. You will carry a number through 1,000 steps, find an error in a published
# backward pass, hand your weights to torch, and train your LSTM to invent names. At the
# end, you will open it up and operate on it.
#
# | | |
# |---|---|
# | time | about 3 hours (all times given here are estimates) |
# | you need | the GRU notebook, or NumPy and the chain rule |
# | machine | any; no GPU is used |
# | points | 43, in ten exercises |
#
# "The lecture" is Andrew Ng's on LSTM units, in *Sequence Models* ([Deep Learning
# Specialization](https://www.coursera.org/learn/nlp-sequence-models)). Its pictures are
# based on those in Christopher Olah's [*Understanding LSTM
# Networks*](https://colah.github.io/posts/2015-08-Understanding-LSTMs/).
#
# This time the sigmoid comes from SciPy: `sigmoid(z)` accepts arrays and never raises a
# warning.

# %%
import numpy as np
from scipy.special import expit as sigmoid

from utils.checks import lstm as check
from utils.params import LSTMParams, LSTMStep, RelevanceLSTMParams

# %% show=true
from utils import characters, data, explorer, figures, training

figures.lstm_cell()

# %% [markdown]
# ## How to read the picture, and the code
#
# The memory $c$ runs along the top, as in the GRU. What is new is the lower line: the
# **activation** $a$, which is what the unit shows to the outside world, and to itself
# at the next step. Boxes with rounded corners are gates, with values between 0 and 1;
# square corners mean tanh.
#
# - `x_t` `(m, n_x)`, $x^{\langle t\rangle}$: the input; $m$ examples, one per row
# - `c_prev`, `c_t` `(m, n_a)`, $c^{\langle t-1\rangle}$, $c^{\langle t\rangle}$: the
#   memory before and after the step
# - `a_prev`, `a_t` `(m, n_a)`, $a^{\langle t-1\rangle}$, $a^{\langle t\rangle}$: the
#   activation before and after
# - `gamma_u`, `gamma_f`, `gamma_o` `(m, n_a)`, $\Gamma_u$, $\Gamma_f$, $\Gamma_o$:
#   update gate, forget gate, output gate
# - `c_tilde` `(m, n_a)`, $\tilde c$: the candidate
# - `p.Wu`, `p.Wf`, `p.Wo`, `p.Wc` `(n_a, n_a + n_x)`: weights for $[a, x]$, the
#   activation's columns first; `p.bu`, `p.bf`, `p.bo`, `p.bc` `(n_a,)`: biases
#
# A linear map applied to rows $v$ is `v @ W.T + b`. In a sequence, time is the first
# axis: `x` is `(T, m, n_x)`.
#
# <details><summary>Names you will meet elsewhere</summary>
#
# - $\Gamma_u$, $\Gamma_f$, $\Gamma_o$: input gate $i$, forget gate $f$, output gate $o$
# - $\tilde c$: candidate or cell input, $g$ (torch) or $z$ (Greff)
# - $a$: hidden state $h$ (torch, Keras, Olah); $c$: cell state $c$ or $C$
#
# </details>
#
# **Four promises** that each of your functions keeps, and that grading tests: it never
# changes its inputs; it returns copies, never views of the caller's arrays, and no
# later call changes them; float32 in, float32 out; and no warning from NumPy, even
# where a gate is fully shut or open.

# %% [markdown]
# ## 1. Three gates
#
# In the GRU one gate did two jobs: what was written, $\Gamma_u$, and what was kept,
# $1-\Gamma_u$, added up to one. The LSTM has a gate for each job, and a third that
# decides how much of the memory is shown:
#
# $$
# \Gamma_u = \sigma\big(W_u[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_u\big)
# $$
# $$
# \Gamma_f = \sigma\big(W_f[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_f\big)
# $$
# $$
# \Gamma_o = \sigma\big(W_o[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_o\big)
# $$
#
# Note what the gates see: the activation, not the memory. And don't be misled by the
# name: a **forget gate** that is *open*, near 1, forgets nothing.
#
# > **Exercise 1 · `lstm_gates`** · 3 points · about 8 minutes
# >
# > Return the three gates in the order update, forget, output.


# %% exercise="lstm_gates" points=3 minutes=8
def lstm_gates(a_prev, x_t, p):
    """The gates of one step, from a_prev (m, n_a) and x_t (m, n_x).

    Γ = σ(W[a_prev, x_t] + b), with Wu and bu, Wf and bf, Wo and bo

    Returns (gamma_u, gamma_f, gamma_o), each (m, n_a).
    """
    ### BEGIN SOLUTION
    a_x = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    gamma_u = sigmoid(a_x @ p.Wu.T + p.bu)
    gamma_f = sigmoid(a_x @ p.Wf.T + p.bf)
    gamma_o = sigmoid(a_x @ p.Wo.T + p.bo)
    return gamma_u, gamma_f, gamma_o
    ### END SOLUTION


# %% check="lstm_gates"
check.lstm_gates(lstm_gates)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Put each example's activation and input side by side in one row. All three gates use
# the resulting matrix; only the weights and the bias differ.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Join the two along the column axis, activation first; multiply by the gate's
# transposed weights; add its bias; take the sigmoid.
#
# </details>
#
# **What you should see.** The gates are independent: with $b_u = b_f = \ln 9$ the
# update and forget gates are both at 0.9, which makes 1.8 together. In the GRU the two
# shares always add up to one.

# %% show=true
zero = LSTMParams(*np.zeros((4, 3, 5)), *np.zeros((4, 3)))  # n_a = 3, n_x = 2
a, x_t = np.zeros((1, 3)), np.zeros((1, 2))
both = zero._replace(bu=np.full(3, np.log(9)), bf=np.full(3, np.log(9)))
gamma_u, gamma_f, gamma_o = (gate[0, 0] for gate in lstm_gates(a, x_t, both))
print(f"Γu = {gamma_u:.1f}  Γf = {gamma_f:.1f}  Γo = {gamma_o:.1f}")
print(f"written and kept together: {gamma_u + gamma_f:.1f}")

# %% [markdown]
# ## 2. The candidate
#
# What could be written to the memory? A new value for each element, between -1 and 1,
# computed from the activation and the input:
#
# $$
# \tilde c = \tanh\big(W_c[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_c\big)
# $$
#
# The GRU's relevance gate is gone. It decided which part of the old memory the
# candidate gets to see. Here the output gate of the step *before* has already decided
# that: $a^{\langle t-1\rangle}$ is the part that was shown. (Exercise 9 puts the
# relevance gate back.)
#
# > **Exercise 2 · `lstm_candidate`** · 2 points · about 5 minutes
# >
# > Return `c_tilde`.


# %% exercise="lstm_candidate" points=2 minutes=5
def lstm_candidate(a_prev, x_t, p):
    """The candidate for the new memory, from a_prev (m, n_a) and x_t (m, n_x).

    c̃ = tanh(Wc[a_prev, x_t] + bc)

    Returns c_tilde (m, n_a).
    """
    ### BEGIN SOLUTION
    a_x = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    return np.tanh(a_x @ p.Wc.T + p.bc)
    ### END SOLUTION


# %% check="lstm_candidate"
check.lstm_candidate(lstm_candidate)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# It is computed just like a gate, but with its own weights and a different function at
# the end.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Concatenate activation and input; multiply by the transposed candidate weights; add
# the candidate's bias; take the hyperbolic tangent.
#
# </details>
#
# **What you should see.** With all weights at 0, the candidate is just the tanh of its
# bias, and a bias of ln 3 gives 0.8. However large the input, the candidate stays
# within ±1: no single step can write more than that.

# %% show=true
biased = zero._replace(bc=np.array([0.0, np.log(3), -np.log(3)]))
print("c̃ of three biases:", np.round(lstm_candidate(a, x_t, biased)[0], 2) + 0.0)
loud = 100 * np.random.default_rng(0).normal(size=(50, 2))
wide = zero._replace(Wc=np.ones((3, 5)))
most = np.abs(lstm_candidate(np.zeros((50, 3)), loud, wide)).max()
print(f"inputs of up to {np.abs(loud).max():.0f}: |c̃| is at most {most:.3f}")

# %% [markdown]
# ## 3. One step: why a is no longer c
#
# $$
# c^{\langle t\rangle} = \Gamma_u * \tilde c + \Gamma_f * c^{\langle t-1\rangle}
# \qquad
# a^{\langle t\rangle} = \Gamma_o * \tanh c^{\langle t\rangle}
# $$
#
# **Separate gates.** The unit can add to what it has ($\Gamma_u = \Gamma_f = 1$: it
# counts), drop it without writing, or leave it alone. So the memory is no longer a
# weighted average of numbers within ±1: it can grow.
#
# **Hence a is no longer c.** Whatever goes to the gates and to the outside world has to
# stay in range, so it is squashed; and it needn't be the whole memory, so it is gated.
# With $\Gamma_o = 0$ the unit remembers and says nothing. The memory itself passes
# through no matrix and no tanh on its way to the next step.
#
# > **Exercise 3 · `lstm_cell`** · 5 points · about 12 minutes
# >
# > Return an `LSTMStep` with its nine fields: `a_prev`, `c_prev` and `x_t` (copies),
# > `gamma_u`, `gamma_f`, `gamma_o`, `c_tilde`, `c_t`, `a_t`.

# %% show=true
figures.lstm_cell("memory", "activation")


# %% exercise="lstm_cell" points=5 minutes=12
def lstm_cell(a_prev, c_prev, x_t, p):
    """One LSTM step, from a_prev and c_prev (m, n_a) and x_t (m, n_x).

    c_t = Γu * c̃ + Γf * c_prev    a_t = Γo * tanh(c_t)

    Returns an LSTMStep with its own copies of a_prev, c_prev and x_t.
    """
    ### BEGIN SOLUTION
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    c_tilde = lstm_candidate(a_prev, x_t, p)
    c_t = gamma_u * c_tilde + gamma_f * c_prev
    return LSTMStep(
        a_prev=a_prev.copy(),
        c_prev=c_prev.copy(),
        x_t=x_t.copy(),
        gamma_u=gamma_u,
        gamma_f=gamma_f,
        gamma_o=gamma_o,
        c_tilde=c_tilde,
        c_t=c_t,
        a_t=gamma_o * np.tanh(c_t),
    )
    ### END SOLUTION


# %% check="lstm_cell"
check.lstm_cell(lstm_cell)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# You already have functions for the gates and the candidate. Two lines remain: the new
# memory, and what is shown of it. Fill in the record by the names of its fields.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The new memory is the update gate times the candidate, plus the forget gate times the
# old memory. The activation is the output gate times the hyperbolic tangent of the new
# memory. In the record, call copy on the three inputs.
#
# </details>
#
# **Predict, then run.** The memory is 2, the candidate is 0.6. What is the new memory
# in each of the four corners, with $\Gamma_u$ and $\Gamma_f$ shut or open?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# Forget, replace, keep, add: 0, 0.6, 2 and 2.6. The output gate changes only what is
# shown (either tanh 2.6 = 0.989 or nothing); the memory stays as it is.
#
# </details>

# %% show=true
p = LSTMParams(*np.zeros((4, 1, 2)), *np.zeros((4, 1)))  # n_a = n_x = 1, all zero
p = p._replace(bc=np.array([np.log(2)]))  # the candidate is 0.6, whatever comes
shut, wide_open = np.array([-1000.0]), np.array([1000.0])
nothing, two = np.zeros((1, 1)), np.full((1, 1), 2.0)
for bu, bf in ((shut, shut), (wide_open, shut), (shut, wide_open), (wide_open,) * 2):
    step = lstm_cell(nothing, two, nothing, p._replace(bu=bu, bf=bf, bo=wide_open))
    gates = f"Γu = {step.gamma_u[0, 0]:.0f}, Γf = {step.gamma_f[0, 0]:.0f}"
    print(f"{gates}: c from 2 to {step.c_t[0, 0]:.1f}, shown {step.a_t[0, 0]:.3f}")
hidden = lstm_cell(nothing, two, nothing, p._replace(bu=bu, bf=bf, bo=shut))
print(f"Γo = 0: c = {hidden.c_t[0, 0]:.1f}, shown {hidden.a_t[0, 0]:.3f}")

# %% [markdown]
# ## 4. A sequence
#
# Two things are passed on now, the activation and the memory:
#
# $$
# a^{\langle t\rangle}, c^{\langle t\rangle} = \mathrm{LSTM}\big( a^{\langle
# t-1\rangle}, c^{\langle t-1\rangle}, x^{\langle t\rangle}\big)
# $$
# $$
# t = 1, \dots, T
# $$
#
# $a^{\langle 0\rangle}$ and $c^{\langle 0\rangle}$ are given. The thick line below is
# the **memory line**: it runs through every cell, and all it meets on the way is one
# product and one sum per step.
#
# > **Exercise 4 · `lstm_forward`** · 4 points · about 10 minutes
# >
# > Return all activations as one array `(T, m, n_a)`, and the list of the steps.

# %% show=true
figures.lstm_unrolled()


# %% exercise="lstm_forward" points=4 minutes=10
def lstm_forward(x, a0, c0, p):
    """An LSTM over x (T, m, n_x), from the activation a0 and the memory c0 (m, n_a).

    a<t>, c<t> = LSTM(a<t-1>, c<t-1>, x<t>)

    Returns (a, steps): a (T, m, n_a), and a list of T LSTMSteps.
    """
    ### BEGIN SOLUTION
    steps = []
    a_prev, c_prev = a0, c0
    for x_t in x:
        step = lstm_cell(a_prev, c_prev, x_t, p)
        steps.append(step)
        a_prev, c_prev = step.a_t, step.c_t
    return np.stack([step.a_t for step in steps]), steps
    ### END SOLUTION


# %% check="lstm_forward"
check.lstm_forward(lstm_forward)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# A loop over the first axis of `x`, and two variables for the current state.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Begin with a0 and c0. For each input, run the cell, append the step it returns to the
# list, and pass that step's activation and memory on to the next step as its previous
# ones. At the end, stack the activations of all steps.
#
# </details>
#
# **What you should see.** An LSTM that counts, without any training: the update gate
# opens for a positive input, the forget gate is always open, the candidate is 1. Of the
# 20 inputs, 8 are positive, and the memory ends up at 8.
#
# Below that, **set the gates yourself**: JupyterLab gives you sliders; anywhere else
# you see a picture of four settings. The candidate is 1 for three steps and, later, -1
# for two. Which setting counts, which one leaks, which one hides what it knows?

# %% show=true
far = 1000.0
counter = LSTMParams(*np.zeros((4, 1, 2)), *np.zeros((4, 1)))
counter = counter._replace(
    Wu=np.array([[0.0, far]]), bf=np.array([far]), bc=np.array([far])
)
signs = np.where(np.random.default_rng(1).random(20) < 0.5, -1.0, 1.0)
_, steps = lstm_forward(signs.reshape(20, 1, 1), nothing, nothing, counter)
print("positive inputs:", int(np.sum(signs > 0)), " memory:", steps[-1].c_t[0, 0])
explorer.gates(lstm_cell)

# %% [markdown]
# ## 5. Backward through one step
#
# Two gradients arrive from later steps: $da^{\langle t\rangle}$ at the activation and
# $dc^{\langle t\rangle}$ at the memory. Write $dq$ for $\partial L/\partial q$. **Work
# out the gradients yourself before you open anything below**; the rules are the same as
# for the GRU:
#
# $$
# q = uv:\ du = dq * v
# $$
# $$
# q = f(z):\ dz = dq * f'(z)
# $$
# $$
# z = vW^\top + b:\ dv = dz\,W,\ dW = dz^\top v
# $$
# $$
# db = \textstyle\sum_i dz_i
# $$
#
# Follow the numbered paths in the figure. Where do two gradients meet, so that you have
# to add them before going on?

# %% show=true
figures.lstm_gradient_ways()

# %% [markdown]
# Try each one first, then open it and compare.
#
# <details><summary>① What was shown</summary>
#
# In $a^{\langle t\rangle} = \Gamma_o * \tanh c^{\langle t\rangle}$ the gate and the
# memory each get a share of the gradient. The memory's share is *added* to the gradient
# already arriving there, and $dc$ is the total:
#
# $$
# dz_o = da^{\langle t\rangle} * \tanh c^{\langle t\rangle} * \Gamma_o(1-\Gamma_o)
# $$
# $$
# dc = dc^{\langle t\rangle} +
# da^{\langle t\rangle} * \Gamma_o * (1-\tanh^2 c^{\langle t\rangle})
# $$
#
# </details>
# <details><summary>② The memory</summary>
#
# In $\Gamma_u * \tilde c + \Gamma_f * c^{\langle t-1\rangle}$ each factor gets $dc$
# times its partner; for the gates and the candidate, multiply by the slope of the
# sigmoid or tanh as well:
#
# $$
# dz_u = dc * \tilde c * \Gamma_u(1-\Gamma_u)
# $$
# $$
# dz_c = dc * \Gamma_u * (1-\tilde c^2)
# $$
# $$
# dz_f = dc * c^{\langle t-1\rangle} * \Gamma_f(1-\Gamma_f)
# $$
# $$
# dc^{\langle t-1\rangle} = dc * \Gamma_f
# $$
#
# </details>
# <details><summary>③ to ⑥ The linear maps</summary>
#
# All four maps take the same input, $v = [a^{\langle t-1\rangle}, x^{\langle
# t\rangle}]$:
#
# $$
# dv = dz_u W_u + dz_f W_f + dz_o W_o + dz_c W_c
# $$
# $$
# dW = dz^\top v
# $$
# $$
# db = \textstyle\sum_i dz_i
# $$
#
# The first $n_a$ columns of $dv$ are $da^{\langle t-1\rangle}$, the others are
# $dx^{\langle t\rangle}$.
#
# </details>
#
# So four paths lead back to the activation, each through a matrix and a slope, and just
# **one** to the memory, through neither: along it the gradient is only multiplied by
# $\Gamma_f$. If the memory is kept, so is its gradient. Most mistakes come from leaving
# out a path, usually ①, or from writing $c^{\langle t\rangle}$ where its tanh should
# be. The check compares all eleven gradients with numerical differences computed from
# your own `lstm_cell`.
#
# > **Exercise 5 · `lstm_cell_backward`** · 9 points · about 30 minutes
# >
# > Return `da_prev`, `dc_prev`, `dx_t`, and the parameters' gradients as an
# > `LSTMParams`.
# >
# > Grading begins with a full-sized problem, n = 128. Your formulas will solve it in
# > milliseconds; numerical differences would run out of time.


# %% exercise="lstm_cell_backward" points=9 minutes=30
def lstm_cell_backward(da_t, dc_t, step, p):
    """The gradients of one step, from da_t and dc_t (m, n_a), all that arrives.

    dc = dc_t + da_t * Γo * (1 - tanh²(c_t))    dc_prev = dc * Γf    and back from there

    Returns (da_prev, dc_prev, dx_t, dp): dp is an LSTMParams of gradients.
    """
    ### BEGIN SOLUTION
    n_a = da_t.shape[1]
    a_x = np.concatenate([step.a_prev, step.x_t], axis=1)  # (m, n_a + n_x)
    shown = np.tanh(step.c_t)

    dz_o = da_t * shown * step.gamma_o * (1 - step.gamma_o)
    dc = dc_t + da_t * step.gamma_o * (1 - shown**2)
    dz_u = dc * step.c_tilde * step.gamma_u * (1 - step.gamma_u)
    dz_f = dc * step.c_prev * step.gamma_f * (1 - step.gamma_f)
    dz_c = dc * step.gamma_u * (1 - step.c_tilde**2)
    da_x = dz_u @ p.Wu + dz_f @ p.Wf + dz_o @ p.Wo + dz_c @ p.Wc

    dp = LSTMParams(
        Wu=dz_u.T @ a_x,
        Wf=dz_f.T @ a_x,
        Wo=dz_o.T @ a_x,
        Wc=dz_c.T @ a_x,
        bu=dz_u.sum(axis=0),
        bf=dz_f.sum(axis=0),
        bo=dz_o.sum(axis=0),
        bc=dz_c.sum(axis=0),
    )
    return da_x[:, :n_a], dc * step.gamma_f, da_x[:, n_a:], dp
    ### END SOLUTION


# %% check="lstm_cell_backward"
check.lstm_cell_backward(lstm_cell_backward, lstm_cell)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# First find the output gate's dz and the sum of everything that arrives at the memory.
# Then get the other three dz from that sum. Everything you return is built from the
# four dz, except the old memory's gradient.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The sum at the memory is dc_t plus da_t times the output gate times one minus the
# squared tanh of the new memory. The old memory gets that sum times the forget gate.
# The gradient of each weight matrix is its dz, transposed, times the concatenated rows
# that all four maps share; the gradient of each bias is the sum of its dz over the
# examples.
#
# </details>
#
# **What you should see.** With the forget gate open and no gradient arriving at the
# activation, the memory's gradient passes back through a step undiminished, whatever
# the other weights are. With the gate half open, it is halved.

# %% show=true
rng = np.random.default_rng(2)
p = LSTMParams(*rng.normal(size=(4, 4, 7)), *rng.normal(size=(4, 4)))
a_prev, c_prev, dc_t = rng.normal(size=(3, 2, 4))
x_t = rng.normal(size=(2, 3))
p = p._replace(Wf=0 * p.Wf)
for bias in (0.0, 1000.0):
    held = p._replace(bf=np.full(4, bias))
    step = lstm_cell(a_prev, c_prev, x_t, held)
    dc_prev = lstm_cell_backward(0 * dc_t, dc_t, step, held)[1]
    share = dc_prev / dc_t
    print(f"Γf = {step.gamma_f[0, 0]:.1f}: dc_prev / dc_t is", end=" ")
    print(f"{share.min():g} to {share.max():g}")

# %% [markdown]
# ## 6. Backward through time
#
# Each step passes two gradients back to the one before. At $a^{\langle t\rangle}$ two
# gradients meet: the upstream one and the one step $t+1$ passes back. At $c^{\langle
# t\rangle}$ there is only the one passed back, because nothing outside the unit sees
# the memory.
#
# $$
# \text{total at } a^{\langle t\rangle} = da[t] + da_{\mathrm{prev}} \text{ of step }
# t+1
# $$
# $$
# \text{total at } c^{\langle t\rangle} = dc_{\mathrm{prev}} \text{ of step } t+1
# $$
#
# Nothing comes back from beyond the last step, so both carried gradients start at zero.
# What the first step passes back is $da^{\langle 0\rangle}$ and $dc^{\langle
# 0\rangle}$. All steps share the parameters, so their gradients add up over time.
#
# > **Exercise 6 · `lstm_backward`** · 6 points · about 20 minutes
# >
# > Return `dx` in time order, `da0`, `dc0`, and the parameter gradients summed over all
# > steps. Here, too, grading begins with n = 128.

# %% show=true
figures.lstm_unrolled(backward=True)


# %% exercise="lstm_backward" points=6 minutes=20
def lstm_backward(da, steps, p):
    """The gradients of a sequence, from the upstream gradient da (T, m, n_a).

    da_t = da[t] + what step t + 1 carries back;  dc_t = what step t + 1 carries back

    Returns (dx, da0, dc0, dp): (T, m, n_x), twice (m, n_a), and an LSTMParams.
    """
    ### BEGIN SOLUTION
    da_next = dc_next = np.zeros_like(da[0])
    dp = LSTMParams(*[np.zeros_like(w) for w in p])
    dx = []
    for da_t, step in zip(da[::-1], steps[::-1], strict=True):
        back = lstm_cell_backward(da_t + da_next, dc_next, step, p)
        da_next, dc_next, dx_t, dp_t = back
        dx.append(dx_t)
        dp = LSTMParams(*[total + part for total, part in zip(dp, dp_t, strict=True)])
    return np.stack(dx[::-1]), da_next, dc_next, dp
    ### END SOLUTION


# %% check="lstm_backward"
check.lstm_backward(lstm_backward, lstm_forward)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Four things are updated in the loop: the two carried gradients, the list of input
# gradients, and the running sum for the parameters. Create new arrays for the sums
# rather than adding in place.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# At each step, from the last to the first, call `lstm_cell_backward` with two
# gradients: for the activation, this step's upstream gradient plus the carried one; for
# the memory, just the carried one. Its first two results are what you carry to the next
# call. Reverse the list of the inputs' gradients at the end.
#
# </details>
#
# **What you should see** this time comes out of a bug hunt.
#
# ## A bug hunt
#
# An official course once published LSTM gradients like the ones below, and none of its
# own checks caught the mistake. The function runs, the shapes are right, and the loss
# goes down.
#
# **Predict, then run.** Read the code. What is wrong with it? And for which sequences
# does it give the right answer anyway?
#
# Then let a gradient check decide, with SciPy and *your* `lstm_forward`. All the
# parameters are laid end to end in one vector $\theta$, so that `check_grad` can nudge
# each of them in turn and compare the change in the loss with the gradient it was
# given. It returns the length (norm) of the difference between the two gradients, which
# should be below $10^{-4}$; the gradient itself has length 2.7 here.
#
# <details><summary>What was wrong? (open it after you have run the cell)</summary>
#
# Neither $da$ nor $dc$ is passed from a step to the one before, so each step learns as
# if nothing came after it: the memory is trained to forget. With one step there is
# nothing to carry, and the published pass is right. With five steps it is wrong in
# every row of the table, and in three of them even the sign is wrong; and yet a step
# against this gradient still lowers the loss.
#
# The lesson is about tests: **check several steps, random states, every gradient.**
#
# </details>


# %% show=true
from scipy.optimize import approx_fprime, check_grad


def published_backward(da, steps, p):
    """Gradients of a sequence, as they were once published."""
    none = np.zeros_like(da[0])
    back = [lstm_cell_backward(da[t], none, step, p) for t, step in enumerate(steps)]
    dx = np.stack([parts[2] for parts in back])
    sums = (sum(grads) for grads in zip(*(parts[3] for parts in back), strict=True))
    return dx, back[0][0], back[0][1], LSTMParams(*sums)


rng = np.random.default_rng(8)
p = LSTMParams(*rng.normal(size=(4, 4, 7)) / 2, *rng.normal(size=(4, 4)) / 2)
x, a0, c0 = rng.normal(size=(5, 2, 3)), np.zeros((2, 4)), rng.normal(size=(2, 4))
upstream = rng.normal(size=(5, 2, 4))


def laid_out(p):
    """All parameters in one vector."""
    return np.concatenate([w.ravel() for w in p])


def taken_up(theta):
    """The parameters from one vector: the way back."""
    ends = np.cumsum([w.size for w in p])
    parts = np.split(theta, ends[:-1])
    return LSTMParams(*(v.reshape(w.shape) for v, w in zip(parts, p, strict=True)))


def loss(theta, T):
    """A loss that depends on every activation of the first T steps."""
    a, _ = lstm_forward(x[:T], a0, c0, taken_up(theta))
    return np.sum(upstream[:T] * a)


def told(backward):
    """The gradient of the loss by one vector, as `backward` tells it."""

    def gradient(theta, T):
        _, steps = lstm_forward(x[:T], a0, c0, taken_up(theta))
        return laid_out(backward(upstream[:T], steps, taken_up(theta))[3])

    return gradient


theta = laid_out(p)
for T in (1, 5):
    wrong, right = (
        check_grad(loss, told(backward), theta, T, epsilon=1e-6)
        for backward in (published_backward, lstm_backward)
    )
    print(f"T = {T}: published off by {wrong:.0e}, yours off by {right:.0e}")


def at_start(v):
    """The loss over five steps from another first memory."""
    return np.sum(upstream * lstm_forward(x, a0, v.reshape(c0.shape), p)[0])


_, steps = lstm_forward(x, a0, c0, p)
by_start = approx_fprime(c0.ravel(), at_start).reshape(c0.shape)
columns = {"by differences": (by_start, taken_up(approx_fprime(theta, loss, 1e-6, 5)))}
for name, backward in (("published", published_backward), ("yours", lstm_backward)):
    columns[name] = backward(upstream, steps, p)[2:]
columns_of = laid_out(columns["by differences"][1])
print("\nT = 5  " + "".join(f"{name:>16}" for name in columns))
for name in ("bu", "bf", "bo", "bc"):
    row = (getattr(grads, name)[0] for _, grads in columns.values())
    print(f"d{name}[0] " + "".join(f"{value:16.3f}" for value in row))
row = (dc0[0, 0] for dc0, _ in columns.values())
print("dc0[0] " + "".join(f"{value:16.3f}" for value in row))
moved = theta - 0.01 * told(published_backward)(theta, 5)
print(f"\na step against the published gradient: loss {loss(theta, 5):.3f}", end=" ")
print(f"to {loss(moved, 5):.3f}; gradient of length {np.linalg.norm(columns_of):.1f}")

# %% [markdown]
# ## 7. First weights, and the forget gate's bias
#
# Over $k$ steps back along the memory line, the gradient is multiplied by $k$ forget
# gates. At the start of training all the sums going into a gate are small, so each gate
# is about $\sigma(b_f)$:
#
# $$
# \frac{\partial c^{\langle t\rangle}}{\partial c^{\langle t-k\rangle}}
# \approx \sigma(b_f)^k
# \qquad W \sim U\Big(-\frac{1}{\sqrt{n_a}}, \frac{1}{\sqrt{n_a}}\Big)
# $$
#
# With $b_f = 0$ half is lost at every step, and the LSTM starts out as a unit that
# forgets. The remedy costs nothing: start with a positive bias, usually 1 ([Jozefowicz
# et al., 2015](https://proceedings.mlr.press/v37/jozefowicz15.html)). All the other
# biases start at 0, and the range chosen for the weights keeps sums of $n_a$ terms from
# getting too large.
#
# > **Exercise 7 · `init_lstm`** · 3 points · about 8 minutes
# >
# > Draw all four weights from the generator `rng` that is given.


# %% exercise="init_lstm" points=3 minutes=8
def init_lstm(n_x, n_a, rng, forget_bias=1.0):
    """First parameters: W* from U(-1/√n_a, 1/√n_a), bf = forget_bias, other b* = 0.

    rng: a numpy.random.Generator, the only source of chance.
    Returns LSTMParams with W* (n_a, n_a + n_x) and b* (n_a,), in float64.
    """
    ### BEGIN SOLUTION
    reach = 1 / np.sqrt(n_a)
    Wu, Wf, Wo, Wc = rng.uniform(-reach, reach, (4, n_a, n_a + n_x))
    bu, bf, bo, bc = np.zeros((4, n_a))
    return LSTMParams(Wu, Wf, Wo, Wc, bu, bf + forget_bias, bo, bc)
    ### END SOLUTION


# %% check="init_lstm"
check.init_lstm(init_lstm)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# The generator has a method for the uniform distribution, which takes a lower end, an
# upper end and a shape. You can draw all four matrices in a single call.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The bound is one over the square root of n_a. Draw four arrays of n_a rows and n_a
# plus n_x columns, between minus and plus the bound. Biases are zeros, except the
# forget gate's, which is filled with the forget bias.
#
# </details>
#
# **Predict, then run.** We place a gradient on the last memory and measure its norm at
# every step on the way back. How much of it is left after 100 steps with $b_f = 0$, and
# with 1?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# With $b_f = 0$, next to nothing is left after 100 steps; with 1, thirteen orders of
# magnitude more; and with 2, about a third of the original gradient. What is left is
# always more than $\sigma(b_f)^{100}$, the share that comes along the memory line
# alone, because the paths through $a$ add to it. From $b_f = 3$ upwards they add so
# much that the gradient grows. (Hence the clipping in `training.Adam`.)
#
# </details>

# %% show=true
rng = np.random.default_rng(4)
x, empty = rng.normal(size=(101, 8, 4)), np.zeros((8, 32))


def norms_back(bias):
    """The norm of the gradient at the memory, 0, 1, …, 100 steps back."""
    p = init_lstm(4, 32, np.random.default_rng(5), bias)
    _, steps = lstm_forward(x, empty, empty, p)
    da, dc, norms = empty, empty + 1, []
    for step in reversed(steps):
        norms.append(np.linalg.norm(dc))
        da, dc, _, _ = lstm_cell_backward(da, dc, step, p)
    return norms


biases = np.arange(7)
norms = {bias: norms_back(float(bias)) for bias in biases}
left = {bias: values[-1] / values[0] for bias, values in norms.items()}
line = 1 / (1 + np.exp(-biases))  # σ(bf)
for bias, share in zip(biases, line**100, strict=True):
    print(
        f"bf = {bias}: {left[bias]:.0e} is left; by the memory line alone {share:.0e}"
    )
drawn = {bias: norms[bias] for bias in (0, 1, 2, 4, 6)}
figures.forget_bias_sweep(drawn, biases, list(left.values()))

# %% [markdown]
# ## 8. The memory line
#
# The lecture points at the line along the top of the cell: if the gates are set
# properly, $c^{\langle 0\rangle}$ can be carried a long way along it, to the right. How
# far? Choose the parameters yourself, and hold any $c^{\langle 0\rangle}$ over 1,000
# steps, whatever the input is:
#
# $$
# c^{\langle 1000\rangle} \approx c^{\langle 0\rangle} \quad\text{because}
# $$
# $$
# \Gamma_f \approx 1, \ \Gamma_u \approx 0 \text{ at each step}
# $$
#
# "Whatever the input is" rules out gates that listen to it. And "about" is stricter
# than it sounds: a gate at 0.99 leaves $0.99^{1000} \approx 0.00004$ of the memory. For
# a large bias, $1-\sigma(b) \approx e^{-b}$ is lost per step, a thousand times over.
#
# > **Exercise 8 · `hold_memory`** · 3 points · about 10 minutes
# >
# > Return parameters with which every $c^{\langle 0\rangle}$ within ±1 arrives at step
# > 1,000 within $10^{-3}$ of itself.


# %% exercise="hold_memory" points=3 minutes=10
def hold_memory(n_x, n_a):
    """Parameters with which c0 arrives at step 1,000 within 1e-3, for any input.

    c<1000> ≈ c0, with Γf ≈ 1 and Γu ≈ 0 throughout

    Returns LSTMParams with W* (n_a, n_a + n_x) and b* (n_a,).
    """
    ### BEGIN SOLUTION
    Wu, Wf, Wo, Wc = np.zeros((4, n_a, n_a + n_x))  # gates that do not listen
    bu, bf, bo, bc = np.zeros((4, n_a))
    return LSTMParams(Wu, Wf, Wo, Wc, bu - 50, bf + 50, bo, bc)
    ### END SOLUTION


# %% check="hold_memory"
check.hold_memory(hold_memory, lstm_forward)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# A gate with weights of zero is the sigmoid of its bias. Only two of the three gates
# matter here.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# All weights are zero. The forget bias is a large positive number and the update bias a
# large negative one, so large that a thousand times the exponential of minus it is well
# below a thousandth: 20 will do, and more does no harm.
#
# </details>
#
# **What you should see.** Level lines on the left. On the right, a tanh unit that tries
# to hold a number with $W = I$ and no input at all: $a^{\langle t\rangle} =
# \tanh(a^{\langle t-1\rangle})$. Wherever it starts, it ends below 0.04, and you can
# hardly tell where it came from. (With $W = 2I$ it keeps a sign: every start ends at
# ±0.958. That is one bit, not a number.)

# %% show=true
c0 = np.array([[-0.9, -0.5, 0.2, 0.6, 0.9]])
x = np.random.default_rng(6).normal(size=(1000, 1, 2))
_, steps = lstm_forward(x, 0 * c0, c0, hold_memory(2, 5))
held = np.array([step.c_t[0] for step in steps])
print(f"a gate at 0.99 leaves {0.99**1000:.5f} of a memory")
print(f"after 1,000 steps your memory is off by {np.abs(held[-1] - c0[0]).max():.0e}")

lost, sign = [c0[0]], c0[0]
for _ in range(1000):
    lost.append(np.tanh(lost[-1]))
    sign = np.tanh(2 * sign)
print("tanh unit, W = I: ", " ".join(f"{value:.3f}" for value in lost[-1]))
print("tanh unit, W = 2I:", " ".join(f"{value:.3f}" for value in sign))
figures.held_memories(held, lost[1:])

# %% [markdown]
# ## 9. Two variations
#
# The lecture names two. **The relevance gate put back**, which lets the candidate see
# only a part of the activation:
#
# $$
# \Gamma_r = \sigma\big(W_r[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_r\big)
# $$
# $$
# \tilde c = \tanh\big(W_c[\Gamma_r * a^{\langle t-1\rangle}, x^{\langle t\rangle}] +
# b_c\big)
# $$
#
# and **an output without tanh**, $a^{\langle t\rangle} = \Gamma_o * c^{\langle
# t\rangle}$, which is how people often put it when they describe the LSTM aloud. You
# will write the first; the cell below compares both with the LSTM.
#
# > **Exercise 9 · `lstm_cell_with_relevance`** · 4 points · about 10 minutes
# >
# > `p` is a `RelevanceLSTMParams`: all of an LSTM's, and `Wr` and `br`. Return `a_t`
# > and `c_t`, with $a^{\langle t\rangle} = \Gamma_o * \tanh c^{\langle t\rangle}$.


# %% exercise="lstm_cell_with_relevance" points=4 minutes=10
def lstm_cell_with_relevance(a_prev, c_prev, x_t, p):
    """One step of an LSTM whose candidate sees what the relevance gate lets through.

    c̃ = tanh(Wc[Γr * a_prev, x_t] + bc), and everything else as in lstm_cell

    Returns (a_t, c_t), each (m, n_a).
    """
    ### BEGIN SOLUTION
    gamma_u, gamma_f, gamma_o = lstm_gates(a_prev, x_t, p)
    a_x = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    gamma_r = sigmoid(a_x @ p.Wr.T + p.br)
    c_tilde = lstm_candidate(gamma_r * a_prev, x_t, p)
    c_t = gamma_u * c_tilde + gamma_f * c_prev
    return gamma_o * np.tanh(c_t), c_t
    ### END SOLUTION


# %% check="lstm_cell_with_relevance"
check.lstm_cell_with_relevance(lstm_cell_with_relevance, lstm_cell)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Your functions for gates and candidate read their parameters by name, so they accept
# this `p` as it is. What is new is one gate, and what you pass to the candidate.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The relevance gate is made like the others, with its own weights and bias. Call your
# candidate function, but pass it the relevance gate times the activation instead of the
# activation itself. The rest is the same as in `lstm_cell`.
#
# </details>
#
# **What you should see.** With $\Gamma_r = 1$ the relevance cell is the LSTM. With the
# same weights all three trace the same ups and downs: their correlations are 0.97 and
# more. Without tanh, a memory of 1 is shown as 1 instead of $\tanh 1$, a difference of
# 0.238, and there is no bound: a memory that grows by $\tanh 1$ per step stands at 76
# after 100 steps, and all of it is shown.

# %% show=true
rng = np.random.default_rng(7)
plain = init_lstm(3, 8, rng)
relevant = RelevanceLSTMParams(
    **plain._asdict(), Wr=rng.uniform(-1, 1, (8, 11)), br=np.zeros(8)
)
x = rng.normal(size=(40, 1, 3))
rows = {"LSTM": [], "relevance gate": [], "a = Γo * c": []}
state = {name: (np.zeros((1, 8)), np.zeros((1, 8))) for name in rows}
for x_t in x:
    step = lstm_cell(*state["LSTM"], x_t, plain)
    state["LSTM"] = step.a_t, step.c_t
    state["relevance gate"] = lstm_cell_with_relevance(
        *state["relevance gate"], x_t, relevant
    )
    step = lstm_cell(*state["a = Γo * c"], x_t, plain)
    state["a = Γo * c"] = step.gamma_o * step.c_t, step.c_t
    for name, (a, _) in state.items():
        rows[name].append(a)
alike = np.corrcoef([np.ravel(a) for a in rows.values()])
print(f"correlation with the LSTM: relevance gate {alike[0, 1]:.2f},", end=" ")
print(f"a = Γo * c {alike[0, 2]:.2f}; with each other {alike[1, 2]:.2f}")

open_gate = relevant._replace(Wr=0 * relevant.Wr, br=np.full(8, 1000.0))
step = lstm_cell(*state["LSTM"], x_t, plain)
a_t, c_t = lstm_cell_with_relevance(*state["LSTM"], x_t, open_gate)
off = max(np.abs(a_t - step.a_t).max(), np.abs(c_t - step.c_t).max())
print(f"with Γr = 1 it differs from the LSTM by {off:.0e}")
print(f"1 - tanh 1 = {1 - np.tanh(1):.3f}    100 tanh 1 = {100 * np.tanh(1):.0f}")
figures.traces(rows)

# %% [markdown]
# ## 10. Into torch
#
# `torch.nn.LSTM` computes the same function as yours, and is fast. Only the names and
# the layout differ: for $\Gamma_u, \Gamma_f, \tilde c, \Gamma_o$ torch writes $i, f, g,
# o$, and it stacks their rows in that order; it keeps the columns for the state and
# those for the input in two separate matrices; and it has two biases, which it adds
# together:
#
# $$
# z = W_{ih}x + b_{ih} + W_{hh}h + b_{hh}
# $$
# $$
# W = [W_{hh}, W_{ih}]
# $$
# $$
# b = b_{ih} + b_{hh}
# $$
#
# So if you put a forget bias of 1 into *both*, you would really be using 2.
#
# > **Exercise 10 · `lstm_to_torch`** · 4 points · about 12 minutes
# >
# > Return a dict of arrays: `weight_ih_l0` `(4n_a, n_x)`, `weight_hh_l0`
# > `(4n_a, n_a)`, `bias_ih_l0` and `bias_hh_l0` `(4n_a,)`.


# %% exercise="lstm_to_torch" points=4 minutes=12
def lstm_to_torch(p):
    """The same LSTM in torch's names, order and shapes, as a dict of arrays.

    Rows in the order i, f, g, o, which is Γu, Γf, c̃, Γo; the two biases add up to b.
    """
    ### BEGIN SOLUTION
    n_a = len(p.bu)
    W = np.concatenate([p.Wu, p.Wf, p.Wc, p.Wo])  # (4n_a, n_a + n_x)
    b = np.concatenate([p.bu, p.bf, p.bc, p.bo])
    return {
        "weight_ih_l0": W[:, n_a:].copy(),
        "weight_hh_l0": W[:, :n_a].copy(),
        "bias_ih_l0": b,
        "bias_hh_l0": np.zeros_like(b),
    }
    ### END SOLUTION


# %% check="lstm_to_torch"
check.lstm_to_torch(lstm_to_torch)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Stack the four weights on top of each other first, in torch's order, and cut the
# result into its left and its right columns.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Concatenate update, forget, candidate and output weights along the rows. The first n_a
# columns are the state's, the others the input's. Stack the biases in the same order
# into one of the two; the other one is zeros.
#
# </details>
#
# **What you should see.** Nothing but rounding errors, forward and backward: in the
# activations, the last memory, and the gradient that torch's autograd finds for the
# input. The stacking order matters: with $f$ and $i$ exchanged the activations are off
# by 0.39.

# %% show=true
import torch

rng = np.random.default_rng(8)
p, x = init_lstm(4, 6, rng), rng.normal(size=(20, 3, 4))
upstream, start = rng.normal(size=(20, 3, 6)), np.zeros((3, 6))
unit = torch.nn.LSTM(4, 6, dtype=torch.float64)


def into_torch(p):
    """What torch makes of the sequence with these parameters: a, the last c, and dx."""
    arrays = lstm_to_torch(p).items()
    unit.load_state_dict({name: torch.from_numpy(array) for name, array in arrays})
    inputs = torch.tensor(x, requires_grad=True)
    a, (_, c) = unit(inputs)
    (a * torch.tensor(upstream)).sum().backward()
    return a.detach().numpy(), c.detach().numpy()[0], inputs.grad.numpy()


a, steps = lstm_forward(x, start, start, p)
mine = a, steps[-1].c_t, lstm_backward(upstream, steps, p)[0]
for name, value, wanted in zip(("a", "c", "dx"), mine, into_torch(p), strict=True):
    print(f"{name:<2} off by {np.abs(value - wanted).max():.0e}")
exchanged = p._replace(Wu=p.Wf, Wf=p.Wu, bu=p.bf, bf=p.bu)
off = np.abs(into_torch(exchanged)[0] - a).max()
print(f"i and f exchanged: a is off by {off:.2f}")

# %% [markdown]
# ## Something real: your LSTM invents names
#
# The package `names` contains the first names of the US census of 1990. We ignore their
# frequencies, take each name once, and hold out a tenth of them. A name is read one
# character at a time, beginning with the mark `.`, and after each character the model
# says how likely each of 27 characters is to come next; `.` also ends the name. Its
# loss is the mean of $-\log P$ of what did come next, in nats per character.
#
# How good is good? Two tables give the answer. The **unigram** knows only how frequent
# each character is; the **bigram** knows which characters follow which. Both are
# counted on the training names, and neither looks back further than one character.
#
# **Train it.** Everything computed inside a time step is your own code; `characters`
# turns names into arrays and computes the 27 scores from the activation, and
# `training.fit` is the one you already know. 64 units, batches of 64 names, float32;
# 700 updates, and 300 more with smaller steps. It should take 10 to 40 seconds.
#
# **Predict, then run.** At some point it will cross the line of the bigram, and from
# there on it must be using more than the last character. When: after 10, 100 or 1,000
# updates?

# %% show=true
rng = np.random.default_rng(0)
training_names, held_out = data.split(data.first_names(), rng)
baselines = {
    name: float(characters.table_loss(table(training_names), held_out))
    for name, table in (("unigram", characters.unigram), ("bigram", characters.bigram))
}
print(len(training_names), "names to learn from,", len(held_out), "held out")
print("such as:", ", ".join(held_out[:8]))
for name, value in baselines.items():
    print(f"{name}: {value:.2f} nats per character on the held-out names")

# %% show=true tags=["nbval-ignore-output"]
n_a, batch = 64, 64
first = init_lstm(len(characters.CHARACTERS), n_a, rng)
params = LSTMParams(*(w.astype(np.float32) for w in first))
readout = characters.init_readout(n_a, rng)


def forward(x, p):
    """Your LSTM from an empty memory."""
    empty = np.zeros((x.shape[1], n_a), x.dtype)
    return lstm_forward(x, empty, empty, p)


def draw():
    """A batch of training names."""
    chosen = rng.integers(0, len(training_names), batch)
    return characters.encode([training_names[k] for k in chosen])


losses = []
for updates, lr in ((700, 0.01), (300, 0.002)):
    learned = training.fit(
        forward,
        lambda da, steps, p: lstm_backward(da, steps, p)[3],
        params,
        readout,
        draw,
        updates=updates,
        lr=lr,
        loss_of=characters.loss,
    )
    params, readout = learned.params, learned.readout
    losses.extend(learned.losses)

x, y = characters.encode(held_out)


def held_out_loss(p):
    """Nats a character on the held-out names."""
    return float(characters.loss(forward(x, p)[0], y, readout)[0])


best = held_out_loss(params)
print(f"held-out names: {best:.2f} nats per character")
assert best < baselines["unigram"]
assert best < baselines["bigram"] - 0.3
means = np.convolve(losses, np.ones(20) / 20, mode="valid")
assert 20 < np.argmax(means < baselines["bigram"]) < 200
figures.character_losses(losses, baselines)

# %% [markdown]
# **What you should see.** It beats both tables on names it has never seen, with about
# 1.92 nats against the bigram's 2.36, and it crosses the bigram's line between update
# 20 and 200. (The cell asserts both.)
#
# ### Names that nobody has
#
# To sample, draw the next character from the probabilities, feed it back, and go on. A
# **temperature** $\tau$ divides the scores first: $P \propto e^{s/\tau}$. Below 1 the
# likely becomes likelier; above 1 chance has more say. (The samples can differ a little
# from one machine to the next, as the training does.)
#
# **What you should see.** At 0.3 the names are timid, and more than half of them
# already exist. At 0.8 fewer of them do, and at 1.3 fewer still, with hardly a name
# repeated.
#
# ### What do the gates do, character by character?
#
# Here the model reads one name. For each element we ask how closely its memory follows
# the *position* in the name, over all held-out names, and draw the twelve that rise
# most with it (top) and the twelve that fall most (bottom).

# %% show=true tags=["nbval-ignore-output"]
known, invented = {*training_names, *held_out}, {}
for temperature in (0.3, 0.8, 1.3):
    invented[temperature] = characters.sample(
        lambda a, c, x_t: lstm_cell(a, c, x_t, params),
        readout,
        np.random.default_rng(1),
        count=200,
        temperature=temperature,
    )
    print(f"temperature {temperature}:", ", ".join(invented[temperature][:9]))
real = {t: sum(name in known for name in names) for t, names in invented.items()}
print("of 200 names exist:", ", ".join(f"{n} at {t}" for t, n in real.items()))
assert real[0.3] > 100
assert real[0.3] > real[0.8] > real[1.3]
assert len(set(invented[1.3])) > 180

# %% show=true
_, steps = forward(x, params)
memory = np.array([step.c_t for step in steps])  # (T, m, n_a)
live = y >= 0
position = np.broadcast_to(np.arange(len(x))[:, None], y.shape)[live]
follows = np.array(
    [np.corrcoef(memory[..., k][live], position)[0, 1] for k in range(n_a)]
)
print(f"correlation with the position: ≈ {follows.min():.2f} to ≈ {follows.max():.2f}")
order = np.argsort(-follows)
rows, others = [*order[:12], *order[-12:]], order[12:-12]
gamma_f = np.array([step.gamma_f for step in steps])[live]
print(f"mean forget gate of these 24: ≈ {gamma_f[:, rows].mean():.2f}", end=", ")
print(f"of the other {len(others)}: ≈ {gamma_f[:, others].mean():.2f}")
name = "christopher"
_, read = forward(characters.encode([name])[0], params)
figures.gates_over_name(name, read, rows)

# %% [markdown]
# **What you should see.** On the right, memories that climb or sink from letter to
# letter: the unit counts, as in exercise 4, though nobody asked it to. Their forget
# gates are wider open (darker) than those of the other elements, so that a count can
# add up. The other gates change from character to character: they depend on what is
# read.
#
# ## Gate interventions
#
# You see what a part does when you take it away. A gate with zero weights and a bias of
# ±1000 is **clamped**: it stays shut or open whatever comes in. No function needs to
# change.
#
# **Predict, then run.** What will the held-out loss be, compared with about 1.92 for
# the free model, 2.36 for the bigram and 2.81 for the unigram? Put these in order:
# $\Gamma_u = 0$ (never write), $\Gamma_f = 0$ (keep nothing), $\Gamma_f = 1$ (forget
# nothing), $\Gamma_o = 0$ (show nothing). Two of them will be exactly equal. Which, and
# why?

# %% show=true
clamped = {"free": best}
for letter, value in (("u", 0), ("f", 0), ("f", 1), ("o", 0)):
    changes = {
        f"W{letter}": 0 * getattr(params, f"W{letter}"),
        f"b{letter}": np.full(n_a, 2000 * value - 1000, np.float32),
    }
    clamped[f"Γ{letter} = {value}"] = held_out_loss(params._replace(**changes))
for name, value in (clamped | baselines).items():
    print(f"{name:<8} ≈ {value:.2f}")
print(f"Γu = 0 less Γo = 0: {clamped['Γu = 0'] - clamped['Γo = 0']:g}")
figures.clamped_losses(clamped, baselines)

# %% [markdown]
# **What you should see.** Never writing and never showing look the same from outside:
# $a = 0$ at every step, so the readout says the same 27 numbers for ever. That is worse
# than the unigram, whose 27 numbers are fixed too, but are at least the right ones.
# Keeping nothing hurts less, because $a^{\langle t-1\rangle}$ still reports the last
# step; but at about 2.43 it is worse than the bigram (2.36), which knows no more than
# the last character. Forgetting nothing hurts as well: memories pile up that the unit
# expected to be gone.
#
# ### A transplant
#
# Stop a name after its first few letters, and give it the memory $c$ that *another*,
# longer name had after eight. It keeps its own output gate; only $c$ is swapped. The
# memory counts letters, we said. **Predict, then run.** How will the probability that
# the name ends here change? And what if only *one* of the 64 elements is exchanged, the
# one that does most?

# %% show=true
long_names = [name for name in held_out if len(name) > 8]
donors = forward(characters.encode(long_names)[0], params)[1][8].c_t
rng = np.random.default_rng(9)


def ends(step, chosen, c):
    """The mean probability that names end, with memory c shown by their own gates."""
    a = step.gamma_o[chosen] * np.tanh(c)
    return float(np.exp(characters.log_probabilities(a, readout)[:, 0]).mean())


own, one, whole = [], [], []
letters = [1, 2, 3, 4, 5]
for count in letters:
    chosen = np.array([len(name) > count for name in held_out])
    given = donors[rng.integers(0, len(donors), chosen.sum())]
    mine = steps[count].c_t[chosen]
    own.append(ends(steps[count], chosen, mine))
    whole.append(ends(steps[count], chosen, given))
    singles = [np.where(np.arange(n_a) == k, given, mine) for k in range(n_a)]
    one.append(max(ends(steps[count], chosen, c) for c in singles))
print("the probability of an end after two letters:")
print(f"own memory ≈ {own[1]:.3f}, the best single element of 64 exchanged", end=" ")
print(f"≈ {one[1]:.3f}, all of them ≈ {whole[1]:.2f}")
figures.transplants(
    letters,
    {"own memory": own, "one element exchanged": one, "whole memory exchanged": whole},
)

# %% [markdown]
# **What you should see.** With the memory of a longer name the model believes that it
# has read many letters: after two of them the probability of an end rises from below
# 0.02 to above 0.2. No single element does that, not even the best of 64: the count is
# spread over many of them. (Most elements are only shown where their output gate
# happens to be open, and the readout adds up what all of them say.)
#
# ## What you have built
#
# - a unit with three independent gates and two states, and the whole way back through
#   it, which agrees with torch to twelve digits;
# - a memory that arrives after 1,000 steps, and the reason why: on its line there is
#   one product per step, and the gate can make that product 1;
# - a test that catches a pass which carries nothing back, and the habit of checking
#   more than one step;
# - a model of names, opened up.
#
# In the next notebook the gates get to see the memory itself: **peepholes**.
#
# **Further reading**
#
# - [Hochreiter & Schmidhuber (1997)](https://doi.org/10.1162/neco.1997.9.8.1735), *Long
#   Short-Term Memory*
# - [Gers, Schmidhuber & Cummins (2000)](https://doi.org/10.1162/089976600300015015),
#   *Learning to Forget*: where the forget gate comes from
# - [Jozefowicz, Zaremba & Sutskever
#   (2015)](https://proceedings.mlr.press/v37/jozefowicz15.html), *An Empirical
#   Exploration of Recurrent Network Architectures*: on the forget bias
# - [Greff et al. (2017)](https://arxiv.org/abs/1503.04069), *LSTM: A Search Space
#   Odyssey*: which parts matter
# - [Olah (2015)](https://colah.github.io/posts/2015-08-Understanding-LSTMs/),
#   *Understanding LSTM Networks*: the pictures that the lecture credits
