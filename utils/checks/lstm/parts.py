"""Visible checks of what is made with the LSTM: first weights, a held memory, ports."""

import numpy as np

from utils.checks.draws import OPEN, SHUT, cast, random_lstm_step, zero_lstm
from utils.checks.lstm import steps as earlier
from utils.checks.lstm.messages import MESSAGES
from utils.checks.report import Report
from utils.params import LSTMParams, RelevanceLSTMParams

LN2, LN3 = np.log(2), np.log(3)
WEIGHTS = LSTMParams._fields[:4]
HELD = 1e-3
KEYS = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")


def init_lstm(function):
    """Weights from U(-1/√n_a, 1/√n_a), a forget bias, other biases 0."""
    report = Report("init_lstm", function, MESSAGES)
    rng = np.random.default_rng(10)
    p = report.call(70, 16, rng, 2.5)
    report.record("an LSTMParams", p, LSTMParams)
    report.arrays("shapes (n_a, n_a + n_x) and (n_a,)", p._asdict(), _shapes(70, 16))
    report.equal("bf is the forget_bias that is given", p.bf, 2.5, "init_forget", tol=0)
    report.equal(
        "bf is 1 if none is given", report.call(70, 16, rng).bf, 1, "init_forget"
    )
    for name in ("bu", "bo", "bc"):
        report.equal("other biases are 0", getattr(p, name), 0.0, "init_zero", tol=0)
    weights = np.stack([getattr(p, name) for name in WEIGHTS])  # 5504 numbers
    reach, largest = 1 / np.sqrt(16), np.abs(weights).max()
    label, found = "none beyond 1/√n_a", f"up to {largest:.3f}"
    report.holds(label, largest <= reach, found, f"at most {reach:.3f}", "init_range")
    label = "spread evenly up to it"
    spread = weights.std() * np.sqrt(3) / reach  # 1 for the whole width
    even = abs(spread - 1) < 0.05 and abs(weights.mean()) < 0.05 * reach
    found = f"{spread:.2f} of the width, around {weights.mean():.3f}"
    report.holds(label, even, found, "the whole width, around 0", "init_fills")
    distinct = len(np.unique(weights)) > 0.99 * weights.size
    label, found = "each weight has a draw of its own", "numbers that occur again"
    report.holds(label, distinct, found, "four draws", "init_own")
    again, other = (
        report.call(70, 16, np.random.default_rng(seed), 2.5) for seed in (10, 11)
    )
    label, found = "the rng alone decides", "the same weights from another rng"
    report.holds(label, not np.any(other.Wu == p.Wu), found, "others", "init_rng")
    found = "other weights from an equal rng"
    same = all(map(np.array_equal, p, again))
    report.holds(label, same, found, "the same", "init_rng")
    report.end()


def hold_memory(function, lstm_forward):
    """Parameters with which c0 arrives at step 1,000, whatever comes in."""
    report = Report("hold_memory", function, MESSAGES)
    report.needs("lstm_forward", earlier.lstm_forward, lstm_forward)
    p = report.call(3, 4)
    report.record("an LSTMParams", p, LSTMParams)
    report.arrays("shapes (n_a, n_a + n_x) and (n_a,)", p._asdict(), _shapes(3, 4))
    rng = np.random.default_rng(12)
    a0, c0 = rng.uniform(-1, 1, (2, 2, 4))
    _, steps = lstm_forward(rng.normal(size=(1000, 2, 3)), a0, c0, p)
    kept = min(step.gamma_f.min() for step in steps)
    found = f"as low as {kept:.3g}"
    report.holds("Γf stays open", kept > 0.99, found, "near 1 always", "hold_forget")
    written = max(np.abs(step.gamma_u * step.c_tilde).max() for step in steps)
    found = f"up to {written:.3g} at one step"
    report.holds("nothing is written", written < 0.01, found, "near 0", "hold_write")
    for count in (10, 1000):
        off = np.abs(steps[count - 1].c_t - c0).max()
        label, found = f"c0 arrives at step {count:,}", f"off by up to {off:.2g}"
        expected = "within 0.001 of c0"
        report.holds(label, off <= HELD, found, expected, "hold_arrives")
    _, steps = lstm_forward(1e4 * rng.normal(size=(50, 2, 3)), a0, c0, p)
    off = np.abs(steps[-1].c_t - c0).max()
    label, found = "c0 arrives past large inputs", f"off by up to {off:.2g}"
    report.holds(label, off <= HELD, found, "within 0.001 of c0", "hold_listens")
    report.end()


