# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The GRU: a memory with two gates
#
# *The **cat**, which already ate the fish, the bread and …, **was** full.* To get *was*
# right, a network has to remember one word for as long as the sentence lasts. A plain
# recurrent unit can't: it overwrites its whole state at every step, and the gradient
# that could teach it to hold on to something dies away on the journey back. A **gated
# recurrent unit** (GRU) has a memory that it can choose to leave alone.
#
# **What you will build.** Every part of the picture below, by yourself, in NumPy: the
# two gates, the candidate, the step, the loop over time, and the full backward pass for
# the gradients. By the end, your own GRU will remember something for 100 steps.
#
# | | |
# |---|---|
# | time | about 2½ hours (all times given here are estimates) |
# | you need | NumPy, the chain rule, matrix products |
# | machine | any; no GPU is used |
# | points | 38, in nine exercises |
#
# Run the cells from top to bottom. Each exercise has a stub for you to fill in, a
# **check** that tells you straight away what you have got right, and two **hints** that
# you can unfold.
#
# The course follows Andrew Ng's *Sequence Models* ([Deep Learning
# Specialization](https://www.coursera.org/learn/nlp-sequence-models)): the lectures on
# the GRU and on LSTM units. Wherever you read "the lecture", these are the ones meant.

# %%
import numpy as np

from utils.checks import gru as check
from utils.params import GRUParams, GRUStep

# %% show=true
from utils import data, figures, plain, training

figures.gru_cell()

# %% [markdown]
# ## Why a gate?
#
# Let's watch the plain unit fail. Its formula is $a^{\langle t\rangle} =
# \tanh(W[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + b)$. It reads sentences whose
# first word is a subject, singular or plural; the words after it are fillers. After the
# last word it has to say whether the subject was singular or plural. Guessing gets 50 %
# right.
#
# **Predict, then run.** The same unit is trained four times, each time from scratch: on
# sentences of 5, 10, 40 and 100 words. Which of the four lengths will it get right?

# %% show=true
for length in (5, 10, 40, 100):
    rng = np.random.default_rng(0)
    unit = plain.learn(lambda n=length, r=rng: data.sentences(r, n, 32), n=16, rng=rng)
    x, y = data.sentences(rng, length, 1000)
    right = plain.share_right(plain.forward(x, unit.params)[0], y, unit.readout)
    print(f"{length:>3} words: ≈ {right:.0%} of 1,000 new sentences right")

first = plain.init_plain(8, 16, np.random.default_rng(0))
norms = plain.gradient_norms(x, first)
for back in (10, 40, 99):
    print(f"{back:>3} steps back, {norms[back] / norms[0]:.0e} of a gradient is left")
figures.gradient_norms({"plain unit, first weights": norms})

# %% [markdown]
# **What you should see.** At 5 and 10 words, every answer is right; at 40 and 100, the
# unit does no better than tossing a coin. The figure shows why: this is the **vanishing
# gradient**. Anything the unit learns from the first word has to come back through
#
# $$
# \frac{\partial a^{\langle T\rangle}}{\partial a^{\langle 1\rangle}} =
# \prod_{t=2}^{T} \frac{\partial a^{\langle t\rangle}}{\partial
# a^{\langle t-1\rangle}},
# $$
#
# a product of $T - 1$ Jacobians, each of them the matrix $W$ times slopes below 1. If
# each one shrinks the gradient a little, a hundred of them leave next to nothing. (If
# each one stretches it, the gradient explodes.) The problem was found by [Hochreiter
# (1991)](https://people.idsia.ch/~juergen/SeppHochreiter1991ThesisAdvisorSchmidhuber.pdf)
# and [Bengio et al. (1994)](https://doi.org/10.1109/72.279181).
#
# The way out: a state that is **not** rewritten at every step, and a unit that learns
# when to write.
#
# ## How to read the picture, and the code
#
# The memory $c$ runs along the top. The rounded boxes are **gates**: each holds numbers
# between 0 and 1, one for each element of the memory. × multiplies element by element.
# Wires that meet at a dot are joined; where one of them has a gap, they merely cross.
#
# - `x_t` `(m, n_x)`, $x^{\langle t\rangle}$: the input; $m$ examples, one per row
# - `c_prev` and `c_t` `(m, n_c)`, $c^{\langle t-1\rangle}$ and $c^{\langle t\rangle}$:
#   the memory before and after the step
# - `gamma_u` and `gamma_r` `(m, n_c)`, $\Gamma_u$ and $\Gamma_r$: update gate and
#   relevance gate
# - `c_tilde` `(m, n_c)`, $\tilde c$: the candidate for the new memory
# - `p.Wu`, `p.Wr`, `p.Wc` `(n_c, n_c + n_x)`, $W_u$, $W_r$, $W_c$: weights for $[c,
#   x]$, with the memory's columns first
# - `p.bu`, `p.br`, `p.bc` `(n_c,)`, $b_u$, $b_r$, $b_c$: biases
#
# A linear map applied to rows $v$ is written `v @ W.T + b`. In a sequence, time is the
# first axis: `x` is `(T, m, n_x)`.
#
# <details><summary>Names you will meet elsewhere</summary>
#
# - the memory $c$: the hidden state $h$ (torch, Keras, most papers)
# - the update gate $\Gamma_u$: $z$ in Chung et al. 2014; but in Cho et al. 2014, torch
#   and d2l, $z$ is the share that is *kept*, $1-\Gamma_u$
# - the relevance gate $\Gamma_r$: the reset gate $r$
# - the candidate $\tilde c$: $\tilde h$, or $n$ for "new" (torch)
#
# </details>
#
# **Four promises.** Each of your functions must keep them, and the grading tests them:
# it never changes its inputs; it returns copies, never views of the caller's arrays,
# and no later call changes what it returned; given float32, it returns float32; and it
# sets off no NumPy warning, even where a gate is fully shut or fully open.

