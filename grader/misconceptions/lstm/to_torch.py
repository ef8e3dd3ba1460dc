"""Wrong versions of lstm_to_torch. Each is known by the set of properties it lacks."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.lstm import lstm_to_torch

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_to_torch")
def order_of_our_parameters(p):
    """The last two blocks of rows have changed places: torch has the candidate third
    and the output gate last (i, f, g, o)."""
    return lstm_to_torch(exchanged(p, "o", "c"))


@of("lstm_to_torch")
def order_of_onnx(p):
    """Only the update gate's rows are in their place. Yours may be ONNX's order, i, o,
    f, c; torch has i, f, g, o."""
    return lstm_to_torch(exchanged(exchanged(p, "f", "o"), "f", "c"))


@of("lstm_to_torch")
def forget_gate_first(p):
    """The first two blocks of rows have changed places. torch's i is the update gate,
    and comes before the forget gate f."""
    return lstm_to_torch(exchanged(p, "u", "f"))


@of("lstm_to_torch")
def candidate_before_forget_gate(p):
    """The two middle blocks of rows have changed places. In torch the forget gate is
    second and the candidate g third."""
    return lstm_to_torch(exchanged(p, "f", "c"))


@of("lstm_to_torch")
def biases_in_another_order(p):
    """The weights are in torch's order, the biases are not. They take the same order,
    i, f, g, o."""
    other = lstm_to_torch(exchanged(p, "o", "c"))
    return lstm_to_torch(p) | {"bias_ih_l0": other["bias_ih_l0"]}


@of("lstm_to_torch")
def weights_in_another_order(p):
    """The biases are in torch's order, the weights are not: their last two blocks of
    rows have changed places. Both take the order i, f, g, o."""
    return order_of_our_parameters(p) | {"bias_ih_l0": lstm_to_torch(p)["bias_ih_l0"]}


@of("lstm_to_torch")
def columns_exchanged(p):
    """The columns are cut in the wrong place or have changed hands. In ours the
    activation's n_a columns come first: they are weight_hh_l0, and the last n_x are
    weight_ih_l0."""
    n_a = len(p.bu)
    n_x = p.Wu.shape[1] - n_a
    turned = (np.concatenate([W[:, n_x:], W[:, :n_x]], axis=1) for W in p[:4])
    return lstm_to_torch(type(p)(*turned, *p[4:]))


@of("lstm_to_torch")
def weights_transposed(p):
    """The numbers are right, but not where torch looks for them: your weights seem to
    be transposed. torch keeps them as we do, a row for each unit of each gate."""
    state = lstm_to_torch(p)
    turned = {key: state[key].T.copy() for key in ("weight_ih_l0", "weight_hh_l0")}
    return state | turned


@of("lstm_to_torch")
def biases_in_both(p):
    """The two biases do not add up to yours. torch adds bias_ih_l0 and bias_hh_l0, so
    a bias that stands in both counts twice: put zeros into one of them."""
    state = lstm_to_torch(p)
    return state | {"bias_hh_l0": state["bias_ih_l0"].copy()}


@of("lstm_to_torch")
def ported_in_float64(p):
    """float32 went in and float64 came out. np.zeros makes float64 unless it is told
    otherwise; np.zeros_like keeps the dtype."""
    state = lstm_to_torch(p)
    return state | {"bias_hh_l0": state["bias_hh_l0"].astype(np.float64)}


@of("lstm_to_torch")
def one_bias_only(p):
    """The weights are right, but not all four entries are there. torch keeps two
    biases, bias_ih_l0 and bias_hh_l0, and adds them: give zeros for one."""
    state = lstm_to_torch(p)
    del state["bias_hh_l0"]
    return state


def exchanged(p, one, other):
    """The parameters with two of their gates in each other's place."""
    pairs = ((f"W{one}", f"W{other}"), (f"b{one}", f"b{other}"))
    moved = {to: getattr(p, of_) for a, b in pairs for to, of_ in ((a, b), (b, a))}
    return p._replace(**moved)
