"""The visible check of all gates in one kernel: numbers known by hand, then gradients.

Where Triton's interpreter is at work, what the kernels load and store is counted too.
"""

from copy import deepcopy

import numpy as np

from utils.checks.differences import GRADIENT
from utils.checks.kernels.messages import MESSAGES
from utils.checks.report import Report

M, N = 3, 5
NAMES = "z", "c_prev", "pu", "pf", "po"
STEP = 1e-5  # of the central differences
LN2, LN3 = np.log(2), np.log(3)  # tanh(ln 2) = 3/5, σ(ln 3) = 3/4
OPEN, SHUT = 60.0, -60.0
MOST = {"forward": (5, 7, 0), "backward": (9, 8, 3)}
"""So many times m n may be loaded and stored, and so many operators be torch's."""


def fused_gates(function):
    """All gates of one step in one kernel, forward and backward."""
    from utils.fixtures.kernels import start_kernels, stop_kernels

    report = Report("fused_gates", function, MESSAGES)
    start_kernels()  # which stops a kernel that goes beyond its tensors
    try:
        _values(report, function)
        for sees in ("previous", "current"):
            _gradients(report, function, sees)
        _anywhere(report, function)
        _moved(report, function)
    finally:
        stop_kernels()
    report.end()


def _values(report, function):
    """Shapes, dtypes, and what is known by hand."""
    from utils.fixtures.tensors import plain, tensor

    given = _given()
    for label, dtype in (("two of shape (m, n)", "float64"), ("float32", "float32")):
        tensors = tensor(given, dtype)
        kept = deepcopy(plain(tensors))
        outs = report.run(lambda t=tensors: function(*t))
        report.parts("a_t and c_t", outs, 2)
        a_t, c_t = plain(tuple(outs))
        label = f"{label} in, as many out" if dtype == "float32" else label
        shapes = {"a_t": (M, N), "c_t": (M, N)}
        report.arrays(label, {"a_t": a_t, "c_t": c_t}, shapes, dtype)
        same = all(map(np.array_equal, plain(tensors), kept))
        expected = "tensors as they were"
        report.holds("inputs unchanged", same, "changed inputs", expected, "changed")
    for label, given, sees, known, why in _known():
        outs = report.run(lambda g=given, s=sees: function(*tensor(g), s))
        report.equal(label, np.stack(plain(tuple(outs))), np.stack(known), why)
    label = "another word than previous or current is refused"
    word = lambda: function(*tensor(_given()), "next")  # noqa: E731
    report.refuses(label, word, ValueError, "unit_word")


def _known():
    """(what it shows, what is given, what Γo sees, (a_t, c_t), why it may fail)."""
    c_prev = _given()[1]
    zero, one, none = np.zeros(N), np.ones((M, N)), (np.zeros(N),) * 3
    half = np.tanh(c_prev / 2) / 2, c_prev / 2
    label = "nothing but c_prev: half of it is kept"
    yield label, (_z(0, 0, 0, 0), c_prev, *none), "previous", half, "gates_half"
    new = 0.6 * one
    only_new = (_z(OPEN, SHUT, OPEN, LN2), c_prev, *none)
    label = "update gate open, forget gate shut: only what is new"
    yield label, only_new, "previous", (np.tanh(new), new), "gates_order"
    only_old = (_z(SHUT, OPEN, SHUT, LN2), c_prev, *none)
    label = "the other way round, and the output gate shut"
    yield label, only_old, "previous", (0 * one, c_prev), "gates_order"
    seen = (_z(0, 0, OPEN, LN2), one, zero + LN3, zero - LN3, zero)
    kept = 0.75 * new + 0.25 * one
    label = "peepholes of ln 3 and -ln 3 on a memory of 1"
    yield label, seen, "previous", (np.tanh(kept), kept), "gates_peephole"
    for sees, share in (("previous", 0.5), ("current", 0.75)):
        given = (_z(OPEN, SHUT, 0, LN2), 0 * one, zero, zero, zero + LN3 / 0.6)
        label = f"the output gate sees the {sees} memory"
        yield label, given, sees, (share * np.tanh(new), new), "gates_seen"
    given = (_z(OPEN, SHUT, 0, LN2), one, zero, zero, zero + LN3)
    label = "the output gate's peephole on a memory of 1"
    yield label, given, "previous", (0.75 * np.tanh(new), new), "gates_peephole"


