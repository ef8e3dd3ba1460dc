# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The peephole LSTM: gates that see the memory
#
# Count to twenty, and stop. An LSTM can keep a count in its memory, but the gates that
# have to act on it never see it. All they see is $a^{\langle t-1\rangle} = \Gamma_o *
# \tanh c^{\langle t-1\rangle}$: once the count is above 3, tanh is as good as 1
# whatever the count, and when the output gate is shut there is nothing to see at all. A
# **peephole** is a wire from the memory to a gate. In the last part of the lecture on
# LSTMs, Andrew Ng adds one to each gate.
#
# **What you will build.** The unit in the picture, in NumPy, in both of its forms; the
# backward pass through its peepholes; and a port to ONNX, whose LSTM operator has
# peepholes too and was written by someone else entirely. Then comes a question that
# deserves an honest answer: do peepholes help? At the end you will read a count
# straight off a single memory cell.
#
# | | |
# |---|---|
# | time | about 2½ hours (all times given here are estimates) |
# | you need | the LSTM, the chain rule, NumPy |
# | machine | any; no GPU is used |
# | points | 37, in eight exercises |
#
# Run the cells from top to bottom. Each exercise has a stub for you to fill in, a
# **check** that tells you straight away what you have got right, and two folded
# **hints**.
#
# "The lecture" is Andrew Ng's on LSTM units, in *Sequence Models* ([Deep Learning
# Specialization](https://www.coursera.org/learn/nlp-sequence-models)). Its pictures are
# based on those in Christopher Olah's [*Understanding LSTM
# Networks*](https://colah.github.io/posts/2015-08-Understanding-LSTMs/).

# %%
import numpy as np
from scipy.special import expit as sigmoid

from utils.checks import peephole as check
from utils.params import LSTMStep, PeepholeParams

# %% show=true
from utils import figures, training

figures.peephole_cell()

# %% [markdown]
# ## How to read the picture, and the code
#
# The memory $c$ runs along the top. The parts in grey are the LSTM you already know.
# The green dash-dotted wires are new: each multiplies the memory by its own weight,
# **element by element**. The name comes from [Gers and Schmidhuber
# (2000)](https://doi.org/10.1109/IJCNN.2000.861302): through these wires a gate can
# peep at the memory even while the output gate is shut.
#
# - `x_t` `(m, n_x)`, $x^{\langle t\rangle}$: the input; $m$ examples, one per row
# - `a_prev`, `a_t` and `c_prev`, `c_t` `(m, n_a)`: activation and memory, before and
#   after the step
# - `gamma_u`, `gamma_f`, `gamma_o` `(m, n_a)`, $\Gamma_u, \Gamma_f, \Gamma_o$: update,
#   forget and output gate
# - `c_tilde` `(m, n_a)`, $\tilde c$: the candidate
# - `p.Wu`, `p.Wf`, `p.Wo`, `p.Wc` `(n_a, n_a + n_x)`: weights for $[a, x]$, the
#   activation's columns first; `p.bu`, `p.bf`, `p.bo`, `p.bc` `(n_a,)`: biases
# - `p.pu`, `p.pf`, `p.po` `(n_a,)`, $p_u, p_f, p_o$: the peepholes, **vectors**
#
# With examples as rows, a linear map of $v$ is written `v @ W.T + b`. In a sequence,
# time is the first axis: `x` is `(T, m, n_x)`. The sigmoid comes from SciPy.
#
# <details><summary>Names you will meet elsewhere</summary>
#
# - $\Gamma_u$, $\Gamma_f$, $\Gamma_o$: input gate $i$, forget gate $f$, output gate $o$
# - $\tilde c$: cell input or candidate, $g$ (torch) or $z$ (Greff)
# - $a$: hidden state $h$ (torch, Keras), output $y$ (Gers); $c$: cell state, $s_c$
#   (Gers)
# - $p_u, p_f, p_o$: $P$ (ONNX), $w_{ci}, w_{cf}, w_{co}$ (TensorFlow's
#   `PeepholeLSTMCell`)
#
# </details>
#
# **Four promises** that each of your functions keeps, and that grading tests: it never
# changes its inputs; it returns copies, never views of the caller's arrays, and no
# later call changes them; float32 in, float32 out; and no warning from NumPy, even
# where a gate is fully shut or open.

# %% [markdown]
# ## 1. Two gates that look at the memory
#
# The update gate and the forget gate see $c^{\langle t-1\rangle}$, the memory they are
# about to change:
#
# $$
# \Gamma_u = \sigma\big( W_u[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + p_u *
# c^{\langle t-1\rangle} + b_u \big)
# $$
# $$
# \Gamma_f = \sigma\big( W_f[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + p_f *
# c^{\langle t-1\rangle} + b_f \big)
# $$
#
# The star is what matters here: element 5 of the memory reaches element 5 of each gate,
# and no other element. A gate needs to know how full *its own* cell is; what the other
# cells hold, it can find out through $a$.
#
# > **Exercise 1 · `peephole_gates`** · 4 points · about 10 minutes
# >
# > Return both gates, the update gate first.

# %% show=true
figures.peephole_cell("gates", "peepholes")


# %% exercise="peephole_gates" points=4 minutes=10
def peephole_gates(a_prev, c_prev, x_t, p):
    """The gates that act on the memory, from a_prev, c_prev (m, n_a), x_t (m, n_x).

    Γu = σ(Wu[a_prev, x_t] + pu * c_prev + bu)
    Γf = σ(Wf[a_prev, x_t] + pf * c_prev + bf)

    Returns (gamma_u, gamma_f), each (m, n_a).
    """
    ### BEGIN SOLUTION
    a_x = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    gamma_u = sigmoid(a_x @ p.Wu.T + p.pu * c_prev + p.bu)
    gamma_f = sigmoid(a_x @ p.Wf.T + p.pf * c_prev + p.bf)
    return gamma_u, gamma_f
    ### END SOLUTION