# %% [markdown]
# ## 1. A smooth switch: the sigmoid
#
# A gate should be able to get close to 0 and close to 1, and so that it can learn, its
# curve must not be flat anywhere. The sigmoid gives you both:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}}$$
#
# The two forms are equal on paper but not on a computer. At $z = -1000$ the first one
# needs $e^{1000}$, which is too large for a float, and NumPy warns of an overflow. The
# second one fails in the same way at $z = +1000$. So use each form only where its
# exponent isn't positive.
#
# > **Exercise 1 · `sigmoid`** · 2 points · about 5 minutes
# >
# > It takes a number or an array of any shape, and whatever finite `z` you give it,
# > there is no warning and no NaN. Calling a library's sigmoid earns no points here.


# %% exercise="sigmoid" points=2 minutes=5
def sigmoid(z):
    """The sigmoid of a number or of an array, element by element, without overflow.

    σ(z) = 1 / (1 + exp(-z))
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(z))  # never above 1
    return np.where(np.asarray(z) >= 0, 1, small) / (1 + small)
    ### END SOLUTION


# %% check="sigmoid"
check.sigmoid(sigmoid)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Both forms can be written in terms of one number that never exceeds 1: the exponential
# of minus the absolute value of $z$. Compute that first; after that, the two forms
# differ only in the numerator.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Where z is at least zero, the numerator is one; elsewhere it is that small
# exponential. The denominator is one plus the small exponential in both cases.
#
# </details>
#
# **What you should see.** σ(0) = 0.5 and σ(ln 3) = 0.75; at -1000 you get exactly 0 and
# at 1000 exactly 1, with no warning. The slope is $\sigma'(z) =
# \sigma(z)(1-\sigma(z))$, at most a quarter. You will need it in exercise 7.

# %% show=true
for z in (0.0, np.log(3), -1000.0, 1000.0):
    print(f"σ({z:.4g}) = {float(sigmoid(z)):.6g}")
figures.sigmoid_curve(sigmoid)

# %% [markdown]
# ## 2. Two gates
#
# Both gates look at the memory and at the input, each with its own weights:
#
# $$
# \Gamma_u = \sigma\big(W_u[c^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_u\big)
# $$
# $$
# \Gamma_r = \sigma\big(W_r[c^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_r\big)
# $$
#
# The **update gate** $\Gamma_u$ says, for each element of the memory, how much of it is
# overwritten. The **relevance gate** $\Gamma_r$ says how much of the old memory the
# candidate gets to see. The two formulas look the same, but the gates do different
# jobs, and each learns its own.
#
# $[c, x]$ puts the memory and the input side by side: row $i$ holds both for example
# $i$, `n_c + n_x` numbers in all.
#
# > **Exercise 2 · `gru_gates`** · 3 points · about 10 minutes
# >
# > Return both gates, the update gate first. Use your `sigmoid`.

# %% show=true
figures.gru_cell("gates")


# %% exercise="gru_gates" points=3 minutes=10
def gru_gates(c_prev, x_t, p):
    """The gates of one step, from c_prev (m, n_c) and x_t (m, n_x).

    Γu = σ(Wu[c_prev, x_t] + bu)    Γr = σ(Wr[c_prev, x_t] + br)

    Returns (gamma_u, gamma_r), each (m, n_c).
    """
    ### BEGIN SOLUTION
    c_x = np.concatenate([c_prev, x_t], axis=1)  # (m, n_c + n_x)
    gamma_u = sigmoid(c_x @ p.Wu.T + p.bu)
    gamma_r = sigmoid(c_x @ p.Wr.T + p.br)
    return gamma_u, gamma_r
    ### END SOLUTION


# %% check="gru_gates"
check.gru_gates(gru_gates)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Make one matrix in which each row holds the memory and the input of one example. Both
# gates use it; only the weights and the bias differ.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Concatenate the memory and the input side by side; multiply by the transposed weights;
# add the bias, which NumPy repeats for every row; take the sigmoid.
#
# </details>
#
# **What you should see.** With all parameters at 0, both gates are half open. A bias
# opens or shuts a gate for all inputs at once: $b_u = -\ln 99 \approx -4.6$ leaves the
# update gate just one hundredth open. That will matter later on.

# %% show=true
p = training.init_gru(n_x=2, n_c=3, rng=np.random.default_rng(0))
c, x_t = np.zeros((1, 3)), np.zeros((1, 2))
for bias in (0.0, -np.log(99), np.log(99)):
    gamma_u, _ = gru_gates(c, x_t, p._replace(bu=np.full(3, bias)))
    print(f"bu = {bias:5.2f}   Γu = {gamma_u[0, 0]:.2f}")

# %% [markdown]
# ## 3. The candidate
#
# What could be written to the memory? For every element a new value between -1 and 1,
# computed from the input and from as much of the old memory as the relevance gate lets
# through:
#
# $$
# \tilde c = \tanh\big(
# W_c[\Gamma_r * c^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_c
# \big)
# $$
#
# With $\Gamma_r = 0$ the unit starts afresh: the candidate depends on the input alone.
# With $\Gamma_r = 1$ the candidate is just what a plain unit would compute. $\Gamma_r$
# multiplies the memory element by element, *before* the matrix does, and never touches
# the input. (torch does it in a different order: see exercise 9.)
#
# > **Exercise 3 · `gru_candidate`** · 3 points · about 8 minutes
# >
# > Use the `gamma_r` that you are given; don't compute it again.

# %% show=true
figures.gru_cell("candidate")


# %% exercise="gru_candidate" points=3 minutes=8
def gru_candidate(c_prev, x_t, gamma_r, p):
    """The candidate for the new memory, from the memory that Γr lets through.

    c̃ = tanh(Wc[Γr * c_prev, x_t] + bc)

    Returns c_tilde (m, n_c).
    """
    ### BEGIN SOLUTION
    rc_x = np.concatenate([gamma_r * c_prev, x_t], axis=1)  # (m, n_c + n_x)
    return np.tanh(rc_x @ p.Wc.T + p.bc)
    ### END SOLUTION


# %% check="gru_candidate"
check.gru_candidate(gru_candidate)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# It looks like a gate, with two differences: there is a different function at the end,
# and the memory is multiplied by something first.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Multiply the relevance gate and the memory element by element; concatenate the product
# with the input; multiply by the transposed candidate weights; add the bias; take the
# hyperbolic tangent.
#
# </details>
#
# **What you should see.** Swapping one memory for another moves the candidate by 0.424
# when $\Gamma_r = 1$, and by exactly 0 when $\Gamma_r = 0$.

# %% show=true
rng = np.random.default_rng(1)
p = training.init_gru(n_x=2, n_c=3, rng=rng)
memory, other, x_t = rng.normal(size=(3, 1, 3))
x_t = x_t[:, :2]
for relevance in (1.0, 0.0):
    gate = np.full((1, 3), relevance)
    moved = gru_candidate(memory, x_t, gate, p) - gru_candidate(other, x_t, gate, p)
    most = np.abs(moved).max()
    print(f"Γr = {relevance:.0f}: another memory moves c̃ by {most:.3f}")

# %% [markdown]
# ## 4. One step
#
# Now the update gate blends old and new, element by element. The two shares add up to
# one:
#
# $$
# c^{\langle t\rangle} = \Gamma_u * \tilde c + (1 - \Gamma_u) * c^{\langle t-1\rangle}
# \qquad
# a^{\langle t\rangle} = c^{\langle t\rangle}
# $$
#
# Where $\Gamma_u = 0$, the memory comes through unchanged **to the last bit**: no
# matrix, no squashing. That is the whole point of the unit: where the memory passes
# unchanged on the way forward, its gradient passes unchanged on the way back.
#
# The backward pass will need everything that is computed here, so each step is recorded
# in a `GRUStep`. The record must hold its own copies of `c_prev` and `x_t`, since the
# caller may go on to reuse those arrays.
#
# > **Exercise 4 · `gru_cell`** · 4 points · about 10 minutes
# >
# > Return `GRUStep(c_prev, x_t, gamma_u, gamma_r, c_tilde, c_t)`.

# %% show=true
figures.gru_cell("blend")


# %% exercise="gru_cell" points=4 minutes=10
def gru_cell(c_prev, x_t, p):
    """One GRU step, from c_prev (m, n_c) and x_t (m, n_x).

    c_t = Γu * c̃ + (1 - Γu) * c_prev

    Returns a GRUStep with its own copies of c_prev and x_t.
    """
    ### BEGIN SOLUTION
    gamma_u, gamma_r = gru_gates(c_prev, x_t, p)
    c_tilde = gru_candidate(c_prev, x_t, gamma_r, p)
    c_t = gamma_u * c_tilde + (1 - gamma_u) * c_prev
    return GRUStep(c_prev.copy(), x_t.copy(), gamma_u, gamma_r, c_tilde, c_t)
    ### END SOLUTION


# %% check="gru_cell"
check.gru_cell(gru_cell)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Three lines: gates, candidate, blend. You already have functions for the first two.
# The old memory's share is whatever the update gate leaves.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The new memory is the update gate times the candidate, plus the old memory times what
# is left when you take the update gate from one. In the record, store a copy of each of
# the two inputs.
#
# </details>
#
# **What you should see.** The candidate is -0.6. A shut update gate leaves a memory of
# 0.8 as it is; a half-open one moves it halfway to the candidate; an open one replaces
# it.

# %% show=true
p = GRUParams(*np.zeros((3, 1, 2)), *np.zeros((3, 1)))  # n_c = n_x = 1, all zero
p = p._replace(bc=np.array([-np.log(2)]))  # the candidate is -0.6, whatever comes
for bias in (-1000.0, 0.0, 1000.0):
    p = p._replace(bu=np.array([bias]))
    step = gru_cell(np.array([[0.8]]), np.zeros((1, 1)), p)
    print(f"Γu = {step.gamma_u[0, 0]:.1f}: from 0.8 to {step.c_t[0, 0]:.1f}")

# %% [markdown]
# ## 5. A sequence
#
# The unit is a single function, applied over and over, once per step. What one step
# writes, the next one reads, and all steps share the same weights:
#
# $$
# c^{\langle 0\rangle} \text{ is given}
# $$
# $$
# c^{\langle t\rangle} = \mathrm{GRU}\big(c^{\langle t-1\rangle}, x^{\langle
# t\rangle}\big)
# $$
# $$
# t = 1, \dots, T
# $$
#
# Python counts from 0, so `x[0]` is the first input, $x^{\langle 1\rangle}$, and `c[0]`
# is the memory after it, $c^{\langle 1\rangle}$.
#
# > **Exercise 5 · `gru_forward`** · 4 points · about 10 minutes
# >
# > Return all the memories as one array `(T, m, n_c)`, and a list of the steps.

# %% show=true
figures.unrolled()


# %% exercise="gru_forward" points=4 minutes=10
def gru_forward(x, c0, p):
    """A GRU over x (T, m, n_x), from the memory c0 (m, n_c).

    c<t> = GRU(c<t-1>, x<t>)

    Returns (c, steps): c (T, m, n_c), and a list of T GRUSteps.
    """
    ### BEGIN SOLUTION
    steps = []
    c_prev = c0
    for x_t in x:
        step = gru_cell(c_prev, x_t, p)
        steps.append(step)
        c_prev = step.c_t
    return np.stack([step.c_t for step in steps]), steps
    ### END SOLUTION


# %% check="gru_forward"
check.gru_forward(gru_forward)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# A loop over the first axis of `x`, and one variable that holds the current memory.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Begin with c0. For each input, run the cell, append the step it returns to the list,
# and use that step's new memory as the old memory of the next. At the end, stack the
# new memories of all the steps.
#
# </details>
#
# **Predict, then run.** How long does a memory last when nothing comes in? Start with a
# memory of 1, and write down how much of it you expect to be left after 100 steps: with
# the update gate half open, with it one hundredth open, and with it shut.
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# Each step leaves $1 - \Gamma_u$ of the memory, so 100 steps leave
# $(1-\Gamma_u)^{100}$: next to nothing with the gate half open, 37 % with it one
# hundredth open ($0.99^{100} \approx 1/e$), and all of it with the gate shut.
#
# </details>

# %% show=true
silence, full = np.zeros((100, 1, 1)), np.ones((1, 1))
for gate in (0.5, 0.01, 0.0):
    bias = np.log(gate / (1 - gate)) if gate else -1000.0
    quiet = GRUParams(*np.zeros((3, 1, 2)), *np.zeros((3, 1)))
    c, _ = gru_forward(silence, full, quiet._replace(bu=np.array([bias])))
    print(f"Γu = {gate:.2f}: after 100 steps {c[-1, 0, 0]:.3f} of the memory is left")

# %% [markdown]
# ## 6. A gradient you can trust
#
# Before you derive any gradients, build the tool that tells you whether they are right.
# A partial derivative tells you how fast $f$ moves when just one of its input numbers
# moves. So nudge that number, once up and once down, and see what $f$ does:
#
# $$
# \frac{\partial f}{\partial x_k} \approx
# \frac{f(x + \varepsilon e_k) - f(x - \varepsilon e_k)}{2\varepsilon}
# $$
#
# Stepping both ways cancels the effect of the curvature, so the error is of the order
# of $\varepsilon^2$ rather than $\varepsilon$. The price is two calls of $f$ for every
# number in $x$: far too slow for training, but just right for testing.
#
# > **Exercise 6 · `numerical_gradient`** · 4 points · about 10 minutes
# >
# > `f` takes an array like `x` and returns one number. `x` may have any shape, and must
# > be unchanged when you are done.

# %% show=true
figures.central_difference(lambda x: x**3, x=1.0, eps=0.5)


# %% exercise="numerical_gradient" points=4 minutes=10
def numerical_gradient(f, x, eps=1e-5):
    """The gradient of f at x, by central differences.

    (f(x + eps e_k) - f(x - eps e_k)) / (2 eps), for every element k

    f returns a number. The result has the shape of x.
    """
    ### BEGIN SOLUTION
    gradient = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[k] += eps
        down[k] -= eps
        gradient[k] = (f(up) - f(down)) / (2 * eps)
    return gradient
    ### END SOLUTION


# %% check="numerical_gradient"
check.numerical_gradient(numerical_gradient)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Visit every element by its index (`np.ndindex` gives the indices of any shape). For
# each one, make two copies of `x` that differ from it in that element only.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Take f of the copy that was moved up, subtract f of the copy that was moved down, and
# divide the difference by twice eps. That is one element of the gradient.
#
# </details>
#
# **Predict, then run.** For $x^3$ at 1 the true slope is 3, and central differences
# give $3 + \varepsilon^2$. So is a smaller ε always better? The cell tries 0.1,
# $10^{-5}$ and $10^{-13}$ on the sine at 1: which gives the smallest error?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# A smaller ε is better until rounding takes over: below $10^{-8}$ or so the two values
# of $f$ agree in nearly all of their digits, and their difference is noise. In float64,
# $10^{-5}$ is a good compromise; in float32 the method is useless. (≈ marks a number
# that may differ a little on your machine.)
#
# </details>


# %% show=true
def error_at(eps):
    """How far the numerical slope of the sine at 1 is from the cosine of 1."""
    slope = numerical_gradient(lambda x: np.sin(x[0]), np.array([1.0]), eps)
    return abs(slope[0] - np.cos(1.0))


cubed = numerical_gradient(lambda x: x[0] ** 3, np.ones(1), eps=0.5)
print(f"x³ at 1 with eps = 0.5: {cubed[0]:.6g}")
for eps in (1e-1, 1e-5, 1e-13):
    print(f"the sine at 1, eps = {eps:g}: off by ≈ {error_at(eps):.0e}")

# %% [markdown]
# ## 7. Backward through one step
#
# For any quantity $q$, write $dq$ for $\partial L/\partial q$, where $L$ is the loss.
# You are given $dc^{\langle t\rangle}$, the *whole* gradient that arrives at the new
# memory, and you want the gradients for everything that went into the step. **Derive it
# yourself before you open anything below.** Four paths lead back to the old memory.
# Three rules are all you need:
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
# Take a sheet of paper and work your way back through the blend, the two squashing
# functions, the candidate's linear map, and those of the gates. Where two paths meet,
# add up their gradients.

# %% show=true
figures.gru_gradient_ways()

# %% [markdown]
# Try each part yourself first; then open it and compare.
#
# <details><summary>① The blend</summary>
#
# There are two products in $c^{\langle t\rangle} = \Gamma_u * \tilde c + (1-\Gamma_u) *
# c^{\langle t-1\rangle}$, and in both of them each factor gets $dc^{\langle t\rangle}$
# times the other factor:
#
# $$
# d\tilde c = dc^{\langle t\rangle} * \Gamma_u
# $$
# $$
# d\Gamma_u = dc^{\langle t\rangle} * (\tilde c - c^{\langle t-1\rangle})
# $$
# $$
# dc^{\langle t-1\rangle} \leftarrow dc^{\langle t\rangle} * (1-\Gamma_u)
# $$
#
# </details>
# <details><summary>The squashing functions</summary>
#
# Let $z_u$ and $z_r$ be what goes into σ for the two gates, and $z_c$ what goes into
# tanh for the candidate. The slopes of both functions can be written in terms of their
# outputs, which the step has kept: $\sigma' = \sigma(1-\sigma)$, $\tanh' = 1-\tanh^2$.
#
# $$
# dz_c = d\tilde c * (1-\tilde c^2) \qquad
# dz_u = d\Gamma_u * \Gamma_u * (1-\Gamma_u)
# $$
#
# </details>
# <details><summary>④ The candidate's map, and the relevance gate</summary>
#
# On the way forward, the candidate's matrix was given $v = [\Gamma_r * c^{\langle
# t-1\rangle}, x^{\langle t\rangle}]$. So $dv = dz_c W_c$ has two parts: the first $n_c$
# columns (call them $dq$) belong to the product $q = \Gamma_r * c^{\langle
# t-1\rangle}$, and the rest to $x^{\langle t\rangle}$. As before, each factor of the
# product gets $dq$ times the other factor:
#
# $$
# d\Gamma_r = dq * c^{\langle t-1\rangle}
# $$
# $$
# dz_r = d\Gamma_r * \Gamma_r * (1-\Gamma_r)
# $$
# $$
# dc^{\langle t-1\rangle} \leftarrow dq * \Gamma_r
# $$
#
# </details>
# <details><summary>② and ③ The gates' maps</summary>
#
# Both gates were given $v = [c^{\langle t-1\rangle}, x^{\langle t\rangle}]$, so $dv =
# dz_u W_u + dz_r W_r$. Its first $n_c$ columns go to the memory (② is the part from
# $\Gamma_u$, ③ the part from $\Gamma_r$), and the rest go to the input.
#
# </details>
# <details><summary>Why is dW = dzᵀ v?</summary>
#
# Written out, $z_{ij} = \sum_k v_{ik}W_{jk} + b_j$. For each letter, ask which of the
# $z_{ij}$ it touches, and add up what comes back from them: $dv_{ik} = \sum_j
# dz_{ij}W_{jk}$, $dW_{jk} = \sum_i dz_{ij}v_{ik}$, $db_j = \sum_i dz_{ij}$. For both
# parameters the sum runs over the batch index $i$, because all the examples share them.
#
# </details>
#
# **Add up the four paths** to get the gradient at the old memory. In the same way,
# $dx^{\langle t\rangle}$ is the sum of three terms. Path ① is the only one that goes
# through no matrix: where $\Gamma_u$ is small, nearly all of the gradient gets through.
# The usual mistakes are to drop one of the paths, or to multiply $dz_c$ by the memory
# itself when what $W_c$ saw was $\Gamma_r * c^{\langle t-1\rangle}$. The check compares
# all eight gradients with your own `numerical_gradient`, so it will tell you which of
# them is wrong.
#
# > **Exercise 7 · `gru_cell_backward`** · 8 points · about 30 minutes
# >
# > `step` is what `gru_cell` returned. Return `dc_prev`, `dx_t`, and the parameters'
# > gradients as a `GRUParams`.
# >
# > Grading begins with a problem of realistic size, n = 128. Your formulas will solve
# > it in milliseconds; numerical differences would run out of time.


# %% exercise="gru_cell_backward" points=8 minutes=30
def gru_cell_backward(dc_t, step, p):
    """The gradients of one step, from dc_t (m, n_c), all that arrives at c_t.

    dc̃ = dc_t * Γu    dΓu = dc_t * (c̃ - c_prev)    and back from there

    Returns (dc_prev, dx_t, dp): (m, n_c), (m, n_x), and a GRUParams of gradients.
    """
    ### BEGIN SOLUTION
    n_c = dc_t.shape[1]
    c_x = np.concatenate([step.c_prev, step.x_t], axis=1)  # (m, n_c + n_x)
    rc_x = np.concatenate([step.gamma_r * step.c_prev, step.x_t], axis=1)

    dz_c = dc_t * step.gamma_u * (1 - step.c_tilde**2)
    dz_u = dc_t * (step.c_tilde - step.c_prev) * step.gamma_u * (1 - step.gamma_u)
    drc_x = dz_c @ p.Wc
    dq = drc_x[:, :n_c]
    dz_r = dq * step.c_prev * step.gamma_r * (1 - step.gamma_r)
    dc_x = dz_u @ p.Wu + dz_r @ p.Wr

    dc_prev = dc_t * (1 - step.gamma_u) + dq * step.gamma_r + dc_x[:, :n_c]
    dx_t = drc_x[:, n_c:] + dc_x[:, n_c:]
    dp = GRUParams(
        Wu=dz_u.T @ c_x,
        Wr=dz_r.T @ c_x,
        Wc=dz_c.T @ rc_x,
        bu=dz_u.sum(axis=0),
        br=dz_r.sum(axis=0),
        bc=dz_c.sum(axis=0),
    )
    return dc_prev, dx_t, dp
    ### END SOLUTION


# %% check="gru_cell_backward"
check.gru_cell_backward(gru_cell_backward, gru_cell, numerical_gradient)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# First compute the three dz, in the order c, u, r. The relevance gate has to wait for
# the candidate, because its dz needs what comes back through it. Everything else is
# built from these three and dc.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The gradient of each weight matrix is its dz, transposed, times the matrix it was
# multiplied with on the way forward; the gradient of each bias is its dz summed over
# the examples. The old memory's gradient is the sum of three terms, the last of which
# covers two of the paths. First, dc times what is left when you take the update gate
# from one. Second, multiply dz_c by Wc, keep the first n_c columns, and multiply those
# by the relevance gate. Third, add dz_u times Wu to dz_r times Wr, and keep the first
# n_c columns.
#
# </details>
#
# **What you should see.** All eight gradients agree with central differences to about
# $10^{-10}$. A wrong term would show up as $10^{-2}$ or more, so you can't mistake one
# for the other.

# %% show=true
rng = np.random.default_rng(2)
p = training.init_gru(n_x=3, n_c=4, rng=rng)
c_prev, dc_t, x_t = rng.normal(size=(3, 2, 4))
x_t = x_t[:, :3]
dc_prev, dx_t, dp = gru_cell_backward(dc_t, gru_cell(c_prev, x_t, p), p)
checked = {
    "dc_prev": (dc_prev, lambda v: gru_cell(v, x_t, p), c_prev),
    "dx_t": (dx_t, lambda v: gru_cell(c_prev, v, p), x_t),
}
for name in p._fields:

    def with_other(v, name=name):
        """The step in which one parameter is `v`."""
        return gru_cell(c_prev, x_t, p._replace(**{name: v}))

    checked[f"d{name}"] = getattr(dp, name), with_other, getattr(p, name)
for name, (mine, step_at, at) in checked.items():
    slope = numerical_gradient(lambda v, f=step_at: np.sum(dc_t * f(v).c_t), at)
    off = np.abs(mine - slope).max()
    print(f"{name:<7} up to {np.abs(mine).max():.2f}, off by {off:.0e}")

# %% [markdown]
# ## 8. Backward through time
#
# Every memory is used twice: it is an output, and the next step reads it. So two
# gradients meet at $c^{\langle t\rangle}$: the upstream one, $dc[t]$, which comes from
# its use as an output, and the one that the next step carries back:
#
# $$
# \text{total at } c^{\langle t\rangle} =
# dc[t] + dc_{\mathrm{prev}} \text{ of step } t+1
# $$
#
# Nothing comes back from beyond the last step. Work from the last step to the first;
# what the first step carries back is $dc^{\langle 0\rangle}$. All steps share the
# parameters, so their gradients **add up** over time. (If you forget to carry anything
# back, the code still runs, and the loss even falls a little. Only a gradient check
# over several steps will notice.)
#
# > **Exercise 8 · `gru_backward`** · 6 points · about 20 minutes
# >
# > Return `dx` in time order, `dc0`, and the parameter gradients summed over all steps.
# > Here too, grading begins with n = 128.

# %% show=true
figures.unrolled(backward=True)


# %% exercise="gru_backward" points=6 minutes=20
def gru_backward(dc, steps, p):
    """The gradients of a sequence, from the upstream gradient dc (T, m, n_c).

    dc_t = dc[t] + what step t + 1 carries back;  dp = Σ_t dp of step t

    Returns (dx, dc0, dp): (T, m, n_x), (m, n_c), and a GRUParams of gradients.
    """
    ### BEGIN SOLUTION
    carried = np.zeros_like(dc[0])
    dp = GRUParams(*[np.zeros_like(w) for w in p])
    dx = []
    for dc_t, step in zip(dc[::-1], steps[::-1], strict=True):
        carried, dx_t, dp_t = gru_cell_backward(dc_t + carried, step, p)
        dx.append(dx_t)
        dp = GRUParams(*[total + part for total, part in zip(dp, dp_t, strict=True)])
    return np.stack(dx[::-1]), carried, dp
    ### END SOLUTION


# %% check="gru_backward"
check.gru_backward(gru_backward, gru_forward, numerical_gradient)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# The loop updates three things: the gradient that is carried back, the list of input
# gradients, and the running sum of the parameter gradients. Make new arrays for the
# sums; don't change what you were given.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# At each step, from the last to the first, call your one-step backward function with
# that step's upstream gradient plus the carried one. Its first result is the gradient
# to carry to the step before. Collect its second result in a list, and reverse that
# list at the end. Add its third result, field by field, to the running sum.
#
# </details>
#
# **What you should see.** With the update gates shut, a gradient travels back over 100
# steps without any loss. Path ①, left open like this, is what the inventors of the LSTM
# called the *constant error carousel*.

# %% show=true
rng = np.random.default_rng(3)
p = training.init_gru(n_x=2, n_c=4, rng=rng)._replace(bu=np.full(4, -1000.0))
x, c0 = rng.normal(size=(100, 3, 2)), rng.normal(size=(3, 4))
dc = np.zeros((100, 3, 4))
dc[-1] = rng.normal(size=(3, 4))
_, dc0, _ = gru_backward(dc, gru_forward(x, c0, p)[1], p)
print("the gradient at step 100:", *(f"{d:6.3f}" for d in dc[-1, 0]))
print("100 steps further back: ", *(f"{d:6.3f}" for d in dc0[0]))
print(f"largest difference: {np.abs(dc0 - dc[-1]).max():g}")

# %% [markdown]
# ## 9. Same name, different function
#
# Give your weights to `torch.nn.GRUCell`, and its numbers will differ from yours.
# Neither is wrong: **"GRU" names two functions.** In the lecture, as in Cho et al., the
# relevance gate multiplies the memory *before* the matrix does; in torch it multiplies
# the result *after* the matrix has been applied. What's more, torch's $z$ is the share
# that is kept, whereas $\Gamma_u$ is the share that is overwritten, so $z = 1 -
# \Gamma_u$.
#
# $$
# r = \sigma(W_{ir}x + b_{ir} + W_{hr}h + b_{hr})
# $$
# $$
# z = \sigma(W_{iz}x + b_{iz} + W_{hz}h + b_{hz})
# $$
# $$
# n = \tanh\big(W_{in}x + b_{in} + r * (W_{hn}h + b_{hn})\big)
# $$
# $$
# h^{\langle t\rangle} = (1-z) * n + z * h^{\langle t-1\rangle}
# $$
#
# torch stacks the rows of its weights in the order $r, z, n$. With `n` now for the size
# of the memory, `W_ih` is `(3n, n_x)`, `W_hh` is `(3n, n)`, and each has a bias of
# shape `(3n,)`.
#
# > **Exercise 9 · `gru_cell_reset_after`** · 4 points · about 15 minutes
# >
# > Return `h_t`. Look closely at where $b_{hn}$ sits in the formula.

# %% show=true
figures.before_and_after()


# %% exercise="gru_cell_reset_after" points=4 minutes=15
def gru_cell_reset_after(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """One step of torch's GRU, from h_prev (m, n) and x_t (m, n_x).

    n = tanh(W_in x + b_in + r * (W_hn h + b_hn))    h_t = (1 - z) * n + z * h_prev

    W_ih (3n, n_x), W_hh (3n, n), b_ih and b_hh (3n,): rows in the order r, z, n.
    Returns h_t (m, n).
    """
    ### BEGIN SOLUTION
    x_r, x_z, x_n = np.split(x_t @ W_ih.T + b_ih, 3, axis=1)  # each (m, n)
    h_r, h_z, h_n = np.split(h_prev @ W_hh.T + b_hh, 3, axis=1)
    r = sigmoid(x_r + h_r)
    z = sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h_prev
    ### END SOLUTION


# %% check="gru_cell_reset_after"
check.gru_cell_reset_after(gru_cell_reset_after)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Do each of the two matrix products just once, for all three blocks together, then cut
# each result into three blocks of columns (`np.split`).
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# For each gate, add the input's part and the state's part and take the sigmoid. For the
# new value, add the input's third part to r times the state's third part (which already
# includes its bias), and take tanh. In the blend, z is the share of the old state that
# is kept.
#
# </details>
#
# **Predict, then run.** Both forms are given torch's weights. For one value of $r$ they
# agree: which?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# Your function agrees with torch to about $10^{-16}$. With the same weights, the
# lecture's cell is off by 0.33, unless $r = 1$ throughout, in which case the order
# makes no difference. (If you start from a zero state and $b_{hn} = 0$, no test can
# tell the two apart, so test with random states.) The lecture's form has an independent
# witness too: [ONNX's GRU operator](https://onnx.ai/onnx/operators/onnx__GRU.html) with
# `linear_before_reset` set to 0, which agrees with your `gru_forward` just as closely.
#
# | the relevance gate multiplies | used by |
# |---|---|
# | before the matrix | the lecture, Cho et al. 2014, d2l, ONNX by default |
# | after the matrix | torch, cuDNN, Flax, Equinox, Keras by default |
#
# </details>

# %% show=true
import torch
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

torch.manual_seed(0)
n_x, n = 4, 5
cell = torch.nn.GRUCell(n_x, n, dtype=torch.float64)
x_t = torch.randn(3, n_x, dtype=torch.float64)
h_prev = torch.randn(3, n, dtype=torch.float64)


def compare(cell):
    """How far the two forms, with torch's weights, are from torch's own answer."""
    with torch.no_grad():
        wanted = cell(x_t, h_prev).numpy()
    W_ih, W_hh, b_ih, b_hh = (w.detach().numpy() for w in cell.parameters())
    after = gru_cell_reset_after(h_prev.numpy(), x_t.numpy(), W_ih, W_hh, b_ih, b_hh)
    Wr, Wz, Wn = np.split(np.concatenate([W_hh, W_ih], axis=1), 3)  # state first
    br, bz, bn = np.split(b_ih + b_hh, 3)
    p = GRUParams(Wu=-Wz, Wr=Wr, Wc=Wn, bu=-bz, br=br, bc=bn)  # 1 - σ(z) = σ(-z)
    before = gru_cell(h_prev.numpy(), x_t.numpy(), p).c_t
    return [np.abs(mine - wanted).max() for mine in (after, before)]


after, before = compare(cell)
print(f"with random weights:  reset after off by {after:.0e}, before by {before:.2f}")
with torch.no_grad():
    cell.bias_ih[:n] = 1000.0  # r = 1
after, before = compare(cell)
print(f"with r = 1 throughout: reset after off by {after:.0e}, before by {before:.0e}")


def onnx_gru(x, c0, p):
    """All memories by ONNX's GRU operator; its z is the share that is kept."""
    Wz, Wr, Wh = -p.Wu, p.Wr, p.Wc  # ONNX's order
    stacked, b = np.concatenate([Wz, Wr, Wh]), np.concatenate([-p.bu, p.br, p.bc])
    n = len(p.bu)
    arrays = {"X": x, "W": stacked[None, :, n:], "R": stacked[None, :, :n]}
    arrays |= {"B": np.concatenate([b, 0 * b])[None], "h0": c0[None]}
    names = ["X", "W", "R", "B", "", "h0"]  # "": all sequences have the same length
    options = {"hidden_size": n, "linear_before_reset": 0}
    node = helper.make_node("GRU", names, ["Y"], **options)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.DOUBLE, array.shape)
        for name, array in arrays.items()
    ]
    output = helper.make_tensor_value_info("Y", TensorProto.DOUBLE, None)
    graph = helper.make_graph([node], "gru", inputs, [output])
    return ReferenceEvaluator(helper.make_model(graph)).run(None, arrays)[0][:, 0]


