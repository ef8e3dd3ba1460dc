"""Visible checks of the peephole LSTM's gradients, by SciPy's numerical gradient."""

import numpy as np

from utils.checks.differences import GRADIENT, slopes
from utils.checks.draws import (
    OPEN,
    SHUT,
    cast,
    random_peephole_sequence,
    random_peephole_step,
    zero_peephole,
)
from utils.checks.lstm.gradients import named_gradients
from utils.checks.peephole import steps as earlier
from utils.checks.peephole.messages import MESSAGES
from utils.checks.peephole.steps import FORMS, refuses
from utils.checks.report import Report

PARAMETERS = ["bc", "Wc", "bu", "Wu", "bf", "Wf", "bo", "Wo", "pu", "pf", "po"]
LN2, LN3 = np.log(2), np.log(3)


def peephole_cell_backward(function, peephole_cell):
    """Every gradient of one step, in both forms, against central differences."""
    report = Report("peephole_cell_backward", function, MESSAGES)
    report.needs("peephole_cell", earlier.peephole_cell, peephole_cell)
    p, a_prev, c_prev, x_t = random_peephole_step()
    da_t, dc_t = np.random.default_rng(12).normal(size=(2, 3, 5))
    shapes = {"da_prev": (3, 5), "dc_prev": (3, 5), "dx_t": (3, 4)}

    def step_at(form, p=p, **inputs):
        given = {"a_prev": a_prev, "c_prev": c_prev, "x_t": x_t} | inputs
        return peephole_cell(*given.values(), p, form)

    got = {}
    for form in FORMS:
        given = da_t, dc_t, step_at(form), p
        got[form] = named_gradients(report, report.call(*given, form), shapes, p)
        low = report.call(*cast("float32", *given), form)
        named_gradients(report, low, shapes, p, "float32")
    back = report.call(da_t, dc_t, step_at("previous"), p)
    default = named_gradients(report, back, shapes, p)
    off = max(np.abs(default[k] - v).max() for k, v in got["previous"].items())
    label = "'previous' where nothing is said"
    report.equal(label, off, 0.0, "peep_default")
    refuses(report, function, da_t, dc_t, step_at("previous"), p)
    back = report.call(0 * da_t, 0 * dc_t, step_at("previous"), p)
    zero = named_gradients(report, back, shapes, p)
    largest = max(np.abs(array).max() for array in zero.values())
    report.equal("nothing arrives: nothing goes back", largest, 0.0, "lstm_back_zero")
    _one_way_at_a_time(report, step_at, da_t, dc_t)

    for form in FORMS:

        def loss_at(name, form=form):
            def loss(value):
                if name in p._fields:
                    step = step_at(form, p._replace(**{name: value}))
                else:
                    step = step_at(form, **{name: value})
                return np.sum(da_t * step.a_t) + np.sum(dc_t * step.c_t)

            return loss

        inputs = p._asdict() | {"x_t": x_t, "c_prev": c_prev, "a_prev": a_prev}
        for name in (*PARAMETERS, "x_t", "c_prev", "a_prev"):
            wanted = slopes(loss_at(name), inputs[name])
            _compare(report, f"d{name}", form, got[form], wanted, _cause(name))
    report.end()


def _one_way_at_a_time(report, step_at, da_t, dc_t):
    """All weights 0 and one peephole at work: what comes back to c<t-1>, by hand."""
    ones = np.ones((3, 5))

    def dc_prev(form, da, dc, **vectors):
        p = zero_peephole(4, 5, **vectors)
        return report.call(da, dc, step_at(form, p, c_prev=ones), p, form)[1]

    got = dc_prev("previous", 0 * da_t, dc_t, bf=OPEN, bu=SHUT)
    report.equal("Γf = 1, da_t = 0: dc_prev is dc_t", got, dc_t, "lstm_back_keep")
    got = dc_prev("previous", 0 * da_t, dc_t, bu=SHUT, pf=LN3)
    label = "only pf = ln 3: dc_prev is (3/4 + 3/16 ln 3) dc_t"
    report.equal(label, got, (0.75 + 3 / 16 * LN3) * dc_t, "peep_way_f")
    got = dc_prev("previous", 0 * da_t, dc_t, bf=SHUT, bc=LN2, pu=LN3)
    label = "only pu = ln 3, c̃ = 3/5: dc_prev is 3/5 · 3/16 ln 3 dc_t"
    report.equal(label, got, 0.6 * 3 / 16 * LN3 * dc_t, "peep_way_u")
    tanh, po = np.tanh(0.5), 2 * LN3
    for form, gate, kept in zip(FORMS, (0.9, 0.75), (1.0, 0.5), strict=True):
        got = dc_prev(form, da_t, 0 * dc_t, bu=SHUT, po=po)  # c<t> = c<t-1>/2
        shown = 0.5 * gate * (1 - tanh**2)  # half of it: Γf = 1/2
        seen = kept * tanh * gate * (1 - gate) * po
        label = f"only po, '{form}': two ways from a<t> to c<t-1>"
        report.equal(label, got, (shown + seen) * da_t, f"peep_way_o_{form}")


