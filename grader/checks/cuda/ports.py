"""The checks of the ports to torch's own units and back.

A port that is wrong in one thought is wrong nearly everywhere; questions in which a
part of the weights is zero tell one thought from another.
"""

import numpy as np
import torch

from grader.checks import draw
from grader.checks.cuda.asking import EXACT, GRUS, after, form, made, shown, told
from grader.checks.expect import Checks, kept, same, unchanged
from grader.reference import gru
from grader.reference.lstm import lstm_forward
from utils.fixtures import units
from utils.params import LSTMParams

CHECKS = Checks()


@CHECKS.check("lstm_to_torch", by_properties=True)
def lstm_to_torch(student, rng):
    """The course's LSTM as one of torch's, with the same outputs."""

    def ask(name, p, x, a0, c0, weight=1.0):
        lstm = student.keeping.lstm_to_torch(p)
        a = told(student, "run_module", lstm, x, a0, c0)
        yield same(name, a, lstm_forward(x, a0, c0, p)[0], weight=weight)
        return lstm, a

    sizes = {"T": 6, "batch": 3, "n_x": 4, "n_a": 5}
    p, *inputs = draw.lstm_sequence(rng, **sizes)
    lstm, a = yield from ask("outputs", p, *inputs, weight=2)
    yield after(a, unchanged("inputs are left unchanged", lstm))
    yield shown("it is an nn.LSTM", a, told(student, "where", lstm), "LSTM")
    yield from ask("outputs, no biases", zeroed(p, "b"), *inputs)
    yield from ask("outputs, no weights", zeroed(p, "W"), *inputs)
    bu, bo = 40 * draw.signs(rng, 5), 40 * draw.signs(rng, 5)
    shut = zeroed(p, "W")._replace(bu=bu, bf=-bu, bo=bo, bc=-bo)
    yield from ask("gates that biases shut or open", shut, *inputs)
    alike = p._replace(Wf=p.Wu, bf=p.bu)
    yield from ask("update and forget gate alike", alike, *inputs)
    alike = p._replace(Wo=p.Wc, bo=p.bc)
    yield from ask("output gate and candidate alike", alike, *inputs)
    batch, n_x, n_a = draw.sizes(rng, 3)
    p, *inputs = draw.lstm_sequence(rng, T=8, batch=batch, n_x=n_x, n_a=n_a)
    yield from ask("other sizes", p, *inputs)
    p, *inputs = draw.lstm_sequence(rng, **sizes)
    p, *inputs = LSTMParams(*map(np.float32, p)), *map(np.float32, inputs)
    _, a = yield from ask("outputs in float32", p, *inputs)
    yield kept("float32 in, float32 out", a, np.float32)


@CHECKS.check("lstm_from_torch", by_properties=True)
def lstm_from_torch(student, rng):
    """One of torch's LSTMs in the course's parameters."""

    def ask(dtype=np.float64, bias=1.0):
        n_x, n = draw.sizes(rng, 2)
        weights = torch_weights(rng, n_x, n, 4, dtype)
        weights |= {name: bias * w for name, w in weights.items() if "bias" in name}
        lstm = made(student, "built_in", "LSTM", weights)
        answer = told(student, "plain", student.keeping.lstm_from_torch(lstm))
        now = told(student, "plain", lstm)
        left = form("the LSTM is left unchanged", answer, now, [*weights.values()])
        return answer, from_torch(weights), left

    answer, expected, left = ask()
    for field in expected._fields:
        yield same(field, getattr(answer, field), getattr(expected, field))
    yield kept("float64 in, float64 out", answer, np.float64)
    yield left
    answer, expected, _ = ask()
    yield same("other sizes", answer, expected)
    answer, expected, _ = ask(bias=0)
    yield same("no biases", answer, expected)
    answer, expected, _ = ask(np.float32)
    yield same("values in float32", answer, expected)
    yield kept("float32 in, float32 out", answer, np.float32)


