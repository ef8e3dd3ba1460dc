"""The reference against oracles that share no code with it."""

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx.reference import ReferenceEvaluator
from scipy.special import expit

from grader.checks import draw
from grader.reference import gru as reference
from utils.fixtures import scalar_function
from utils.params import GRUParams, GRUStep

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


# sigmoid


@given(st.floats(allow_nan=False))
def test_sigmoid_of_any_number(z):
    close(reference.sigmoid(z), expit(z))


@given(st.floats(allow_nan=False, width=32))
def test_sigmoid_of_any_float32(z):
    got = reference.sigmoid(np.array([z], np.float32))
    assert got.dtype == np.float32
    close(got, expit(np.array([z])), tol=1e-6)


def test_sigmoid_falls_to_zero_and_rises_to_one_without_a_warning():
    close(reference.sigmoid(np.array([-1000.0, 0.0, 1000.0])), [0, 0.5, 1])


# forward


def torch_cell(c_prev, x_t, p):
    """The lecture's GRU in torch ops, fused by gate and not by input."""
    n = c_prev.shape[1]
    u = torch.sigmoid(c_prev @ p.Wu[:, :n].T + x_t @ p.Wu[:, n:].T + p.bu)
    r = torch.sigmoid(c_prev @ p.Wr[:, :n].T + x_t @ p.Wr[:, n:].T + p.br)
    candidate = torch.tanh((r * c_prev) @ p.Wc[:, :n].T + x_t @ p.Wc[:, n:].T + p.bc)
    return GRUStep(c_prev, x_t, u, r, candidate, torch.lerp(c_prev, candidate, u))


def torch_forward(x, c0, p):
    steps = []
    for x_t in x:
        steps.append(torch_cell(steps[-1].c_t if steps else c0, x_t, p))
    return torch.stack([step.c_t for step in steps]), steps


def tensors(*arrays, grad=False):
    return [torch.tensor(array, requires_grad=grad) for array in arrays]


@settings(max_examples=30, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_one_step_is_that_of_torch_ops(seed, batch, n_x, n_c):
    rng = np.random.default_rng(seed)
    p, c_prev, x_t = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n_c)
    expected = torch_cell(*tensors(c_prev, x_t), GRUParams(*tensors(*p)))
    step = reference.gru_cell(c_prev, x_t, p)
    for field, got in step._asdict().items():
        close(got, getattr(expected, field))
    close(reference.gru_gates(c_prev, x_t, p), expected[2:4])
    close(reference.gru_candidate(c_prev, x_t, step.gamma_r, p), expected.c_tilde)


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes, sizes)
def test_sequence_is_that_of_torch_ops(seed, T, batch, n_x, n_c):
    rng = np.random.default_rng(seed)
    p, x, c0 = draw.gru_sequence(rng, T=T, batch=batch, n_x=n_x, n_c=n_c)
    c, steps = reference.gru_forward(x, c0, p)
    expected, torch_steps = torch_forward(*tensors(x, c0), GRUParams(*tensors(*p)))
    close(c, expected)
    for step, torch_step in zip(steps, torch_steps, strict=True):
        close(step.c_prev, torch_step.c_prev)
        close(step.x_t, torch_step.x_t)


def test_a_step_keeps_its_own_copies():
    p, c_prev, x_t = draw.gru_step(np.random.default_rng(0), batch=2, n_x=3, n_c=4)
    step = reference.gru_cell(c_prev, x_t, p)
    assert not np.shares_memory(step.c_prev, c_prev)
    assert not np.shares_memory(step.x_t, x_t)


def test_float32_stays_float32():
    f32 = {"dtype": np.float32}
    p, x, c0 = draw.gru_sequence(
        np.random.default_rng(0), T=5, batch=2, n_x=3, n_c=4, **f32
    )
    c, steps = reference.gru_forward(x, c0, p)
    dx, dc0, dp = reference.gru_backward(np.ones_like(c), steps, p)
    torch_args = draw.torch_gru_step(
        np.random.default_rng(0), batch=2, n_x=3, n=4, **f32
    )
    h_t = reference.gru_cell_reset_after(*torch_args)
    arrays = [c, *(array for step in steps for array in step), dx, dc0, *dp, h_t]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


# the port to ONNX: gate order z, r, h, and z keeps where Γu takes


