"""The reference against oracles that share no code with it."""

from itertools import pairwise

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx.reference import ReferenceEvaluator

from grader.checks import draw
from grader.reference import lstm as reference
from utils.params import LSTMParams, RelevanceLSTMParams

SEEDS = range(8)
TIGHT = 1e-12  # the same sums in another order
FINITE_DIFFERENCES = 1e-6

sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)


def close(got, expected, tol=TIGHT):
    got, expected = np.asarray(got), np.asarray(expected)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=0, atol=tol)


def some_sizes(rng, count):
    return [int(size) for size in rng.integers(1, 7, size=count)]


def tensors(*arrays, grad=False):
    return [torch.tensor(array, requires_grad=grad) for array in arrays]


# torch's own


def torch_lstm(p):
    """nn.LSTM with the parameters of `p`, put in place block by block: i, f, g, o."""
    n_a, columns = p.Wu.shape
    lstm = torch.nn.LSTM(columns - n_a, n_a, dtype=torch.float64)
    with torch.no_grad():
        lstm.bias_hh_l0.zero_()
        for k, gate in enumerate("ufco"):
            rows = slice(k * n_a, (k + 1) * n_a)
            W, b = tensors(getattr(p, f"W{gate}"), getattr(p, f"b{gate}"))
            lstm.weight_hh_l0[rows], lstm.weight_ih_l0[rows] = W[:, :n_a], W[:, n_a:]
            lstm.bias_ih_l0[rows] = b
    return lstm


def in_our_order(weight_ih, weight_hh, bias):
    """Gradients of an nn.LSTM's parameters, as an `LSTMParams`."""
    u, f, c, o = np.split(np.concatenate([weight_hh, weight_ih], axis=1), 4)
    bu, bf, bc, bo = np.split(np.asarray(bias), 4)
    return LSTMParams(u, f, o, c, bu, bf, bo, bc)


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes, sizes)
def test_sequence_is_that_of_torch(seed, T, batch, n_x, n_a):
    rng = np.random.default_rng(seed)
    p, x, a0, c0 = draw.lstm_sequence(rng, T=T, batch=batch, n_x=n_x, n_a=n_a)
    a, steps = reference.lstm_forward(x, a0, c0, p)
    start = tuple(tensors(a0[None], c0[None]))
    expected, (a_end, c_end) = torch_lstm(p)(torch.tensor(x), start)
    close(a, expected.detach())
    close(steps[-1].a_t, a_end[0].detach())
    close(steps[-1].c_t, c_end[0].detach())
    for before, after in pairwise(steps):
        close(after.a_prev, before.a_t)
        close(after.c_prev, before.c_t)
    close(np.stack([step.x_t for step in steps]), x)


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_parts_of_a_step_are_those_of_torch_ops(seed, batch, n_x, n_a):
    rng = np.random.default_rng(seed)
    p, a_prev, c_prev, x_t = draw.lstm_step(rng, batch=batch, n_x=n_x, n_a=n_a)
    lstm = torch_lstm(p)
    z = torch.tensor(x_t) @ lstm.weight_ih_l0.T + lstm.bias_ih_l0
    z = (z + torch.tensor(a_prev) @ lstm.weight_hh_l0.T).detach()
    u, f, c_tilde, o = z.chunk(4, dim=1)
    step = reference.lstm_cell(a_prev, c_prev, x_t, p)
    close(step.c_tilde, c_tilde.tanh())
    close(reference.lstm_candidate(a_prev, x_t, p), step.c_tilde)
    gates = reference.lstm_gates(a_prev, x_t, p)
    for got, kept, expected in zip(gates, step[3:6], (u, f, o), strict=True):
        close(got, expected.sigmoid())
        close(kept, expected.sigmoid())


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes, sizes)
def test_backward_through_time_is_that_of_torch(seed, T, batch, n_x, n_a):
    rng = np.random.default_rng(seed)
    p, x, a0, c0 = draw.lstm_sequence(rng, T=T, batch=batch, n_x=n_x, n_a=n_a)
    da = draw.normal(rng, T, batch, n_a)
    _, steps = reference.lstm_forward(x, a0, c0, p)
    dx, da0, dc0, dp = reference.lstm_backward(da, steps, p)
    assert isinstance(dp, LSTMParams)
    lstm = torch_lstm(p)
    start = tensors(x, a0[None], c0[None], grad=True)
    a, _ = lstm(start[0], (start[1], start[2]))
    leaves = [*start, lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0]
    grads = torch.autograd.grad(a, leaves, torch.tensor(da))
    assert_gradients([dx, da0[None], dc0[None]], grads[:3])
    assert_gradients(dp, in_our_order(*grads[3:]))


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_backward_of_a_step_is_that_of_torch(seed, batch, n_x, n_a):
    rng = np.random.default_rng(seed)
    p, a_prev, c_prev, x_t = draw.lstm_step(rng, batch=batch, n_x=n_x, n_a=n_a)
    da_t, dc_t = draw.normal(rng, 2, batch, n_a)
    step = reference.lstm_cell(a_prev, c_prev, x_t, p)
    *states, dp = reference.lstm_cell_backward(da_t, dc_t, step, p)
    lstm = torch_lstm(p)
    start = tensors(a_prev[None], c_prev[None], x_t[None], grad=True)
    _, ends = lstm(start[2], (start[0], start[1]))
    leaves = [*start, lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0]
    grads = torch.autograd.grad(ends, leaves, tensors(da_t[None], dc_t[None]))
    assert_gradients([part[None] for part in states], grads[:3])
    assert_gradients(dp, in_our_order(*grads[3:]))


