"""The units that are trained side by side are those of the course, and torch's."""

import numpy as np
import pytest
import torch

from grader.experiments.which_unit.units import BLOCKS, first_layer, run
from grader.reference import gru, lstm, peephole, which_unit
from utils.params import GRUParams, LSTMParams, PeepholeParams

R, T, M, N_X, N = 3, 7, 4, 2, 5
ROUNDING = 1e-6  # of float32


@pytest.fixture(params=[None, 20])
def span(request):
    return request.param


def drawn(unit, span):
    """R layers with biases too, and inputs of their own."""
    rngs = [np.random.default_rng(k) for k in range(R)]
    layer = first_layer(unit, N_X, N, span, rngs)
    torch.manual_seed(0)
    layer = layer._replace(b=layer.b + torch.randn_like(layer.b))
    return layer, torch.randn(T, R, M, N_X)


def blocks(layer, k):
    """Weights (n, n + n_x) for [state, x] and biases (n,) of run k, block by block."""
    both = torch.cat([layer.s[k], layer.x[k]]).numpy()  # (n + n_x, blocks n)
    count = both.shape[1] // N
    weights = [each.T for each in np.split(both, count, axis=1)]
    return weights, np.split(layer.b[k, 0].numpy(), count)


def test_the_gru_is_the_lectures(span):
    layer, x = drawn("gru", span)
    shown = run("gru", layer, x).numpy()
    for k in range(R):
        (Wu, Wr, Wc), (bu, br, bc) = blocks(layer, k)
        p = GRUParams(Wu, Wr, Wc, bu, br, bc)
        start = np.zeros((M, N), np.float32)
        expected, _ = gru.gru_forward(x[:, k].numpy(), start, p)
        np.testing.assert_allclose(shown[:, k], expected, atol=ROUNDING)


@pytest.mark.parametrize("unit", ["lstm", "peephole"])
def test_the_lstms_are_the_lectures(unit, span):
    layer, x = drawn(unit, span)
    shown = run(unit, layer, x).numpy()
    start = np.zeros((M, N), np.float32)
    for k in range(R):
        weights, biases = blocks(layer, k)
        if unit == "lstm":
            p = LSTMParams(*weights, *biases)
            expected, _ = lstm.lstm_forward(x[:, k].numpy(), start, start, p)
        else:
            peepholes = layer.p[k, :, 0].numpy()
            p = PeepholeParams(*weights, *peepholes, *biases)
            expected, _ = peephole.peephole_forward(x[:, k].numpy(), start, start, p)
        np.testing.assert_allclose(shown[:, k], expected, atol=ROUNDING)


@pytest.mark.parametrize(
    ("unit", "module", "order"),
    [("plain", torch.nn.RNN, (0,)), ("lstm", torch.nn.LSTM, (0, 1, 3, 2))],
)
def test_they_are_torchs_too(unit, module, order):
    """Torch's own LSTM has the order Γu, Γf, c̃, Γo."""
    layer, x = drawn(unit, None)
    shown = run(unit, layer, x)
    torchs = module(N_X, N)
    for k in range(R):

        def turned(columns):
            parts = columns.chunk(BLOCKS[unit], dim=-1)
            return torch.cat([parts[part] for part in order], dim=-1)

        state = {
            "weight_ih_l0": turned(layer.x[k]).T,
            "weight_hh_l0": turned(layer.s[k]).T,
            "bias_ih_l0": turned(layer.b[k, 0]),
            "bias_hh_l0": torch.zeros(BLOCKS[unit] * N),
        }
        torchs.load_state_dict(state)
        with torch.no_grad():
            expected = torchs(x[:, k])[0]
        torch.testing.assert_close(shown[:, k], expected, atol=ROUNDING, rtol=0)


@pytest.mark.parametrize("unit", BLOCKS)
def test_a_layer_has_as_many_parameters_as_are_counted(unit):
    layer, _ = drawn(unit, None)
    each = sum(weights[0].numel() for weights in layer if weights is not None)
    assert each == which_unit.parameter_count(unit, N_X, N)


def test_gates_begin_as_they_should():
    rngs = [np.random.default_rng(0)]
    plain = first_layer("lstm", N_X, N, None, rngs).b[0, 0].chunk(4)
    assert [float(part.sum()) for part in plain] == [0, N, 0, 0]
    u, f, o, c = first_layer("peephole", N_X, N, 20, rngs).b[0, 0].chunk(4)
    assert torch.equal(u, -f)
    assert float(f.min()) >= 0
    assert float(f.max()) <= np.log(19)
    assert float(o.abs().sum() + c.abs().sum()) == 0
    assert float(first_layer("plain", N_X, N, 20, rngs).b.abs().sum()) == 0
