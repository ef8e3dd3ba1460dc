"""The CUDA reference against NumPy's, torch's own units, and numerical gradients."""

import numpy as np
import pytest
import torch
from torch import nn

from grader.checks import draw
from grader.checks.cuda.layers import CURRENT, GRU, LSTM, PREVIOUS
from grader.reference.cuda.batches import collate, masked_mean
from grader.reference.cuda.checkpoints import load_checkpoint, save_checkpoint
from grader.reference.cuda.device import pick_device
from grader.reference.cuda.layers import GRULayer, LSTMLayer, PeepholeLSTMLayer
from grader.reference.cuda.precision import autocast_dtype
from grader.reference.cuda.training import fit, train_step
from grader.reference.lstm import lstm_to_torch
from utils.fixtures import runs

TIGHT = 1e-10
UNITS = {
    "GRU": (GRU, GRULayer, ()),
    "LSTM": (LSTM, LSTMLayer, ()),
    "peephole, previous": (PREVIOUS, PeepholeLSTMLayer, ("previous",)),
    "peephole, current": (CURRENT, PeepholeLSTMLayer, ("current",)),
}


def tensors(arrays, gradient=True):
    return [torch.tensor(array, requires_grad=gradient) for array in arrays]


def close(got, expected, tol=TIGHT):
    got = got.detach().numpy() if isinstance(got, torch.Tensor) else got
    np.testing.assert_allclose(got, expected, rtol=0, atol=tol)


def question(unit, seed=0, **sizes):
    sizes = {"T": 6, "batch": 3, "n_x": 4, "n": 5} | sizes
    p, x, state, upstream = unit.question(np.random.default_rng(seed), **sizes)
    return p, x, (state if unit.states > 1 else (state,)), upstream


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("seed", range(3))
def test_layers_equal_numpy_gradients_of_inputs_included(name, seed):
    unit, Layer, args = UNITS[name]
    p, x, state, upstream = question(unit, seed)
    layer = Layer(4, 5, *args).double()
    layer.load_params(p)
    x_t, *state_t = tensors((x, *state))
    out, last = layer(x_t, tuple(state_t) if unit.states > 1 else state_t[0])
    (out * torch.tensor(upstream)).sum().backward()
    expected, steps = unit.forward(x, *state, p)
    dx, *dstate, _ = unit.backward(upstream, steps, p)
    close(out, expected)
    close(last[0] if unit.states > 1 else last, expected[-1])
    for got, wanted in zip((x_t, *state_t), (dx, *dstate), strict=True):
        close(got.grad, wanted)


def test_an_unknown_output_sees_is_refused():
    with pytest.raises(ValueError, match="future"):
        PeepholeLSTMLayer(4, 5, "future")


# torch's own units


def test_the_lstm_layer_computes_what_nn_lstm_does():
    rng = np.random.default_rng(1)
    p, x, a0, c0 = draw.lstm_sequence(rng, T=6, batch=3, n_x=4, n_a=5)
    x, a0, c0 = tensors((x, a0, c0), gradient=False)
    lstm = nn.LSTM(4, 5, dtype=torch.float64)
    lstm.load_state_dict({k: torch.tensor(w) for k, w in lstm_to_torch(p).items()})
    layer = LSTMLayer(4, 5).double()
    layer.load_params(p)
    out, (a, c) = lstm(x, (a0[None], c0[None]))
    mine, (a_T, c_T) = layer(x, (a0, c0))
    for got, wanted in ((mine, out), (a_T, a[0]), (c_T, c[0])):
        close(got, wanted.detach().numpy())


# batches


def test_a_padded_batch_has_the_loss_and_gradients_of_its_sequences_one_by_one():
    torch.manual_seed(0)
    unit = nn.GRU(4, 2, dtype=torch.float64)
    pairs = [
        (torch.randn(T, 4).double(), torch.randn(T, 2).double()) for T in (5, 2, 7)
    ]
    x, y, mask = collate(pairs)
    losses = (unit(x)[0] - y).square().sum(-1)
    batched = torch.autograd.grad(masked_mean(losses, mask), list(unit.parameters()))
    total = sum((unit(x[:, None])[0][:, 0] - y).square().sum() for x, y in pairs)
    alone = torch.autograd.grad(total / mask.sum(), list(unit.parameters()))
    for got, wanted in zip(batched, alone, strict=True):
        close(got, wanted.numpy())


def test_nan_at_padded_steps_reaches_neither_mean_nor_gradient():
    losses = torch.tensor([[1.0, 3.0], [5.0, torch.nan]], requires_grad=True)
    mask = torch.tensor([[True, True], [True, False]])
    masked_mean(losses, mask).backward()
    expected = torch.tensor([[1.0, 1.0], [1.0, 0.0]]) / 3
    torch.testing.assert_close(losses.grad, expected)


# training


def small(dropout=0.0):
    rng = np.random.default_rng(3)
    sizes = (5, 4), (5, 5), (5, 2)
    return runs.small_model(*(draw.weight(rng, *size) for size in sizes), dropout)