def lstm_cell_with_relevance(function, lstm_cell):
    """The LSTM with c̃ = tanh(Wc[Γr*a_prev, x] + bc)."""
    report = Report("lstm_cell_with_relevance", function, MESSAGES)
    report.needs("lstm_cell", earlier.lstm_cell, lstm_cell)
    p, *inputs = random_lstm_step(RelevanceLSTMParams)
    shapes = {"a_t": (3, 5), "c_t": (3, 5)}
    for label, dtype in (("shapes (m, n_a)", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, *inputs, p))
        report.parts("a_t and c_t", got, 2)
        report.arrays(label, dict(zip(shapes, got, strict=True)), shapes, dtype)
    plain = LSTMParams(*(getattr(p, name) for name in LSTMParams._fields))
    step = lstm_cell(*inputs, plain)
    got = report.call(*inputs, p._replace(br=np.full(5, OPEN)))
    label = "Γr = 1: c<t> of the plain LSTM"
    report.equal(label, got[1], step.c_t, "relevance_open")
    report.equal("Γr = 1: a<t> too", got[0], step.a_t, "relevance_shown")
    got = report.call(*inputs, p._replace(br=np.full(5, SHUT)))
    blind = plain.Wc.copy()
    blind[:, :5] = 0
    step = lstm_cell(*inputs, plain._replace(Wc=blind))
    label = "Γr = 0: the candidate sees x<t> alone"
    report.equal(label, got[1], step.c_t, "relevance_shut")

    routed = zero_lstm(1, 2, RelevanceLSTMParams)._replace(bu=np.full(2, OPEN))
    routed.Wc[0, 1], routed.Wc[1, 2] = 2 * LN2, LN3  # they see a[1] and the input
    a_prev, x_t = np.array([[0.0, 1.0]]), np.array([[1.0]])
    _, c_t = report.call(a_prev, np.zeros((1, 2)), x_t, routed)
    label = "Γr = 1/2 halves a<t-1>, not x<t>: 3/5 and 4/5"
    report.equal(label, c_t, [[0.6, 0.8]], "relevance_before")
    one_sided = routed._replace(br=np.array([SHUT, OPEN]))
    one_sided.Wc[0, 1] = LN2
    _, c_t = report.call(a_prev, np.zeros((1, 2)), x_t, one_sided)
    label = "Γr acts before Wc"
    report.equal(label, c_t, [[0.6, 0.8]], "relevance_before")
    seen = zero_lstm(1, 2, RelevanceLSTMParams)._replace(bu=np.full(2, OPEN))
    seen.Wr[1, 1], seen.Wr[1, 2], seen.Wc[0, 1] = 2 * LN3, -LN3, 4 * LN2 / 3
    _, c_t = report.call(a_prev, np.zeros((1, 2)), x_t, seen)
    label = "Γr = σ(Wr[a<t-1>, x<t>] + br)"
    report.equal(label, c_t, [[0.6, 0.0]], "relevance_open")
    report.end()


def lstm_to_torch(function):
    """The rows in torch's order i, f, g, o; the columns in two matrices."""
    report = Report("lstm_to_torch", function, MESSAGES)
    p = zero_lstm(4, 5)
    for number, name in enumerate("ufco", 1):  # torch's order
        getattr(p, f"W{name}")[...] = number * 100 + np.arange(9)
        getattr(p, f"b{name}")[...] = number
    shapes = dict(zip(KEYS, ((20, 4), (20, 5), (20,), (20,)), strict=True))
    for label, dtype in (("shapes (4n_a, …)", "float64"), ("keeps float32", "f4")):
        got = report.call(*cast(dtype, p))
        right = isinstance(got, dict) and set(got) == set(KEYS)
        found = f"a dict of {', '.join(map(str, got))}" if isinstance(got, dict) else ""
        found = found or f"{type(got).__name__}"
        expected = f"a dict of {', '.join(KEYS)}"
        report.holds("four entries", right, found, expected, "to_torch_keys")
        report.arrays(label, {k: np.asarray(got[k]) for k in KEYS}, shapes, dtype)
    got = {key: np.asarray(value) for key, value in report.call(p).items()}
    columns = np.arange(9)
    for key, wanted in (("weight_hh_l0", columns[:5]), ("weight_ih_l0", columns[5:])):
        label, why = f"{key}: the right columns", "to_torch_columns"
        report.equal(label, got[key] % 100, np.tile(wanted, (20, 1)), why)
    rows = np.repeat([1.0, 2.0, 3.0, 4.0], 5)
    for key in KEYS[:2]:
        blocks = got[key][:, 0] // 100
        report.equal(f"{key}: Γu, Γf, c̃, Γo", blocks, rows, "to_torch_rows")
    total = got["bias_ih_l0"] + got["bias_hh_l0"]
    report.equal("the two biases add up to b", total, rows, "to_torch_bias")
    report.end()


def _shapes(n_x, n_a):
    """The shape of each parameter, by name."""
    return {
        name: (n_a, n_a + n_x) if name in WEIGHTS else (n_a,)
        for name in LSTMParams._fields
    }
