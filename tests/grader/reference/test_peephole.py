"""The peephole reference against oracles that share no code with it."""

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx.reference import ReferenceEvaluator

from grader.checks import draw
from grader.reference import peephole as reference
from utils.params import LSTMStep, PeepholeParams

SEEDS = range(8)
FORMS = ("previous", "current")
TIGHT = 1e-12  # the same sums in another order
FINITE_DIFFERENCES = 1e-6
EPS = 1e-5

sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)
each_form = pytest.mark.parametrize("form", FORMS)


def close(got, expected, tol=TIGHT):
    got, expected = np.asarray(got), np.asarray(expected)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=0, atol=tol)


def some_sizes(rng, count):
    return [int(size) for size in rng.integers(1, 7, size=count)]


def sequence(rng, **sizes):
    """x, a0, c0, p, of random sizes where none are given."""
    if not sizes:
        T, batch, n_x, n = some_sizes(rng, 4)
        sizes = {"T": T, "batch": batch, "n_x": n_x, "n": n}
    p, x, a0, c0 = draw.peephole_sequence(rng, **sizes)
    return x, a0, c0, p


# the operator of ONNX, by its reference evaluator


def onnx_lstm(x, a0, c0, W, R, B, P):
    """The activations (T, m, n) and the last memory (m, n) of ONNX's LSTM."""
    inputs = {"X": x, "W": W, "R": R, "B": B, "h": a0[None], "c": c0[None], "P": P}
    names = ["X", "W", "R", "B", "", "h", "c", "P"]  # "": sequence_lens, not given
    state = (1, *a0.shape)
    outputs = {"Y": (len(x), *state), "Y_h": state, "Y_c": state}
    node = onnx.helper.make_node("LSTM", names, list(outputs), hidden_size=a0.shape[1])
    info, double = onnx.helper.make_tensor_value_info, onnx.TensorProto.DOUBLE
    graph = onnx.helper.make_graph(
        [node],
        "lstm",
        [info(name, double, array.shape) for name, array in inputs.items()],
        [info(name, double, shape) for name, shape in outputs.items()],
    )
    opsets = [onnx.helper.make_opsetid("", 14)]
    model = onnx.helper.make_model(graph, opset_imports=opsets)
    onnx.checker.check_model(model)
    y, _, y_c = ReferenceEvaluator(model).run(None, inputs)
    return y.reshape(len(x), *a0.shape), y_c.reshape(c0.shape)


@pytest.mark.parametrize("seed", SEEDS)
def test_current_form_is_the_lstm_of_onnx(seed):
    x, a0, c0, p = sequence(np.random.default_rng(seed))
    a, steps = reference.peephole_forward(x, a0, c0, p, "current")
    y, y_c = onnx_lstm(x, a0, c0, **reference.peephole_to_onnx(p))
    close(a, y)
    close(steps[-1].c_t, y_c)


@pytest.mark.parametrize("seed", SEEDS)
def test_lectures_form_is_the_lstm_of_onnx_where_po_is_zero(seed):
    x, a0, c0, p = sequence(np.random.default_rng(seed))
    p = p._replace(po=0 * p.po)
    a, steps = reference.peephole_forward(x, a0, c0, p, "previous")
    y, y_c = onnx_lstm(x, a0, c0, **reference.peephole_to_onnx(p))
    close(a, y)
    close(steps[-1].c_t, y_c)


def test_lectures_form_is_not_that_of_onnx_where_po_acts():
    x, a0, c0, p = sequence(np.random.default_rng(0), T=5, batch=2, n_x=3, n=4)
    a, _ = reference.peephole_forward(x, a0, c0, p, "previous")
    y, _ = onnx_lstm(x, a0, c0, **reference.peephole_to_onnx(p))
    assert np.abs(a - y).max() > 0.01


def test_the_biases_may_stand_in_either_half_of_B():
    x, a0, c0, p = sequence(np.random.default_rng(0), T=5, batch=2, n_x=3, n=4)
    layout = reference.peephole_to_onnx(p)
    y, _ = onnx_lstm(x, a0, c0, **layout)
    Wb, Rb = np.split(layout["B"], 2, axis=1)
    other, _ = onnx_lstm(x, a0, c0, **layout | {"B": np.hstack([Rb, Wb])})
    close(y, other)


