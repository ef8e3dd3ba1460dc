"""Visible checks of the gates that see the memory: values by hand, and who sees what.

``sigmoid(ln 3) = 3/4`` and ``sigmoid(2 ln 3) = 9/10`` make the calculations short.
"""

import numpy as np

from utils.checks.differences import GRADIENT
from utils.checks.draws import cast, random_peephole_step, zero_peephole
from utils.checks.peephole.messages import MESSAGES
from utils.checks.report import Report

LN3 = np.log(3)
MEMORIES = np.array([[1.0, 0.0, -1.0, 2.0, -2.0]])
SEEN = np.array([[0.75, 0.5, 0.25, 0.9, 0.1]])  # σ(ln 3 · memory)
HALF = np.full((1, 5), 0.5)


def peephole_gates(function):
    """Γ = σ(W[a_prev, x] + p * c_prev + b), for the update and the forget gate."""
    report = Report("peephole_gates", function, MESSAGES)
    p, a_prev, c_prev, x_t = random_peephole_step()
    names = "gamma_u", "gamma_f"
    shapes = dict.fromkeys(names, (3, 5))
    for label, dtype in (("shapes (m, n_a)", "float64"), ("keeps float32", "float32")):
        gates = report.call(*cast(dtype, a_prev, c_prev, x_t, p))
        report.parts("two gates", gates, 2)
        report.arrays(label, dict(zip(names, gates, strict=True)), shapes, dtype)
    flat = zero_peephole(4, 5)
    got = [gate[0, 0] for gate in report.call(a_prev, c_prev, x_t, flat)]
    report.equal("all parameters 0: both gates 1/2", got, [0.5, 0.5], "peep_half")
    p = zero_peephole(4, 5, bu=LN3, bf=-LN3)
    got = [gate[0, 0] for gate in report.call(a_prev, c_prev, x_t, p)]
    label = "bu = ln 3, bf = -ln 3: 3/4 and 1/4"
    report.equal(label, got, [0.75, 0.25], "peep_bias")
    p = zero_peephole(1, 2)
    p.Wu[0, 0] = p.Wf[1, 2] = LN3  # Γu[0] sees a[0], Γf[1] the input
    got = report.call(np.array([[1.0, 0.0]]), np.ones((1, 2)), -np.ones((1, 1)), p)
    expected = [[[0.75, 0.5]], [[0.5, 0.25]]]
    report.equal("the activation first, then x<t>", got, expected, "peep_order")
    one, x_one = 0 * MEMORIES, np.ones((1, 4))
    for name, expected in (("pu", [SEEN, HALF]), ("pf", [HALF, SEEN])):
        got = report.call(one, MEMORIES, x_one, zero_peephole(4, 5, **{name: LN3}))
        label = f"{name} = ln 3, c<t-1> = 1, 0, -1, 2, -2: σ of the products"
        report.equal(label, got, expected, "peep_product")
    p, a_prev, c_prev, x_t = random_peephole_step()
    gates = np.array(report.call(a_prev, c_prev, x_t, p))
    blind = p._replace(pu=0 * p.pu, pf=0 * p.pf)
    left, right = (report.call(a_prev, c, x_t, blind) for c in (c_prev, c_prev + 1))
    report.equal("pu = pf = 0: no gate sees c<t-1>", left, right, "peep_only", tol=0)
    other = c_prev.copy()
    other[:, 3] += 1
    moved = np.any(np.array(report.call(a_prev, other, x_t, p)) != gates, axis=1)
    found = f"it moves elements {[int(k) for k in np.flatnonzero(moved.any(axis=0))]}"
    right = np.array_equal(moved, np.tile(np.arange(5) == 3, (2, 1)))
    label = "element 3 of c<t-1> moves element 3 of each gate"
    report.holds(label, right, found, "element 3, and no other", "peep_one")
    alone = np.array(report.call(a_prev[:1], c_prev[:1], x_t[:1], p))
    report.equal("rows do not mix", alone, gates[:, :1], "rows")
    far = report.call(1000 * a_prev, 1000 * c_prev, 1000 * x_t, p)
    label = "large numbers do no harm"
    report.arrays(label, dict(zip(names, far, strict=True)), shapes)
    report.end()


