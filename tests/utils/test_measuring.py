"""Operators are counted once each, and a device's limits come from what is timed."""

import pytest
import torch

from utils.measuring import device_limits, launches

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
