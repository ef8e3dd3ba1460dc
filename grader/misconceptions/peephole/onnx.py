"""Wrong versions of peephole_to_onnx."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.peephole import peephole_to_onnx

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_to_onnx")
def forget_before_output(p):
    """Your gates stand in the order i, f, o, c. ONNX's is i, o, f, c, in the weights,
    the biases and the peepholes: output before forget."""
    return peephole_to_onnx(forget_and_output_exchanged(p))


@of("peephole_to_onnx")
def torch_gate_order(p):
    """Your weights and biases stand in torch's order, i, f, candidate, o. ONNX has
    them in another one: i, o, f, c."""
    order = p._replace(Wo=p.Wf, Wf=p.Wc, Wc=p.Wo, bo=p.bf, bf=p.bc, bc=p.bo)
    return peephole_to_onnx(order)


@of("peephole_to_onnx")
def peepholes_forget_before_output(p):
    """The weights and biases are right, but your peepholes stand in the order i, f, o.
    In P, as everywhere in ONNX's LSTM, output comes before forget."""
    return peephole_to_onnx(p._replace(po=p.pf, pf=p.po))


@of("peephole_to_onnx")
def biases_forget_before_output(p):
    """The weights and peepholes are right, but your biases stand in the order i, f,
    o, c. They follow the weights: i, o, f, c."""
    return peephole_to_onnx(p._replace(bo=p.bf, bf=p.bo))


@of("peephole_to_onnx")
def candidate_comes_first(p):
    """The candidate stands before the gates in your weights and biases. ONNX has it
    last: i, o, f, c."""
    order = p._replace(Wu=p.Wc, Wo=p.Wu, Wf=p.Wo, Wc=p.Wf)
    order = order._replace(bu=p.bc, bo=p.bu, bf=p.bo, bc=p.bf)
    return peephole_to_onnx(order)


@of("peephole_to_onnx")
def onnx_update_and_forget_exchanged(p):
    """ONNX's i, for input gate, is the lecture's update gate Γu, and f is Γf. Yours
    have changed places."""
    order = p._replace(Wu=p.Wf, Wf=p.Wu, bu=p.bf, bf=p.bu, pu=p.pf, pf=p.pu)
    return peephole_to_onnx(order)


@of("peephole_to_onnx")
def direction_axis_missing(p):
    """The numbers are right, but the first axis is missing: ONNX counts directions
    there, and one direction is an axis of length 1. W is (1, 4n, n_x)."""
    return {name: array[0] for name, array in peephole_to_onnx(p).items()}


@of("peephole_to_onnx")
def bias_without_direction_axis(p):
    """W and R are right, but B and P lack the first axis, which counts directions:
    (1, 8n) and (1, 3n)."""
    out = peephole_to_onnx(p)
    return out | {"B": out["B"][0], "P": out["P"][0]}


@of("peephole_to_onnx")
def biases_counted_twice(p):
    """Your biases stand in both halves of B. ONNX adds the halves, Wb and Rb, so each
    bias would act twice: leave one of the halves zero."""
    out = peephole_to_onnx(p)
    Wb, _ = np.split(out["B"], 2, axis=1)
    return out | {"B": np.concatenate([Wb, Wb], axis=1)}


@of("peephole_to_onnx")
def one_half_of_biases(p):
    """Your B has 4n numbers. ONNX keeps two biases for each gate, one with W and one
    with R, and wants both in B: 8n numbers, one half of which may be zero."""
    out = peephole_to_onnx(p)
    return out | {"B": np.split(out["B"], 2, axis=1)[0]}


@of("peephole_to_onnx")
def weights_not_split(p):
    """W and R both hold the whole weights. The columns must be parted: the first n,
    which act on a_prev, go to R, and the last n_x, which act on x_t, to W."""
    out = peephole_to_onnx(p)
    both = np.concatenate([out["R"], out["W"]], axis=2)
    return out | {"W": both, "R": both.copy()}


@of("peephole_to_onnx")
def input_and_memory_weights_exchanged(p):
    """W and R have changed places. W acts on the input x_t; R, for recurrence, on the
    activation a_prev."""
    out = peephole_to_onnx(p)
    return out | {"W": out["R"], "R": out["W"]}


@of("peephole_to_onnx")
def input_columns_taken_first(p):
    """You take the first n_x columns of the weights for W. In this course the state's
    columns come first: the input's are the last n_x."""
    out = peephole_to_onnx(p)
    n_x = out["W"].shape[2]
    both = np.concatenate([out["R"], out["W"]], axis=2)
    return out | {"W": both[:, :, :n_x].copy(), "R": both[:, :, n_x:].copy()}


@of("peephole_to_onnx")
def onnx_weights_transposed(p):
    """Your W and R are transposed. In ONNX, as here, a row belongs to an element of a
    gate: W is (1, 4n, n_x) and R (1, 4n, n)."""
    out = peephole_to_onnx(p)
    flipped = {name: out[name].swapaxes(1, 2).copy() for name in ("W", "R")}
    return out | flipped


@of("peephole_to_onnx")
def gates_on_an_axis(p):
    """Your W and R are stacked: the four gates have an axis of their own. ONNX wants
    their rows one after the other, (1, 4n, ...): concatenate them."""
    out = peephole_to_onnx(p)
    stacked = {name: np.stack(np.split(out[name], 4, axis=1), 1) for name in "WR"}
    return out | stacked


@of("peephole_to_onnx")
def peephole_for_the_candidate(p):
    """Your P has 4n numbers. Only the three gates have peepholes, so it is (1, 3n):
    the candidate gets no place."""
    out = peephole_to_onnx(p)
    return out | {"P": np.concatenate([out["P"], 0 * p.pu[None]], axis=1)}


@of("peephole_to_onnx")
def peepholes_as_matrices(p):
    """Your P holds diagonal matrices. ONNX keeps the diagonals alone, one number for
    each element: (1, 3n)."""
    out = peephole_to_onnx(p)
    return out | {"P": np.concatenate([np.diag(part) for part in p[4:7]])[None]}


@of("peephole_to_onnx")
def no_peepholes_for_onnx(p):
    """P is missing from your dict. Without it the operator is a plain LSTM."""
    out = peephole_to_onnx(p)
    return {name: out[name] for name in "WRB"}


@of("peephole_to_onnx")
def layout_as_a_tuple(p):
    """You return the four arrays in a tuple. Put them into a dict under the names that
    the operator gives them: W, R, B, P."""
    return tuple(peephole_to_onnx(p).values())


@of("peephole_to_onnx")
def parameters_scaled_in_place(p):
    """The values are right, but a bias of the caller is changed afterwards: somewhere
    you work inside it with an operation like `*=`. Make new arrays."""
    out = peephole_to_onnx(p)
    p.bu[...] *= 0.5
    return out


@of("peephole_to_onnx")
def layout_in_float64(p):
    """float32 went in and float64 came out. np.zeros makes float64 unless it is told
    otherwise; np.zeros_like keeps the dtype."""
    out = peephole_to_onnx(p)
    return {name: array.astype(np.float64) for name, array in out.items()}


def forget_and_output_exchanged(p):
    """The parameters with those of the forget gate and the output gate exchanged."""
    return p._replace(Wf=p.Wo, Wo=p.Wf, bf=p.bo, bo=p.bf, pf=p.po, po=p.pf)
