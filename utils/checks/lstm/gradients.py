"""Visible checks of the LSTM's gradients, by SciPy's numerical gradient."""

import numpy as np

from utils.checks.differences import GRADIENT, slopes
from utils.checks.draws import (
    OPEN,
    SHUT,
    cast,
    random_lstm_sequence,
    random_lstm_step,
    zero_lstm,
)
from utils.checks.lstm import steps as earlier
from utils.checks.lstm.messages import MESSAGES
from utils.checks.report import Report

PARAMETERS = ("dbc", "dWc", "dbu", "dWu", "dbf", "dWf", "dbo", "dWo")


def lstm_cell_backward(function, lstm_cell):
    """Every gradient of one step against central differences of the learner's cell."""
    report = Report("lstm_cell_backward", function, MESSAGES)
    report.needs("lstm_cell", earlier.lstm_cell, lstm_cell)
    p, a_prev, c_prev, x_t = random_lstm_step()
    da_t, dc_t = np.random.default_rng(8).normal(size=(2, 3, 5))
    shapes = {"da_prev": (3, 5), "dc_prev": (3, 5), "dx_t": (3, 4)}

    def step_at(p=p, **inputs):
        given = {"a_prev": a_prev, "c_prev": c_prev, "x_t": x_t} | inputs
        return lstm_cell(*given.values(), p)

    given = da_t, dc_t, step_at(), p
    got = named_gradients(report, report.call(*given), shapes, p)
    low = report.call(*cast("float32", *given))
    named_gradients(report, low, shapes, p, "float32")

    back = report.call(0 * da_t, 0 * dc_t, step_at(), p)
    zero = named_gradients(report, back, shapes, p)
    largest = max(np.abs(array).max() for array in zero.values())
    report.equal("nothing arrives: nothing goes back", largest, 0.0, "lstm_back_zero")
    held = p._replace(bf=np.full(5, OPEN), bu=np.full(5, SHUT))
    back = report.call(0 * da_t, dc_t, step_at(held), held)
    label = "Γf = 1, da_t = 0: dc_prev is dc_t"
    report.equal(label, back[1], dc_t, "lstm_back_keep")
    shown = held._replace(bo=np.full(5, OPEN))
    back = report.call(da_t, 0 * dc_t, step_at(shown), shown)
    label = "Γf = Γo = 1: da_t reaches dc_prev by the slope of tanh"
    slope = 1 - np.tanh(c_prev) ** 2
    report.equal(label, back[1], da_t * slope, "lstm_back_through_a")
    flat = zero_lstm(4, 5)
    back = report.call(0 * da_t, dc_t, step_at(flat), flat)
    label = "zero weights, da_t = 0: dbc is half the sum of dc_t"
    report.equal(label, back[3].bc, dc_t.sum(axis=0) / 2, "lstm_back_bias")

    def loss_at(name):
        def loss(value):
            if name in p._fields:
                step = step_at(p._replace(**{name: value}))
            else:
                step = step_at(**{name: value})
            return np.sum(da_t * step.a_t) + np.sum(dc_t * step.c_t)

        return loss

    inputs = {"da_prev": a_prev, "dc_prev": c_prev, "dx_t": x_t}
    inputs |= {f"d{name}": value for name, value in p._asdict().items()}
    for name in (*PARAMETERS, "dx_t", "dc_prev", "da_prev"):
        wanted = slopes(loss_at(name[1:]), inputs[name])
        why = name if name in shapes else name[-1]
        _compare(report, name, got[name], wanted, f"lstm_back_{why}")
    report.end()


def lstm_backward(function, lstm_forward):
    """Every gradient of a sequence against central differences of the forward pass."""
    report = Report("lstm_backward", function, MESSAGES)
    report.needs("lstm_forward", earlier.lstm_forward, lstm_forward)
    p, x, a0, c0 = random_lstm_sequence()
    da = np.random.default_rng(9).normal(size=(6, 3, 5))
    shapes = {"dx": (6, 3, 4), "da0": (3, 5), "dc0": (3, 5)}
    given = da, lstm_forward(x, a0, c0, p)[1], p
    got = named_gradients(report, report.call(*given), shapes, p)
    low = report.call(*cast("float32", *given))
    named_gradients(report, low, shapes, p, "float32")

    far = {"bf": np.full(5, OPEN), "bu": np.full(5, SHUT), "bo": np.full(5, OPEN)}
    held = p._replace(**far)
    steps = lstm_forward(x, a0, c0, held)[1]
    last = np.zeros_like(da)
    last[-1] = da[-1]
    slope = 1 - np.tanh(c0) ** 2
    label = "a held memory: the last da comes back whole to dc0"
    back = report.call(last, steps, held)
    report.equal(label, back[2], da[-1] * slope, "lstm_time_memory")
    label = "a held memory: dc0 gathers every da[t]"
    back = report.call(da, steps, held)
    report.equal(label, back[2], da.sum(axis=0) * slope, "lstm_time_memory")

    def loss_at(name):
        def loss(value):
            given = {"x": x, "a0": a0, "c0": c0, "p": p}
            if name in p._fields:
                given["p"] = p._replace(**{name: value})
            else:
                given[name] = value
            return np.sum(da * lstm_forward(*given.values())[0])

        return loss

    inputs = {"dx": x, "da0": a0, "dc0": c0}
    inputs |= {f"d{name}": value for name, value in p._asdict().items()}
    why = {"dx": "lstm_time_dx", "da0": "lstm_time_start", "dc0": "lstm_time_start"}
    _compare(
        report,
        "dx of the last step",
        got["dx"][-1],
        slopes(loss_at("x"), x)[-1],
        "lstm_time_dx",
    )
    for name in ("da0", "dc0", "dx", *PARAMETERS):
        wanted = slopes(loss_at(name[1:]), inputs[name])
        cause = why.get(name, "lstm_time_params")
        _compare(report, name, got[name], wanted, cause)
    report.end()


def named_gradients(report, back, shapes, p, dtype="float64"):
    """The gradients by name, once their number, kinds, shapes and dtype are right."""
    label = "keeps float32" if dtype == "float32" else "shapes of the gradients"
    report.parts("four results", back, 4)
    report.record(f"the fourth of type {type(p).__name__}", back[3], type(p))
    named = dict(zip(shapes, back, strict=False))
    named |= {f"d{name}": value for name, value in back[3]._asdict().items()}
    wanted = {f"d{name}": value.shape for name, value in p._asdict().items()}
    report.arrays(label, named, shapes | wanted, dtype)
    return named


def _compare(report, name, got, wanted, why):
    """One gradient against its central difference."""
    off = np.abs(got - wanted).max()
    found = f"{name} is off by up to {off:.1g}"
    label = f"{name} agrees with the numerical gradient"
    report.holds(label, off <= GRADIENT, found, f"less than {GRADIENT:.0e}", why)
