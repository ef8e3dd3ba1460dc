"""Visible checks of the sequence functions: numbers known by hand, then gradients."""

from copy import deepcopy

import numpy as np

from utils.checks.cuda.units import known, question
from utils.checks.differences import GRADIENT
from utils.checks.kernels.messages import MESSAGES
from utils.checks.report import Report
from utils.params import GRUParams, PeepholeParams

STEP = 1e-5  # of the central differences


def gru_sequence(function):
    """The GRU as one step of autograd."""
    _sequence("gru_sequence", function, GRUParams, [()])


def peephole_sequence(function):
    """The peephole LSTM as one step of autograd, its output gate on either memory."""
    sees = [(), ("current",)]
    _sequence("peephole_sequence", function, PeepholeParams, sees)


def _sequence(name, function, kind, all_sees):
    from utils.fixtures.tensors import plain, tensor, where
    from utils.fixtures.watching import start_watch, stop_watch

    report = Report(name, function, MESSAGES)
    p, x, state = question(kind)

    def run(p, x, state, *sees, dtype="float64", gradient=False):
        given = tensor((x, *state, p), dtype, gradient=gradient)
        kept = deepcopy(plain(given))
        out = report.run(lambda: function(*given, *sees))
        same = all(map(np.array_equal, _flat(plain(given)), _flat(kept)))
        expected = "tensors as they were"
        report.holds("inputs unchanged", same, "changed inputs", expected, "changed")
        return out, given

    for label, dtype in (("shape (T, m, n)", "float64"), ("keeps float32", "float32")):
        out, _ = run(p, x, state, dtype=dtype)
        report.arrays(label, {"out": plain(out)}, {"out": (6, 3, 5)}, dtype)
    for q in known(kind):
        sees = (q.sees,) if q.sees != "previous" else ()
        out, _ = run(q.p, q.x, q.state, *sees)
        report.equal(q.label, plain(out), q.out, q.why)
    if kind is PeepholeParams:
        label = "another word than previous or current is refused"
        report.refuses(
            label,
            lambda: function(*tensor((x, *state, p)), "next"),
            ValueError,
            "unit_word",
        )
    for sees in all_sees:
        _gradients(report, run, p, x, state, sees)
    _practice(report, run, p, x, state)

    start_watch()
    try:
        given = tensor((x, *state, p), "float32", "meta", gradient=True)
        out = report.run(lambda: function(*given))
        report.run(lambda: out.sum().backward())
    finally:
        stop_watch()
    place = where(out)[0]
    report.holds("works wherever x is", place == "meta", place, "meta", "unit_device")
    report.end()


def _gradients(report, run, p, x, state, sees):
    """Each gradient against differences of the function's own outputs."""
    from utils.fixtures.tensors import gradients, plain

    rng = np.random.default_rng(9)
    upstream = rng.normal(size=(6, 3, 5))
    out, given = run(p, x, state, *sees, gradient=True)
    differs = out.requires_grad
    found, expected = (
        "an output without a history",
        "one that autograd can go back from",
    )
    report.holds("autograd can go back", differs, found, expected, "sequence_apply")
    found = _flat(report.run(lambda: gradients(out, upstream, *given)))
    inputs, names = _flat((x, *state, p)), _names(state, p)
    of = f", output sees {sees[0]}" if sees else ""
    for k, (name, got) in enumerate(zip(names, found, strict=True)):
        way, rises = rng.normal(size=got.shape), []
        for side in (STEP, -STEP):
            moved = [v + side * way if j == k else v for j, v in enumerate(inputs)]
            x_, state_ = moved[0], moved[1 : 1 + len(state)]
            out, _ = run(type(p)(*moved[1 + len(state) :]), x_, state_, *sees)
            rises.append(np.sum(upstream * plain(out)))
        wanted = (rises[0] - rises[1]) / (2 * STEP)
        off = abs(np.sum(got * way) - wanted)
        label = f"d{name} agrees with differences{of}"
        expected = f"less than {GRADIENT:.0e}"
        close = off <= GRADIENT * max(1.0, abs(wanted))
        said = f"d{name} is off by {off:.1g} along a random direction"
        report.holds(label, close, said, expected, f"sequence_{name[0]}")


def _practice(report, run, p, x, state):
    """One step of autograd, and large products, however long the sequence."""
    from utils.fixtures.tensors import graph_size
    from utils.fixtures.watching import products_back

    sizes, small = [], []
    for T in (3, 6):
        out, _ = run(p, x[:T], state, gradient=True)
        sizes.append(graph_size(out))
        back = report.run(lambda out=out: products_back(out))
        small.append(sum(inner == x.shape[1] for _, inner in back))
    found = f"{sizes[0]} steps of autograd for T = 3, {sizes[1]} for T = 6"
    label = "one step of autograd, however long the sequence"
    one = sizes[0] == sizes[1]
    report.holds(label, one, found, "as many for both", "sequence_graph")
    found = f"{small[0]} small ones for T = 3, {small[1]} for T = 6"
    label = "weight gradients in large products"
    large = small[0] == small[1]
    report.holds(label, large, found, "as many for both", "sequence_large")


def _names(state, p):
    return ["x", *(["c0"] if len(state) == 1 else ["a0", "c0"]), *p._fields]


def _flat(value):
    """The arrays inside nested tuples, in order."""
    if isinstance(value, (tuple, list)):
        return [array for part in value for array in _flat(part)]
    return [value]
