"""Visible checks of the three layers: the same questions for each."""

import numpy as np

from utils.checks.cuda.messages import MESSAGES
from utils.checks.cuda.units import known, question
from utils.checks.differences import GRADIENT
from utils.checks.report import Report, describe
from utils.params import GRUParams, LSTMParams, PeepholeParams

STEP = 1e-5  # of the central differences


def GRULayer(function):
    """The GRU as a module."""
    _layer("GRULayer", function, GRUParams)


def LSTMLayer(function):
    """The LSTM as a module."""
    _layer("LSTMLayer", function, LSTMParams)


def PeepholeLSTMLayer(function):
    """The peephole LSTM as a module, its output gate on either memory."""
    _layer("PeepholeLSTMLayer", function, PeepholeParams)


def _layer(name, function, kind):
    report = Report(name, function, MESSAGES)
    p, x, state = question(kind)
    run = _Run(report, function)
    _form(report, run, p, x, state)
    for q in known(kind):
        sees = (q.sees,) if q.sees != "previous" else ()
        got = run(q.p, q.x, q.state, *sees)
        report.equal(q.label, got["out"], q.out, q.why)
    if kind is PeepholeParams:
        label = "another word than previous or current is refused"
        report.refuses(label, lambda: function(4, 5, "next"), ValueError, "unit_word")

    whole = run(p, x, state)
    half = run(p, x[:3], state)
    rest = run(p, x[3:], _as_tuple(half["state"]))
    joined = np.concatenate([half["out"], rest["out"]])
    label = "goes on from the state it returned"
    report.equal(label, joined, whole["out"], "unit_state")
    empty = run(p, x, tuple(np.zeros_like(part) for part in state))
    got = run(p, x, None)["out"]
    report.equal("no state is a state of zeros", got, empty["out"], "unit_none")
    _gradients(report, run, p, x, state)
    _practice(report, function, p, x)
    report.end()


class _Run:
    """Runs a new layer with given parameters, and back: see `units.run_layer`."""

    def __init__(self, report, function):
        self.report, self.function = report, function

    def __call__(self, p, x, state, *sees, **more):
        from utils.fixtures.units import run_layer

        if state is not None and len(state) == 1:
            (state,) = state
        n = p.bu.shape[0]
        upstream = more.pop("upstream", np.ones((*x.shape[:2], n)))
        return self.report.run(
            lambda: run_layer(
                self.function(x.shape[2], n, *sees), p, x, state, upstream, **more
            )
        )


def _form(report, run, p, x, state):
    """A module whose outputs and state have their shapes and dtypes."""
    from torch import nn

    made = report.run(lambda: report.function(4, 5))
    is_one = isinstance(made, nn.Module)
    report.holds("a module", is_one, describe(made), "an nn.Module", "unit_module")
    for label, dtype in (("shapes", "float64"), ("keeps float32", "float32")):
        got = run(p, x, state, dtype=dtype)
        report.arrays(label, {"out": got["out"]}, {"out": (6, 3, 5)}, dtype)
        last = _as_tuple(got["state"])
        report.parts("the state has all its parts", last, len(state))
        named = {f"state {k}": part for k, part in enumerate(last)}
        report.arrays(label, named, dict.fromkeys(named, (3, 5)), dtype)
        report.equal(
            "the state is that of the last step", last[0], got["out"][-1], "unit_last"
        )


def _gradients(report, run, p, x, state):
    """Autograd's gradients against central differences of the layer's own outputs."""
    rng = np.random.default_rng(9)
    upstream = rng.normal(size=(6, 3, 5))
    ways = [type(p)(*(rng.normal(size=v.shape) * (v is part) for v in p)) for part in p]
    whole = run(p, x, state, upstream=upstream, directions=ways)

    def rise(name, there, back):
        slope = np.sum(upstream * (there["out"] - back["out"])) / (2 * STEP)
        return name, slope

    way = rng.normal(size=x.shape)
    moved = (run(p, x + s * STEP * way, state) for s in (1, -1))
    asked = [(*rise("x", *moved), np.sum(whole["dx"] * way))]
    way = rng.normal(size=state[0].shape)
    moved = (run(p, x, (*state[:-1], state[-1] + s * STEP * way)) for s in (1, -1))
    d_state = _as_tuple(whole["dstate"])[-1]
    risen = 0.0 if d_state is None else np.sum(d_state * way)
    asked.append((*rise("the first memory", *moved), risen))
    for field, way, got in zip(p._fields, ways, whole["slopes"], strict=True):
        moved = (run(_moved(p, way, s * STEP), x, state) for s in (1, -1))
        asked.append((*rise(f"p.{field}", *moved), got))
    for name, wanted, got in asked:
        off = abs(got - wanted)
        label = f"the gradient by {name} agrees with differences"
        found = f"a slope that is off by {off:.1g}"
        expected = f"less than {GRADIENT:.0e}"
        close = off <= GRADIENT * max(1.0, abs(wanted))
        report.holds(label, close, found, expected, "unit_gradient")


def _practice(report, function, p, x):
    """What a layer needs to be trained, anywhere."""
    import torch

    from utils.fixtures.units import moved_after_loading, run_on_meta
    from utils.fixtures.watching import products_of

    before, after, _ = report.run(lambda: moved_after_loading(function(4, 5), p, x))
    label = "an optimiser made before load_params moves it"
    moved = bool(np.abs(after - before).max() > 1e-9)
    expected = "other outputs after its step"
    report.holds(label, moved, "the same outputs", expected, "unit_load")
    places = report.run(lambda: run_on_meta(function(4, 5), (4, 2, 4)))
    kinds = {place[0] for place in _places(places)}
    label = "works wherever x is"
    report.holds(label, kinds == {"meta"}, f"results on {kinds}", "meta", "unit_device")
    short, long = torch.zeros(6, 3, 11), torch.zeros(9, 3, 11)
    counts = report.run(lambda: products_of(function(11, 5), short, long))
    with_x = [sum(inner in (11, 16) for _, inner in found) for found in counts]
    label = "products with x are made once, for all steps"
    found = f"{with_x[0]} of them for 6 steps, {with_x[1]} for 9"
    once = with_x[0] == with_x[1]
    report.holds(label, once, found, "as many for 6 steps as for 9", "unit_outside")


def _places(found):
    """The (device, dtype, …) lists inside nested lists."""
    if isinstance(found[0], str):
        return [found]
    return [place for part in found for place in _places(part)]


def _as_tuple(state):
    return tuple(state) if isinstance(state, (tuple, list)) else (state,)


def _moved(p, way, step):
    return type(p)(*(a + step * d for a, d in zip(p, way, strict=True)))