rng = np.random.default_rng(5)
p = training.init_gru(n_x=3, n_c=4, rng=rng)
x, c0 = rng.normal(size=(30, 2, 3)), rng.normal(size=(2, 4))
off = np.abs(gru_forward(x, c0, p)[0] - onnx_gru(x, c0, p)).max()
print(f"your gru_forward and ONNX's operator, 30 steps: off by {off:.0e}")

# %% [markdown]
# ## Your GRU remembers
#
# Back to the 100-word sentences. Your own functions run the whole unit, forward and
# back; `training.fit` only adds a linear readout of the last memory, the squared error,
# and the Adam optimiser. (Do read it; it's short.)
#
# **Start with gates that are nearly shut.** With $b_u = 0$, half of the memory is lost
# at every step, and half of the gradient along with it. You saw in exercise 5 that a
# memory lasts about $s$ steps if $\Gamma_u$ is about $1/s$. So for each element
# `training.init_gru` draws an $s$ between 2 and `span` and sets $b_u = -\ln(s - 1)$.
# That makes some elements quick to change and others slow ([Tallec & Ollivier,
# 2018](https://arxiv.org/abs/1804.11188)).
#
# We use 16 elements, batches of 32, 300 updates and float32. Training should take 5 to
# 20 seconds, but it will take minutes if your functions loop over the examples.