# %% check="peephole_gates"
check.peephole_gates(peephole_gates)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# It is an ordinary LSTM gate with one extra term inside the sigmoid. That term needs no
# matrix and no transpose: NumPy repeats the vector for every row.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Put the activation and the input side by side and multiply by the transposed weights;
# add the peephole times the old memory, element by element; add the bias; then take the
# sigmoid.
#
# </details>
#
# **What you should see.** With a peephole of $\ln 3$ and everything else at zero, a
# gate gives 1/2 for an empty memory, 3/4 for a memory of 1 and 1/4 for a memory of -1.
# With the peephole at 0 it gives 1/2 for all three, just as a plain LSTM's gate would.

# %% show=true
nothing = PeepholeParams(*np.zeros((4, 1, 2)), *np.zeros((7, 1)))  # n_a = n_x = 1
still = np.zeros((1, 1))
for weight in (np.log(3), 0.0):
    p = nothing._replace(pf=np.array([weight]))
    says = [peephole_gates(still, still + c, still, p)[1][0, 0] for c in (-1, 0, 1)]
    print(f"pf = {weight:.2f}: Γf for c = -1, 0, 1:", *(f"{g:.2f}" for g in says))

# %% [markdown]
# ## 2. The third gate, and which memory it sees
#
# The output gate decides how much of the *new* memory is shown. Two forms are in use:
#
# $$
# \Gamma_o = \sigma\big(
# W_o[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + p_o * c^{\text{seen}} + b_o
# \big)
# $$
#
# In the **lecture's** form all three gates see the same old memory, $c^{\text{seen}} =
# c^{\langle t-1\rangle}$. In **Gers'** form, which ONNX uses too, the output gate sees
# the new one, $c^{\text{seen}} = c^{\langle t\rangle}$. Neither is wrong, but your code
# has to say which one it means.
#
# > **Exercise 2 · `peephole_output_gate`** · 2 points · about 5 minutes
# >
# > The memory the gate sees is passed in as `c_seen`, so the choice is the caller's.


# %% exercise="peephole_output_gate" points=2 minutes=5
def peephole_output_gate(a_prev, c_seen, x_t, p):
    """The output gate, from a_prev and the memory c_seen (m, n_a), and x_t (m, n_x).

    Γo = σ(Wo[a_prev, x_t] + po * c_seen + bo)

    Returns gamma_o (m, n_a).
    """
    ### BEGIN SOLUTION
    a_x = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    return sigmoid(a_x @ p.Wo.T + p.po * c_seen + p.bo)
    ### END SOLUTION


# %% check="peephole_output_gate"
check.peephole_output_gate(peephole_output_gate)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# You have already written a line like this twice.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The same as for the other gates, but with the output gate's weights, peephole and
# bias, and with whichever memory was passed in.
#
# </details>
#
# **Predict, then run.** A memory of 1 is about to be halved, and $p_o = 2\ln 3$. In
# which form will the output gate be open wider?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# In the lecture's form: its gate sees the old memory of 1, so it stands at 0.90. In
# Gers' form the gate sees the new memory of 1/2, so it stands at 0.75.
#
# </details>

# %% show=true
p = nothing._replace(po=np.array([2 * np.log(3)]))
for name, c_seen in (("c<t-1> = 1", 1.0), ("c<t> = 1/2", 0.5)):
    gamma_o = peephole_output_gate(still, still + c_seen, still, p)
    print(f"Γo sees {name:<10}: {gamma_o[0, 0]:.2f}")

# %% [markdown]
# ## 3. One step
#
# The candidate has no peephole, and the old memory and the candidate are blended just
# as in the plain LSTM:
#
# $$
# \tilde c = \tanh\big(W_c[a^{\langle t-1\rangle}, x^{\langle t\rangle}] + b_c\big)
# $$
# $$
# c^{\langle t\rangle} = \Gamma_u * \tilde c + \Gamma_f * c^{\langle t-1\rangle}
# $$
# $$
# a^{\langle t\rangle} = \Gamma_o * \tanh c^{\langle t\rangle}
# $$
#
# The form determines the *order* of the work. If $\Gamma_o$ sees $c^{\langle
# t\rangle}$, that memory has to be computed first; in the lecture's form all three
# gates can be computed together.
#
# > **Exercise 3 · `peephole_cell`** · 5 points · about 15 minutes
# >
# > `output_sees` is `"previous"` (the lecture) or `"current"` (Gers). For any other
# > word, raise a `ValueError`. The `LSTMStep` you return holds copies of `a_prev`,
# > `c_prev` and `x_t`.

# %% show=true
figures.peephole_cell(output_sees="current")


# %% exercise="peephole_cell" points=5 minutes=15
def peephole_cell(a_prev, c_prev, x_t, p, output_sees="previous"):
    """One step of a peephole LSTM, from a_prev, c_prev (m, n_a) and x_t (m, n_x).

    c_t = Γu * c̃ + Γf * c_prev    a_t = Γo * tanh(c_t)

    output_sees: "previous", Γo sees c_prev; "current", Γo sees c_t.
    Returns an LSTMStep(a_prev, c_prev, x_t, gamma_u, gamma_f, gamma_o, c_tilde, c_t,
    a_t) with its own copies of its inputs. Raises ValueError for another output_sees.
    """
    ### BEGIN SOLUTION
    if output_sees not in ("previous", "current"):
        raise ValueError(f"output_sees must be previous or current: {output_sees!r}")
    gamma_u, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
    a_x = np.concatenate([a_prev, x_t], axis=1)  # (m, n_a + n_x)
    c_tilde = np.tanh(a_x @ p.Wc.T + p.bc)
    c_t = gamma_u * c_tilde + gamma_f * c_prev
    c_seen = c_t if output_sees == "current" else c_prev
    gamma_o = peephole_output_gate(a_prev, c_seen, x_t, p)
    a_t = gamma_o * np.tanh(c_t)
    return LSTMStep(
        a_prev=a_prev.copy(),
        c_prev=c_prev.copy(),
        x_t=x_t.copy(),
        gamma_u=gamma_u,
        gamma_f=gamma_f,
        gamma_o=gamma_o,
        c_tilde=c_tilde,
        c_t=c_t,
        a_t=a_t,
    )
    ### END SOLUTION


# %% check="peephole_cell"
check.peephole_cell(peephole_cell)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Reject an unknown word first. Next compute the first two gates, the candidate and the
# new memory; only then the output gate, which gets one of the two memories; and last
# the activation.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The output gate sees the new memory if the form is current, and the old one otherwise.
# Fill in the step's nine fields by name, and call copy on the three inputs.
#
# </details>
#
# **What you should see.** The two forms arrive at the same new memory and differ only
# in how much of it they show: here by up to 0.04. Without the output gate's peephole
# they are one and the same function.

