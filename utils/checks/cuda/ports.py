"""Visible checks of the ports to torch's own units and back."""

import numpy as np

from utils.checks.cuda.messages import MESSAGES
from utils.checks.cuda.units import known, question
from utils.checks.report import Report, describe
from utils.params import LSTMParams


def lstm_to_torch(function):
    """An nn.LSTM whose outputs are known by hand."""
    from torch import nn

    from utils.fixtures.units import run_module

    report = Report("lstm_to_torch", function, MESSAGES)
    p, x, (a0, c0) = question(LSTMParams)
    lstm = report.call(p)
    is_one = isinstance(lstm, nn.LSTM)
    report.holds("an nn.LSTM", is_one, describe(lstm), "an nn.LSTM", "port_kind")
    sizes = (lstm.input_size, lstm.hidden_size, lstm.num_layers)
    report.holds("its sizes", sizes == (4, 5, 1), str(sizes), "(4, 5, 1)", "port_sizes")
    for label, dtype in (
        ("outputs (T, m, n_a)", "float64"),
        ("keeps float32", "float32"),
    ):
        low = LSTMParams(*(w.astype(dtype) for w in p))
        given = [array.astype(dtype) for array in (x, a0, c0)]
        lstm = report.call(low)
        got = report.run(lambda lstm=lstm, given=given: run_module(lstm, *given))
        report.arrays(label, {"a": got}, {"a": (6, 3, 5)}, dtype)
    for q in known(LSTMParams):
        got = report.run(lambda q=q: run_module(function(q.p), q.x, *q.state))
        report.equal(q.label, got, q.out, q.why.replace("unit", "port"))
    report.end()


def lstm_from_torch(function):
    """Each part of torch's weights in its field."""
    from utils.fixtures.tensors import array
    from utils.fixtures.units import built_in

    report = Report("lstm_from_torch", function, MESSAGES)
    weights = _torch_weights(4, 5, gates=4)
    shapes = {n: (5, 9) if n[0] == "W" else (5,) for n in LSTMParams._fields}
    for label, dtype in (("shapes", "float64"), ("keeps float32", "float32")):
        low = {name: w.astype(dtype) for name, w in weights.items()}
        lstm = built_in("LSTM", low)
        got = report.run(lambda lstm=lstm: function(lstm))
        report.record("LSTMParams", got, LSTMParams)
        report.arrays(label, got._asdict(), shapes, dtype)
    lstm = built_in("LSTM", weights)
    before = [array(part) for part in lstm.parameters()]
    got = report.run(lambda: function(lstm))
    for k, gate in enumerate("ufco"):  # in torch's words i, f, g, o
        rows = slice(5 * k, 5 * k + 5)
        state, inputs = (weights[f"weight_{side}_l0"][rows] for side in ("hh", "ih"))
        W, b = getattr(got, f"W{gate}"), getattr(got, f"b{gate}")
        report.equal(
            f"W{gate}, the columns of the state", W[:, :5], state, "from_state"
        )
        report.equal(
            f"W{gate}, the columns of the input", W[:, 5:], inputs, "from_input"
        )
        both = weights["bias_ih_l0"][rows] + weights["bias_hh_l0"][rows]
        report.equal(f"b{gate}: torch's two biases add up", b, both, "from_bias")
    for part in got:
        part[...] = 0
    after = [array(part) for part in lstm.parameters()]
    own = all(map(np.array_equal, before, after))
    found = "an LSTM that changes when the arrays do"
    report.holds("arrays of their own", own, found, "an LSTM that stays", "from_own")
    report.end()


def gru_like_torch(function):
    """What nn.GRU says itself, and gradients that reach the weights."""
    from utils.fixtures.tensors import array, gradients, plain, tensor
    from utils.fixtures.units import built_in, run_module

    report = Report("gru_like_torch", function, MESSAGES)
    rng = np.random.default_rng(5)
    x, h0 = rng.normal(size=(6, 3, 4)), rng.normal(size=(3, 5))
    weights = _torch_weights(4, 5, gates=3)
    for label, dtype in (("h is (T, m, n)", "float64"), ("keeps float32", "float32")):
        low = {name: w.astype(dtype) for name, w in weights.items()}
        given = tensor((x.astype(dtype), h0.astype(dtype), low))
        got = array(report.run(lambda given=given: function(*given)))
        report.arrays(label, {"h": got}, {"h": (6, 3, 5)}, dtype)
    nothing = {name: 0 * w for name, w in weights.items()}
    halves = h0 / 2.0 ** np.arange(1, 7)[:, None, None]
    got = report.run(lambda: function(*tensor((x, h0, nothing))))
    label = "zero weights: the state halves at each step"
    report.equal(label, plain(got), halves, "like_half")
    keep = nothing | {"bias_hh_l0": np.repeat([0.0, 1000.0, 0.0], 5)}
    got = report.run(lambda: function(*tensor((x, h0, keep))))
    kept = np.broadcast_to(h0, halves.shape)
    report.equal("z = 1 keeps h0", plain(got), kept, "like_keep")
    wanted = run_module(built_in("GRU", weights), x, h0)
    one = report.run(lambda: function(*tensor((x[:1], h0, weights))))
    report.equal("one step agrees with nn.GRU", plain(one), wanted[:1], "like_step")
    given = tensor((x, h0, weights), gradient=True)
    whole = report.run(lambda: function(*given))
    report.equal("six steps do", plain(whole), wanted, "like_time")
    upstream = rng.normal(size=wanted.shape)
    found = report.run(lambda: gradients(whole, upstream, *given))
    reached = all(np.any(part != 0) for part in (*found[:2], *found[2].values()))
    expected = "gradients for x, h0 and all four weights"
    report.holds("differentiable", reached, "a gradient of zero", expected, "like_back")
    report.end()


def _torch_weights(n_x, n, gates):
    """Random weights by torch's own names, biases not zero."""
    rng = np.random.default_rng(4)
    sizes = {"weight_ih_l0": (n_x,), "weight_hh_l0": (n,)}
    sizes |= {"bias_ih_l0": (), "bias_hh_l0": ()}
    return {name: rng.normal(size=(gates * n, *more)) for name, more in sizes.items()}