# %% show=true
T, m, n_c = 100, 32, 16


def forward(x, p):
    """Your GRU from an empty memory."""
    return gru_forward(x, np.zeros((x.shape[1], n_c), x.dtype), p)


def backward(dc, steps, p):
    """The gradients of its parameters."""
    return gru_backward(dc, steps, p)[2]


rng = np.random.default_rng(0)
reader = training.fit(
    forward,
    backward,
    training.init_gru(n_x=8, n_c=n_c, rng=rng, span=T, dtype=np.float32),
    training.init_readout(n_c, rng, np.float32),
    lambda: data.sentences(rng, T, m, np.float32),
    updates=300,
)
x, y = data.sentences(rng, T, 1000, np.float32)
right = plain.share_right(forward(x, reader.params)[0], y, reader.readout)
print(f"{T} words: {right:.0%} of 1,000 new sentences right")

# %% [markdown]
# **What you should see.** 100 %, where the plain unit was tossing a coin.
#
# ### The adding problem
#
# So far your GRU has had to remember just one bit. Now for two numbers. In the **adding
# problem** (after [Hochreiter & Schmidhuber,
# 1997](https://doi.org/10.1162/neco.1997.9.8.1735), in the later form of [Le et al.,
# 2015](https://arxiv.org/abs/1504.00941)) each of $T = 100$ inputs holds a random
# number from [0, 1) and a mark. Two numbers are marked, one in each half. After the
# last step, the unit has to give their sum.
#
# Without looking at the numbers, the best you can do is to answer 1 every time. The sum
# of two such numbers has variance $2 \cdot \frac{1}{12}$, so **guessing 1 costs 1/6 ≈
# 0.167** in mean squared error. To do better, a unit must hold on to the two marked
# numbers, for 50 steps each on average, while the other 98 go by.

