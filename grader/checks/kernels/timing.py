"""The checks of the numbers before measuring, and of the measuring itself."""

from functools import partial

import numpy as np

from grader.checks.asking import after, made, told
from grader.checks.expect import Checks, clue, holds, same
from grader.reference.kernels import timing as reference
from utils.fixtures import PretendedDevice

CHECKS = Checks()
TOL = 1e-9
PARTS = "clock", "synchronise"


@CHECKS.check("step_cost")
def step_cost(student, rng):
    """Operations and bytes of the products of one step."""

    def ask(name, *args):
        answer = student.step_cost(*args)
        operations, moved = reference.step_cost(*args)
        yield same(f"operations{name}", answer[0], operations, tol=TOL)
        yield same(f"bytes{name}", answer[1], moved, tol=TOL)
        return answer

    m, n_x, n = (int(size) for size in rng.permutation(np.arange(3, 60))[:3])
    first = yield from ask("", m, n_x, n, 3)
    yield after(
        first, holds("two whole numbers", first, whole, "two ints are asked for")
    )
    yield from ask(", four gates", m, n_x, n, 4)
    yield from ask(", bfloat16", m, n_x, n, 3, 2)
    yield from ask(", a batch of one", 1, n_x, n, 4)
    yield from ask(", large sizes", 64 * m, 1024, 1024, 4)


def whole(pair):
    """Are both of them whole by their kind, not only by their value?"""
    return all(np.asarray(part).dtype.kind in "iu" for part in pair)


@CHECKS.check("floor_seconds")
def floor_seconds(student, rng):
    """The arithmetic intensity, and the least time by whichever limit is nearer."""
    for name, operations, moved in (
        ("bound by operations", 5e9, 1e6),
        ("bound by bytes", 1e6, 5e8),
    ):
        scale = rng.uniform(1, 2, size=4)
        limits = np.array([operations, moved, 2e12, 1e11]) * scale
        args = [float(value) for value in limits]
        answer = student.floor_seconds(*args)
        intensity, seconds = reference.floor_seconds(*args)
        yield same(f"intensity, {name}", answer[0], intensity, tol=TOL)
        yield same(f"seconds, {name}", answer[1], seconds, tol=TOL, weight=2)


@CHECKS.check("time_it", by_properties=True)
def time_it(student, rng):
    """A median and a spread of runs on a device that works on by itself."""

    def ask(first, each, **how):
        pretended = first, [float(s) for s in each], 1e-5
        device = made(student, "pretended_device", *pretended)
        parts = [made(student, "part", device, name) for name in ("launch", *PARTS)]
        answer = student.time_it(
            parts[0], **dict(zip(PARTS, parts[1:], strict=True)), **how
        )
        twin = PretendedDevice(*pretended)
        parts = {name: getattr(twin, name) for name in PARTS}
        expected = reference.time_it(twin.launch, **parts, **how)
        return answer, expected, told(student, "runs_made", device), twin.runs

    even = [float(rng.uniform(0.01, 0.02))]
    answer, expected, *_ = ask(even[0], even, warmup=2, repeats=5)
    yield same("an even device", answer[0], expected[0], tol=TOL)
    yield after(answer[0], same("its spread is nothing", answer[1], 0.0, tol=1e-6))
    skewed = [0.95, *rng.uniform(0.01, 0.02, size=7), 0.9]
    answer, expected, made_runs, runs = ask(0.02, skewed, warmup=1, repeats=9)
    yield same("the median of uneven runs", answer[0], expected[0], tol=TOL)
    yield same(
        "their spread from quartile to quartile", answer[1], expected[1], tol=TOL
    )
    yield clue("from least to most", answer[1], partial(between, 0.92, 2))
    yield clue("from decile to decile", answer[1], partial(between, 0.5, 0.92))
    half = partial(between, 0.49 * expected[1], 0.51 * expected[1])
    yield clue("half the spread", answer[1], half)
    yield same("the number of runs", made_runs, runs)
    answer, expected, *_ = ask(3.0, even, warmup=1, repeats=1)
    yield same("the first call is not measured", answer[0], expected[0], tol=TOL)
    growing = list(np.arange(1, 12) * even[0])
    answer, expected, made_runs, runs = ask(even[0], growing, warmup=5, repeats=3)
    yield same("as many warm-up calls as asked for", answer[0], expected[0], tol=TOL)
    yield same("runs with more warm-up", made_runs, runs)
    answer, expected, *_ = ask(even[0], growing, warmup=3, repeats=2)
    yield same(
        "the first measurement begins on an idle device", answer, expected, tol=TOL
    )
    answer, expected, *_ = ask(even[0], even, warmup=0, repeats=4)
    yield same("no warm-up when none is asked for", answer[0], expected[0], tol=TOL)
    device = made(student, "pretended_device", *(pretended := (0.1, even, 1e-5)))
    launch, clock = (
        made(student, "part", device, name) for name in ("launch", "clock")
    )
    answer = student.time_it(launch, clock=clock, warmup=1, repeats=3)
    twin = PretendedDevice(*pretended)
    expected = reference.time_it(twin.launch, clock=twin.clock, warmup=1, repeats=3)
    yield same("nothing to wait for is given", answer, expected, tol=TOL)


def between(low, high, value):
    """Is a number between two others?"""
    return low < value < high
