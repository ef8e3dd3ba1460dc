"""Visible checks of the numbers before measuring, and of the measuring."""

import numpy as np

from utils.checks.kernels.messages import MESSAGES
from utils.checks.report import Report


def step_cost(function):
    """Operations and bytes of the products of one step, on sizes done by hand."""
    report = Report("step_cost", function, MESSAGES)
    for label, args, operations, moved in (
        ("all sizes 1: 4 operations, 5 numbers", (1, 1, 1, 1), 4, 20),
        ("m = 2, n_x = 3, n = 5, 4 gates", (2, 3, 5, 4), 640, 864),
        ("the same in bfloat16", (2, 3, 5, 4, 2), 640, 432),
    ):
        got = report.call(*args)
        report.parts("operations and bytes", got, 2)
        whole = all(isinstance(part, (int, np.integer)) for part in got)
        found = " and ".join(type(part).__name__ for part in got)
        report.holds("two whole numbers", whole, found, "two ints", "cost_whole")
        report.equal(f"{label}: operations", got[0], operations, "cost_operations")
        report.equal(f"{label}: bytes", got[1], moved, "cost_moved")
    report.end()


def floor_seconds(function):
    """The intensity, and the larger of two times."""
    report = Report("floor_seconds", function, MESSAGES)
    for label, args, wanted in (
        ("bound by the operations", (600, 100, 50, 25), (6, 12)),
        ("bound by the bytes", (100, 600, 50, 25), (1 / 6, 24)),
    ):
        got = report.call(*args)
        report.parts("intensity and seconds", got, 2)
        report.equal(f"{label}: the intensity", got[0], wanted[0], "floor_intensity")
        report.equal(f"{label}: the seconds", got[1], wanted[1], "floor_seconds")
    report.end()


def time_it(function):
    """Median and spread on a pretended device, whose true times are known."""
    from utils.fixtures import PretendedDevice

    report = Report("time_it", function, MESSAGES)

    def ask(first, each, **how):
        device = PretendedDevice(first, each)
        got = report.run(
            lambda: function(
                device.launch,
                clock=device.clock,
                synchronise=device.synchronise,
                **how,
            )
        )
        report.parts("median and spread", got, 2)
        return got, device.runs

    host = 1e-5  # the host's own share of each call
    (median, spread), runs = ask(0.02, [0.02], warmup=2, repeats=5)
    report.equal("waits for the device: 20 ms", median, 0.02 + host, "time_wait")
    report.equal("even runs have no spread", spread, 0, "time_spread")
    report.equal("2 calls to warm up and 5 measured", runs, 7, "time_runs")
    (median, _), _ = ask(3.0, [0.02], warmup=1, repeats=1)
    report.equal("a slow first call is not measured", median, 0.02 + host, "time_warm")
    slow = [0.05, 0.02, 0.02]
    (median, _), _ = ask(0.05, slow, warmup=1, repeats=1)
    label = "begins when the device is idle"
    report.equal(label, median, 0.05 + host, "time_idle")
    uneven = [0.01, 0.02, 0.03, 0.04, 1.0]
    (median, spread), _ = ask(0.01, uneven, warmup=1, repeats=5)
    report.equal("the median, not the mean", median, 0.03 + host, "time_median")
    report.equal("the spread from quartile to quartile", spread, 0.02, "time_spread")
    median, spread = report.run(lambda: function(lambda: None, warmup=1, repeats=3))
    report.holds(
        "a real clock",
        0 <= median < 1 and spread >= 0,
        f"{median} and {spread}",
        "a moment, not negative",
        "time_wait",
    )
    report.end()