# %% show=true
rng = np.random.default_rng(0)
x, y = data.adding_problem(rng, length=T, batch=5000)
marks = x[:, :, 1].sum(axis=0)
print(f"x {x.shape}, y {y.shape}, marks: {marks.min():.0f} to {marks.max():.0f} each")
print(f"always guessing 1 costs {np.mean((y - 1) ** 2):.3f}", end=", ")
print(f"in theory {data.CONSTANT_GUESS:.3f}")

rng = np.random.default_rng(0)
first = training.init_gru(n_x=2, n_c=n_c, rng=rng, span=T, dtype=np.float32)
learned = training.fit(
    forward,
    backward,
    first,
    training.init_readout(n_c, rng, np.float32),
    lambda: data.adding_problem(rng, T, m, np.float32),
    updates=500,
)
final = learned.losses[-100:].mean()
print(f"guessing: {data.CONSTANT_GUESS:.4f}, your GRU at the end: ≈ {final:.4f}")
figures.losses(learned.losses, baseline=data.CONSTANT_GUESS)

# %% [markdown]
# **What you should see.** At first the loss stays on the dashed line. Once the first
# marked number begins to make it to the end, the loss falls steeply, to less than a
# tenth of what guessing costs. When we tried eight random seeds, it fell past half the
# cost of guessing between updates 130 and 200, and always ended below a thirtieth of
# that cost. If yours is still on the plateau at update 300, go back to the checks of
# exercises 7 and 8.
#
# ### What do the gates do?
#
# **Predict, then run.** The next figure follows one new sequence. What will the update
# gates do at the two marked numbers, and what will they do in between? (Each row is an
# element of the memory; the rows are sorted by how open their update gate is on
# average.)