def _gradients(report, function, sees):
    """Each gradient against differences of the function's own outputs."""
    from utils.fixtures.tensors import gradients, plain, strided, tensor
    from utils.fixtures.watching import recorded_back

    rng, given = np.random.default_rng(9), _given()
    upstream = tuple(rng.normal(size=(2, M, N)))
    tensors = tensor(given, gradient=True)
    outs = report.run(lambda: function(*tensors, sees))
    found, expected = "outputs without a history", "ones that autograd can go back from"
    differs = all(out.requires_grad for out in outs)
    report.holds("autograd can go back", differs, found, expected, "gates_own")
    recorded, own = report.run(lambda: recorded_back(outs[0]))
    label, found = "by a way back of your own", "one that autograd has recorded"
    report.holds(label, own and not recorded, found, "a Function's", "gates_own")
    outs = report.run(lambda: function(*tensors, sees))
    found = report.run(lambda: gradients(tuple(outs), upstream, *tensors))

    def rise(moved):
        outs = plain(tuple(report.run(lambda: function(*tensor(moved), sees))))
        return sum(
            np.sum(weight * out) for weight, out in zip(upstream, outs, strict=True)
        )

    for k, (name, got) in enumerate(zip(NAMES, found, strict=True)):
        way = rng.normal(size=got.shape)
        above, below = (
            rise([v + side * way if j == k else v for j, v in enumerate(given)])
            for side in (STEP, -STEP)
        )
        wanted = (above - below) / (2 * STEP)
        off = abs(np.sum(got * way) - wanted)
        label = f"d{name} agrees with differences, output sees {sees}"
        said = f"d{name} is off by {off:.1g} along a random direction"
        why = f"gates_{name if name[0] != 'p' else 'p'}"
        expected = f"less than {GRADIENT:.0e}"
        report.holds(
            label, off <= GRADIENT * max(1.0, abs(wanted)), said, expected, why
        )

    views = [strided(thing) for thing in tensors]
    sides = []
    for things in (tensors, views):
        outs = report.run(lambda t=things: function(*t, sees))
        back = report.run(
            lambda o=outs, t=things: gradients(tuple(o), (None, None), *t)
        )
        sides.append(np.concatenate([part.ravel() for part in (*plain(*outs), *back)]))
    label = "the same numbers for views"
    report.equal(label, sides[1], sides[0], "gates_views")


def _anywhere(report, function):
    """Works on a device where no kernel can run, there and back."""
    from utils.fixtures.tensors import tensor, where
    from utils.fixtures.watching import start_watch, stop_watch

    start_watch()
    try:
        given = tensor(_given(), "float32", "meta", gradient=True)
        outs = report.run(lambda: function(*given))
        report.run(lambda: sum(out.sum() for out in outs).backward())
    finally:
        stop_watch()
    place = where(outs[0])[0]
    report.holds("works wherever z is", place == "meta", place, "meta", "unit_device")


def _moved(report, function):
    """What one launch each way loads and stores, where the interpreter is at work."""
    from utils.fixtures.kernels import go_back, start_kernels, stop_kernels
    from utils.fixtures.tensors import tensor

    if not start_kernels():
        return
    outs = report.run(lambda: function(*tensor(_given(m=7), gradient=True)))
    found = {"forward": stop_kernels(7 * N)}
    start_kernels()
    report.run(lambda: go_back(outs))
    found["backward"] = stop_kernels(7 * N)
    for way, (operators, launches) in found.items():
        *most, allowed = MOST[way]
        right = len(launches) == 1 and operators <= allowed
        got = f"{len(launches)} launches, and {operators} operators of torch"
        expected = f"1 launch, and {allowed} operators of torch at most"
        report.holds(f"one launch {way}", right, got, expected, "gates_launch")
        ((loads, stores),) = launches
        for what, (every, again), times in zip(
            ("loads", "stores"), (loads, stores), most, strict=True
        ):
            got = f"{every / (7 * N):.1f} m n, {again} of them once more"
            right = every <= times * 7 * N and not again
            expected = f"{times} m n at most, each once"
            report.holds(f"{what} {way}", right, got, expected, "gates_twice")


def _given(m=M):
    """Random z (m, 4n), c_prev (m, n), and the three peepholes (n,)."""
    rng = np.random.default_rng(7)
    shapes = (m, 4 * N), (m, N), N, N, N
    return tuple(rng.normal(size=shape) for shape in shapes)


def _z(*parts):
    """z (m, 4n) whose four parts are each one number."""
    return np.repeat(np.array([parts], float), N, axis=1).repeat(M, axis=0)
