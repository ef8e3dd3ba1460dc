"""Wrong versions of step_cost, floor_seconds, and time_it."""

import time

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.cuda import timing as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


def nothing():
    """Nothing to wait for."""


@of("step_cost")
def multiplications_only(m, n_x, n, gates, size=4):
    """Your operations are half of what they should be: each multiplication comes with
    an addition."""
    operations, moved = reference.step_cost(m, n_x, n, gates, size)
    return operations // 2, moved


@of("step_cost")
def weights_moved_for_each_example(m, n_x, n, gates, size=4):
    """The weights are moved once for each example of the batch. They are moved once,
    whatever the batch: that is why a larger batch pays."""
    operations, moved = reference.step_cost(m, n_x, n, gates, size)
    return operations, moved + size * (m - 1) * gates * n * (n + n_x)


@of("step_cost")
def only_weights_moved(m, n_x, n, gates, size=4):
    """You count the bytes of the weights alone. What they are multiplied by, and the
    result, are moved too."""
    operations, _ = reference.step_cost(m, n_x, n, gates, size)
    return operations, size * gates * n * (n + n_x)


@of("step_cost")
def numbers_for_bytes(m, n_x, n, gates, size=4):
    """You count numbers, not bytes: multiply by `size`, the bytes that one takes."""
    return reference.step_cost(m, n_x, n, gates, 1)


@of("floor_seconds")
def limits_added(operations, moved, peak, bandwidth):
    """You add the two times. A device computes while it moves: the longer one is the
    floor."""
    seconds = operations / peak + moved / bandwidth
    return operations / moved, seconds


@of("floor_seconds")
def the_shorter_limit(operations, moved, peak, bandwidth):
    """You take the shorter of the two times. Both have to be over: the longer one is
    the floor."""
    return operations / moved, min(operations / peak, moved / bandwidth)


@of("floor_seconds")
def intensity_upside_down(operations, moved, peak, bandwidth):
    """Your intensity is bytes per operation. It is operations per byte."""
    _, seconds = reference.floor_seconds(operations, moved, peak, bandwidth)
    return moved / operations, seconds


@of("time_it")
def no_warmup(f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=nothing):
    """The first calls are measured too, with all that happens only once: memory is
    asked for, kernels are chosen. Call f `warmup` times before."""
    return reference.time_it(
        f, warmup=0, repeats=repeats, clock=clock, synchronise=synchronise
    )


@of("time_it")
def warm_up_measured(
    f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=nothing
):
    """The calls of the warm-up are called and measured like the others. Their times do
    not belong into median and spread."""
    return summary(measured(f, 0, warmup + repeats, clock, synchronise))


@of("time_it")
def nothing_to_wait_for_not_handled(
    f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=None
):
    """Without `synchronise` your function fails: None is called, or a GPU's function
    where there is no GPU. Without a device to wait for, wait for nothing."""
    if synchronise is None:
        raise RuntimeError("no GPU here")
    return reference.time_it(
        f, warmup=warmup, repeats=repeats, clock=clock, synchronise=synchronise
    )


@of("time_it")
def not_synchronised(
    f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=nothing
):
    """You measure how long it takes to tell the device what to do, not to do it: the
    clock is read while it still works. Synchronise before each reading."""
    return reference.time_it(
        f, warmup=warmup, repeats=repeats, clock=clock, synchronise=nothing
    )


@of("time_it")
def synchronised_only_at_the_end(
    f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=nothing
):
    """The device is still at work on what came before when the clock starts, and your
    first measurement pays for it. Synchronise before the first reading too."""
    for _ in range(warmup):
        f()
    times = []
    for _ in range(repeats):
        begun = clock()
        f()
        synchronise()
        times.append(clock() - begun)
    return summary(times)


@of("time_it")
def mean_and_deviation(
    f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=nothing
):
    """You report mean and standard deviation. One interrupted run drags both along;
    the median and the quartiles hardly notice."""
    times = measured(f, warmup, repeats, clock, synchronise)
    return float(np.mean(times)), float(np.std(times))


@of("time_it")
def all_runs_in_one(
    f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=nothing
):
    """You measure all runs together and divide. That says nothing about their spread,
    and is a mean: measure each by itself."""
    for _ in range(warmup):
        f()
    synchronise()
    begun = clock()
    for _ in range(repeats):
        f()
    synchronise()
    return (clock() - begun) / repeats, 0.0


@of("time_it")
def from_least_to_most(
    f, *, warmup=3, repeats=20, clock=time.perf_counter, synchronise=nothing
):
    """Your spread goes from the fastest run to the slowest. From quartile to quartile
    it does not depend on the one worst run."""
    times = measured(f, warmup, repeats, clock, synchronise)
    return float(np.median(times)), max(times) - min(times)


def measured(f, warmup, repeats, clock, synchronise):
    """The seconds of each run, rightly measured."""
    times = []
    for _ in range(warmup + repeats):
        synchronise()
        begun = clock()
        f()
        synchronise()
        times.append(clock() - begun)
    return times[warmup:]


def summary(times):
    """Median and spread."""
    low, high = np.quantile(times, [0.25, 0.75])
    return float(np.median(times)), float(high - low)