# %% show=true
rng = np.random.default_rng(0)
p = training.init_peephole(n_x=3, n_a=4, rng=rng)
a_prev, c_prev, x_t = rng.normal(size=(3, 2, 4))
a_prev, x_t = np.tanh(a_prev), x_t[:, :3]
for name, unit in (("po as drawn", p), ("po = 0", p._replace(po=0 * p.po))):
    old = peephole_cell(a_prev, c_prev, x_t, unit, "previous")
    new = peephole_cell(a_prev, c_prev, x_t, unit, "current")
    memory, shown = (
        np.abs(a - b).max() for a, b in zip(old[-2:], new[-2:], strict=True)
    )
    print(f"{name:<11}: memories differ by {memory:.2f}, what is shown by {shown:.2f}")

# %% [markdown]
# ## 4. A sequence
#
# Two things are passed on from step to step, the activation and the memory:
#
# $$
# \big(a^{\langle t\rangle}, c^{\langle t\rangle}\big) = \mathrm{LSTM}\big( a^{\langle
# t-1\rangle}, c^{\langle t-1\rangle}, x^{\langle t\rangle} \big)
# $$
# $$
# t = 1, \dots, T
# $$
#
# The form is the same at every step.
#
# > **Exercise 4 · `peephole_forward`** · 3 points · about 8 minutes
# >
# > Return all activations as one array `(T, m, n_a)`, and the list of the steps.


# %% exercise="peephole_forward" points=3 minutes=8
def peephole_forward(x, a0, c0, p, output_sees="previous"):
    """A peephole LSTM over x (T, m, n_x), from a0 and c0 (m, n_a).

    (a<t>, c<t>) = LSTM(a<t-1>, c<t-1>, x<t>)

    Returns (a, steps): a (T, m, n_a), and a list of T LSTMSteps.
    Raises ValueError for an unknown output_sees.
    """
    ### BEGIN SOLUTION
    steps = []
    a_prev, c_prev = a0, c0
    for x_t in x:
        step = peephole_cell(a_prev, c_prev, x_t, p, output_sees)
        steps.append(step)
        a_prev, c_prev = step.a_t, step.c_t
    return np.stack([step.a_t for step in steps]), steps
    ### END SOLUTION


# %% check="peephole_forward"
check.peephole_forward(peephole_forward)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# A loop over the first axis of the input, with two variables for the current states.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# For each input, run the cell with the form as its last argument and append the step;
# its activation and memory become the old states of the next step. At the end, stack
# the activations.
#
# </details>
#
# **Predict, then run.** Suppose the output gate is shut for good. One run starts with
# an empty memory, another with a full one. By how much will their forget gates differ,
# in a plain LSTM and in one with peepholes?
#
# <details><summary>What you should see (open it after you have run the cell)</summary>
#
# In the plain LSTM they stay the same, down to the last bit, for ever: it can't tell
# the two memories apart. With peepholes it can, from the very first step. This is what
# peepholes are for.
#
# </details>

# %% show=true
rng = np.random.default_rng(1)
p = training.init_peephole(n_x=3, n_a=4, rng=rng)
shut = p._replace(bo=np.full(4, -1000.0))  # Γo = 0: nothing is ever shown
blind = shut._replace(pu=0 * p.pu, pf=0 * p.pf, po=0 * p.po)
x, silent = rng.normal(size=(10, 1, 3)), np.zeros((1, 4))
for name, unit in (("plain LSTM", blind), ("with peepholes", shut)):
    _, empty = peephole_forward(x, silent, silent, unit)
    _, full = peephole_forward(x, silent, silent + 5, unit)
    left, right = ([step.gamma_f for step in steps] for steps in (empty, full))
    apart = np.abs(np.subtract(left, right)).max()
    print(f"{name:<14}: Γf differs by up to {apart:.2f}")

# %% [markdown]
# ## 5. Backward through one step
#
# Write $dq$ for $\partial L/\partial q$. You are given $da^{\langle t\rangle}$ and
# $dc^{\langle t\rangle}$, which come from further on. You have already derived the
# backward pass of the LSTM, so **derive this one yourself before you open anything
# below**. The only thing that is new is one rule, which applies to each peephole:
#
# $$
# z = \dots + p * c:
# $$
# $$
# dc \leftarrow dc + dz * p
# $$
# $$
# dp = \sum_{\text{rows}} dz * c
# $$
#
# Follow the numbered paths and their arrows in the figure. The whole exercise turns on
# two questions: *which* memory does $dz_o * p_o$ go to, and what has to be complete
# before $dc$ is split?

# %% show=true
figures.peephole_gradient_ways("current")

# %% show=true
figures.peephole_gradient_ways("previous")

