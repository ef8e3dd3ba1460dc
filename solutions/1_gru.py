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
# recurrent unit can't: it writes over its whole state at every step, and the gradient
# that could teach it to keep something dies on the way back. A **gated recurrent unit**
# (GRU) has a memory that it can leave alone.
#
# **What you will build.** Every part of the picture below, in NumPy, yourself: the two
# gates, the candidate, the step, the loop over time, and the whole way back for the
# gradients. At the end your own GRU remembers over 100 steps.
#
# | | |
# |---|---|
# | time | about 2½ hours (all times given here are estimates) |
# | you need | NumPy, the chain rule, matrix products |
# | machine | any; no GPU is used |
# | points | 38, in nine exercises |
#
# Run the cells from top to bottom. Each exercise has a stub for you to fill in, a
# **check** that tells you at once what is right, and two folded **hints**.
#
# The course follows Andrew Ng's *Sequence Models*
# ([Deep Learning Specialization](https://www.coursera.org/learn/nlp-sequence-models)):
# the lectures on the GRU and on LSTM units. "The lecture" always means these.

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
# Let's watch the plain unit, $a^{\langle t\rangle} = \tanh(W[a^{\langle t-1\rangle},
# x^{\langle t\rangle}] + b)$, fail. It reads sentences whose first word is a subject,
# singular or plural; the words after it are fillers. After the last word it has to say
# which subject it was. Guessing gets 50 % right.
#
# **Predict, then run.** The same unit is trained on sentences of 5, 10, 40 and 100
# words. Which of the four will it get right?

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
# **What you should see.** Everything right up to 10 words; from 40 on, no better than
# tossing a coin. The figure shows why: this is the **vanishing gradient**. The first
# word can only be learned from through
#
# $$
# \frac{\partial a^{\langle T\rangle}}{\partial a^{\langle 1\rangle}} =
# \prod_{t=2}^{T} \frac{\partial a^{\langle t\rangle}}{\partial
# a^{\langle t-1\rangle}},
# $$
#
# a product of $T - 1$ Jacobians, each of them the matrix $W$ times slopes below 1. If
# each shrinks the gradient by a little, a hundred of them leave nothing. (If each
# stretches it, it explodes.) Found by [Hochreiter
# (1991)](https://people.idsia.ch/~juergen/SeppHochreiter1991ThesisAdvisorSchmidhuber.pdf)
# and [Bengio et al. (1994)](https://doi.org/10.1109/72.279181).
#
# The way out: a state that is **not** rewritten at every step, and a unit that learns
# when to write.
#
# ## How to read the picture, and the code
#
# The memory $c$ runs along the top. Round boxes are **gates**: numbers between 0 and 1,
# one for each element of the memory. × multiplies element by element. Wires that meet
# in a dot are joined; where one has a gap, they only cross.
#
# - `x_t` `(m, n_x)`, $x^{\langle t\rangle}$: the input; $m$ examples, one a row
# - `c_prev` and `c_t` `(m, n_c)`, $c^{\langle t-1\rangle}$ and $c^{\langle t\rangle}$:
#   the memory before and after the step
# - `gamma_u` and `gamma_r` `(m, n_c)`, $\Gamma_u$ and $\Gamma_r$: update gate and
#   relevance gate
# - `c_tilde` `(m, n_c)`, $\tilde c$: the candidate for the new memory
# - `p.Wu`, `p.Wr`, `p.Wc` `(n_c, n_c + n_x)`, $W_u$, $W_r$, $W_c$: weights for $[c,
#   x]$, the memory's columns first
# - `p.bu`, `p.br`, `p.bc` `(n_c,)`, $b_u$, $b_r$, $b_c$: biases
#
# A linear map of rows $v$ is `v @ W.T + b`. A sequence has time first: `x` is `(T, m,
# n_x)`.
#
# <details><summary>Names you will meet elsewhere</summary>
#
# - the memory $c$: the hidden state $h$ (torch, Keras, most papers)
# - the update gate $\Gamma_u$: $z$ in Chung et al. 2014; in Cho et al. 2014, torch and
#   d2l $z$ is the share that is *kept*, $1-\Gamma_u$
# - the relevance gate $\Gamma_r$: the reset gate $r$
# - the candidate $\tilde c$: $\tilde h$, or $n$ for "new" (torch)
#
# </details>
#
# **Four promises** that each of your functions keeps, and that grading tests: it never
# changes its inputs; it returns copies, never views of the caller's arrays, and no
# later call changes them; float32 in, float32 out; and no warning from NumPy, even
# where a gate is fully shut or open.