def weights_of(model):
    return [part.detach().clone() for part in model.parameters()]


def test_training_lowers_the_loss_and_clipping_bounds_the_update():
    model = small()
    batch = torch.randn(6, 3, 4).double(), torch.randn(6, 3, 2).double()
    how = {"loss_fn": runs.loss_function("square")}
    how |= {"optimizer": runs.optimizer(model, "SGD", 0.1)}
    before = weights_of(model)
    first, state = train_step(model, batch, **how, max_norm=0.5)
    moved = torch.sqrt(
        sum(
            (a - b).square().sum()
            for a, b in zip(weights_of(model), before, strict=True)
        )
    )
    assert float(moved) <= 0.05 + 1e-9
    assert not state.requires_grad
    losses = [train_step(model, batch, **how)[0] for _ in range(30)]
    assert losses[-1] < first


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_thirty_steps_in_16_bits_go_where_those_in_float32_go(dtype):
    torch.manual_seed(0)
    batch = torch.randn(6, 3, 4), torch.randn(6, 3, 2)
    scaler = torch.amp.GradScaler("cpu", 2.0**40) if dtype == torch.float16 else None

    def loss_after(steps, **how):
        model = small().float()
        how |= {"loss_fn": runs.loss_function("square")}
        how |= {"optimizer": runs.optimizer(model, "SGD", 0.1)}
        losses = [train_step(model, batch, **how)[0] for _ in range(steps)]
        assert all(loss.dtype == torch.float32 for loss in losses)
        return float(losses[-1])

    skipped = 30 if scaler else 0  # fewer: until the scale has come down from 2⁴⁰
    narrow = loss_after(30 + skipped, autocast=dtype, scaler=scaler)
    assert loss_after(60) - 1e-2 < narrow < loss_after(29)
    if scaler:
        assert 2**10 < runs.scale_of(scaler) < 2**25


def test_a_scaler_is_needed_where_a_gradient_of_1e_8_would_vanish():
    formats = {autocast_dtype("cuda", (k, 0)) for k in (7, 8, 9, 12)}
    assert len(formats) == 2
    for dtype, scaled in {*formats, autocast_dtype("cpu")}:
        assert scaled == (float(torch.tensor(1e-8).to(dtype)) == 0)


def test_two_runs_of_one_seed_are_equal_and_of_two_seeds_are_not():
    def weights(seed):
        model = runs.scripted_model(np.ones(4))
        table = runs.shuffled(np.arange(12.0).reshape(3, 4))
        fit(model, runs.noisy_step(0.1), table, epochs=2, seed=seed)
        return model.w.detach().numpy()

    assert np.array_equal(weights(5), weights(5))
    assert not np.allclose(weights(5), weights(6))


@pytest.mark.parametrize("cut", [0, 1, 4])
def test_a_resumed_run_is_exactly_the_uncut_one(tmp_path, cut):
    rng = np.random.default_rng(4)
    x, y = draw.normal(rng, 6, 3, 2, 4), draw.normal(rng, 6, 3, 2, 2)

    def things():
        model = small(dropout=0.4)
        optimizer = runs.optimizer(model, "Adam", 0.02)
        schedule = runs.schedule(optimizer, 2, 0.5)
        return {"model": model, "optimizer": optimizer, "schedule": schedule}

    torch.manual_seed(7)
    whole = runs.train_on(*things().values(), x, y)
    torch.manual_seed(7)
    first, path = things(), tmp_path / "run.pt"
    runs.train_on(*first.values(), x[:cut], y[:cut])
    save_checkpoint(path, **first, position={"step": cut})
    torch.manual_seed(99)
    second = things()
    assert load_checkpoint(path, **second) == {"step": cut}
    losses, weights = runs.train_on(*second.values(), x[cut:], y[cut:])
    assert losses == whole[0][cut:]
    assert all(map(np.array_equal, weights, whole[1]))


def saved_run(folder):
    """The path of a checkpoint, and model, optimiser and schedule as they are in it."""
    model, path = small(), folder / "run.pt"
    optimizer = runs.optimizer(model, "Adam", 0.02)
    schedule = runs.schedule(optimizer, 2, 0.5)
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    save_checkpoint(path, **parts, position={})
    return path, parts


def test_every_cut_of_a_file_is_refused(tmp_path):
    path, parts = saved_run(tmp_path)
    content = path.read_bytes()
    for size in range(0, len(content), len(content) // 20):
        path.write_bytes(content[:size])
        with pytest.raises(ValueError, match=r"run\.pt"):
            load_checkpoint(path, **parts)
    with pytest.raises(FileNotFoundError):
        load_checkpoint(tmp_path / "none.pt", **parts)


# devices


def test_the_device_is_one_that_is_there():
    torch.zeros(1, device=pick_device())
    assert pick_device("cuda:1", {"cuda": True}) == torch.device("cuda", 1)
    with pytest.raises(RuntimeError, match="mps"):
        pick_device("mps", {})
