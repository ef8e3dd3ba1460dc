"""Visible checks of a GRU step and of a stack of GRUs.

``tanh(ln 2) = 3/5`` and ``tanh(ln 3) = 4/5`` make the hand calculations short.
"""

import numpy as np

from utils.checks.draws import OPEN, SHUT, cast, random_step, zero_params
from utils.checks.report import Report, describe
from utils.checks.which_unit.messages import MESSAGES
from utils.params import GRUParams

LN2, LN3 = np.log(2), np.log(3)


def gru_step(function):
    """c = Γu*c̃ + (1-Γu)*c_prev, the new memory alone."""
    report = Report("gru_step", function, MESSAGES)
    p, c_prev, x_t = random_step()
    for label, dtype in (("c_t is (m, n)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, c_prev, x_t, p))
        array = isinstance(got, np.ndarray)
        report.holds("c_t alone", array, describe(got), "an array", "step_alone")
        report.arrays(label, {"c_t": got}, {"c_t": (3, 5)}, dtype)
    got = report.call(c_prev, x_t, zero_params(4, 5))
    label = "zero weights: half of the memory is left"
    report.equal(label, got, c_prev / 2, "step_half")
    got = report.call(c_prev, x_t, p._replace(bu=np.full(5, SHUT)))
    label = "Γu = 0 keeps c<t-1>, to the last bit"
    report.equal(label, got, c_prev, "step_keep", tol=0)
    c, x = np.array([[1.0, 0.0]]), np.array([[-1.0]])
    seen = zero_params(1, 2)
    seen.Wu[0, 0] = LN3  # Γu[0] sees memory 0
    label = "Γu reads the memory first, then the input"
    report.equal(label, report.call(c, x, seen), [[0.25, 0]], "step_order")
    taken = zero_params(1, 2)._replace(bu=np.full(2, OPEN))  # c<t> is the candidate
    got = report.call(c, x, taken._replace(bc=np.array([LN2, -LN3])))
    report.equal("Γu = 1 takes the candidate", got, [[0.6, -0.8]], "step_candidate")
    c, x = np.array([[0.0, 1.0]]), np.array([[1.0]])
    routed = taken._replace(Wc=np.array([[0, 2 * LN2, 0], [0, 0, LN3]]))
    label = "Γr = 1/2 halves the memory, not the input: 3/5 and 4/5"
    report.equal(label, report.call(c, x, routed), [[0.6, 0.8]], "step_relevance")
    one_sided = taken._replace(Wc=np.array([[0, LN2, 0], [0, 0, LN3]]))
    one_sided = one_sided._replace(br=np.array([SHUT, OPEN]))
    label = "Γr acts before Wc, on its own element"
    report.equal(label, report.call(c, x, one_sided), [[0.6, 0.8]], "step_relevance")
    routed.Wr[1, 1] = LN3  # Γr[1] sees memory 1: 3/4 of it is let through
    routed.Wc[0, 1] = 4 * LN2 / 3
    label = "Γr = σ(Wr[c<t-1>, x<t>] + br)"
    report.equal(label, report.call(c, x, routed), [[0.6, 0.8]], "step_order")
    label, alone = "rows do not mix", report.call(c_prev[:1], x_t[:1], p)
    report.equal(label, alone, report.call(c_prev, x_t, p)[:1], "rows")
    report.end()


def stacked_forward(function):
    """The bottom layer reads x, each other one the memories of the layer below."""
    report = Report("stacked_forward", function, MESSAGES)
    x, c0, layers = random_stack(3, 3, 3, 3)
    for label, dtype in (("each is (T, m, n)", "float64"), ("keeps float32", "f4")):
        got = report.call(*cast(dtype, x, c0, layers))
        report.parts("a list of three for three layers", got, 3)
        named = {f"layer {k + 1}": each for k, each in enumerate(got)}
        report.arrays(label, named, dict.fromkeys(named, (5, 2, 3)), dtype)
    halving = [zero_params(3, 3) for _ in layers]
    got = report.call(x, c0, halving)
    shares = 0.5 ** np.arange(1, 6)[:, None, None]
    for k, (each, first) in enumerate(zip(got, c0, strict=True), 1):
        label = f"zero weights: layer {k} halves its own first memory each step"
        report.equal(label, each, shares * first, "stack_first")
    held = [p._replace(bu=np.full(3, SHUT)) for p in layers]
    got = report.call(x, c0, held)
    label = "Γu = 0 keeps each layer's first memory"
    report.equal(label, [each[-1] for each in got], c0, "stack_first", tol=0)
    pulse = np.zeros((5, 2, 3))
    pulse[2] = 1  # at step 2 alone
    got = report.call(pulse, c0, reading(LN2, LN3 / 0.6, LN2 / 0.8))
    for k, reached in enumerate((0.6, 0.8, 0.6)):
        why = "stack_reads" if k else "stack_bottom"
        label = f"an input at step 2 alone: what layer {k + 1} makes of it"
        report.equal(label, got[k][:, 0, 0], reached * pulse[:, 0, 0], why)
    x, c0, layers = random_stack(4, 5, 2, 3)
    got = report.call(x, c0, layers)
    report.parts("layers of other widths: a list of three", got, 3)
    named = {f"layer {k + 1}": each for k, each in enumerate(got)}
    shapes = dict(zip(named, ((5, 2, 5), (5, 2, 2), (5, 2, 3)), strict=True))
    report.arrays("layers of other widths: (T, m, n) each", named, shapes)
    single = report.call(x, c0[:1], layers[:1])
    report.parts("a single layer: a list of one", single, 1)
    label = "the layers above change nothing below"
    report.equal(label, single[0], got[0], "stack_bottom")
    report.end()


def random_stack(n_x, *widths):
    """x (5, 2, n_x), and for each width a first memory (2, n) and parameters."""
    rng = np.random.default_rng(14)
    x, c0, layers = rng.normal(size=(5, 2, n_x)), [], []
    for n in widths:
        c0.append(rng.normal(size=(2, n)))
        weights = 0.5 * rng.normal(size=(3, n, n + n_x))
        layers.append(GRUParams(*weights, *(0.5 * rng.normal(size=(3, n)))))
        n_x = n
    return x, c0, layers


def reading(*weights):
    """Layers of width 3 that hold tanh(weight * the first number they read)."""
    layers = []
    for weight in weights:
        p = zero_params(3, 3)._replace(bu=np.full(3, OPEN))
        p.Wc[:, 3] = weight
        layers.append(p)
    return layers