def assert_gradients(got, expected, tol=TIGHT):
    for part, tensor in zip(got, expected, strict=True):
        close(part, tensor, tol * max(1, np.abs(np.asarray(tensor)).max()))


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes, sizes)
def test_the_port_is_loaded_by_torch_and_gives_the_same(seed, T, batch, n_x, n_a):
    rng = np.random.default_rng(seed)
    p, x, a0, c0 = draw.lstm_sequence(rng, T=T, batch=batch, n_x=n_x, n_a=n_a)
    lstm = torch.nn.LSTM(n_x, n_a, dtype=torch.float64)
    state = reference.lstm_to_torch(p)
    lstm.load_state_dict({key: torch.tensor(value) for key, value in state.items()})
    a, _ = lstm(torch.tensor(x), tuple(tensors(a0[None], c0[None])))
    close(reference.lstm_forward(x, a0, c0, p)[0], a.detach())
    assert not any(np.shares_memory(v, part) for v in state.values() for part in p)


# ONNX: gates in the order i, o, f, c


@pytest.mark.parametrize("seed", SEEDS)
def test_sequence_is_that_of_onnx(seed):
    rng = np.random.default_rng(seed)
    T, batch, n_x, n_a = some_sizes(rng, 4)
    p, x, a0, c0 = draw.lstm_sequence(rng, T=T, batch=batch, n_x=n_x, n_a=n_a)
    W = np.concatenate([p.Wu, p.Wo, p.Wf, p.Wc])
    B = np.concatenate([p.bu, p.bo, p.bf, p.bc, np.zeros(4 * n_a)])
    values = {
        "X": x,
        "W": W[None, :, n_a:],
        "R": W[None, :, :n_a],
        "B": B[None],
        "A0": a0[None],
        "C0": c0[None],
    }
    a = reference.lstm_forward(x, a0, c0, p)[0]
    close(onnx_lstm(values, n_a).reshape(a.shape), a)


def onnx_lstm(values, n_a):
    names = ["X", "W", "R", "B", "", "A0", "C0"]
    node = onnx.helper.make_node("LSTM", names, ["Y"], hidden_size=n_a)
    info, double = onnx.helper.make_tensor_value_info, onnx.TensorProto.DOUBLE
    inputs = [info(name, double, None) for name in values]
    graph = onnx.helper.make_graph([node], "lstm", inputs, [info("Y", double, None)])
    opset = [onnx.helper.make_opsetid("", 14)]
    model = onnx.helper.make_model(graph, opset_imports=opset)
    return ReferenceEvaluator(model).run(["Y"], values)[0]


# central differences