# %% [markdown]
# Try each part yourself first, then open it and compare. The figures show the two
# forms: first Gers', then the lecture's.
#
# <details><summary>The activation, and ④ in Gers' form</summary>
#
# In $a^{\langle t\rangle} = \Gamma_o * \tanh c^{\langle t\rangle}$ each factor gets
# $da^{\langle t\rangle}$ times the other one:
#
# $$
# dz_o = da^{\langle t\rangle} * \tanh c^{\langle t\rangle} * \Gamma_o * (1 - \Gamma_o)
# $$
# $$
# dc = dc^{\langle t\rangle} + da^{\langle t\rangle} * \Gamma_o * (1 - \tanh^2
# c^{\langle t\rangle})
# $$
#
# Here $z_o = W_o[a, x] + p_o * c^{\text{seen}} + b_o$, so $dz_o * p_o$ goes back to the
# memory that was seen. In Gers' form that is $c^{\langle t\rangle}$, and $dc$ isn't
# complete without it: $dc \leftarrow dc + dz_o * p_o$, *before* $dc$ is split.
#
# </details>
# <details><summary>The split</summary>
#
# With $dc$ complete, go back through $c^{\langle t\rangle} = \Gamma_u * \tilde c +
# \Gamma_f * c^{\langle t-1\rangle}$:
#
# $$
# dz_u = dc * \tilde c * \Gamma_u(1-\Gamma_u)
# $$
# $$
# dz_f = dc * c^{\langle t-1\rangle} * \Gamma_f(1-\Gamma_f)
# $$
# $$
# dz_c = dc * \Gamma_u * (1 - \tilde c^2)
# $$
#
# </details>
# <details><summary>①, ② and ③ Back to the old memory</summary>
#
# The old memory was a factor in the blend (①), and two gates saw it (② and ③):
#
# $$
# dc^{\langle t-1\rangle} =
# \underbrace{dc * \Gamma_f}_{①} + \underbrace{dz_f * p_f}_{②} +
# \underbrace{dz_u * p_u}_{③}
# $$
#
# </details>
# <details><summary>④ in the lecture's form</summary>
#
# Here the output gate saw $c^{\langle t-1\rangle}$. So $dz_o * p_o$ isn't added to
# $dc$; instead it becomes a fourth term in the old memory's gradient: $dc^{\langle
# t-1\rangle} \leftarrow dc^{\langle t-1\rangle} + dz_o * p_o$.
#
# </details>
# <details><summary>The parameters</summary>
#
# Each peephole was multiplied by the memory its gate saw, and all rows share the same
# peephole:
#
# $$
# dp_u = \sum_{\text{rows}} dz_u * c^{\langle t-1\rangle}
# $$
# $$
# dp_f = \sum_{\text{rows}} dz_f * c^{\langle t-1\rangle}
# $$
# $$
# dp_o = \sum_{\text{rows}} dz_o * c^{\text{seen}}
# $$
#
# For the weights and biases, the rules are those of any linear map $z = vW^\top + b$
# with $v = [a^{\langle t-1\rangle}, x^{\langle t\rangle}]$: $dW = dz^\top v$, $db$ is
# the sum of the rows of $dz$, and $dv = dz\,W$. All four maps take the same $v$, so add
# up the four $dv$ and cut the sum into $da^{\langle t-1\rangle}$ (the first $n_a$
# columns) and $dx^{\langle t\rangle}$ (the rest).
#
# </details>
#
# **What Gers did instead.** The inventors of peepholes, Gers and Schmidhuber (2000) and
# [Gers, Schraudolph and Schmidhuber
# (2002)](https://www.jmlr.org/papers/v3/gers02a.html), *cut* the gradient at the
# peepholes: they left out paths ②, ③ and ④ and kept only $dp$. That was cheap, and it
# keeps the error in the memory constant by design. We cut nothing, so the numbers in
# their papers and ours can't be compared like for like.
#
# > **Exercise 5 · `peephole_cell_backward`** · 10 points · about 40 minutes
# >
# > `step` is what `peephole_cell` returned for the same `output_sees`. Return
# > `da_prev`, `dc_prev`, `dx_t`, and the gradients as a `PeepholeParams`.
# >
# > Grading starts with a unit of realistic size, n = 128. Your formula deals with it in
# > milliseconds; numerical differences would run out of time.


# %% exercise="peephole_cell_backward" points=10 minutes=40
def peephole_cell_backward(da_t, dc_t, step, p, output_sees="previous"):
    """The gradients of one step, from da_t and dc_t (m, n_a), all that arrives.

    dc = dc_t + da_t * Γo * (1 - tanh²(c_t)), and + dz_o * po if Γo has seen c_t

    Returns (da_prev, dc_prev, dx_t, dp): (m, n_a), (m, n_a), (m, n_x), and a
    PeepholeParams of gradients. Raises ValueError for an unknown output_sees.
    """
    ### BEGIN SOLUTION
    if output_sees not in ("previous", "current"):
        raise ValueError(f"output_sees must be previous or current: {output_sees!r}")
    c_seen = step.c_t if output_sees == "current" else step.c_prev
    tanh_c = np.tanh(step.c_t)

    dz_o = da_t * tanh_c * step.gamma_o * (1 - step.gamma_o)  # (m, n_a)
    dc = dc_t + da_t * step.gamma_o * (1 - tanh_c**2)
    if output_sees == "current":
        dc = dc + dz_o * p.po  # ④
    dz_u = dc * step.c_tilde * step.gamma_u * (1 - step.gamma_u)
    dz_f = dc * step.c_prev * step.gamma_f * (1 - step.gamma_f)
    dz_c = dc * step.gamma_u * (1 - step.c_tilde**2)

    dc_prev = dc * step.gamma_f + dz_f * p.pf + dz_u * p.pu  # ① ② ③
    if output_sees == "previous":
        dc_prev = dc_prev + dz_o * p.po  # ④
    da_x = dz_u @ p.Wu + dz_f @ p.Wf + dz_o @ p.Wo + dz_c @ p.Wc
    n_a = da_t.shape[1]

    a_x = np.concatenate([step.a_prev, step.x_t], axis=1)  # (m, n_a + n_x)
    dp = PeepholeParams(
        Wu=dz_u.T @ a_x,
        Wf=dz_f.T @ a_x,
        Wo=dz_o.T @ a_x,
        Wc=dz_c.T @ a_x,
        pu=(dz_u * step.c_prev).sum(axis=0),
        pf=(dz_f * step.c_prev).sum(axis=0),
        po=(dz_o * c_seen).sum(axis=0),
        bu=dz_u.sum(axis=0),
        bf=dz_f.sum(axis=0),
        bo=dz_o.sum(axis=0),
        bc=dz_c.sum(axis=0),
    )
    return da_x[:, :n_a], dc_prev, da_x[:, n_a:], dp
    ### END SOLUTION


# %% check="peephole_cell_backward"
check.peephole_cell_backward(peephole_cell_backward, peephole_cell)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# First the output gate's dz, then the complete dc, then the three other dz. Getting the
# order right is half the exercise: don't use dc until all of its terms are in.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# If the output gate saw the current memory, add its dz times its peephole to dc, and
# compute the other three dz from that sum; if it saw the previous one, add the same
# product to the old memory's gradient at the end. In either form that gradient also has
# three other terms: dc times the forget gate, and the dz of the forget and update
# gates, each times its own peephole.
#
# </details>
#
# **What you should see.** All fourteen gradients, in both forms, agree with central
# differences to about $10^{-10}$. If you cut at the peepholes, as Gers did, the
# gradient of the old memory is off by about 0.4: it is no longer the slope of anything.