def test_the_layout_has_the_shapes_of_the_operator():
    n_x, n = 3, 4
    layout = reference.peephole_to_onnx(
        draw.peephole_params(np.random.default_rng(0), n_x, n)
    )
    shapes = {name: array.shape for name, array in layout.items()}
    assert shapes == {
        "W": (1, 4 * n, n_x),
        "R": (1, 4 * n, n),
        "B": (1, 8 * n),
        "P": (1, 3 * n),
    }


# torch: its own LSTM where there are no peepholes, and both forms in torch ops


@each_form
@pytest.mark.parametrize("seed", SEEDS)
def test_without_peepholes_it_is_the_lstm_of_torch(seed, form):
    x, a0, c0, p = sequence(np.random.default_rng(seed))
    n = a0.shape[1]
    p = p._replace(pu=0 * p.pu, pf=0 * p.pf, po=0 * p.po)
    lstm = torch.nn.LSTM(x.shape[2], n, dtype=torch.float64)
    weights = torch.tensor(np.concatenate([p.Wu, p.Wf, p.Wc, p.Wo]))
    biases = torch.tensor(np.concatenate([p.bu, p.bf, p.bc, p.bo]))
    loaded = {"weight_hh_l0": weights[:, :n], "weight_ih_l0": weights[:, n:]}
    loaded |= {"bias_ih_l0": biases, "bias_hh_l0": torch.zeros_like(biases)}
    lstm.load_state_dict(loaded)
    y, (_, y_c) = lstm(
        torch.tensor(x), (torch.tensor(a0[None]), torch.tensor(c0[None]))
    )
    a, steps = reference.peephole_forward(x, a0, c0, p, form)
    close(a, y.detach())
    close(steps[-1].c_t, y_c[0].detach())


def torch_cell(a_prev, c_prev, x_t, p, form):
    """One step in torch ops: weights split by input, peepholes as diagonal matrices."""
    n = a_prev.shape[1]

    def total(W, b):
        return torch.addmm(b, a_prev, W[:, :n].T) + x_t @ W[:, n:].T

    u = torch.sigmoid(total(p.Wu, p.bu) + c_prev @ torch.diag(p.pu))
    f = torch.sigmoid(total(p.Wf, p.bf) + c_prev @ torch.diag(p.pf))
    candidate = torch.tanh(total(p.Wc, p.bc))
    c_t = torch.addcmul(f * c_prev, u, candidate)
    seen = {"previous": c_prev, "current": c_t}[form]
    o = torch.sigmoid(total(p.Wo, p.bo) + seen @ torch.diag(p.po))
    return LSTMStep(a_prev, c_prev, x_t, u, f, o, candidate, c_t, o * torch.tanh(c_t))


def torch_forward(x, a0, c0, p, form):
    steps = []
    for x_t in x:
        states = (steps[-1].a_t, steps[-1].c_t) if steps else (a0, c0)
        steps.append(torch_cell(*states, x_t, p, form))
    return torch.stack([step.a_t for step in steps]), steps


def tensors(*arrays, grad=False):
    return [torch.tensor(array, requires_grad=grad) for array in arrays]


@settings(max_examples=30, deadline=None)
@given(seeds, sizes, sizes, sizes, st.sampled_from(FORMS))
def test_one_step_is_that_of_torch_ops(seed, batch, n_x, n, form):
    rng = np.random.default_rng(seed)
    p, *states = draw.peephole_step(rng, batch=batch, n_x=n_x, n=n)
    expected = torch_cell(*tensors(*states), PeepholeParams(*tensors(*p)), form)
    step = reference.peephole_cell(*states, p, form)
    for field, got in step._asdict().items():
        close(got, getattr(expected, field))
    a_prev, c_prev, x_t = states
    close(reference.peephole_gates(a_prev, c_prev, x_t, p), expected[3:5])
    c_seen = c_prev if form == "previous" else step.c_t
    gamma_o = reference.peephole_output_gate(a_prev, c_seen, x_t, p)
    close(gamma_o, expected.gamma_o)


@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from(FORMS))
def test_sequence_is_that_of_torch_ops(seed, form):
    x, a0, c0, p = sequence(np.random.default_rng(seed))
    a, steps = reference.peephole_forward(x, a0, c0, p, form)
    torch_args = tensors(x, a0, c0)
    expected, torch_steps = torch_forward(
        *torch_args, PeepholeParams(*tensors(*p)), form
    )
    close(a, expected)
    for step, torch_step in zip(steps, torch_steps, strict=True):
        for got, wanted in zip(step, torch_step, strict=True):
            close(got, wanted)