def central_differences(loss, leaves, eps=1e-5):
    """The gradient of loss(leaves) with respect to each array of `leaves`."""
    gradients = []
    for leaf in leaves:
        gradient = np.zeros_like(leaf)
        for k in np.ndindex(leaf.shape):
            old, values = leaf[k], []
            for moved in (old + eps, old - eps):
                leaf[k] = moved
                values.append(loss(leaves))
            leaf[k] = old
            gradient[k] = (values[0] - values[1]) / (2 * eps)
        gradients.append(gradient)
    return gradients


@pytest.mark.parametrize("seed", SEEDS)
def test_backward_through_time_is_that_of_central_differences(seed):
    rng = np.random.default_rng(seed)
    p, x, a0, c0 = draw.lstm_sequence(rng, T=5, batch=2, n_x=3, n_a=4)
    da = draw.normal(rng, 5, 2, 4)

    def loss(leaves):
        return np.sum(
            da * reference.lstm_forward(*leaves[:3], LSTMParams(*leaves[3:]))[0]
        )

    _, steps = reference.lstm_forward(x, a0, c0, p)
    dx, da0, dc0, dp = reference.lstm_backward(da, steps, p)
    expected = central_differences(loss, [x, a0, c0, *p])
    assert_gradients([dx, da0, dc0, *dp], expected, FINITE_DIFFERENCES)


@pytest.mark.parametrize("seed", SEEDS)
def test_backward_of_a_step_is_that_of_central_differences(seed):
    rng = np.random.default_rng(seed)
    p, a_prev, c_prev, x_t = draw.lstm_step(rng, batch=2, n_x=3, n_a=4)
    da_t, dc_t = draw.normal(rng, 2, 2, 4)

    def loss(leaves):
        step = reference.lstm_cell(*leaves[:3], LSTMParams(*leaves[3:]))
        return np.sum(da_t * step.a_t) + np.sum(dc_t * step.c_t)

    step = reference.lstm_cell(a_prev, c_prev, x_t, p)
    *states, dp = reference.lstm_cell_backward(da_t, dc_t, step, p)
    expected = central_differences(loss, [a_prev, c_prev, x_t, *p])
    assert_gradients([*states, *dp], expected, FINITE_DIFFERENCES)


# the relevance gate put back


def torch_relevance(a_prev, c_prev, x_t, p):
    """The variation in torch ops: products apart, Γr as a mask on what is shown."""
    n_a = a_prev.shape[1]

    def into(W, b, shown):
        return torch.nn.functional.linear(x_t, W[:, n_a:], b) + shown @ W[:, :n_a].mT

    r = torch.sigmoid(into(p.Wr, p.br, a_prev))
    new = torch.sigmoid(into(p.Wu, p.bu, a_prev)) * into(p.Wc, p.bc, r * a_prev).tanh()
    c_t = torch.addcmul(new, torch.sigmoid(into(p.Wf, p.bf, a_prev)), c_prev)
    return torch.sigmoid(into(p.Wo, p.bo, a_prev)) * c_t.tanh(), c_t


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_relevance_variation_and_its_slopes_are_those_of_autograd(
    seed, batch, n_x, n_a
):
    rng = np.random.default_rng(seed)
    p, *states = draw.relevance_step(rng, batch=batch, n_x=n_x, n_a=n_a)
    leaves = tensors(*states, *p, grad=True)
    expected = torch_relevance(*leaves[:3], RelevanceLSTMParams(*leaves[3:]))
    got = reference.lstm_cell_with_relevance(*states, p)
    for part, tensor in zip(got, expected, strict=True):
        close(part, tensor.detach())

    # along one random direction in all arguments at once
    upstream = draw.normal(rng, 2, batch, n_a)
    grads = torch.autograd.grad(expected, leaves, tensors(*upstream))
    direction = [draw.normal(rng, *leaf.shape) for leaf in leaves]
    slope = sum(np.sum(g.numpy() * d) for g, d in zip(grads, direction, strict=True))

    def value(eps):
        moved = [v + eps * d for v, d in zip([*states, *p], direction, strict=True)]
        p_moved = RelevanceLSTMParams(*moved[3:])
        return np.sum(
            upstream * reference.lstm_cell_with_relevance(*moved[:3], p_moved)
        )

    found = (value(1e-5) - value(-1e-5)) / 2e-5
    close(found, slope, FINITE_DIFFERENCES * max(1, abs(slope)))