def peephole_backward(function, peephole_forward):
    """Every gradient of a sequence, in both forms, against central differences."""
    report = Report("peephole_backward", function, MESSAGES)
    report.needs("peephole_forward", earlier.peephole_forward, peephole_forward)
    p, x, a0, c0 = random_peephole_sequence()
    da = np.random.default_rng(13).normal(size=(6, 3, 5))
    shapes = {"dx": (6, 3, 4), "da0": (3, 5), "dc0": (3, 5)}
    got = {}
    for form in FORMS:
        given = da, peephole_forward(x, a0, c0, p, form)[1], p
        got[form] = named_gradients(report, report.call(*given, form), shapes, p)
        low = report.call(*cast("float32", *given), form)
        named_gradients(report, low, shapes, p, "float32")
    steps = peephole_forward(x, a0, c0, p)[1]
    default = named_gradients(report, report.call(da, steps, p), shapes, p)
    off = max(np.abs(default[k] - v).max() for k, v in got["previous"].items())
    report.equal("'previous' where nothing is said", off, 0.0, "peep_default")
    refuses(report, function, da, steps, p)

    far = {"bf": np.full(5, OPEN), "bu": np.full(5, SHUT), "bo": np.full(5, OPEN)}
    held = p._replace(**far)
    steps = peephole_forward(x, a0, c0, held)[1]
    last = np.concatenate([0 * da[:-1], da[-1:]])
    slope = 1 - np.tanh(c0) ** 2
    label = "a held memory: the last da comes back whole to dc0"
    back = report.call(last, steps, held)
    report.equal(label, back[2], da[-1] * slope, "lstm_time_memory")
    label = "a held memory: dc0 gathers every da[t]"
    back = report.call(da, steps, held)
    report.equal(label, back[2], da.sum(axis=0) * slope, "lstm_time_memory")

    why = {"x": "lstm_time_dx", "a0": "lstm_time_start", "c0": "lstm_time_start"}
    for form in FORMS:

        def loss_at(name, form=form):
            def loss(value):
                given = {"x": x, "a0": a0, "c0": c0, "p": p}
                if name in p._fields:
                    given["p"] = p._replace(**{name: value})
                else:
                    given[name] = value
                return np.sum(da * peephole_forward(*given.values(), form)[0])

            return loss

        inputs = {"x": x, "a0": a0, "c0": c0} | p._asdict()
        for name in ("c0", "a0", "x", *PARAMETERS):
            wanted = slopes(loss_at(name), inputs[name])
            cause = why.get(name, "lstm_time_params")
            _compare(report, f"d{name}", form, got[form], wanted, cause)
    report.end()


def _cause(name):
    """The entry of the messages for a wrong gradient of one step by `name`."""
    if name.startswith("p"):
        return f"peep_back_{name}"
    named = {"x_t": "dx_t", "a_prev": "da_prev"}
    if name == "c_prev":
        return "peep_back_dc_prev"
    return f"lstm_back_{named.get(name, name[-1])}"


def _compare(report, name, form, got, wanted, why):
    """One gradient against its central difference."""
    off = np.abs(got[name] - wanted).max()
    found = f"{name} is off by up to {off:.1g}, output sees {form}"
    label = f"{name}, '{form}', agrees with the numerical gradient"
    report.holds(label, off <= GRADIENT, found, f"less than {GRADIENT:.0e}", why)