# %% show=true
from utils.checks.differences import slopes

rng = np.random.default_rng(2)
p = training.init_peephole(n_x=3, n_a=4, rng=rng)
a_prev, c_prev, x_t, da_t, dc_t = rng.normal(size=(5, 2, 4))
given = {"a_prev": np.tanh(a_prev), "c_prev": c_prev, "x_t": x_t[:, :3]}


def loss(form, **changed):
    """A number that has da_t and dc_t as its gradients at a_t and c_t."""
    inputs = given | {k: v for k, v in changed.items() if k in given}
    others = {k: v for k, v in changed.items() if k not in given}
    step = peephole_cell(*inputs.values(), p._replace(**others), form)
    return np.sum(da_t * step.a_t) + np.sum(dc_t * step.c_t)


for form in ("previous", "current"):
    step = peephole_cell(*given.values(), p, form)
    da_prev, dc_prev, dx_t, dp = peephole_cell_backward(da_t, dc_t, step, p, form)
    mine = {"a_prev": da_prev, "c_prev": dc_prev, "x_t": dx_t} | dp._asdict()
    off = []
    for name, at in (given | p._asdict()).items():
        slope = slopes(lambda v, f=form, k=name: loss(f, **{k: v}), at)
        off.append(np.abs(mine[name] - slope).max())
    print(f"'{form}': worst of {len(off)} gradients: off by {max(off):.0e}", end="")
    cut = p._replace(pu=0 * p.pu, pf=0 * p.pf, po=0 * p.po)  # of the way back only
    _, cut_off, _, _ = peephole_cell_backward(da_t, dc_t, step, cut, form)
    print(f"; cut at the peepholes, dc_prev by {np.abs(cut_off - dc_prev).max():.2f}")

# %% [markdown]
# ## 6. Backward through time
#
# Two gradients are carried from the last step to the first. At $a^{\langle t\rangle}$
# the carried gradient meets the upstream one. At $c^{\langle t\rangle}$ there is only
# what step $t+1$ carries back; at the last step nothing is carried back at all:
#
# $$
# da^{\langle t\rangle} = da[t] + da_{\mathrm{prev}} \text{ of step } t+1
# $$
# $$
# dc^{\langle t\rangle} = dc_{\mathrm{prev}} \text{ of step } t+1
# $$
#
# All steps share the same parameters, so their gradients add up.
#
# > **Exercise 6 · `peephole_backward`** · 5 points · about 15 minutes
# >
# > Return `dx` in time order, `da0`, `dc0`, and the sum of the parameter gradients over
# > all steps. Here, too, grading starts with n = 128.

# %% show=true
figures.lstm_unrolled(backward=True)


# %% exercise="peephole_backward" points=5 minutes=15
def peephole_backward(da, steps, p, output_sees="previous"):
    """The gradients of a sequence, from the upstream gradient da (T, m, n_a).

    da_t = da[t] + what step t + 1 carries back;  dp = Σ_t dp of step t

    Returns (dx, da0, dc0, dp): (T, m, n_x), (m, n_a), (m, n_a), and a PeepholeParams
    of gradients. Raises ValueError for an unknown output_sees.
    """
    ### BEGIN SOLUTION
    da_carried, dc_carried = np.zeros_like(da[0]), np.zeros_like(da[0])
    dp = PeepholeParams(*[np.zeros_like(w) for w in p])
    dx = []
    for da_t, step in zip(da[::-1], steps[::-1], strict=True):
        da_carried, dc_carried, dx_t, dp_t = peephole_cell_backward(
            da_t + da_carried, dc_carried, step, p, output_sees
        )
        dx.append(dx_t)
        parts = zip(dp, dp_t, strict=True)
        dp = PeepholeParams(*[total + part for total, part in parts])
    return np.stack(dx[::-1]), da_carried, dc_carried, dp
    ### END SOLUTION


# %% check="peephole_backward"
check.peephole_backward(peephole_backward, peephole_forward)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Four things are updated in the loop: two carried gradients, the list of the inputs'
# gradients, and the running sum for the parameters.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# Go from the last step to the first. Call the backward function of a single step with
# two gradients: this step's upstream gradient plus the one carried for the activation,
# and the one carried for the memory. Its first two results are carried on, the third
# goes into the list and the fourth into the sum. Reverse the list at the end.
#
# </details>
#
# **What you should see.** PyTorch has no peephole LSTM, but its autograd can go
# backward through one that is written out step by step. Over 20 steps, in both forms,
# your gradients differ from autograd's by no more than rounding error.

# %% show=true
import torch

rng = np.random.default_rng(3)
p = training.init_peephole(n_x=3, n_a=4, rng=rng)
x, da = rng.normal(size=(20, 2, 3)), rng.normal(size=(20, 2, 4))
a0, c0 = np.tanh(rng.normal(size=(2, 2, 4)))


def by_autograd(form):
    """The same gradients, from torch's record of the same equations."""
    inputs = [torch.tensor(v, requires_grad=True) for v in (x, a0, c0, *p)]
    xs, a, c, *weights = inputs
    q, shown = PeepholeParams(*weights), []
    for x_t in xs:
        v = torch.cat([a, x_t], dim=1)
        u = torch.sigmoid(v @ q.Wu.T + c * q.pu + q.bu)
        f = torch.sigmoid(v @ q.Wf.T + c * q.pf + q.bf)
        new = u * torch.tanh(v @ q.Wc.T + q.bc) + f * c
        seen = new if form == "current" else c
        a = torch.sigmoid(v @ q.Wo.T + seen * q.po + q.bo) * torch.tanh(new)
        c = new
        shown.append(a)
    torch.stack(shown).backward(torch.tensor(da))
    return [w.grad.numpy() for w in inputs]


for form in ("previous", "current"):
    _, steps = peephole_forward(x, a0, c0, p, form)
    dx, da0, dc0, dp = peephole_backward(da, steps, p, form)
    pairs = zip((dx, da0, dc0, *dp), by_autograd(form), strict=True)
    off = max(np.abs(mine - theirs).max() for mine, theirs in pairs)
    print(f"'{form}': off from autograd by {off:.0e}")

