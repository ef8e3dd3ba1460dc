"""How long it must take, and how long it takes."""

import time

import numpy as np
import torch


def step_cost(m, n_x, n, gates, size=4):
    """Operations and bytes of the products of one step: (operations, moved).

    One product [state, x] Wᵀ, (m, n + n_x) by (n + n_x, gates·n); a multiplication and
    an addition are two operations. W, [state, x] and the result are moved once each,
    at `size` bytes a number.
    """
    rows, columns = gates * n, n + n_x
    operations = 2 * m * rows * columns
    moved = size * (rows * columns + m * columns + m * rows)
    return operations, moved


def floor_seconds(operations, moved, peak, bandwidth):
    """The arithmetic intensity and the least time: (intensity, seconds).

    intensity = operations / moved,  seconds = max(operations / peak, moved / bandwidth)

    `peak` in operations per second, `bandwidth` in bytes per second.
    Source: Williams, Waterman & Patterson 2009, the roofline model.
    """
    return operations / moved, max(operations / peak, moved / bandwidth)


def time_it(f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=None):
    """How long f() takes: (median, spread), the spread from quartile to quartile.

    First `warmup` calls that are not measured. Each of `repeats` calls is measured by
    itself, from an idle device to an idle device. `synchronise` waits until a device
    has done all it was told; None: the accelerator's, where torch has one.
    """
    if synchronise is None:
        there = torch.accelerator.is_available()
        synchronise = torch.accelerator.synchronize if there else lambda: None
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        synchronise()
        begun = clock()
        f()
        synchronise()
        times.append(clock() - begun)
    low, high = np.quantile(times, [0.25, 0.75])
    return float(np.median(times)), float(high - low)