def onnx_gru(x, h0, W, R, B, linear_before_reset):
    names = ["X", "W", "R", "B", "", "H0"]
    node = onnx.helper.make_node(
        "GRU",
        names,
        ["Y", "Yh"],
        hidden_size=h0.shape[1],
        linear_before_reset=linear_before_reset,
    )
    values = dict(
        zip(names, [x, W[None], R[None], B[None], None, h0[None]], strict=True)
    )
    del values[""]
    info = onnx.helper.make_tensor_value_info
    inputs = [info(name, onnx.TensorProto.DOUBLE, None) for name in values]
    outputs = [info("Y", onnx.TensorProto.DOUBLE, None)]
    graph = onnx.helper.make_graph([node], "gru", inputs, outputs)
    model = onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid("", 14)]
    )
    (y,) = ReferenceEvaluator(model).run(["Y"], values)
    return y


@pytest.mark.parametrize("seed", SEEDS)
def test_lecture_form_is_that_of_onnx_with_reset_before(seed):
    rng = np.random.default_rng(seed)
    T, batch, n_x, n = some_sizes(rng, 4)
    p, x, c0 = draw.gru_sequence(rng, T=T, batch=batch, n_x=n_x, n_c=n)
    c, _ = reference.gru_forward(x, c0, p)
    W = np.concatenate([-p.Wu[:, n:], p.Wr[:, n:], p.Wc[:, n:]])
    R = np.concatenate([-p.Wu[:, :n], p.Wr[:, :n], p.Wc[:, :n]])
    B = np.concatenate([-p.bu, p.br, p.bc, np.zeros(3 * n)])
    y = onnx_gru(x, c0, W, R, B, linear_before_reset=0)
    close(y.reshape(c.shape), c)


@pytest.mark.parametrize("seed", SEEDS)
def test_reset_after_is_that_of_onnx_with_linear_before_reset(seed):
    rng = np.random.default_rng(seed)
    T, batch, n_x, n = some_sizes(rng, 4)
    h, _, W_ih, W_hh, b_ih, b_hh = draw.torch_gru_step(rng, batch=batch, n_x=n_x, n=n)
    x = draw.normal(rng, T, batch, n_x)

    def zrn(rows):
        r, z, candidate = np.split(rows, 3)
        return np.concatenate([z, r, candidate])

    B = np.concatenate([zrn(b_ih), zrn(b_hh)])
    y = onnx_gru(x, h, zrn(W_ih), zrn(W_hh), B, linear_before_reset=1)
    for t in range(T):
        h = reference.gru_cell_reset_after(h, x[t], W_ih, W_hh, b_ih, b_hh)
        close(h, y.reshape(T, batch, n)[t])


# torch's own


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_reset_after_is_torch_gru_cell(seed, batch, n_x, n):
    args = draw.torch_gru_step(np.random.default_rng(seed), batch=batch, n_x=n_x, n=n)
    h_prev, x_t, *weights = tensors(*args)
    cell = torch.nn.GRUCell(n_x, n, dtype=torch.float64)
    loaded = dict(
        zip(["weight_ih", "weight_hh", "bias_ih", "bias_hh"], weights, strict=True)
    )
    cell.load_state_dict(loaded)
    close(reference.gru_cell_reset_after(*args), cell(x_t, h_prev).detach())


@pytest.mark.parametrize("seed", SEEDS)
def test_reset_after_step_by_step_is_torch_gru(seed):
    rng = np.random.default_rng(seed)
    T, batch, n_x, n = some_sizes(rng, 4)
    h, _, *weights = draw.torch_gru_step(rng, batch=batch, n_x=n_x, n=n)
    x = draw.normal(rng, T, batch, n_x)
    gru = torch.nn.GRU(n_x, n, dtype=torch.float64)
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    gru.load_state_dict(dict(zip(names, tensors(*weights), strict=True)))
    expected, _ = gru(torch.tensor(x), torch.tensor(h[None]))
    for t in range(T):
        h = reference.gru_cell_reset_after(h, x[t], *weights)
        close(h, expected[t].detach())


def test_the_two_conventions_differ_when_the_reset_gate_acts():
    rng = np.random.default_rng(0)
    n = 4
    h, x_t, W_ih, W_hh, b_ih, b_hh = draw.torch_gru_step(rng, batch=3, n_x=5, n=n)
    W_r, W_z, W_n = np.split(np.concatenate([W_hh, W_ih], axis=1), 3)
    b_r, b_z, b_n = np.split(b_ih + b_hh, 3)
    ported = GRUParams(-W_z, W_r, W_n, -b_z, b_r, b_n)
    before = reference.gru_cell(h, x_t, ported)
    after = reference.gru_cell_reset_after(h, x_t, W_ih, W_hh, b_ih, b_hh)
    assert np.abs(before.c_t - after).max() > 0.01
    open_gate = np.append(np.full(n, 1000.0), b_ih[n:])
    before = reference.gru_cell(h, x_t, ported._replace(br=np.full(n, 1000.0)))
    after = reference.gru_cell_reset_after(h, x_t, W_ih, W_hh, open_gate, b_hh)
    close(before.c_t, after)