# %% [markdown]
# ## 7. Which element reaches which
#
# How much does element $j$ of the memory move element $k$ of the forget gate? The
# answer is the gate's Jacobian, one $n \times n$ matrix per example. By the chain rule,
# with $z_k = \dots + p_{f,k}\, c_k + \dots$,
#
# $$
# \frac{\partial \Gamma_{f,k}}{\partial c^{\langle t-1\rangle}_j} =
# \begin{cases}
# \Gamma_{f,k}(1-\Gamma_{f,k})\, p_{f,k} & j = k \\
# 0 & j \ne k
# \end{cases}
# $$
#
# A full matrix $M c$ in place of $p * c$ would fill the whole square, and would cost
# $n^2$ weights for each gate instead of $n$.
#
# **Predict.** In a unit with 128 cells and 64 inputs, what share of all the parameters
# do the three peepholes make up, roughly: 30 %, 3 % or 0.3 %?
#
# > **Exercise 7 · `peephole_influence`** · 4 points · about 12 minutes
# >
# > Return the Jacobians of all examples as one array `(m, n_a, n_a)`: example, element
# > of the gate, element of the memory.


# %% exercise="peephole_influence" points=4 minutes=12
def peephole_influence(a_prev, c_prev, x_t, p):
    """How each element of the memory moves each element of the forget gate.

    J[i, k, j] = ∂Γf[i, k] / ∂c_prev[i, j]

    Returns J (m, n_a, n_a).
    """
    ### BEGIN SOLUTION
    _, gamma_f = peephole_gates(a_prev, c_prev, x_t, p)
    own = gamma_f * (1 - gamma_f) * p.pf  # (m, n_a)
    n_a = own.shape[1]
    return own[:, :, None] * np.eye(n_a, dtype=own.dtype)
    ### END SOLUTION


# %% check="peephole_influence"
check.peephole_influence(peephole_influence, peephole_gates)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Compute the diagonals of all examples first: a matrix with one row per example. Then
# put each row on the diagonal of a square of zeros.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The diagonal is the forget gate, times one minus the forget gate, times its peephole.
# Give it a new last axis, and multiply it by an identity matrix of the same dtype.
#
# </details>
#
# **What you should see.** On the left, your matrix for one example: colour on the
# diagonal only. On the right, what a full matrix with the same diagonal would give. The
# three peepholes make up 0.4 % of all the parameters; as full matrices they would make
# the plain LSTM half as big again.

# %% show=true
rng = np.random.default_rng(4)
p = training.init_peephole(n_x=3, n_a=5, rng=rng)
a_prev, c_prev, x_t = rng.normal(size=(3, 1, 5))
own = peephole_influence(a_prev, c_prev, x_t[:, :3], p)[0]
full = rng.normal(size=(5, 5))
np.fill_diagonal(full, p.pf)
slope = np.diag(own) / p.pf  # Γf (1 - Γf)
n, n_x = 128, 64
lstm, peepholes, matrices = 4 * n * (n + n_x + 1), 3 * n, 3 * n * n
print(f"n = {n}, n_x = {n_x}: the LSTM has {lstm:,} parameters")
print(f"peepholes: {peepholes:,} more, {peepholes / (lstm + peepholes):.1%} of all")
print(f"matrices: {matrices:,} more, {matrices / lstm:.0%} on top")
figures.influence_matrices(own, slope[:, None] * full)

# %% [markdown]
# ## 8. A second opinion from ONNX
#
# ONNX is a format for exchanging networks. Its [LSTM
# operator](https://onnx.ai/onnx/operators/onnx__LSTM.html) has peepholes in Gers' form,
# and the `onnx` package includes a reference evaluator, written by people who never saw
# this course. It expects the parameters in a layout of its own, with $i$ for $\Gamma_u$
# and a first axis for the number of directions:
#
# $$
# W\,(1, 4n, n_x) \text{ and } R\,(1, 4n, n): \text{rows of } \Gamma_u, \Gamma_o,
# \Gamma_f, \tilde c
# $$
# $$
# P\,(1, 3n): p_u, p_o, p_f
# $$
#
# `W` acts on the input, `R` on the activation. `B` `(1, 8n)` holds two biases for each
# row, first all those of the input, then all those of the activation; the operator adds
# the two together.
#
# > **Exercise 8 · `peephole_to_onnx`** · 4 points · about 15 minutes
# >
# > Return a dict of the four arrays. How you divide the bias between its two halves is
# > up to you.


# %% exercise="peephole_to_onnx" points=4 minutes=15
def peephole_to_onnx(p):
    """The parameters as ONNX's LSTM wants them, gates in the order i, o, f, c.

    Returns a dict: W (1, 4n, n_x), R (1, 4n, n), B (1, 8n), P (1, 3n).
    """
    ### BEGIN SOLUTION
    n = len(p.bu)
    rows = np.concatenate([p.Wu, p.Wo, p.Wf, p.Wc])  # (4n, n + n_x)
    b = np.concatenate([p.bu, p.bo, p.bf, p.bc])  # (4n,)
    return {
        "W": rows[None, :, n:],
        "R": rows[None, :, :n],
        "B": np.concatenate([b, np.zeros_like(b)])[None],
        "P": np.concatenate([p.pu, p.po, p.pf])[None],
    }
    ### END SOLUTION


# %% check="peephole_to_onnx"
check.peephole_to_onnx(peephole_to_onnx)

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>
#
# Stack the four weights first, in ONNX's order, and cut the columns afterwards. Biases
# and peepholes are joined end to end, each in its own order.
#
# </details>
# <details><summary>Hint 2: the line in words</summary>
#
# The first n columns of the stacked weights are R, the others W. B is the four biases
# followed by as many zeros. P is the peepholes of update, output and forget gate. Each
# gets a new first axis.
#
# </details>
#
# **What you should see.** In Gers' form your unit and the ONNX operator differ by no
# more than rounding error over 30 steps. The lecture's form agrees with the operator
# only when $p_o = 0$, because then the output gate sees no memory at all; with $p_o$ as
# drawn, the two differ by up to 0.05.

# %% show=true
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator


