"""Visible checks of the LSTM's forward steps: properties, and values made by hand.

``sigmoid(ln 3) = 3/4``, ``tanh(ln 2) = 3/5`` and ``tanh(ln 3) = 4/5`` make the hand
calculations short.
"""

import numpy as np

from utils.checks.draws import (
    OPEN,
    SHUT,
    cast,
    random_lstm_sequence,
    random_lstm_step,
    zero_lstm,
)
from utils.checks.lstm.messages import MESSAGES
from utils.checks.report import Report
from utils.params import LSTMStep

LN2, LN3 = np.log(2), np.log(3)
GATES = ("gamma_u", "gamma_f", "gamma_o")


def lstm_gates(function):
    """Γu, Γf, Γo = σ(W[a_prev, x] + b), each with its own W and b."""
    report = Report("lstm_gates", function, MESSAGES)
    p, a_prev, _, x_t = random_lstm_step()
    shapes = dict.fromkeys(GATES, (3, 5))
    for label, dtype in (("shapes (m, n_a)", "float64"), ("keeps float32", "float32")):
        gates = report.call(*cast(dtype, a_prev, x_t, p))
        report.parts("three gates", gates, 3)
        report.arrays(label, dict(zip(GATES, gates, strict=True)), shapes, dtype)
    got = [gate[0, 0] for gate in report.call(a_prev, x_t, zero_lstm(4, 5))]
    report.equal("zero weights: all gates 1/2", got, [0.5] * 3, "lstm_gates_half")
    biases = {"bu": LN3, "bf": -LN3, "bo": 2 * LN3}
    p = zero_lstm(4, 5)._replace(**{k: np.full(5, b) for k, b in biases.items()})
    got = [gate[0, 0] for gate in report.call(a_prev, x_t, p)]
    label = "bu = ln 3, bf = -ln 3, bo = ln 9: 3/4, 1/4, 9/10"
    report.equal(label, got, [0.75, 0.25, 0.9], "lstm_gates_bias")
    p = zero_lstm(1, 2)
    p.Wu[0, 0] = p.Wf[1, 1] = p.Wo[0, 2] = LN3  # they see a[0], a[1], x
    got = report.call(np.array([[1.0, -1.0]]), np.array([[2.0]]), p)
    expected = [[[0.75, 0.5]], [[0.5, 0.25]], [[0.9, 0.5]]]
    label = "the activation first, then the input"
    report.equal(label, got, expected, "lstm_gates_order")
    p, a_prev, _, x_t = random_lstm_step()
    gates = np.array(report.call(a_prev, x_t, p))
    inside = (gates > 0).all() and (gates < 1).all()
    found = f"from {gates.min():.2f} to {gates.max():.2f}"
    report.holds("inside (0, 1)", inside, found, "above 0, below 1", "gates_range")
    alone = np.array(report.call(a_prev[:1], x_t[:1], p))
    report.equal("rows do not mix", alone, gates[:, :1], "rows")
    far = report.call(1000 * a_prev, 1000 * x_t, p)
    label = "large numbers do no harm"
    report.arrays(label, dict(zip(GATES, far, strict=True)), shapes)
    report.end()


