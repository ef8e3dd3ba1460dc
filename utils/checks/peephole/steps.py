"""Visible checks of one peephole step and of a sequence, in both forms.

With all weights 0, po = 2 ln 3 and a memory of 1 the two forms are easily told apart:
Γo is σ(2 ln 3) = 9/10 where it sees c<t-1> = 1, and 3/4 where it sees c<t> = 1/2.
"""

import numpy as np

from utils.checks.draws import (
    OPEN,
    SHUT,
    cast,
    random_peephole_sequence,
    random_peephole_step,
    zero_peephole,
)
from utils.checks.lstm.steps import keeps_copies
from utils.checks.peephole.messages import MESSAGES
from utils.checks.report import Report, describe
from utils.params import LSTMStep

LN2, LN3 = np.log(2), np.log(3)
FORMS = ("previous", "current")


def peephole_cell(function):
    """Gates, candidate, c = Γu*c̃ + Γf*c_prev, the output gate, a = Γo*tanh(c)."""
    report = Report("peephole_cell", function, MESSAGES)
    p, *inputs = random_peephole_step()
    a_prev, c_prev, x_t = inputs
    shapes = dict.fromkeys(LSTMStep._fields, (3, 5)) | {"x_t": (3, 4)}
    for label, dtype in (("shapes of the fields", "float64"), ("keeps float32", "f4")):
        for form in FORMS:
            step = report.call(*cast(dtype, *inputs, p), form)
            report.record("an LSTMStep", step, LSTMStep)
            report.arrays(label, step._asdict(), shapes, dtype)

    def with_vectors(p=p, **vectors):
        vectors = {name: np.full(5, value) for name, value in vectors.items()}
        return report.call(*inputs, p._replace(**vectors))

    step = with_vectors(zero_peephole(4, 5))
    label = "all parameters 0: half of the memory is left"
    report.equal(label, step.c_t, c_prev / 2, "peep_cell_half")
    kept = with_vectors(bu=SHUT, bf=OPEN)
    label = "Γu = 0, Γf = 1 keeps c<t-1>, to the last bit"
    report.equal(label, kept.c_t, c_prev, "lstm_cell_keep", tol=0)
    both = with_vectors(bu=OPEN, bf=OPEN)
    label = "both 1: the candidate is added to all of c<t-1>"
    report.equal(label, both.c_t, both.c_tilde + c_prev, "lstm_cell_apart")
    left, right = (report.call(a_prev, c, x_t, p) for c in (c_prev, c_prev + 1))
    label = "the candidate has no peephole"
    report.equal(label, left.c_tilde, right.c_tilde, "peep_cell_candidate", tol=0)
    routed = zero_peephole(4, 5)
    routed.Wc[:, 0] = LN2  # the candidate sees the first activation, and no input
    step = report.call(np.ones((3, 5)), c_prev, 0 * x_t, routed)
    label = "the candidate takes a<t-1> first, then the input"
    report.equal(label, step.c_tilde, 0.6, "lstm_candidate_order")
    step = with_vectors(zero_peephole(4, 5), bu=LN3, bf=-LN3, bo=2 * LN3, bc=LN2)
    names = "gamma_u", "gamma_f", "gamma_o", "c_tilde"
    got = [getattr(step, name)[0, 0] for name in names]
    report.equal("each in its field", got, [0.75, 0.25, 0.9, 0.6], "lstm_cell_fields")
    ones, seen = np.ones((3, 5)), zero_peephole(4, 5, po=2 * LN3)
    for form, gate in zip(FORMS, (0.9, 0.75), strict=True):
        step = report.call(a_prev, ones, x_t, seen, form)
        label = f"'{form}': Γo sees c<{'t-1' if form == 'previous' else 't'}>"
        report.equal(label, step.gamma_o, gate, "peep_cell_sees")
        report.equal("c<t> is the same in both", step.c_t, 0.5, "peep_cell_half")
        shown = gate * np.tanh(0.5)
        report.equal("a<t> is Γo * tanh(c<t>)", step.a_t, shown, "lstm_cell_shown")
    got = report.call(a_prev, ones, x_t, seen).gamma_o
    report.equal("'previous' where nothing is said", got, 0.9, "peep_default")
    refuses(report, function, *inputs, p)
    keeps_copies(report, function, inputs, p)
    report.end()


def peephole_forward(function):
    """A sequence: activation and memory of one step go into the next."""
    report = Report("peephole_forward", function, MESSAGES)
    p, *inputs = random_peephole_sequence()
    x, a0, c0 = inputs
    for label, dtype in (("a is (T, m, n_a)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, *inputs, p))
        report.parts("a and steps", got, 2)
        report.arrays(label, {"a": got[0]}, {"a": (6, 3, 5)}, dtype)
        report.parts("six steps for six inputs", got[1], 6)
        report.record("each step an LSTMStep", got[1][0], LSTMStep)
    _, steps = report.call(*inputs, zero_peephole(4, 5))
    halves = [c0[0, 0] / 2 ** (t + 1) for t in range(6)]
    got = [step.c_t[0, 0] for step in steps]
    label = "all parameters 0: the memory halves at each step"
    report.equal(label, got, halves, "lstm_forward_halves")
    for form in FORMS:
        a, steps = report.call(*inputs, p, form)
        _hands_on(report, a, steps, *inputs)
    seen, ones = zero_peephole(4, 5, po=2 * LN3), np.ones_like(c0)
    for form, gate in zip(FORMS, (0.9, 0.75), strict=True):
        _, steps = report.call(x, a0, ones, seen, form)
        label = f"'{form}' reaches the cells"
        report.equal(label, steps[0].gamma_o, gate, "peep_forward_form")
    _, steps = report.call(x, a0, ones, seen)
    label = "'previous' where nothing is said"
    report.equal(label, steps[0].gamma_o, 0.9, "peep_default")
    refuses(report, function, *inputs, p)
    given = [array.copy() for array in inputs]
    _, steps = function(*given, p)
    for array in given:
        array[...] = 77
    own = np.array_equal([step.x_t for step in steps], x)
    own = own and np.array_equal(steps[0].c_prev, c0)
    own = own and np.array_equal(steps[0].a_prev, a0)
    found = "steps that change when x, a0 or c0 do"
    report.holds("the steps stay as they are", own, found, "own copies", "lstm_copies")
    report.end()


def _hands_on(report, a, steps, x, a0, c0):
    """What one step wrote the next one reads; what it showed is in `a`."""
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


def refuses(report, function, *args):
    """An `output_sees` that there is not is a ValueError."""
    try:
        got = describe(function(*args, "prev"))
    except ValueError:
        got = ""
    except Exception as other:
        got = type(other).__name__
    label, expected = "output_sees = 'prev' is refused", "a ValueError"
    report.holds(label, not got, got, expected, "peep_refuse")