def onnx_lstm(x, a0, c0, p):
    """The activations (T, m, n) of ONNX's LSTM, by the onnx package's evaluator."""
    arrays = {"X": x, "h0": a0[None], "c0": c0[None]} | peephole_to_onnx(p)
    names = ["X", "W", "R", "B", "", "h0", "c0", "P"]  # "": no sequence lengths
    node = helper.make_node("LSTM", names, ["Y"], hidden_size=a0.shape[1])
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.DOUBLE, array.shape)
        for name, array in arrays.items()
    ]
    output = helper.make_tensor_value_info("Y", TensorProto.DOUBLE, None)
    graph = helper.make_graph([node], "lstm", inputs, [output])
    return ReferenceEvaluator(helper.make_model(graph)).run(None, arrays)[0][:, 0]


rng = np.random.default_rng(5)
p = training.init_peephole(n_x=3, n_a=4, rng=rng)
x, a0, c0 = rng.normal(size=(30, 2, 3)), *np.tanh(rng.normal(size=(2, 2, 4)))
without = p._replace(po=0 * p.po)
for form, unit, said in (
    ("current", p, "po as drawn"),
    ("previous", without, "po = 0"),
    ("previous", p, "po as drawn"),
):
    a, _ = peephole_forward(x, a0, c0, unit, form)
    off = np.abs(a - onnx_lstm(x, a0, c0, unit)).max()
    print(f"'{form}', {said}: off from ONNX by {off:.1g}")

# %% [markdown]
# ## Do they help?
#
# Gers and Schmidhuber called their 2000 paper *Recurrent nets that time and count*. So
# let's have ours do both.
#
# - **Timing.** No input at all. Say 1 at every 6th (or 8th) step and 0 at all others: a
#   version of the spike task of Gers et al. (2002), with another input, loss and
#   gradient than theirs. Training sees 5 spikes; to succeed, a unit must get 20 in a
#   row right, with a readout on the right side of 1/2 at *every* step.
# - **Counting.** Read a word $a^nb^n$ and say 1 at its last $b$. Training sees $n = 1$
#   to 10; to succeed, a unit must be right at every step of all words up to $n = 30$.
#
# Three units compete: a plain LSTM, and both peephole forms, trained on the full
# gradient by Adam with learning rate 0.01, 4,000 updates for timing, 2,000 for
# counting. Every 50 updates they are tested, and a run that passes *any* of its 80 (or
# 40) tests has succeeded. Weights and peepholes begin within $\pm 1/\sqrt{n}$, the
# forget bias at
# 1. **The same seed gives all three the same first weights**, so each seed is a matched
# pair; that will help us below.
#
# The outcome of a single run is down to luck, so what we estimate is a **rate**: out of
# many seeds, what share succeed. **Wilson's** 95 % interval contains the rates for
# which the observed count would be no surprise; unlike "± 2 standard errors", it makes
# sense even for 0 successes. For $k$ of $n$, with $z = 1.96$:
#
# $$
# \frac{k + z^2/2 \pm z\sqrt{k(n-k)/n + z^2/4}}{n + z^2}
# $$

# %% show=true
from utils.experiments import intervals

for k, runs in ((0, 20), (10, 20), (0, 100), (50, 100)):
    low, high = intervals.wilson(k, runs)
    print(f"{k:>2} of {runs:>3}: from {low:.2f} to {high:.2f}")

# %% [markdown]
# With 20 seeds, a rate of one half is known to within about 0.2 either way; with 100,
# to within about 0.1.
#
# ### A small run, here and now
#
# Six seeds count with one cell, plain and with peepholes that see $c^{\langle
# t-1\rangle}$, trained with **your** `peephole_forward` and `peephole_backward`. It
# takes about half a minute. Change `seeds`, run it again, and see how the dots move.

# %% show=true
from itertools import combinations

from utils.experiments import live, results, settings

seeds, row = range(6), settings.SETTINGS["count_1"]
yours = peephole_forward, peephole_backward
found = {}
for form in ("plain", "previous"):
    at = [live.solved_at(row, seed, form, *yours, updates=1200) for seed in seeds]
    k = sum(a is not None for a in at)
    found[results.NAMES[form]] = k, len(at)
    print(f"{results.NAMES[form]}: ≈ {k} of {len(at)} seeds succeeded")
figures.live_rates({row.title: found}, intervals.wilson)

# %% [markdown]
# ### The long run
#
# 100 seeds, four rows, 1,200 runs of up to 4,000 updates: less than ten minutes on one
# core, because all runs were trained side by side, one array operation for all of them.
# (A test holds that code to the same equations as yours.) The seeds are 100 to 199; the
# settings were chosen on others, so that some runs succeed and some don't.
#
# **Predict, then run.** Which unit will succeed most often in timing, and which in
# counting?

# %% show=true
counts = results.successes()
named = {
    settings.SETTINGS[name].title: {results.NAMES[f]: k for f, k in by_form.items()}
    for name, by_form in counts.items()
}
figures.success_rates(named, intervals.wilson)

# %% [markdown]
# **Do two rates differ?** It is tempting to check whether their intervals overlap. But
# that isn't a proper test: two 95 % intervals may overlap a little even though the
# rates differ beyond reasonable doubt. It also throws the pairing away. **McNemar's
# test** looks only at the seeds where *one* of two units succeeded. If the two were
# equally good, each of these seeds would be the toss of a fair coin. If one unit wins
# $a$ of them and the other wins $b$, then with $m = a + b$:
#
# $$
# p = \min\Big(1,\ 2 \sum_{k \le \min(a,b)} \binom{m}{k} 2^{-m}\Big)
# $$
#
# We make twelve comparisons, so by luck alone some $p$ will be small. **Holm's**
# correction allows for that: the smallest $p$ is multiplied by 12, the next by 11, and
# so on, and no corrected $p$ may be smaller than the one before it. If the result is
# below 0.05, we say that the two units are *told apart*.

# %% show=true
pairs = [
    (name, *two)
    for name in settings.SETTINGS
    for two in combinations(("plain", "previous", "current"), 2)
]
solved, found = results.solved_at(), []
for name, one, other in pairs:
    first, second = solved[name][one] > 0, solved[name][other] > 0
    only = int(np.sum(first & ~second)), int(np.sum(second & ~first))
    found.append((*only, intervals.mcnemar(*only)))