# %% show=true
x, y = data.adding_problem(np.random.default_rng(61), T, 200, np.float32)
c, steps = forward(x, learned.params)
marked = x[:, :, 1] == 1  # (T, m)
gamma_u = np.array([step.gamma_u for step in steps])  # (T, m, n_c)
at, between = gamma_u[marked].mean(axis=0), gamma_u[~marked].mean(axis=0)
k = np.argmax(at / between)
print(f"element {k}: Γu is ≈ {at[k]:.2f} at a mark, ≈ {between[k]:.2f} elsewhere")
says = c[-1] @ learned.readout.w + learned.readout.b
error = np.sqrt(np.mean((says - y) ** 2))
print(f"typical error on 200 new sequences: ≈ {error:.3f}; of guessing 1: 0.408")
figures.gates_over_time(x, steps)

# %% [markdown]
# **What you should see.** The second strip shows vertical stripes at the two marked
# times: these are update gates that open for a marked number and are nearly shut before
# and after it. (A few quick elements stay open all the time.) In the bottom strip,
# which shows the memory, the slow elements change colour at those times, and many keep
# the new colour to the end. Nobody told the unit what a mark means.
#
# ### The gradient no longer vanishes
#
# Let's repeat the measurement from the beginning, this time on your GRU: put a gradient
# on the last memory, let it run back, and see how much of it is left. For comparison,
# we do the same with a plain unit that has the same first weights.