# backward


def assert_gradients(got, expected, tol=TIGHT):
    for part, tensor in zip(got, expected, strict=True):
        close(part, tensor, tol * max(1, np.abs(np.asarray(tensor)).max()))


@settings(max_examples=30, deadline=None)
@given(seeds, sizes, sizes, sizes, st.sampled_from(FORMS))
def test_backward_of_a_step_is_autograd(seed, batch, n_x, n, form):
    rng = np.random.default_rng(seed)
    p, *states = draw.peephole_step(rng, batch=batch, n_x=n_x, n=n)
    da_t, dc_t = draw.normal(rng, 2, batch, n)
    step = reference.peephole_cell(*states, p, form)
    *grads, dp = reference.peephole_cell_backward(da_t, dc_t, step, p, form)
    assert isinstance(dp, PeepholeParams)
    leaves = tensors(*states, *p, grad=True)
    made = torch_cell(*leaves[:3], PeepholeParams(*leaves[3:]), form)
    arriving = tensors(da_t, dc_t)
    expected = torch.autograd.grad([made.a_t, made.c_t], leaves, arriving)
    assert_gradients([*grads, *dp], expected)


@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from(FORMS))
def test_backward_through_time_is_autograd(seed, form):
    rng = np.random.default_rng(seed)
    x, a0, c0, p = sequence(rng)
    da = draw.normal(rng, len(x), *a0.shape)
    _, steps = reference.peephole_forward(x, a0, c0, p, form)
    *grads, dp = reference.peephole_backward(da, steps, p, form)
    assert isinstance(dp, PeepholeParams)
    leaves = tensors(x, a0, c0, *p, grad=True)
    a, _ = torch_forward(*leaves[:3], PeepholeParams(*leaves[3:]), form)
    # A memory that no later activation shows leaves a zero, where autograd has None.
    expected = torch.autograd.grad(a, leaves, torch.tensor(da), materialize_grads=True)
    assert_gradients([*grads, *dp], expected)


def central_differences(f, x):
    """The gradient of f(x) -> float, one entry of the array x at a time."""
    gradient = np.empty(x.size)
    for k, unit in enumerate(np.eye(x.size)):
        move = EPS * unit.reshape(x.shape)
        gradient[k] = (f(x + move) - f(x - move)) / (2 * EPS)
    return gradient.reshape(x.shape)


@each_form
@pytest.mark.parametrize("seed", SEEDS)
def test_backward_through_time_is_that_of_central_differences(seed, form):
    rng = np.random.default_rng(seed)
    leaves = x, a0, c0, *p = flat(*sequence(rng, T=5, batch=2, n_x=3, n=4))
    da = draw.normal(rng, 5, 2, 4)

    def gradient(k):
        def loss(leaf):
            moved = [*leaves[:k], leaf, *leaves[k + 1 :]]
            params = PeepholeParams(*moved[3:])
            a, _ = reference.peephole_forward(*moved[:3], params, form)
            return np.sum(a * da)

        return central_differences(loss, leaves[k])

    _, steps = reference.peephole_forward(x, a0, c0, PeepholeParams(*p), form)
    *grads, dp = reference.peephole_backward(da, steps, PeepholeParams(*p), form)
    expected = [gradient(k) for k in range(len(leaves))]
    assert_gradients([*grads, *dp], expected, FINITE_DIFFERENCES)


def flat(x, a0, c0, p):
    return [x, a0, c0, *p]


# peephole_influence