def lstm_candidate(function):
    """c̃ = tanh(Wc[a_prev, x] + bc)."""
    report = Report("lstm_candidate", function, MESSAGES)
    p, a_prev, _, x_t = random_lstm_step()
    for label, dtype in (("shape (m, n_a)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, a_prev, x_t, p))
        report.arrays(label, {"c_tilde": got}, {"c_tilde": (3, 5)}, dtype)
    a, x = np.array([[0.0, 1.0]]), np.array([[-1.0]])
    biased = zero_lstm(1, 2)._replace(bc=np.array([LN2, -LN3]))
    got = report.call(a, x, biased)
    report.equal(
        "bc = ln 2, -ln 3: 3/5 and -4/5", got, [[0.6, -0.8]], "lstm_candidate_tanh"
    )
    routed = zero_lstm(1, 2)
    routed.Wc[0, 1], routed.Wc[1, 2] = LN2, LN3  # they see a[1] and the input
    got = report.call(a, x, routed)
    label = "the activation first, then the input"
    report.equal(label, got, [[0.6, -0.8]], "lstm_candidate_order")
    whole = report.call(a_prev, x_t, p)
    report.equal(
        "rows do not mix", report.call(a_prev[:1], x_t[:1], p), whole[:1], "rows"
    )
    far = report.call(1000 * a_prev, 1000 * x_t, p)
    report.arrays("large numbers do no harm", {"c_tilde": far}, {"c_tilde": (3, 5)})
    report.end()


def lstm_cell(function):
    """c = Γu*c̃ + Γf*c_prev, a = Γo*tanh(c), and the step that records it."""
    report = Report("lstm_cell", function, MESSAGES)
    p, a_prev, c_prev, x_t = random_lstm_step()
    shapes = dict.fromkeys(LSTMStep._fields, (3, 5)) | {"x_t": (3, 4)}
    for label, dtype in (("shapes of the fields", "float64"), ("keeps float32", "f4")):
        step = report.call(*cast(dtype, a_prev, c_prev, x_t, p))
        report.record("an LSTMStep", step, LSTMStep)
        report.arrays(label, step._asdict(), shapes, dtype)

    def with_biases(p=p, **biases):
        p = p._replace(**{k: np.full(5, b) for k, b in biases.items()})
        return report.call(a_prev, c_prev, x_t, p)

    step = report.call(a_prev, c_prev, x_t, zero_lstm(4, 5))
    label = "zero weights: half of the memory is left"
    report.equal(label, step.c_t, c_prev / 2, "lstm_cell_half")
    step = with_biases(bu=SHUT, bf=OPEN)
    label = "Γu = 0, Γf = 1 keeps c<t-1>, to the last bit"
    report.equal(label, step.c_t, c_prev, "lstm_cell_keep", tol=0)
    step = with_biases(bu=OPEN, bf=SHUT)
    label = "Γu = 1, Γf = 0 takes the candidate"
    report.equal(label, step.c_t, step.c_tilde, "lstm_cell_apart")
    step = with_biases(bu=OPEN, bf=OPEN)
    label = "both 1: the candidate is added to all of c<t-1>"
    report.equal(label, step.c_t, step.c_tilde + c_prev, "lstm_cell_apart")
    shown, hidden = with_biases(bo=OPEN), with_biases(bo=SHUT)
    report.equal(
        "Γo = 1 shows tanh(c<t>)", shown.a_t, np.tanh(shown.c_t), "lstm_cell_shown"
    )
    report.equal("Γo = 0 shows nothing", hidden.a_t, 0.0, "lstm_cell_hidden", tol=0)
    half = with_biases(zero_lstm(4, 5), bc=LN2, bu=OPEN, bf=SHUT).a_t
    label = "Γo = 1/2, c<t> = 3/5: half of tanh(3/5)"
    report.equal(label, half, np.tanh(0.6) / 2, "lstm_cell_shown")
    label = "Γo leaves the memory alone"
    report.equal(label, hidden.c_t, shown.c_t, "lstm_cell_hidden")
    step, other = (report.call(a_prev, c, x_t, p) for c in (c_prev, c_prev + 1))
    seen = [[getattr(s, name) for name in (*GATES, "c_tilde")] for s in (step, other)]
    label = "gates and candidate do not look at c<t-1>"
    report.equal(label, seen[0], seen[1], "lstm_cell_sees")
    step = with_biases(zero_lstm(4, 5), bu=LN3, bf=-LN3, bo=2 * LN3, bc=LN2)
    got = [getattr(step, name)[0, 0] for name in (*GATES, "c_tilde")]
    report.equal("each in its field", got, [0.75, 0.25, 0.9, 0.6], "lstm_cell_fields")
    keeps_copies(report, function, (a_prev, c_prev, x_t), p)
    report.end()


def keeps_copies(report, function, inputs, p):
    """The step has its inputs in their fields, and does not change when they do."""

    def remembered(step):
        return all(map(np.array_equal, (step.a_prev, step.c_prev, step.x_t), inputs))

    found, label = "other numbers in a_prev, c_prev or x_t", "remembers its inputs"
    step = report.call(*inputs, p)
    report.holds(label, remembered(step), found, "the inputs", "lstm_cell_fields")
    given = [array.copy() for array in inputs]
    step = function(*given, p)
    for array in given:
        array[...] = 77
    found = "a step that changes when its caller's arrays do"
    expected = "a step that stays"
    report.holds("keeps own copies", remembered(step), found, expected, "lstm_copies")


def lstm_forward(function):
    """A sequence: activation and memory of one step go into the next."""
    report = Report("lstm_forward", function, MESSAGES)
    p, x, a0, c0 = random_lstm_sequence()
    for label, dtype in (("a is (T, m, n_a)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, x, a0, c0, p))
        report.parts("a and steps", got, 2)
        report.arrays(label, {"a": got[0]}, {"a": (6, 3, 5)}, dtype)
        report.parts("six steps for six inputs", got[1], 6)
        report.record("each step an LSTMStep", got[1][0], LSTMStep)
    _, steps = report.call(x, a0, c0, zero_lstm(4, 5))
    halves = [c0[0, 0] / 2 ** (t + 1) for t in range(6)]
    got = [step.c_t[0, 0] for step in steps]
    label = "zero weights: the memory halves at each step"
    report.equal(label, got, halves, "lstm_forward_halves")
    a, steps = report.call(x, a0, c0, p)
    label, why = "a[t] is what step t shows", "lstm_forward_shown"
    report.equal(label, a, [step.a_t for step in steps], why, tol=0)
    saw = [step.x_t for step in steps]
    report.equal("step t sees x[t]", saw, x, "forward_steps", tol=0)
    label, why = "step t reads the memory of step t - 1", "lstm_forward_halves"
    wrote = [c0, *(step.c_t for step in steps[:-1])]
    report.equal(label, [step.c_prev for step in steps], wrote, why, tol=0)
    label, why = "step t reads a[t-1], the first a0", "lstm_forward_activation"
    read = [step.a_prev for step in steps]
    report.equal(label, read, [a0, *a[:-1]], why, tol=0)
    given = x.copy(), a0.copy(), c0.copy()
    _, steps = function(*given, p)
    for array in given:
        array[...] = 77
    own = np.array_equal([step.x_t for step in steps], x)
    own = own and np.array_equal(steps[0].c_prev, c0)
    own = own and np.array_equal(steps[0].a_prev, a0)
    found = "steps that change when x, a0 or c0 do"
    report.holds("the steps stay as they are", own, found, "own copies", "lstm_copies")
    later = x.copy()
    later[3] += 1
    moved = np.any(report.call(later, a0, c0, p)[0] != a, axis=(1, 2))
    found = f"a change of x[3] moves a at {[int(t) for t in np.flatnonzero(moved)]}"
    causal = list(moved) == [False] * 3 + [True] * 3
    expected = "it moves a[3], a[4], a[5] and nothing earlier"
    report.holds("x[3] acts from a[3] on", causal, found, expected, "forward_causal")
    report.end()