# %% [markdown]
# ## 1. A switch that is smooth: the sigmoid
#
# A gate should be able to come close to 0 and to 1, and it needs a slope everywhere so
# that it can learn. The sigmoid offers both:
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
# > It takes numbers and arrays of any shape, and gives no warning and no NaN for any
# > finite `z`. Calling a library's sigmoid earns nothing here.


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
# Both forms can be written with the exponential of minus the absolute value of $z$,
# which never exceeds 1. Compute that first; then only the numerators differ.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Where z is at least zero, the numerator is one; elsewhere it is that small
# exponential. The denominator is one plus the small exponential in both cases.
#
# </details>
#
# **What you should see.** σ(0) = 0.5 and σ(ln 3) = 0.75; at ±1000 exactly 0 and 1, with
# no warning. The slope is $\sigma'(z) = \sigma(z)(1-\sigma(z))$, at most a quarter. You
# will need it in exercise 7.

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
# candidate gets to see. The formulas are the same; the jobs differ, and are learned.
#
# $[c, x]$ puts the two side by side: row $i$ holds the memory and the input of example
# $i$, `n_c + n_x` numbers.
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
# Make one matrix whose rows hold the memory and the input of one example each. Both
# gates use it; only the weights and the bias differ.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Concatenate memory and input along the columns; multiply by the transposed weights;
# add the bias, which NumPy repeats for every row; take the sigmoid.
#
# </details>
#
# **What you should see.** With all parameters at 0 both gates are half open. A bias
# opens or shuts a gate for all inputs at once: $b_u = -\ln 99 \approx -4.6$ leaves it
# open by one hundredth. That will matter.

# %% show=true
p = training.init_gru(n_x=2, n_c=3, rng=np.random.default_rng(0))
c, x_t = np.zeros((1, 3)), np.zeros((1, 2))
for bias in (0.0, -np.log(99), np.log(99)):
    gamma_u, _ = gru_gates(c, x_t, p._replace(bu=np.full(3, bias)))
    print(f"bu = {bias:5.2f}   Γu = {gamma_u[0, 0]:.2f}")