# backward


def assert_gradients(got, expected, tol=TIGHT):
    for part, tensor in zip(got, expected, strict=True):
        close(part, tensor, tol * max(1, np.abs(np.asarray(tensor)).max()))


@settings(max_examples=30, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_backward_of_a_step_is_autograd(seed, batch, n_x, n_c):
    rng = np.random.default_rng(seed)
    p, c_prev, x_t = draw.gru_step(rng, batch=batch, n_x=n_x, n_c=n_c)
    dc_t = draw.normal(rng, batch, n_c)
    step = reference.gru_cell(c_prev, x_t, p)
    dc_prev, dx_t, dp = reference.gru_cell_backward(dc_t, step, p)
    assert isinstance(dp, GRUParams)
    leaves = tensors(c_prev, x_t, *p, grad=True)
    c_t = torch_cell(*leaves[:2], GRUParams(*leaves[2:])).c_t
    expected = torch.autograd.grad(c_t, leaves, torch.tensor(dc_t))
    assert_gradients([dc_prev, dx_t, *dp], expected)


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes, sizes)
def test_backward_through_time_is_autograd(seed, T, batch, n_x, n_c):
    rng = np.random.default_rng(seed)
    p, x, c0 = draw.gru_sequence(rng, T=T, batch=batch, n_x=n_x, n_c=n_c)
    dc = draw.normal(rng, T, batch, n_c)
    _, steps = reference.gru_forward(x, c0, p)
    dx, dc0, dp = reference.gru_backward(dc, steps, p)
    leaves = tensors(x, c0, *p, grad=True)
    c, _ = torch_forward(*leaves[:2], GRUParams(*leaves[2:]))
    expected = torch.autograd.grad(c, leaves, torch.tensor(dc))
    assert_gradients([dx, dc0, *dp], expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_backward_through_time_is_that_of_central_differences(seed):
    rng = np.random.default_rng(seed)
    p, x, c0 = draw.gru_sequence(rng, T=5, batch=2, n_x=3, n_c=4)
    dc = draw.normal(rng, 5, 2, 4)
    leaves = [x, c0, *p]

    def gradient(k):
        def loss(leaf):
            moved = [*leaves[:k], leaf, *leaves[k + 1 :]]
            c, _ = reference.gru_forward(moved[0], moved[1], GRUParams(*moved[2:]))
            return np.sum(c * dc)

        return reference.numerical_gradient(loss, leaves[k])

    _, steps = reference.gru_forward(x, c0, p)
    dx, dc0, dp = reference.gru_backward(dc, steps, p)
    expected = [gradient(k) for k in range(len(leaves))]
    assert_gradients([dx, dc0, *dp], expected, FINITE_DIFFERENCES)


# numerical_gradient


@given(seeds, st.lists(st.integers(1, 4), max_size=3), st.floats(1e-3, 0.5))
def test_numerical_gradient_is_the_central_difference_of_calculus(seed, shape, eps):
    rng = np.random.default_rng(seed)
    w, x = rng.uniform(0.5, 1.5, size=shape), rng.uniform(-1, 1, size=shape)
    before = np.copy(x)
    exact = {
        "parabola": 2 * w * x,
        "cubic": w * (3 * x**2 + eps**2),
        "exponential": w * np.exp(x) * np.sinh(eps) / eps,
        "wave": np.cos(np.sum(w * x)) * np.sin(eps * w) / eps,
    }
    for kind, expected in exact.items():
        f = scalar_function(kind, w)
        close(reference.numerical_gradient(f, x, eps), expected, tol=1e-10)
    assert np.array_equal(x, before)


def test_numerical_gradient_takes_small_steps_by_default():
    f = scalar_function("exponential", np.ones(3))
    x = np.array([-1.0, 0.0, 1.0])
    close(reference.numerical_gradient(f, x), np.exp(x), tol=1e-9)


def test_numerical_gradient_of_a_whole_number_is_not_rounded():
    got = reference.numerical_gradient(lambda x: x[0] ** 3, np.array([2]), 0.5)
    close(got, [12.25])
