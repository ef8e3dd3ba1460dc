"""Visible checks of the GRU's gradients, by the learner's own gradient check."""

import numpy as np

from utils.checks.draws import SHUT, cast, random_sequence, random_step, zero_params
from utils.checks.gru import steps as earlier
from utils.checks.gru.messages import MESSAGES
from utils.checks.report import Report
from utils.params import GRUParams

GRADIENT = 1e-6  # how far a gradient may be from its central difference


def numerical_gradient(function):
    """(f(x + eps) - f(x - eps)) / (2 eps), one element of x at a time."""
    report = Report("numerical_gradient", function, MESSAGES)
    x = np.array([[1.0, -2.0, 3.0], [0.5, 0.0, -1.0]])
    got = report.call(lambda x: np.sum(x**2), x)
    report.arrays("has the shape of x", {"gradient": got}, {"gradient": (2, 3)})
    report.equal("f = Σ x²: 2x", got, 2 * x, "difference_value", tol=1e-4)
    slopes = np.array([[2.0, -1.0, 0.0], [5.0, 3.0, -4.0]])
    got = report.call(lambda x: np.sum(slopes * x), x)
    report.equal("f = Σ s·x: s", got, slopes, "difference_one", tol=1e-6)
    got = report.call(lambda x: x[0] * x[1] * x[2], np.array([2.0, 3.0, 5.0]), 0.5)
    label = "f = x₀x₁x₂ at (2, 3, 5), eps = 1/2: (15, 10, 6)"
    report.equal(label, got, [15, 10, 6], "difference_one")
    got = report.call(lambda x: np.sum(x**3), np.array([1.0]), 0.5)
    label = "f = x³ at 1 with eps = 1/2: 3 + 1/4"
    report.equal(label, got, [3.25], "difference_central")
    report.end()


def gru_cell_backward(function, gru_cell, gradient_of):
    """Every gradient of one step against the learner's numerical gradient."""
    report = Report("gru_cell_backward", function, MESSAGES)
    report.needs("gru_cell", earlier.gru_cell, gru_cell)
    report.needs("numerical_gradient", numerical_gradient, gradient_of)
    p, c_prev, x_t = random_step()
    dc_t = np.random.default_rng(3).normal(size=(3, 5))
    shapes = {"dc_prev": (3, 5), "dx_t": (3, 4)}
    given = dc_t, gru_cell(c_prev, x_t, p), p
    got = _parts(report, report.call(*given), shapes, p)
    low = report.call(*cast("float32", *given))
    _parts(report, low, shapes, p, "float32")

    zero = _named(report.call(0 * dc_t, gru_cell(c_prev, x_t, p), p), shapes)
    largest = max(np.abs(array).max() for array in zero.values())
    report.equal("dc_t = 0: nothing comes back", largest, 0.0, "back_zero")
    shut = p._replace(bu=np.full(5, SHUT))
    back = report.call(dc_t, gru_cell(c_prev, x_t, shut), shut)
    report.equal("Γu = 0: dc_prev is dc_t", back[0], dc_t, "back_keep")
    flat = zero_params(4, 5)
    back = report.call(dc_t, gru_cell(c_prev, x_t, flat), flat)
    label = "zero weights: dbc is half the sum of dc_t"
    report.equal(label, back[2].bc, dc_t.sum(axis=0) / 2, "back_bias")

    def loss_at(name):
        return lambda value: np.sum(dc_t * _cell_with(gru_cell, name, value).c_t)

    inputs = {"dc_prev": c_prev, "dx_t": x_t} | {f"d{k}": v for k, v in _items(p)}
    why = {"dc_prev": "back_dc_prev", "dx_t": "back_dx_t"}
    for name in (*_PARAMETERS, "dx_t", "dc_prev"):
        wanted = gradient_of(loss_at(name[1:]), inputs[name].copy())
        cause = why.get(name) or f"back_{name[-1]}"
        _compare(report, name, got[name], wanted, cause)
    report.end()


def gru_backward(function, gru_forward, gradient_of):
    """Every gradient of a sequence against the learner's numerical gradient."""
    report = Report("gru_backward", function, MESSAGES)
    report.needs("gru_forward", earlier.gru_forward, gru_forward)
    report.needs("numerical_gradient", numerical_gradient, gradient_of)
    p, x, c0 = random_sequence()
    dc = np.random.default_rng(4).normal(size=(6, 3, 5))
    shapes = {"dx": (6, 3, 4), "dc0": (3, 5)}
    given = dc, gru_forward(x, c0, p)[1], p
    got = _parts(report, report.call(*given), shapes, p)
    low = report.call(*cast("float32", *given))
    _parts(report, low, shapes, p, "float32")

    shut = p._replace(bu=np.full(5, SHUT))
    steps = gru_forward(x, c0, shut)[1]
    last = np.zeros_like(dc)
    last[-1] = dc[-1]
    back = report.call(last, steps, shut)
    label = "Γu = 0: the last dc comes back whole as dc0"
    report.equal(label, back[1], dc[-1], "time_carried")
    back = report.call(dc, steps, shut)
    label = "Γu = 0: dc0 is the sum of all dc"
    report.equal(label, back[1], dc.sum(axis=0), "time_upstream")

    def loss_at(name):
        return lambda value: np.sum(dc * _sequence_with(gru_forward, name, value))

    inputs = {"dx": x, "dc0": c0} | {f"d{k}": v for k, v in _items(p)}
    why = {"dx": "time_dx", "dc0": "time_start"}
    for name in ("dc0", "dx", *_PARAMETERS):
        wanted = gradient_of(loss_at(name[1:]), inputs[name].copy())
        _compare(report, name, got[name], wanted, why.get(name, "time_params"))
    report.end()


_PARAMETERS = ("dbc", "dWc", "dbu", "dWu", "dbr", "dWr")


def _parts(report, back, shapes, p, dtype="float64"):
    """The gradients by name, once their number, kinds, shapes and dtype are right."""
    label = "keeps float32" if dtype == "float32" else "shapes of the gradients"
    report.parts("three results", back, 3)
    report.record("the third a GRUParams", back[2], GRUParams)
    shapes = shapes | {f"d{name}": value.shape for name, value in _items(p)}
    named = _named(back, shapes)
    report.arrays(label, named, shapes, dtype)
    return named


def _named(back, shapes):
    return dict(zip(shapes, back, strict=False)) | {
        f"d{name}": value for name, value in _items(back[2])
    }


def _items(p):
    return p._asdict().items()


def _cell_with(gru_cell, name, value):
    """The random step, with one input or parameter replaced."""
    p, c_prev, x_t = random_step()
    if name in p._fields:
        p = p._replace(**{name: value})
    given = {"c_prev": c_prev, "x_t": x_t} | {name: value}
    return gru_cell(given["c_prev"], given["x_t"], p)


def _sequence_with(gru_forward, name, value):
    """The memories of the random sequence, with one input or parameter replaced."""
    p, x, c0 = random_sequence()
    if name in p._fields:
        p = p._replace(**{name: value})
    given = {"x": x, "c0": c0} | {name: value}
    return gru_forward(given["x"], given["c0"], p)[0]


def _compare(report, name, got, wanted, why):
    """One gradient against its central difference."""
    off = np.abs(got - wanted).max()
    found = f"{name} is off by up to {off:.1g}"
    label = f"{name} agrees with your numerical gradient"
    report.holds(label, off <= GRADIENT, found, f"less than {GRADIENT:.0e}", why)