# %% show=true
def gru_norms(x, p):
    """The norm of the gradient at the memory, 0, 1, 2, … steps back."""
    _, steps = forward(x, p)
    dc, norms = np.ones_like(steps[-1].c_t), []
    for step in reversed(steps):
        norms.append(np.linalg.norm(dc))
        dc, _, _ = gru_cell_backward(dc, step, p)
    return norms


half_open = first._replace(bu=0 * first.bu)
norms = {
    "your GRU, trained": gru_norms(x, learned.params),
    "GRU, first weights, gates nearly shut": gru_norms(x, first),
    "GRU, first weights, gates half open": gru_norms(x, half_open),
    "plain unit, first weights": plain.gradient_norms(
        x, plain.PlainParams(first.Wc, first.bc)
    ),
}
print("what is left of the gradient 99 steps back:")
for name, values in norms.items():
    print(f"    {name:<38} ≈ {values[-1] / values[0]:.0e}")
figures.gradient_norms(norms)

# %% [markdown]
# **What you should see.** The plain unit's gradient shrinks by about the same factor at
# every step, which gives a straight line on this logarithmic axis, and after 99 steps
# there is nothing left to learn from. The GRU with half-open gates is hardly better:
# **a gate alone doesn't save the gradient; a gate that is nearly shut does**, and a GRU
# can learn to shut it. If the gates start out nearly shut, the gradient is there from
# the very first update.
#
# (With larger or orthogonal first weights a plain unit keeps its gradient for longer,
# or lets it explode. What it can't do is choose, element by element and step by step.)