def peephole_output_gate(function):
    """Γo = σ(Wo[a_prev, x] + po * c_seen + bo), for the memory that is given."""
    report = Report("peephole_output_gate", function, MESSAGES)
    p, a_prev, c_seen, x_t = random_peephole_step()
    shapes = {"gamma_o": (3, 5)}
    for label, dtype in (("shape (m, n_a)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, a_prev, c_seen, x_t, p))
        report.arrays(label, {"gamma_o": got}, shapes, dtype)
    got = report.call(a_prev, c_seen, x_t, zero_peephole(4, 5))
    report.equal("all parameters 0: the gate is 1/2", got, 0.5, "peep_half")
    got = report.call(a_prev, c_seen, x_t, zero_peephole(4, 5, bo=LN3))
    report.equal("bo = ln 3: 3/4", got, 0.75, "peep_out")
    routed = zero_peephole(1, 2)
    routed.Wo[0, 0] = routed.Wo[1, 2] = LN3  # they see a[0] and the input
    got = report.call(np.array([[1.0, 0]]), np.ones((1, 2)), -np.ones((1, 1)), routed)
    label = "the activation first, then x<t>"
    report.equal(label, got, [[0.75, 0.25]], "peep_order")
    got = report.call(
        0 * MEMORIES, MEMORIES, np.ones((1, 4)), zero_peephole(4, 5, po=LN3)
    )
    label = "po = ln 3, c_seen = 1, 0, -1, 2, -2: σ of the products"
    report.equal(label, got, SEEN, "peep_product")
    gate = report.call(a_prev, c_seen, x_t, p)
    blind = p._replace(po=0 * p.po)
    left, right = (report.call(a_prev, c, x_t, blind) for c in (c_seen, c_seen + 1))
    report.equal("po = 0: Γo does not see the memory", left, right, "peep_only", tol=0)
    alone = report.call(a_prev[:1], c_seen[:1], x_t[:1], p)
    report.equal("rows do not mix", alone, gate[:1], "rows")
    far = report.call(1000 * a_prev, 1000 * c_seen, 1000 * x_t, p)
    report.arrays("large numbers do no harm", {"gamma_o": far}, shapes)
    report.end()


def peephole_influence(function, gates):
    """∂Γf[k]/∂c_prev[j] is Γf(1-Γf) pf on the diagonal, and 0 elsewhere."""
    report = Report("peephole_influence", function, MESSAGES)
    report.needs("peephole_gates", peephole_gates, gates)
    p, a_prev, c_prev, x_t = random_peephole_step()
    shapes = {"influence": (3, 5, 5)}
    for label, dtype in (("shape (m, n, n)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, a_prev, c_prev, x_t, p))
        report.arrays(label, {"influence": got}, shapes, dtype)
    got = report.call(a_prev, c_prev, x_t, p)
    off = got[:, ~np.eye(5, dtype=bool)]
    report.equal("0 off the diagonal", off, 0.0, "influence_off", tol=0)
    wired = zero_peephole(4, 5, pf=2.0)
    got = report.call(a_prev, 0 * c_prev, x_t, wired)
    label = "Γf = 1/2, pf = 2: 1/2 on the diagonal"
    report.equal(label, got, np.eye(5) / 2, "influence_slope")
    got = report.call(a_prev, 0 * c_prev, x_t, wired._replace(bf=np.full(5, LN3)))
    label = "Γf = 3/4, pf = 2: 3/8 on the diagonal"
    report.equal(label, got, 0.375 * np.eye(5), "influence_slope")
    wanted, eps = np.zeros((3, 5, 5)), 1e-5
    for j in range(5):
        step = eps * (np.arange(5) == j)
        up, down = (gates(a_prev, c_prev + s, x_t, p)[1] for s in (step, -step))
        wanted[:, :, j] = (up - down) / (2 * eps)
    off = np.abs(report.call(a_prev, c_prev, x_t, p) - wanted).max()
    found, limit = f"off by up to {off:.1g}", f"less than {GRADIENT:.0e}"
    label = "agrees with central differences of your Γf"
    report.holds(label, off <= GRADIENT, found, limit, "influence_gate")
    report.end()