holm = intervals.holm([p for *_, p in found])
for (name, one, other), (a, b, _), p in zip(pairs, found, holm, strict=True):
    if (one, other) == ("plain", "previous"):
        print(settings.SETTINGS[name].title)
    told = "told apart" if p < 0.05 else "not told apart"
    print(f"    only {one:<8} {a:>2}   only {other:<8} {b:>2}   p = {p:<7.1g} {told}")
faster = settings.AT_ANOTHER_RATE
for name, by_form in results.successes(settings=faster).items():
    print(faster[name].title, *(f"{form} {k}" for form, (k, _) in by_form.items()))

# %% [markdown]
# **What this allows us to say**, of these four rows, at this learning rate:
#
# - In **counting**, either peephole form succeeded more often than the plain LSTM: 75
#   and 72 against 2 of 100 with one cell, 53 and 57 against 0 with two.
# - In **timing**, the plain LSTM succeeded more often than either: 33 against 15 and 9,
#   and 54 against 21 and 10.
# - **The two forms** were told apart in one row only, the timing with 4 cells, 21
#   against 10, p = 0.03. Their intervals overlap there: the rule of thumb would have
#   missed it.
#
# **What it doesn't allow.** "Peepholes help", or "peepholes hurt". It speaks of other
# seeds, not of other settings. One learning rate served all three forms; three times
# that rate moves the counts in timing to 30, 14, 8 and to 42, 27, 17. (The plain LSTM's
# 2 and 0 in counting are about words three times as long as in training.) And "not told
# apart" is no proof that two rates are equal.
#
# Others have looked more widely. In 5,400 runs on three representative tasks, [Greff et
# al. (2017)](https://arxiv.org/abs/1503.04069) tuned each variant separately and found
# that you can leave the peepholes out without losing anything significant. PyTorch's
# LSTM has none.

# %% [markdown]
# ## A cell that counts
#
# Take the first one-cell unit of the lecture's form that learned to count. It has 19
# parameters, and 2 more for its readout. Your `peephole_forward` runs it.


# %% show=true
unit = results.counter("previous")


def read(word, unit=unit):
    """The memory after each letter, the steps, and P(the word is complete)."""
    x = np.array([[letter == "a", letter == "b"] for letter in word], float)
    a, steps = peephole_forward(x[:, None], still, still, unit.p)
    return [step.c_t.item() for step in steps], steps, sigmoid(a @ unit.v + unit.d)


def word(n):
    """The word of n a's and n b's."""
    return n * "a" + n * "b"


def right(n):
    """Whether the answer is below 1/2 at each letter but the last, and above there."""
    says = read(word(n))[2].ravel() > 0.5
    return np.array_equal(np.flatnonzero(says), [2 * n - 1])


print("parameters:", sum(w.size for w in unit.p), "and", unit.v.size + unit.d.size)
longest = next(n for n in range(1, 200) if not right(n + 1))
print(f"trained up to n = 10, right at every letter up to n = {longest}")
words = [word(n) for n in (4, 10, 20)]
memories = [np.array(read(w)[0]) for w in words]
figures.counting(words, memories, [read(w)[2].ravel() for w in words])

# %% [markdown]
# **Read it off.** The memory goes up by nearly one with each $a$ and down by nearly one
# with each $b$: it *is* the number of $a$'s that are still waiting for a $b$. At the
# last $b$ it falls below zero, and the unit says so.

# %% show=true
c, steps, _ = read(word(20))
up, down = np.diff(c[:20]), np.diff(c[19:36])
print(f"each further a adds {up.min():.2f} to {up.max():.2f}")
print(f"each of the first 16 b's adds {down.min():.2f} to {down.max():.2f}")
print(f"after 20 a's the memory is {c[19]:.1f}")
print("the last memories, and the Γf that made them:")
for step in steps[-4:]:
    print(f"    c = {step.c_t.item():5.2f}   Γf = {step.gamma_f.item():.2f}")
first, last = steps[-4], steps[-1]
by_p = (unit.p.pf * (last.c_prev - first.c_prev)).item()
by_a = (unit.p.Wf[:, :1] * (last.a_prev - first.a_prev)).item()
print(
    f"what moved Γf's z meanwhile: the peephole {by_p:.1f}, the activation {by_a:.1f}"
)
without = unit._replace(p=unit.p._replace(pf=0 * unit.p.pf))
c, _, _ = read(word(20), without)
print(f"without pf, after 20 a's the memory is {c[19]:.1f}")

# %% [markdown]
# **What you should see.** Far from zero the forget gate stays at 1, otherwise the count
# would leak away; close to zero it begins to shut. Both are the peephole's doing: over
# the last few letters it moved the gate's $z$ by -6.5, while the activation moved it by
# only -0.2. The activation $\Gamma_o * \tanh c$ is nearly 1 for any memory above 3, so
# it can't say how large a count is. Without $p_f$ the gate leaks: after 20 a's the
# memory is 8.1, no longer a count.

# %% [markdown]
# ## What you have built
#
# - an LSTM whose gates see the memory, each element its own, in both forms in use
#   today;
# - the way back through the peepholes, and the one line in which the two forms differ:
#   where $dz_o * p_o$ goes;
# - proof that it agrees with an operator that other people wrote, in another layout;
# - a comparison that says what it knows and how well it knows it.
#
# In the next notebook your units move to torch, and, if you have one, to a GPU.
#
# **Further reading**
#
# - [Gers & Schmidhuber (2000)](https://doi.org/10.1109/IJCNN.2000.861302), *Recurrent
#   Nets that Time and Count*: where peepholes come from
# - [Gers & Schmidhuber (2001)](https://doi.org/10.1109/72.963769), *LSTM Recurrent
#   Networks Learn Simple Context-Free and Context-Sensitive Languages*: $a^nb^n$
# - [Gers, Schraudolph & Schmidhuber
#   (2002)](https://www.jmlr.org/papers/v3/gers02a.html), *Learning Precise Timing with
#   LSTM Recurrent Networks*
# - [Greff et al. (2017)](https://arxiv.org/abs/1503.04069), *LSTM: A Search Space
#   Odyssey*: which parts matter
# - [Wilson (1927)](https://doi.org/10.1080/01621459.1927.10502953), [McNemar
#   (1947)](https://doi.org/10.1007/BF02295996) and [Holm
#   (1979)](https://www.jstor.org/stable/4615733): the statistics
