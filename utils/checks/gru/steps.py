"""Visible checks of the GRU's forward steps: properties, and values worked out by hand.

``sigmoid(ln 3) = 3/4``, ``tanh(ln 2) = 3/5`` and ``tanh(ln 3) = 4/5`` make the hand
calculations short.
"""

import numpy as np

from utils.checks.draws import (
    OPEN,
    SHUT,
    cast,
    random_sequence,
    random_step,
    zero_params,
)
from utils.checks.gru.messages import MESSAGES
from utils.checks.report import Report
from utils.params import GRUStep

LN2, LN3 = np.log(2), np.log(3)


def sigmoid(function):
    """σ(z) = 1 / (1 + exp(-z)), for numbers and arrays, without overflow."""
    report = Report("sigmoid", function, MESSAGES)
    z = np.array([[-LN3, 0.0, LN3]])
    report.arrays("keeps the shape", {"σ(z)": report.call(z)}, {"σ(z)": (1, 3)})
    low = report.call(z.astype(np.float32))
    report.arrays("keeps float32", {"σ(z)": low}, {"σ(z)": (1, 3)}, np.float32)
    why = "sigmoid_value"
    report.equal("σ(-ln 3), σ(0), σ(ln 3)", report.call(z), [[0.25, 0.5, 0.75]], why)
    report.equal("a number: σ(0) = 1/2", report.call(0.0), 0.5, "sigmoid_value")
    ends = report.call(np.array([-1000.0, 1000.0]))
    report.equal("σ(-1000) = 0 and σ(1000) = 1", ends, [0, 1], "sigmoid_large")
    tail = report.call(np.array([-40.0]))
    tiny = tail / np.exp(-40.0)
    report.equal("σ(-40) is e⁻⁴⁰, not 0", tiny, [1.0], "sigmoid_tail", tol=1e-6)
    report.end()


def gru_gates(function):
    """Γu = σ(Wu[c_prev, x] + bu), Γr = σ(Wr[c_prev, x] + br)."""
    report = Report("gru_gates", function, MESSAGES)
    p, c_prev, x_t = random_step()
    shapes = {"gamma_u": (3, 5), "gamma_r": (3, 5)}
    for label, dtype in (("shapes (m, n_c)", "float64"), ("keeps float32", "float32")):
        gates = report.call(*cast(dtype, c_prev, x_t, p))
        report.parts("two gates", gates, 2)
        report.arrays(label, dict(zip(shapes, gates, strict=True)), shapes, dtype)
    got = [gate[0, 0] for gate in report.call(c_prev, x_t, zero_params(4, 5))]
    report.equal("zero weights: both gates 1/2", got, [0.5, 0.5], "gates_half")
    p = zero_params(4, 5)._replace(bu=np.full(5, LN3), br=np.full(5, -LN3))
    got = [gate[0, 0] for gate in report.call(c_prev, x_t, p)]
    report.equal("bu = ln 3, br = -ln 3: 3/4 and 1/4", got, [0.75, 0.25], "gates_bias")
    p = zero_params(1, 2)
    p.Wu[0, 0] = p.Wr[1, 2] = LN3  # Γu[0] sees memory 0, Γr[1] the input
    got = report.call(np.array([[1.0, 0.0]]), np.array([[-1.0]]), p)
    expected = [[[0.75, 0.5]], [[0.5, 0.25]]]
    report.equal("the memory first, then the input", got, expected, "gates_order")
    p, c_prev, x_t = random_step()
    gates = np.array(report.call(c_prev, x_t, p))
    inside = (gates > 0).all() and (gates < 1).all()
    found = f"from {gates.min():.2f} to {gates.max():.2f}"
    report.holds("inside (0, 1)", inside, found, "above 0, below 1", "gates_range")
    alone = np.array(report.call(c_prev[:1], x_t[:1], p))
    report.equal("rows do not mix", alone, gates[:, :1], "rows")
    far = report.call(1000 * c_prev, 1000 * x_t, p)
    report.arrays(
        "large numbers do no harm", dict(zip(shapes, far, strict=True)), shapes
    )
    report.end()


