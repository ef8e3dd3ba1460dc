"""What a unit needs beside itself to learn: first weights, a readout, Adam."""

from typing import NamedTuple

import numpy as np

from utils.params import GRUParams, PeepholeParams


class Readout(NamedTuple):
    """Reads one number from a state: ``state @ w + b``, w (n,), b ()."""

    w: np.ndarray
    b: np.ndarray


class Learned(NamedTuple):
    """What `fit` returns: the unit's parameters, its readout, the loss per update."""

    params: tuple
    readout: tuple
    losses: np.ndarray


def init_gru(n_x, n_c, rng, span=None, dtype=np.float64):
    """First parameters of a GRU: small weights, and gates that fit a time span.

    Weights come from U(-1/√n_c, 1/√n_c) and biases are 0. With a `span` the update
    gates start nearly shut: bu = -log(U(1, span - 1)), so that element k of the
    memory is kept for about as many steps as were drawn for it, 2 to `span`.

    rng: a NumPy generator; span: a number of steps above 2, or None.
    Source: Tallec & Ollivier 2018, "Can recurrent neural networks warp time?".
    """
    reach = 1 / np.sqrt(n_c)
    Wu, Wr, Wc = rng.uniform(-reach, reach, (3, n_c, n_c + n_x)).astype(dtype)
    bu, br, bc = np.zeros((3, n_c), dtype)
    if span is not None:
        bu = -np.log(rng.uniform(1, span - 1, n_c)).astype(dtype)
    return GRUParams(Wu, Wr, Wc, bu, br, bc)


def init_peephole(n_x, n_a, rng):
    """Parameters of a peephole LSTM to try things on: nothing in them is zero or small.

    Weights and biases come from U(-1/√n_a, 1/√n_a), peepholes from ±U(0.5, 0.9).
    """
    reach = 1 / np.sqrt(n_a)
    weights = rng.uniform(-reach, reach, (4, n_a, n_a + n_x))
    biases = rng.uniform(-reach, reach, (4, n_a))
    peepholes = rng.uniform(0.5, 0.9, (3, n_a)) * rng.choice((-1, 1), (3, n_a))
    return PeepholeParams(*weights, *peepholes, *biases)


def init_readout(n, rng, dtype=np.float64):
    """A readout with small random weights that says 1 for a state of zeros."""
    reach = 1 / np.sqrt(n)
    return Readout(rng.uniform(-reach, reach, n).astype(dtype), np.ones((), dtype))


def last_state_loss(states, y, readout):
    """Mean squared error of the number read from the last state of each sequence.

    states (T, m, n), y (m,).
    Returns the loss, its gradient by the states (T, m, n), which is zero but for
    the last, and its gradient by the readout.
    """
    error = states[-1] @ readout.w + readout.b - y  # (m,)
    d_guess = 2 * error / len(y)
    d_states = np.zeros_like(states)
    d_states[-1] = np.outer(d_guess, readout.w)
    d_readout = Readout(states[-1].T @ d_guess, d_guess.sum())
    return np.mean(error**2), d_states, d_readout


def fit(
    forward,
    backward,
    params,
    readout,
    draw,
    *,
    updates,
    lr=0.01,
    report=100,
    loss_of=last_state_loss,
):
    """Learn from fresh batches, one Adam update each, and tell how it goes.

    forward(x, params) -> states (T, m, n), steps
    backward(d_states, steps, params) -> gradients, in the type of `params`
    draw() -> x (T, m, n_x), y
    loss_of(states, y, readout) -> the loss, its gradients by states and by readout
    report: print the loss, averaged over as many updates, each `report` updates.
    Returns a `Learned`; `params` and `readout` are left as they were.
    """
    adam, losses = Adam(lr), []
    for update in range(1, updates + 1):
        x, y = draw()
        states, steps = forward(x, params)
        loss, d_states, d_readout = loss_of(states, y, readout)
        d_params = backward(d_states, steps, params)
        new = adam.step((*params, *readout), (*d_params, *d_readout))
        params = type(params)(*new[: len(params)])
        readout = type(readout)(*new[len(params) :])
        losses.append(loss)
        if update % report == 0:
            mean = np.mean(losses[-report:])
            print(f"update {update} of {updates}: loss {mean:.4f}", flush=True)
    return Learned(params, readout, np.array(losses))


class Adam:
    """Adam with clipping: scales each step by what it has seen of the gradients.

    g = gradient, scaled down where all gradients together are longer than `clip`
    m = β1 m + (1 - β1) g          v = β2 v + (1 - β2) g²
    parameter -= lr · m/(1 - β1^t) / (√(v/(1 - β2^t)) + ε)

    Source: Kingma & Ba 2015, algorithm 1.
    """

    def __init__(self, lr=0.01, beta1=0.9, beta2=0.999, eps=1e-8, clip=1.0):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.eps, self.clip = eps, clip
        self.t, self.m, self.v = 0, None, None

    def step(self, params, gradients):
        """New parameters, as a list of arrays; the old ones are not changed."""
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        length = np.sqrt(sum(np.sum(g**2) for g in gradients))
        shrink = min(1.0, self.clip / (length + self.eps))
        return [
            self._moved(k, p, shrink * g)
            for k, (p, g) in enumerate(zip(params, gradients, strict=True))
        ]

    def _moved(self, k, p, g):
        self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * g
        self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * g**2
        m = self.m[k] / (1 - self.beta1**self.t)
        v = self.v[k] / (1 - self.beta2**self.t)
        return (p - self.lr * m / (np.sqrt(v) + self.eps)).astype(p.dtype)
