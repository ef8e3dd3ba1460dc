"""The thirteen hard mistakes in peepholes, and others as learners write them."""

import numpy as np
import pytest
from scipy import special

from grader.checks.real_size import REAL_SIZE
from grader.judge.score import score
from grader.misconceptions.source import wrong_version
from grader.reference import peephole as reference
from tests.grader.judging import MISTAKES, SEEDS, judged, names

NB = "3_peephole"

# the thirteen wrong backwards, each by what it gets wrong


def gradients_lost(wrong, form):
    """The gradients of `form` that the first question sees fail, as a set of names."""
    expectations, _ = judged(NB, "peephole_backward", wrong, SEEDS[NB][0])
    end = f", output sees {form}"
    asked = [e for e in expectations if e.name.endswith(end)]
    asked = [e for e in asked if not e.name.startswith(REAL_SIZE)]
    return {e.name.removesuffix(end) for e in asked[:14] if not e.passed}


def version(mistake):
    """The sequence's backward with a mistake of its own, or of the step it calls."""
    both = *MISTAKES[NB]["peephole_backward"], *MISTAKES[NB]["peephole_cell_backward"]
    found = next(one for one in both if one.name == mistake)
    return wrong_version(found, function="peephole_backward")


OF_GATES = {f"d{kind}{gate}" for kind in "Wb" for gate in "ufoc"}
PEEPHOLES = {"dpu", "dpf", "dpo"}
ALL = {"dx", "da0", "dc0"} | OF_GATES | PEEPHOLES
OF_MEMORY = ALL - {"dWo", "dbo", "dpo"}

THIRTEEN = {
    "carried_da_dropped": (ALL, ALL),
    "carried_dc_dropped": (ALL, ALL),
    "po_path_forgotten": (ALL, ALL),
    "pu_path_forgotten": (ALL, ALL),
    "pf_path_forgotten": (ALL, ALL),
    "dpo_with_wrong_memory": ({"dpo"}, {"dpo"}),
    "forget_factor_forgotten": (ALL, ALL),
    "overwritten_not_accumulated": (OF_GATES | PEEPHOLES, OF_GATES | PEEPHOLES),
    "mean_over_the_batch": (OF_GATES | PEEPHOLES, OF_GATES | PEEPHOLES),
    "recurrent_weights_transposed": (ALL, ALL),
    "candidate_slope_forgotten": (ALL, ALL),
    "dc0_not_through_first_step": ({"dc0"}, {"dc0"}),
    "biases_have_rows": (
        {"dbu", "dbf", "dbo", "dbc"},
        {"dbu", "dbf", "dbo", "dbc"},
    ),
}


@pytest.mark.parametrize("mistake", THIRTEEN)
def test_the_thirteen_hard_ones_are_seen_in_both_forms(mistake):
    wrong = version(mistake)
    previous, current = THIRTEEN[mistake]
    assert gradients_lost(wrong, "previous") == previous
    assert gradients_lost(wrong, "current") == current
    for seed in SEEDS[NB]:
        assert score(judged(NB, "peephole_backward", wrong, seed)[0], 4) < 4


def test_there_are_thirteen():
    assert len(THIRTEEN) == 13


# the same mistakes as learners write them


def peepholes_by_matmul(a_prev, c_prev, x_t, p):
    both = np.hstack([a_prev, x_t])
    gates = []
    for W, w, b in ((p.Wu, p.pu, p.bu), (p.Wf, p.pf, p.bf)):
        gates.append(special.expit(both @ W.T + np.dot(c_prev, w)[:, None] + b))
    return tuple(gates)


def after_the_sigmoid(a_prev, c_seen, x_t, p):
    return special.expit(np.hstack([a_prev, x_t]) @ p.Wo.T + p.bo) + c_seen * p.po


def full_influence(a_prev, c_prev, x_t, p):
    _, f = reference.peephole_gates(a_prev, c_prev, x_t, p)
    return np.einsum("mk,j->mkj", f * (1 - f), p.pf)


