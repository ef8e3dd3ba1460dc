"""Many small LSTMs trained side by side: one array operation serves all the runs.

The first axis of every array counts the runs, R. A run is an LSTM with a seed of its
own and a form of its own: without peepholes, or with them in one of the two forms.
Γ, c̃, c and a are as in the notebooks; `*` and σ act on all runs at once.
"""

from typing import NamedTuple

import numpy as np

from utils.experiments.first import Weights, has_peepholes


class Tape(NamedTuple):
    """What the way back needs: each (T, R, m, n), but for `gates` (T, R, m, 4, n)."""

    a_prev: np.ndarray
    c_prev: np.ndarray
    c: np.ndarray
    gates: np.ndarray


def forward(x, w, forms):
    """All runs over the same x (T, m, n_x), from zero states: logits (T, R, m), Tape.

    Γ* = σ(z* + P* c_seen)    c<t> = Γu c̃ + Γf c<t-1>    a<t> = Γo tanh(c<t>)
    """
    T, m, n = len(x), x.shape[1], w.v.shape[1]
    R, current = len(w.W), _sees_current(forms)
    from_x = (x[:, None] @ w.W[:, n:] + w.b).reshape(T, R, m, 4, n)
    a = c = np.zeros((R, m, n))
    tape = Tape(*np.empty((3, T, R, m, n)), np.empty((T, R, m, 4, n)))
    logits = np.empty((T, R, m))
    for t in range(T):
        tape.a_prev[t], tape.c_prev[t] = a, c
        z = (a @ w.W[:, :n]).reshape(R, m, 4, n) + from_x[t]
        gates = tape.gates[t]
        gates[:, :, :2] = _sigmoid(z[:, :, :2] + w.P[:, :, :2] * c[:, :, None])
        gates[:, :, 3] = np.tanh(z[:, :, 3])
        new = gates[:, :, 0] * gates[:, :, 3] + gates[:, :, 1] * c
        seen = np.where(current, new, c)
        gates[:, :, 2] = _sigmoid(z[:, :, 2] + w.P[:, :, 2] * seen)
        tape.c[t] = c = new
        a = gates[:, :, 2] * np.tanh(c)
        logits[t] = (a @ w.v + w.d)[:, :, 0]
    return logits, tape


def backward(d_logits, x, w, forms, tape):
    """The gradients of all runs, as `Weights`; `d_logits` (T, R, m). Nothing is cut."""
    T, R, m, n = tape.c.shape
    current = _sees_current(forms)
    Pu, Pf, Po = np.moveaxis(w.P, 2, 0)  # (R, 1, n) each
    v, W_state = w.v[:, None, :, 0], w.W[:, :n].swapaxes(1, 2)
    squashed = np.tanh(tape.c)
    slope = tape.gates * (1 - tape.gates)
    slope[..., 3, :] = 1 - tape.gates[..., 3, :] ** 2
    dz = np.empty((T, R, m, 4, n))
    da = dc = np.zeros((R, m, n))
    for t in reversed(range(T)):
        u, f, o, tilde = np.moveaxis(tape.gates[t], 2, 0)
        da = da + d_logits[t][:, :, None] * v
        dzo = da * squashed[t] * slope[t, :, :, 2]
        through_po = dzo * Po
        dc = dc + da * o * (1 - squashed[t] ** 2) + np.where(current, through_po, 0)
        dz[t, :, :, 0] = dzu = dc * tilde * slope[t, :, :, 0]
        dz[t, :, :, 1] = dzf = dc * tape.c_prev[t] * slope[t, :, :, 1]
        dz[t, :, :, 2] = dzo
        dz[t, :, :, 3] = dc * u * slope[t, :, :, 3]
        dc = dc * f + dzu * Pu + dzf * Pf + np.where(current, 0, through_po)
        da = dz[t].reshape(R, m, 4 * n) @ W_state
    return _parameters(d_logits, x, w, forms, tape, dz)


def _parameters(d_logits, x, w, forms, tape, dz):
    """Sums over time and examples, in one product each; plain runs get dP = 0."""
    T, R, m, n = tape.c.shape
    rows = dz.reshape(T, R, m, 4 * n).swapaxes(0, 1).reshape(R, T * m, 4 * n)
    states = tape.a_prev.swapaxes(0, 1).reshape(R, T * m, n).swapaxes(1, 2)
    dW_input = x.reshape(T * m, -1).T @ rows
    seen = np.where(_sees_current(forms), tape.c, tape.c_prev)
    dP = [np.sum(dz[..., k, :] * tape.c_prev, axis=(0, 2)) for k in (0, 1)]
    dP.append(np.sum(dz[..., 2, :] * seen, axis=(0, 2)))
    a = tape.gates[..., 2, :] * np.tanh(tape.c)
    return Weights(
        np.concatenate([states @ rows, dW_input], axis=1),
        rows.sum(axis=1, keepdims=True),
        np.stack(dP, axis=1)[:, None] * has_peepholes(forms),
        np.einsum("trm,trmn->rn", d_logits, a)[:, :, None],
        d_logits.sum(axis=(0, 2))[:, None, None],
    )


def _sees_current(forms):
    return np.array([form == "current" for form in forms])[:, None, None]


def _sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)
