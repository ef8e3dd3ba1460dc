"""Operators and bytes are counted once each; a device's limits come from times."""

import pytest
import torch
from torch.profiler import ProfilerActivity, profile

from utils.measuring import (
    device_limits,
    launches,
    peak_bytes,
    saved_bytes,
    silent_stderr,
)

CPU = ProfilerActivity.CPU

X = torch.randn(4, 4)


@pytest.mark.parametrize(
    ("count", "f"),
    [
        (1, lambda: torch.tanh(X)),
        (3, lambda: torch.tanh(X @ X + X)),
        (1, lambda: torch.nn.functional.linear(X, X, X[0])),
        (0, lambda: X.T[0].view(2, 2)),
        (1, lambda: torch.stack([X, X])),
    ],
)
def test_an_operator_counts_if_it_computes(count, f):
    assert launches(f) == count


def test_counting_writes_nothing(capfd):
    launches(lambda: torch.tanh(X))
    assert capfd.readouterr() == ("", "")


def half_a_second(f):
    """A clock on which everything takes half a second."""
    f()
    return 0.5, 0.0


def test_limits_are_operations_and_bytes_over_seconds():
    peak, bandwidths = device_limits(half_a_second, "cpu", 8)
    assert peak == 2 * 8**3 / 0.5
    assert bandwidths == {"memory": 4 * 32 * 8 * 8 / 0.5, "cache": 4 * 8 * 8 / 0.5}


def test_what_autograd_keeps_is_counted_once_and_without_what_was_there():
    x, w = torch.randn(8, 8), torch.randn(8, 8, requires_grad=True)
    size = 4 * 8 * 8
    assert saved_bytes(lambda: torch.tanh(x @ w)) == 2 * size  # x, and the tanh
    assert saved_bytes(lambda: torch.tanh(x @ w), [x, w]) == size
    assert saved_bytes(lambda: (x @ w) * (x @ w).T, [x]) == 2 * size
    assert saved_bytes(lambda: torch.tanh(x @ w.detach())) == 0


def test_two_that_look_at_one_storage_are_one():
    w = torch.randn(8, 8, requires_grad=True)

    def product_of_views():
        y = torch.exp(w)
        return y.T * y.view(64).view(8, 8)

    assert saved_bytes(product_of_views) == 4 * 8 * 8


def test_the_peak_is_what_lives_at_one_time():
    x = torch.randn(16)

    def one_after_the_other():
        y = x
        for _ in range(10):
            y = torch.tanh(y)  # the old one goes when the new one is there

    def all_kept():
        return [torch.tanh(x) for _ in range(10)]

    assert peak_bytes(one_after_the_other) == 2 * 64
    assert peak_bytes(all_kept) == 10 * 64
    assert peak_bytes(lambda: x.view(4, 4).T.add_(0)) == 0


def test_the_peak_is_the_allocators_own():
    torch.manual_seed(0)
    cell, x = torch.nn.LSTMCell(4, 8), torch.randn(20, 3, 4)

    def loop():
        state = None
        for x_t in x:
            state = cell(x_t, state)
        state[0].sum().backward()
        cell.zero_grad()

    with silent_stderr(), profile(activities=[CPU], profile_memory=True) as seen:
        loop()
    now = most = 0
    for event in seen.profiler.kineto_results.events():
        if event.name() == "[memory]":
            now += event.nbytes()
            most = max(most, now)
    assert peak_bytes(loop) == pytest.approx(most, rel=0.05)