def gru_candidate(function):
    """c̃ = tanh(Wc[Γr*c_prev, x] + bc), with the Γr that is given."""
    report = Report("gru_candidate", function, MESSAGES)
    p, c_prev, x_t = random_step()
    gamma_r = np.full((3, 5), 0.5)
    for label, dtype in (("shape (m, n_c)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, c_prev, x_t, gamma_r, p))
        report.arrays(label, {"c_tilde": got}, {"c_tilde": (3, 5)}, dtype)
    c, x, on = np.array([[0.0, 2.0]]), np.array([[1.0]]), np.ones((1, 2))
    biased = zero_params(1, 2)._replace(bc=np.array([LN2, -LN3]))
    label = "bc = ln 2, -ln 3: 3/5 and -4/5"
    got = report.call(c, x, on, biased)
    report.equal(label, got, [[0.6, -0.8]], "candidate_tanh")
    cut = report.call(c_prev, x_t, 0 * gamma_r, p)
    other = report.call(c_prev + 1, x_t, 0 * gamma_r, p)
    report.equal("Γr = 0 cuts the memory out", cut, other, "candidate_cut", tol=0)
    routed = zero_params(1, 2)
    routed.Wc[0, 1] = LN2 / 2  # candidate 0 sees memory 1
    label = "the memory first, then the input"
    got = report.call(c, 0 * x, on, routed)
    report.equal(label, got, [[0.6, 0.0]], "candidate_order")
    label = "Γr acts on the memory, before Wc"
    got = report.call(c, x, np.array([[0.0, 1.0]]), routed)
    report.equal(label, got, [[0.6, 0.0]], "candidate_before")
    got = report.call(c, x, np.array([[1.0, 0.0]]), routed)
    report.equal("it is the Γr that is given", got, [[0.0, 0.0]], "candidate_given")
    routed.Wc[1, 2] = LN3  # candidate 1 sees the input
    got = report.call(c, x, 0 * on, routed)
    report.equal("Γr leaves x<t> alone", got, [[0.0, 0.8]], "candidate_before")
    far = report.call(1000 * c_prev, 1000 * x_t, gamma_r, p)
    report.arrays("large numbers do no harm", {"c_tilde": far}, {"c_tilde": (3, 5)})
    report.end()


def gru_cell(function):
    """c = Γu*c̃ + (1-Γu)*c_prev, and the step that records it."""
    report = Report("gru_cell", function, MESSAGES)
    p, c_prev, x_t = random_step()
    shapes = dict.fromkeys(GRUStep._fields, (3, 5)) | {"x_t": (3, 4)}
    for label, dtype in (("shapes of the fields", "float64"), ("keeps float32", "f4")):
        step = report.call(*cast(dtype, c_prev, x_t, p))
        report.record("a GRUStep", step, GRUStep)
        report.arrays(label, step._asdict(), shapes, dtype)
    step = report.call(c_prev, x_t, zero_params(4, 5))
    label = "zero weights: half of the memory is left"
    report.equal(label, step.c_t, c_prev / 2, "cell_half")
    step = report.call(c_prev, x_t, p._replace(bu=np.full(5, SHUT)))
    label = "Γu = 0 keeps c<t-1>, to the last bit"
    report.equal(label, step.c_t, c_prev, "cell_keep", tol=0)
    step = report.call(c_prev, x_t, p._replace(bu=np.full(5, OPEN)))
    report.equal("Γu = 1 takes the candidate", step.c_t, step.c_tilde, "cell_take")
    cut = p._replace(br=np.full(5, SHUT))
    left, right = (report.call(c, x_t, cut).c_tilde for c in (c_prev, c_prev + 1))
    label = "Γr = 0 cuts the memory out of the candidate"
    report.equal(label, left, right, "cell_relevance", tol=0)
    seen = zero_params(4, 5)
    seen.Wc[:, 0] = 2 * LN2  # of the memory's 1 half is relevant: Γr = σ(0)
    half = report.call(np.ones((3, 5)), 0 * x_t, seen).c_tilde
    label = "Γr = 1/2 lets half of the memory into the candidate"
    report.equal(label, half, 0.6, "cell_relevance")
    names = zero_params(4, 5)._replace(
        bu=np.full(5, LN3), br=np.full(5, -LN3), bc=np.full(5, LN2)
    )
    step = report.call(c_prev, x_t, names)
    got = [step.gamma_u[0, 0], step.gamma_r[0, 0], step.c_tilde[0, 0]]
    report.equal("each in its field", got, [0.75, 0.25, 0.6], "cell_fields")
    same = np.array_equal(step.c_prev, c_prev) and np.array_equal(step.x_t, x_t)
    found = "other numbers in c_prev or x_t"
    report.holds("remembers its inputs", same, found, "the inputs", "cell_fields")
    given = c_prev.copy(), x_t.copy()
    step = function(*given, p)
    for array in given:
        array[...] = 77
    own = np.array_equal(step.c_prev, c_prev) and np.array_equal(step.x_t, x_t)
    found = "a step that changes when its caller's arrays do"
    report.holds("keeps own copies", own, found, "a step that stays", "copies")
    report.end()


def gru_forward(function):
    """A sequence: the memory of one step is the c_prev of the next."""
    report = Report("gru_forward", function, MESSAGES)
    p, x, c0 = random_sequence()
    for label, dtype in (("c is (T, m, n_c)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, x, c0, p))
        report.parts("c and steps", got, 2)
        report.arrays(label, {"c": got[0]}, {"c": (6, 3, 5)}, dtype)
        report.parts("six steps for six inputs", got[1], 6)
        report.record("each step a GRUStep", got[1][0], GRUStep)
    c, _ = report.call(x, c0, zero_params(4, 5))
    halves = [c0[0, 0] / 2 ** (t + 1) for t in range(6)]
    label = "zero weights: the memory halves at each step"
    report.equal(label, c[:, 0, 0], halves, "forward_halves")
    c, _ = report.call(x, c0, p._replace(bu=np.full(5, SHUT)))
    label = "Γu = 0 keeps c0 for ever, to the last bit"
    report.equal(label, c[-1], c0, "forward_halves", tol=0)
    c, steps = report.call(x, c0, p)
    label = "c[t] is what step t wrote"
    wrote = np.array([step.c_t for step in steps])
    report.equal(label, c, wrote, "forward_steps", tol=0)
    read = np.array([step.c_prev for step in steps])
    report.equal("step t reads c[t-1]", read[1:], c[:-1], "forward_halves", tol=0)
    saw = np.array([step.x_t for step in steps])
    report.equal("step t sees x[t]", saw, x, "forward_steps", tol=0)
    given = x.copy(), c0.copy()
    _, steps = function(*given, p)
    for array in given:
        array[...] = 77
    own = np.array_equal([step.x_t for step in steps], x)
    own = own and np.array_equal(steps[0].c_prev, c0)
    found = "steps that change when x or c0 do"
    report.holds("the steps stay as they are", own, found, "own copies", "copies")
    later = x.copy()
    later[3] += 1
    moved = np.any(report.call(later, c0, p)[0] != c, axis=(1, 2))
    found = f"a change of x[3] moves c at {[int(t) for t in np.flatnonzero(moved)]}"
    causal = list(moved) == [False] * 3 + [True] * 3
    expected = "it moves c[3], c[4], c[5] and nothing earlier"
    report.holds("x[3] acts from c[3] on", causal, found, expected, "forward_causal")
    report.end()


def gru_cell_reset_after(function):
    """torch's cell: n = tanh(W_in x + b_in + r * (W_hn h + b_hn)), z keeps."""
    report = Report("gru_cell_reset_after", function, MESSAGES)
    rng = np.random.default_rng(5)
    h, x = rng.normal(size=(3, 5)), rng.normal(size=(3, 4))
    W_ih, W_hh = rng.normal(size=(15, 4)), rng.normal(size=(15, 5))
    b_ih, b_hh = rng.normal(size=15), rng.normal(size=15)
    for label, dtype in (("h_t is (m, n)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, h, x, W_ih, W_hh, b_ih, b_hh))
        report.arrays(label, {"h_t": got}, {"h_t": (3, 5)}, dtype)
    flat, none = (0 * W_ih, 0 * W_hh), 0 * b_ih
    got = report.call(h, x, *flat, none, none)
    report.equal("zero weights: half of h_prev is left", got, h / 2, "torch_half")
    shut = np.repeat([0, OPEN, 0], 5)  # z = 1
    got = report.call(h, x, W_ih, W_hh, b_ih, shut)
    report.equal("z = 1 keeps h_prev", got, h, "torch_keep", tol=1e-12)
    new = np.repeat([0, SHUT, 0], 5)  # z = 0: h_t is n
    bias = np.repeat([0, 0, 2 * LN2], 5)  # r = 1/2 halves it where it is inside
    got = report.call(h, x, *flat, new, bias)[0, 0]
    report.equal("b_hn is inside r * (…): 3/5", got, 0.6, "torch_inside")
    got = report.call(h, x, *flat, new + bias / 2, none)[0, 0]
    report.equal("b_in is outside: 3/5", got, 0.6, "torch_input")
    W = 0 * W_hh
    W[10, 1] = 2 * LN3  # n[0] sees h[1] = 1, and r = 1/2 halves the product
    ones = np.ones((1, 5))
    ones[0, 0] = 7.0
    got = report.call(ones, x[:1], flat[0], W, new, none)[0, 0]
    report.equal("r * (W_hn h): 4/5", got, 0.8, "torch_inside")
    off = np.repeat([SHUT, SHUT, 0], 5)  # r = 0 and z = 0
    left = report.call(h, x, W_ih, W_hh, off, b_hh)
    right = report.call(h + 0.1, x, W_ih, W_hh, off, b_hh)
    report.equal("r = 0 cuts h_prev out", left, right, "torch_inside")
    report.end()