# %% [markdown]
# ## 3. The candidate
#
# What might be written? A new value for every element, between -1 and 1, computed from
# the input and from as much of the old memory as the relevance gate lets through:
#
# $$
# \tilde c = \tanh\big(
# W_c[\Gamma_r * c^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_c
# \big)
# $$
#
# With $\Gamma_r = 0$ the unit starts afresh: the candidate depends on the input alone.
# With $\Gamma_r = 1$ it is the plain unit. $\Gamma_r$ multiplies the memory *before*
# the matrix does, element by element, and never touches the input. (torch uses another
# order: see exercise 9.)
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
# It looks like a gate, with two differences: another function at the end, and a memory
# that has been multiplied first.
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
# Where $\Gamma_u = 0$, the memory comes through **to the last bit**: no matrix, no
# squashing. That is the whole point of the unit, because what passes unchanged on the
# way forward also passes unchanged, as a gradient, on the way back.
#
# The backward pass needs everything that was computed here, so each step is recorded
# in a `GRUStep`. It must hold copies of `c_prev` and `x_t`, since the caller may reuse
# its arrays.
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
# Three lines: gates, candidate, blend, and you already have functions for the first
# two. The share of the old memory is what the update gate leaves over.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The new memory is the update gate times the candidate, plus one minus the update gate
# times the old memory. In the record, call copy on the two inputs.
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
# The unit is one function, applied again at every step. What one step writes, the next
# one reads, and all steps share the same weights:
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
# Python counts from 0: `x[0]` is the first input, and `c[0]` is the memory after it.
#
# > **Exercise 5 · `gru_forward`** · 4 points · about 10 minutes
# >
# > Return all memories as one array `(T, m, n_c)`, and the list of the steps.

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
# Begin with c0. For each input, run the cell, append its step to the list, and let the
# step's new memory be the next one's old memory. At the end, stack the new memories of
# all steps.
#
# </details>
#
# **Predict, then run.** How long does a memory last when nothing comes in? Write down
# what you expect to be left of a memory of 1 after 100 steps, with the update gate half
# open, open by one hundredth, and shut.
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# Each step leaves $1 - \Gamma_u$ of the memory, so 100 steps leave
# $(1-\Gamma_u)^{100}$: nothing of it at one half, 37 % at one hundredth ($0.99^{100}
# \approx 1/e$), and all of it with the gate shut.
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
# A partial derivative is how much $f$ moves when one number moves. So move that number,
# both ways, and look:
#
# $$
# \frac{\partial f}{\partial x_k} \approx
# \frac{f(x + \varepsilon e_k) - f(x - \varepsilon e_k)}{2\varepsilon}
# $$
#
# Stepping to both sides cancels the curvature, so the error is of the order of
# $\varepsilon^2$ rather than $\varepsilon$. The price is two calls of $f$ for each
# number: far too slow for training, and just right for testing.
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
# each of them make two copies of `x` that differ from it in that one element.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The element of the gradient is f of the copy that was moved up, minus f of the copy
# that was moved down, divided by twice eps.
#
# </details>
#
# **Predict, then run.** For $x^3$ at 1 the true slope is 3, and central differences
# give $3 + \varepsilon^2$. So is a smaller ε always better? Of 0.1, $10^{-5}$ and
# $10^{-13}$, which has the smallest error?
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
# Write $dq$ for $\partial L/\partial q$. You are given $dc^{\langle t\rangle}$, *all*
# of the gradient that arrives at the new memory, and you want the gradient of
# everything that went in. **Derive it yourself before you open anything below.** Four
# ways lead back to the old memory. Three rules are enough:
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
# Take a sheet of paper, and go back through the blend, the two squashing functions, the
# candidate's map, and the gates' maps. Where two ways meet, add.

# %% show=true
figures.gru_gradient_ways()