def anything_else_is_current(a_prev, c_prev, x_t, p, output_sees="previous"):
    u, f = reference.peephole_gates(a_prev, c_prev, x_t, p)
    candidate = np.tanh(np.hstack([a_prev, x_t]) @ p.Wc.T + p.bc)
    c_t = u * candidate + f * c_prev
    seen = c_prev if output_sees == "previous" else c_t
    o = reference.peephole_output_gate(a_prev, seen, x_t, p)
    kept = a_prev.copy(), c_prev.copy(), x_t.copy()
    step = reference.peephole_cell(a_prev, c_prev, x_t, p)
    return step._make([*kept, u, f, o, candidate, c_t, o * np.tanh(c_t)])


def form_forgotten(x, a0, c0, p, output_sees="previous"):
    a, steps = np.zeros((len(x), *a0.shape), a0.dtype), []
    for t in range(len(x)):
        steps.append(reference.peephole_cell(a0, c0, x[t], p))
        a0, c0 = steps[-1].a_t, steps[-1].c_t
        a[t] = a0
    return a, steps


def backward_without(*, po_too_late=False, factor_f=True):
    """A backward of one step in a learner's own words, with one slip."""

    def backward(da_t, dc_t, step, p, output_sees="previous"):
        if output_sees not in ("previous", "current"):
            raise ValueError(output_sees)
        a_prev, c_prev, x_t, u, f, o, candidate, c_t, _ = step
        th = np.tanh(c_t)
        zo = da_t * th * o * (1 - o)
        dc = dc_t + da_t * o * (1 - th * th)
        if output_sees == "current" and not po_too_late:
            dc = dc + zo * p.po
        zu, zf = dc * candidate * u * (1 - u), dc * c_prev * f * (1 - f)
        zc = dc * u * (1 - candidate * candidate)
        if output_sees == "current" and po_too_late:
            dc = dc + zo * p.po
        dc_prev = (dc * f if factor_f else dc) + zu * p.pu + zf * p.pf
        seen = c_t
        if output_sees == "previous":
            dc_prev, seen = dc_prev + zo * p.po, c_prev
        n, both = a_prev.shape[1], np.hstack([a_prev, x_t])
        zs = zu, zf, zo, zc
        back = sum(z @ W for z, W in zip(zs, p[:4], strict=True))
        weights = [z.T @ both for z in zs]
        peepholes = [(zu * c_prev).sum(0), (zf * c_prev).sum(0), (zo * seen).sum(0)]
        dp = type(p)(*weights, *peepholes, *(z.sum(0) for z in zs))
        return back[:, :n], dc_prev, back[:, n:], dp

    return backward


def keeps_the_last(da, steps, p, output_sees="previous"):
    dx = np.zeros((len(da), *steps[0].x_t.shape), da.dtype)
    da_next, dc_next = 0 * da[0], 0 * da[0]
    for t in reversed(range(len(da))):
        da_next, dc_next, dx[t], dp = reference.peephole_cell_backward(
            da[t] + da_next, dc_next, steps[t], p, output_sees
        )
    return dx, da_next, dc_next, dp


def gates_in_ifoc(p):
    n = len(p.bu)
    W, b = np.vstack(p[:4]), np.hstack(p[7:])
    layout = {"W": W[None, :, n:], "R": W[None, :, :n], "P": np.hstack(p[4:7])[None]}
    return layout | {"B": np.hstack([b, 0 * b])[None]}


po_late, full_strength = (
    backward_without(po_too_late=True),
    backward_without(factor_f=False),
)
AS_LEARNERS_WRITE = {
    "gates_see_dot_product": ("peephole_gates", peepholes_by_matmul),
    "output_peephole_outside_sigmoid": ("peephole_output_gate", after_the_sigmoid),
    "influence_as_outer_product": ("peephole_influence", full_influence),
    "unknown_form_accepted": ("peephole_cell", anything_else_is_current),
    "form_not_passed_on": ("peephole_forward", form_forgotten),
    "po_path_joins_too_late": ("peephole_cell_backward", po_late),
    "forget_factor_forgotten": ("peephole_cell_backward", full_strength),
    "overwritten_not_accumulated": ("peephole_backward", keeps_the_last),
    "forget_before_output": ("peephole_to_onnx", gates_in_ifoc),
}


@pytest.mark.parametrize("mistake", AS_LEARNERS_WRITE)
def test_it_is_named_in_whatever_words_it_is_written(mistake):
    name, written = AS_LEARNERS_WRITE[mistake]
    for seed in SEEDS[NB][:2]:
        assert names(NB, name, written, seed)[0] == mistake