def test_an_open_relevance_gate_gives_the_lstm_back():
    rng = np.random.default_rng(0)
    p, *states = draw.relevance_step(rng, batch=2, n_x=3, n_a=4)
    plain = LSTMParams(p.Wu, p.Wf, p.Wo, p.Wc, p.bu, p.bf, p.bo, p.bc)
    step = reference.lstm_cell(*states, plain)
    far = p._replace(br=np.full(4, 1000.0))
    close(reference.lstm_cell_with_relevance(*states, far), (step.a_t, step.c_t))
    shut = reference.lstm_cell_with_relevance(*states, far._replace(br=-far.br))
    assert np.abs(shut[1] - step.c_t).max() > 0.01


# where it begins, and what it can hold


def test_initial_weights_are_uniform_and_biases_as_said():
    p = reference.init_lstm(30, 40, np.random.default_rng(0), forget_bias=2.5)
    assert [part.shape for part in p] == [(40, 70)] * 4 + [(40,)] * 4
    values = np.concatenate([W.ravel() for W in p[:4]]) * np.sqrt(40)
    assert -1 <= values.min() < -0.99
    assert 0.99 < values.max() <= 1
    moments = [np.mean(values**k) for k in (1, 2, 3, 4)]
    close(moments, [0, 1 / 3, 0, 1 / 5], tol=0.03)
    close(p.bf, np.full(40, 2.5))
    close([p.bu, p.bo, p.bc], np.zeros((3, 40)))


def test_initial_weights_come_from_the_generator_given():
    p, again, other = (
        reference.init_lstm(3, 4, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    for one, same, different in zip(p[:4], again[:4], other[:4], strict=True):
        assert np.array_equal(one, same)
        assert not np.isin(one, different).any()
    close(p.bf, np.ones(4))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_memory_is_held_for_a_thousand_steps_in_torch_too(seed):
    rng = np.random.default_rng(seed)
    batch, n_x, n_a = some_sizes(rng, 3)
    a0, c0 = draw.normal(rng, 2, batch, n_a)
    x = 10 * draw.normal(rng, 1000, batch, n_x)
    lstm = torch_lstm(reference.hold_memory(n_x, n_a))
    _, (_, c_end) = lstm(torch.tensor(x), tuple(tensors(a0[None], c0[None])))
    close(c_end[0].detach(), c0, tol=1e-9)


# promises


def test_a_step_keeps_its_own_copies():
    rng = np.random.default_rng(0)
    p, a_prev, c_prev, x_t = draw.lstm_step(rng, batch=2, n_x=3, n_a=4)
    step = reference.lstm_cell(a_prev, c_prev, x_t, p)
    for kept, given_ in zip(step[:3], (a_prev, c_prev, x_t), strict=True):
        assert not np.shares_memory(kept, given_)


def test_the_parameters_made_share_no_memory():
    for p in (
        reference.hold_memory(3, 4),
        reference.init_lstm(3, 4, np.random.default_rng(0)),
    ):
        for i, one in enumerate(p):
            assert not any(np.shares_memory(one, other) for other in p[i + 1 :])


def test_float32_stays_float32():
    rng, f32 = np.random.default_rng(0), {"dtype": np.float32}
    p, x, a0, c0 = draw.lstm_sequence(rng, T=5, batch=2, n_x=3, n_a=4, **f32)
    a, steps = reference.lstm_forward(x, a0, c0, p)
    dx, da0, dc0, dp = reference.lstm_backward(np.ones_like(a), steps, p)
    q, *states = draw.relevance_step(rng, batch=2, n_x=3, n_a=4, **f32)
    shown = reference.lstm_cell_with_relevance(*states, q)
    port = reference.lstm_to_torch(p).values()
    of_steps = [array for step in steps for array in step]
    arrays = [a, *of_steps, dx, da0, dc0, *dp, *shown, *port]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