# %% [markdown]
# Try each one first, then open it and compare.
#
# <details><summary>① The blend</summary>
#
# In $c^{\langle t\rangle} = \Gamma_u * \tilde c + (1-\Gamma_u) * c^{\langle
# t-1\rangle}$ each factor gets $dc^{\langle t\rangle}$ times the other one:
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
# Let $z_u, z_r, z_c$ be what goes into σ and tanh. Their slopes can be written with
# their results, which the step has kept: $\sigma' = \sigma(1-\sigma)$, $\tanh' =
# 1-\tanh^2$.
#
# $$
# dz_c = d\tilde c * (1-\tilde c^2) \qquad
# dz_u = d\Gamma_u * \Gamma_u * (1-\Gamma_u)
# $$
#
# </details>
# <details><summary>④ The candidate's map, and the relevance gate</summary>
#
# The candidate's matrix has seen $v = [\Gamma_r * c^{\langle t-1\rangle}, x^{\langle
# t\rangle}]$. Its $dv = dz_c W_c$ has two parts: the first $n_c$ columns, call them
# $dq$, belong to the product $q = \Gamma_r * c^{\langle t-1\rangle}$, the others to
# $x^{\langle t\rangle}$. The product again gives each factor the other one:
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
# Both have seen $v = [c^{\langle t-1\rangle}, x^{\langle t\rangle}]$, so $dv = dz_u W_u
# + dz_r W_r$. Its first $n_c$ columns go to the memory (② from $\Gamma_u$, ③ from
# $\Gamma_r$), the others to the input.
#
# </details>
# <details><summary>Why is dW = dzᵀ v?</summary>
#
# Written out, $z_{ij} = \sum_k v_{ik}W_{jk} + b_j$. Ask of each letter which $z_{ij}$
# it touches, and add up: $dv_{ik} = \sum_j dz_{ij}W_{jk}$, $dW_{jk} = \sum_i
# dz_{ij}v_{ik}$, $db_j = \sum_i dz_{ij}$. The batch index $i$ is summed in both
# parameters, because all examples share them.
#
# </details>
#
# **Add the four ways**; $dx^{\langle t\rangle}$ likewise has three terms. Way ① is the
# one without a matrix: where $\Gamma_u$ is small, the gradient passes almost whole. The
# usual mistake is to drop one of the ways, or to multiply $dz_c$ by the memory where
# $W_c$ has seen $\Gamma_r * c^{\langle t-1\rangle}$. The check compares all eight
# gradients with your own `numerical_gradient`, so it will tell you which.
#
# > **Exercise 7 · `gru_cell_backward`** · 8 points · about 30 minutes
# >
# > `step` is what `gru_cell` returned. Return `dc_prev`, `dx_t`, and the parameters'
# > gradients as a `GRUParams`.
# >
# > Grading begins with a question of real size, n = 128. Your formula answers it in
# > milliseconds; numerical differences would run out of time.


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
# First compute the three dz, in the order c, u, r: the relevance gate's needs what
# comes back through the candidate. Everything else is made from these three.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Each weight's gradient is its dz, transposed, times the matrix that the weight saw on
# the way forward; each bias's is the sum of its dz over the examples. The memory gets
# three things: dc times one minus the update gate; the first columns of dz_c times Wc,
# times the relevance gate; and the first columns of dz_u times Wu plus dz_r times Wr.
#
# </details>
#
# **What you should see.** All eight gradients agree with central differences to about
# $10^{-10}$. A wrong term would show up as $10^{-2}$ or more, so there is no doubt.

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
# A memory is used twice: it is an output, and the next step reads it. So two gradients
# meet at $c^{\langle t\rangle}$, the upstream one $dc[t]$ and the one that the next
# step carries back:
#
# $$
# \text{total at } c^{\langle t\rangle} =
# dc[t] + dc_{\mathrm{prev}} \text{ of step } t+1
# $$
#
# Nothing arrives from beyond the last step. Walk from the last step to the first; what
# the first one carries back is $dc^{\langle 0\rangle}$. All steps share the parameters,
# so their gradients **add up** over time. (If you forget to carry anything back, the
# code still runs, and the loss even falls a little. Only a gradient check over several
# steps will notice.)
#
# > **Exercise 8 · `gru_backward`** · 6 points · about 20 minutes
# >
# > Return `dx` in order of time, `dc0`, and the sum of all parameter gradients. Here,
# > too, grading begins with n = 128.

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
# Three things are updated in the loop: the gradient that is carried back, the list of
# the inputs' gradients, and the running sum for the parameters. Make new arrays for the
# sums; don't change what you were given.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# At each time, from the last to the first, call your step's backward with this time's
# upstream gradient plus the carried one. Its first result is the next carried gradient.
# Add its third result, field by field, to the sum. Collect the second ones, and reverse
# that list at the end.
#
# </details>
#
# **What you should see.** With shut gates a gradient comes back over 100 steps without
# any loss. The open way ① is what the inventors of the LSTM called the *constant error
# carousel*.

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
# ## 9. The same name, another function
#
# Give your weights to `torch.nn.GRUCell`, and its numbers differ from yours. Neither is
# wrong: **"GRU" names two functions.** The lecture (like Cho et al.) multiplies the
# memory by the relevance gate *before* the matrix, torch multiplies the product
# *after* it. And torch's $z$ is the share that is kept, $\Gamma_u$ the share that is
# overwritten, so $z = 1 - \Gamma_u$.
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
# torch stacks the rows of its weights in the order $r, z, n$: `W_ih` is `(3n, n_x)`,
# `W_hh` is `(3n, n)`, and each has a bias `(3n,)`.
#
# > **Exercise 9 · `gru_cell_reset_after`** · 4 points · about 15 minutes
# >
# > Return `h_t`. Look closely at where $b_{hn}$ stands.

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
# Do each of the two matrix products once, for all three blocks together, and cut the
# results into three along the columns (`np.split`).
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The gates add the input's part and the state's part and take the sigmoid. The new
# value adds the input's third part and r times the state's third part, whose bias is
# already in it, and takes tanh. The blend keeps z of the old state.
#
# </details>
#
# **Predict, then run.** Both forms get torch's weights. There is one value of $r$ for
# which they agree: which one?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# Your function agrees with torch to about $10^{-16}$. The lecture's cell with the same
# weights is 0.33 off, unless $r = 1$ throughout, where the order makes no difference.
# (From a zero state with $b_{hn} = 0$ no test can tell the two apart, so test with
# random states.) The lecture's form has an outside witness, too: it is [ONNX's GRU
# operator](https://onnx.ai/onnx/operators/onnx__GRU.html) with `linear_before_reset` at
# 0, and agrees with your `gru_forward` just as closely.
#
# | the memory is multiplied | where |
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
# Back to the sentences of 100 words. All of the computing is done by your functions;
# `training.fit` only adds a linear readout of the last memory, the squared error, and
# Adam. (Read it, it is short.)
#
# **Start with gates that are nearly shut.** With $b_u = 0$ half of the memory is lost
# at every step, and half of the gradient with it. You saw in exercise 5 that a memory
# lasts about $s$ steps if $\Gamma_u$ is about $1/s$. So `training.init_gru` draws an
# $s$ between 2 and `span` for each element and sets $b_u = -\ln(s - 1)$: some elements
# are quick, some slow ([Tallec & Ollivier, 2018](https://arxiv.org/abs/1804.11188)).
#
# We use 16 elements, batches of 32, 300 updates and float32. It should take 5 to 20
# seconds, or minutes if your functions loop over the examples.

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
# One bit was remembered. Now two numbers. In the **adding problem** (after [Hochreiter
# & Schmidhuber, 1997](https://doi.org/10.1162/neco.1997.9.8.1735), in the later form of
# [Le et al., 2015](https://arxiv.org/abs/1504.00941)) each of $T = 100$ inputs holds a
# random number from [0, 1) and a mark. Two numbers are marked, one in each half. After
# the last step, say their sum.
#
# If you don't look at the numbers, the best answer is always 1. The sum of two such
# numbers has variance $2 \cdot \frac{1}{12}$, so **guessing 1 costs 1/6 ≈ 0.167** in
# mean squared error. To do better, a unit must carry each of the two over 50 steps on
# average while 98 other numbers pass by.

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
# **What you should see.** The loss stays on the dashed line at first. When the first
# marked number begins to reach the end, it falls steeply, to less than a tenth of the
# guess. Over eight seeds it passed half the guess between update 130 and 200, and ended
# below a thirtieth of it. If yours is still on the plateau at update 300, go back to
# the checks of exercises 7 and 8.
#
# ### What do the gates do?
#
# **Predict, then run.** Below is one new sequence. What will the update gates do at the
# two marked numbers, and what in between? (Rows are elements of the memory, sorted by
# how open their update gate is on average.)

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
# **What you should see.** In the second strip, upright stripes at the two marked times:
# update gates that open for a marked number and are nearly shut before and after. (A
# few quick elements are open all the time.) In the bottom strip the slow elements
# change colour there, and many hold it to the end. Nobody told the unit what a mark
# means.
#
# ### The gradient no longer vanishes
#
# The measurement from the beginning, on your GRU: put a gradient on the last memory,
# let it run back, and see how much of it is left. For comparison, the plain unit with
# the same first weights.


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
# every step, a straight line on this axis, and after 99 steps there is nothing left to
# learn from. The GRU with half-open gates is hardly better: **a gate alone doesn't save
# the gradient; a gate that is nearly shut does**, and a GRU can learn to shut it. With
# nearly shut gates from the start, the gradient is there from the first update on.
#
# (With larger or orthogonal first weights a plain unit keeps its gradient for longer,
# or lets it explode. What it can't do is choose, element by element and step by step.)

# %% [markdown]
# ## What you have built
#
# - a unit that decides for itself what to write and what to keep, and the whole way
#   back through it, checked to eight digits;
# - the reason it learns over long spans, in one line: where $\Gamma_u$ is near 0,
#   $c^{\langle t\rangle} \approx c^{\langle t-1\rangle}$, and the gradients likewise;
# - the reason why two correct GRUs can disagree.
#
# In the next notebook the one update gate becomes two, an output gate is added, and you
# have the **LSTM**.
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
#   Networks Warp Time?*: first values for the gates' biases