@settings(max_examples=30, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_influence_is_diagonal_and_that_of_central_differences(seed, batch, n_x, n):
    rng = np.random.default_rng(seed)
    p, a_prev, c_prev, x_t = draw.peephole_step(rng, batch=batch, n_x=n_x, n=n)
    influence = reference.peephole_influence(a_prev, c_prev, x_t, p)
    for j, unit in enumerate(np.eye(n)):
        move = EPS * unit  # element j of every example's memory
        _, above = reference.peephole_gates(a_prev, c_prev + move, x_t, p)
        _, below = reference.peephole_gates(a_prev, c_prev - move, x_t, p)
        close(influence[:, :, j], (above - below) / (2 * EPS), FINITE_DIFFERENCES)
    off_diagonal = ~np.eye(n, dtype=bool)
    assert not influence[:, off_diagonal].any()


def test_influence_is_the_jacobian_of_torch():
    rng = np.random.default_rng(0)
    p, *states = draw.peephole_step(rng, batch=3, n_x=4, n=5)
    a_prev, c_prev, x_t = tensors(*states)
    params = PeepholeParams(*tensors(*p))

    def forget_gate(memory):
        return torch_cell(a_prev, memory, x_t, params, "previous").gamma_f

    across = torch.autograd.functional.jacobian(forget_gate, c_prev)  # (m, n, m, n)
    own = torch.stack([across[i, :, i] for i in range(3)])
    close(reference.peephole_influence(*states, p), own)


# properties


@pytest.mark.parametrize("seed", SEEDS)
def test_an_element_of_the_memory_reaches_its_own_gates_and_no_other(seed):
    rng = np.random.default_rng(seed)
    p, a_prev, c_prev, x_t = draw.peephole_step(rng, batch=3, n_x=4, n=5)
    moved = c_prev.copy()
    moved[:, 2] += 1
    before = reference.peephole_gates(a_prev, c_prev, x_t, p)
    after = reference.peephole_gates(a_prev, moved, x_t, p)
    for old, new in zip(before, after, strict=True):
        assert (old != new).any(axis=0).tolist() == [False, False, True, False, False]


def test_the_two_forms_make_the_same_memory_and_another_activation_in_one_step():
    rng = np.random.default_rng(0)
    p, *states = draw.peephole_step(rng, batch=3, n_x=4, n=5)
    previous, current = (reference.peephole_cell(*states, p, form) for form in FORMS)
    close(previous.c_t, current.c_t, tol=0)
    assert np.abs(previous.a_t - current.a_t).max() > 0.01


def test_the_lectures_form_is_the_default():
    x, a0, c0, p = sequence(np.random.default_rng(0), T=5, batch=2, n_x=3, n=4)
    a, steps = reference.peephole_forward(x, a0, c0, p)
    close(a, reference.peephole_forward(x, a0, c0, p, "previous")[0], tol=0)
    got = reference.peephole_backward(a, steps, p)
    expected = reference.peephole_backward(a, steps, p, "previous")
    assert_gradients([*got[:3], *got[3]], [*expected[:3], *expected[3]], tol=0)


@pytest.mark.parametrize("unknown", ["next", "Current", "", None, 0])
def test_an_unknown_form_is_refused_everywhere(unknown):
    x, a0, c0, p = sequence(np.random.default_rng(0), T=5, batch=2, n_x=3, n=4)
    a, steps = reference.peephole_forward(x, a0, c0, p)
    with pytest.raises(ValueError, match="output_sees"):
        reference.peephole_cell(a0, c0, x[0], p, unknown)
    with pytest.raises(ValueError, match="output_sees"):
        reference.peephole_forward(x, a0, c0, p, unknown)
    with pytest.raises(ValueError, match="output_sees"):
        reference.peephole_cell_backward(a0, c0, steps[0], p, unknown)
    with pytest.raises(ValueError, match="output_sees"):
        reference.peephole_backward(a, steps, p, unknown)


def test_a_step_keeps_its_own_copies():
    rng = np.random.default_rng(0)
    p, *states = draw.peephole_step(rng, batch=2, n_x=3, n=4)
    step = reference.peephole_cell(*states, p)
    for kept, given_array in zip(step, states, strict=False):
        assert not np.shares_memory(kept, given_array)


@each_form
def test_float32_stays_float32(form):
    rng = np.random.default_rng(0)
    narrow = {"T": 5, "batch": 2, "n_x": 3, "n": 4, "dtype": np.float32}
    p, x, a0, c0 = draw.peephole_sequence(rng, **narrow)
    a, steps = reference.peephole_forward(x, a0, c0, p, form)
    *grads, dp = reference.peephole_backward(np.ones_like(a), steps, p, form)
    influence = reference.peephole_influence(a0, c0, x[0], p)
    layout = reference.peephole_to_onnx(p).values()
    arrays = [a, *(array for step in steps for array in step), *grads, *dp]
    dtypes = {array.dtype for array in [*arrays, influence, *layout]}
    assert dtypes == {np.dtype(np.float32)}