@CHECKS.check("gru_like_torch", forbids=GRUS, by_properties=True)
def gru_like_torch(student, rng):
    """torch's GRU by a loop of one's own: reset after the product, z keeps."""

    def ask(name, weights, x, h0, weight=1.0):
        things = [
            made(student, "tensor", v, None, "cpu", True) for v in (x, h0, weights)
        ]
        h = student.keeping.gru_like_torch(*things)
        answer = told(student, "plain", h)
        expected = run_torch_gru(x, h0, weights)
        yield same(name, answer, expected, weight=weight)
        return h, things, answer

    def question(T=6, batch=3, n_x=4, n=5, dtype=np.float64):
        weights = torch_weights(rng, n_x, n, 3, dtype)
        x = draw.normal(rng, T, batch, n_x, dtype=dtype)
        return weights, x, draw.normal(rng, batch, n, dtype=dtype)

    weights, x, h0 = question()
    h, things, values = yield from ask("h", weights, x, h0, weight=2)
    upstream = draw.normal(rng, *x.shape[:2], 5)
    grads = told(student, "gradients", h, upstream, *things)
    for k, name in enumerate(("dx", "dh0", "gradients of the weights")):
        expected = torch_gru_gradients(weights, x, h0, upstream)[k]
        yield same(name, grads[k], expected, tol=EXACT)
    now = told(student, "plain", *things)
    yield form("inputs are left unchanged", values, now, (x, h0, weights))
    apart = weights | {"weight_hh_l0": 0 * weights["weight_hh_l0"]}
    apart |= {"bias_hh_l0": 0 * weights["bias_hh_l0"]}
    yield from ask("h, nothing from the memory but z", apart, x, h0)
    one = weights | {"bias_hh_l0": 0 * weights["bias_hh_l0"]}
    yield from ask("h, no recurrent bias", one, x, h0)
    alike = {
        name: np.concatenate([w[:5], w[:5], w[10:]]) for name, w in weights.items()
    }
    yield from ask("h, both gates alike", alike, x, h0)
    half = {
        name: w * (np.arange(15) // 5 != 1).reshape(-1, *[1] * (w.ndim - 1))
        for name, w in weights.items()
    }
    yield from ask("h, z half open", half, x, h0)
    yield from ask("other sizes", *question(8, *draw.sizes(rng, 3)))
    weights, x, h0 = question(dtype=np.float32)
    *_, answer = yield from ask("values in float32", weights, x, h0)
    yield kept("float32 in, float32 out", answer, np.float32)


def zeroed(p, letter):
    """`p` with zeros in each field whose name begins with `letter`."""
    zeros = {f: np.zeros_like(getattr(p, f)) for f in p._fields if f[0] == letter}
    return p._replace(**zeros)


def torch_weights(rng, n_x, n, gates, dtype):
    """Weights of a layer by torch's own names, biases not zero."""
    return {
        "weight_ih_l0": draw.weight(rng, gates * n, n_x, dtype),
        "weight_hh_l0": draw.weight(rng, gates * n, n, dtype),
        "bias_ih_l0": 0.5 * draw.normal(rng, gates * n, dtype=dtype),
        "bias_hh_l0": 0.5 * draw.normal(rng, gates * n, dtype=dtype),
    }


def from_torch(weights):
    """The `LSTMParams` of torch's weights: its rows are i, f, g, o."""
    W = np.hstack([weights["weight_hh_l0"], weights["weight_ih_l0"]])
    i, f, g, o = np.split(W, 4)
    bi, bf, bg, bo = np.split(weights["bias_ih_l0"] + weights["bias_hh_l0"], 4)
    return LSTMParams(i, f, o, g, bi, bf, bo, bg)


def torch_gru_gradients(weights, x, h0, upstream):
    """dx, dh0 and those of the weights, by torch's own GRU."""
    unit = units.built_in("GRU", weights)
    x, h0 = (torch.tensor(v, requires_grad=True) for v in (x, h0))
    (unit(x, h0[None])[0] * torch.tensor(upstream)).sum().backward()
    of_weights = {name: part.grad.numpy() for name, part in unit.named_parameters()}
    return x.grad.numpy(), h0.grad.numpy(), of_weights


def run_torch_gru(x, h0, weights):
    """h of every step by the reference's cell of the GRU notebook."""
    names = "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"
    h, parts = [h0], [weights[name] for name in names]
    for x_t in x:
        h.append(gru.gru_cell_reset_after(h[-1], x_t, *parts))
    return np.stack(h[1:])