# %% [markdown]
# ## What you have built
#
# - a unit that decides for itself what to write and what to keep, along with its full
#   backward pass, checked to eight digits;
# - the reason it can learn over long spans, in one line: where $\Gamma_u$ is near 0,
#   $c^{\langle t\rangle} \approx c^{\langle t-1\rangle}$, and the same goes for their
#   gradients;
# - the reason why two correct GRUs can disagree.
#
# In the next notebook, the single update gate becomes two gates, an output gate joins
# them, and there you have it: the **LSTM**.
#
# **Further reading**
#
# - [Cho et al. (2014)](https://arxiv.org/abs/1406.1078), *Learning Phrase
#   Representations using RNN Encoder–Decoder*: the first GRU
# - [Chung et al. (2014)](https://arxiv.org/abs/1412.3555), *Empirical Evaluation of
#   Gated Recurrent Neural Networks on Sequence Modeling*: the form used here
# - [Pascanu, Mikolov & Bengio (2013)](https://arxiv.org/abs/1211.5063), *On the
#   Difficulty of Training Recurrent Neural Networks*: gradients that vanish and explode
# - [Tallec & Ollivier (2018)](https://arxiv.org/abs/1804.11188), *Can Recurrent Neural
#   Networks Warp Time?*: initial values for the gates' biases
