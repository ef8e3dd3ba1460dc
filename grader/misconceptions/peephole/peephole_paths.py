"""Wrong versions of peephole_cell_backward that go wrong at the peepholes."""

from grader.misconceptions import Misconceptions
from grader.misconceptions.peephole.parts import (
    at_c,
    at_f,
    at_memory,
    at_o,
    at_u,
    gathered,
    seen_by_output,
    seen_when,
)
from grader.reference.peephole import peephole_cell_backward

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("peephole_cell_backward")
def gradient_cut_at_peepholes(da_t, dc_t, step, p, output_sees="previous"):
    """No gradient goes back to the memory through pu, pf and po. Gers cut it there;
    here it is the whole gradient that is asked for, through every path."""
    blind = p._replace(pu=0 * p.pu, pf=0 * p.pf, po=0 * p.po)
    return peephole_cell_backward(da_t, dc_t, step, blind, output_sees)


@of("peephole_cell_backward")
def pu_path_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """Your dc_prev lacks the path through the update gate's peephole: Γu saw c_prev,
    so what reaches the sum inside Γu comes back times pu."""
    blind = p._replace(pu=0 * p.pu)
    return peephole_cell_backward(da_t, dc_t, step, blind, output_sees)


@of("peephole_cell_backward")
def pf_path_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """Your dc_prev lacks the path through the forget gate's peephole: Γf saw c_prev,
    so what reaches the sum inside Γf comes back times pf."""
    blind = p._replace(pf=0 * p.pf)
    return peephole_cell_backward(da_t, dc_t, step, blind, output_sees)


@of("peephole_cell_backward")
def po_path_forgotten(da_t, dc_t, step, p, output_sees="previous"):
    """The path through the output gate's peephole is missing in both forms. What
    reaches the sum inside Γo comes back, times po, to the memory that Γo saw."""
    blind = p._replace(po=0 * p.po)
    return peephole_cell_backward(da_t, dc_t, step, blind, output_sees)


@of("peephole_cell_backward")
def po_path_forgotten_when_current(da_t, dc_t, step, p, output_sees="previous"):
    """The lecture's form is right. Where Γo saw c_t, a part comes back to c_t through
    po, and dc must have it before it is split; yours has not."""
    seen = p._replace(po=0 * p.po) if output_sees == "current" else p
    return peephole_cell_backward(da_t, dc_t, step, seen, output_sees)


@of("peephole_cell_backward")
def po_path_forgotten_when_previous(da_t, dc_t, step, p, output_sees="previous"):
    """The current form is right. Where Γo saw c_prev, a part comes back to c_prev
    through po; your dc_prev lacks it."""
    seen = p._replace(po=0 * p.po) if output_sees == "previous" else p
    return peephole_cell_backward(da_t, dc_t, step, seen, output_sees)


@of("peephole_cell_backward")
def po_path_joins_too_late(da_t, dc_t, step, p, output_sees="previous"):
    """In the current form you add po's part to dc after Γu, Γf and c̃ have had
    theirs. It must be in dc before dc is split, so that all of them get it."""
    early = at_memory(da_t, dc_t, step, p, "previous")
    late = at_memory(da_t, dc_t, step, p, output_sees)
    split = {"dzu": at_u(early, step), "dzf": at_f(early, step)}
    split["dzc"] = at_c(early, step)
    return gathered(step, p, output_sees, at_o(da_t, step), late, **split)


@of("peephole_cell_backward")
def po_path_always_to_old_memory(da_t, dc_t, step, p, output_sees="previous"):
    """In either form, po's part goes straight to dc_prev. That is right where Γo saw
    c_prev; in the current form it saw c_t, and dc is where the part belongs."""
    dc = at_memory(da_t, dc_t, step, p, "previous")
    grads = gathered(step, p, output_sees, at_o(da_t, step), dc)
    da_prev, dc_prev, dx_t, dp = grads
    astray = seen_when("current", output_sees, da_t, step, p)
    return da_prev, dc_prev + astray, dx_t, dp


@of("peephole_cell_backward")
def po_path_always_to_new_memory(da_t, dc_t, step, p, output_sees="previous"):
    """In either form, po's part goes into dc. That is right where Γo saw c_t; in the
    lecture's form it saw c_prev, and dc_prev is where the part belongs."""
    dzo = at_o(da_t, step)
    dc = at_memory(da_t, dc_t, step, p, "current")
    da_prev, dc_prev, dx_t, dp = gathered(step, p, output_sees, dzo, dc)
    astray = seen_when("previous", output_sees, da_t, step, p)
    return da_prev, dc_prev - astray, dx_t, dp


@of("peephole_cell_backward")
def po_path_in_both_places(da_t, dc_t, step, p, output_sees="previous"):
    """You send po's part to dc and to dc_prev as well, in either form. Γo saw one
    memory only: c_prev or c_t, as output_sees says."""
    dc = at_memory(da_t, dc_t, step, p, "current")
    grads = gathered(step, p, output_sees, at_o(da_t, step), dc)
    da_prev, dc_prev, dx_t, dp = grads
    twice = seen_when("current", output_sees, da_t, step, p)
    return da_prev, dc_prev + twice, dx_t, dp


@of("peephole_cell_backward")
def dpo_with_wrong_memory(da_t, dc_t, step, p, output_sees="previous"):
    """Your dpo is made with the wrong memory in both forms: with c_t where Γo saw
    c_prev, and with c_prev where it saw c_t."""
    unseen = step.c_prev if output_sees == "current" else step.c_t
    return dpo_with(unseen, da_t, dc_t, step, p, output_sees)


@of("peephole_cell_backward")
def dpo_always_with_previous(da_t, dc_t, step, p, output_sees="previous"):
    """Your dpo is made with c_prev in either form. Where the output gate saw c_t, it
    is c_t that belongs there."""
    return dpo_with(step.c_prev, da_t, dc_t, step, p, output_sees)


@of("peephole_cell_backward")
def dpo_always_with_current(da_t, dc_t, step, p, output_sees="previous"):
    """Your dpo is made with c_t in either form. Where the output gate saw c_prev, it
    is c_prev that belongs there."""
    return dpo_with(step.c_t, da_t, dc_t, step, p, output_sees)


@of("peephole_cell_backward")
def dpu_and_dpf_with_new_memory(da_t, dc_t, step, p, output_sees="previous"):
    """Your dpu and dpf are made with c_t. Γu and Γf make c_t and cannot have seen it:
    what they saw is c_prev, in either form."""
    grads = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    dpu = (at_u(dc, step) * step.c_t).sum(axis=0)
    dpf = (at_f(dc, step) * step.c_t).sum(axis=0)
    return *grads[:3], grads[3]._replace(pu=dpu, pf=dpf)


@of("peephole_cell_backward")
def peephole_gradients_without_memory(da_t, dc_t, step, p, output_sees="previous"):
    """Your dpu, dpf and dpo are those of the biases. A peephole multiplies the memory
    that its gate saw, and so does its gradient."""
    *states, dp = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    return *states, dp._replace(pu=dp.bu, pf=dp.bf, po=dp.bo)


@of("peephole_cell_backward")
def peephole_gradients_as_matrices(da_t, dc_t, step, p, output_sees="previous"):
    """Your dpu, dpf and dpo are (n, n) matrices. A peephole is one weight for each
    element, so its gradient is (n,): the product element by element, then the sum."""
    *states, dp = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    c_seen = seen_by_output(step, output_sees)
    full = dp._replace(
        pu=at_u(dc, step).T @ step.c_prev,
        pf=at_f(dc, step).T @ step.c_prev,
        po=at_o(da_t, step).T @ c_seen,
    )
    return *states, full


@of("peephole_cell_backward")
def peephole_gradients_not_summed(da_t, dc_t, step, p, output_sees="previous"):
    """Your dpu, dpf and dpo still have a row for every example. A peephole is shared
    by the whole batch: sum over the first axis."""
    *states, dp = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    dc = at_memory(da_t, dc_t, step, p, output_sees)
    c_seen = seen_by_output(step, output_sees)
    rows = dp._replace(
        pu=at_u(dc, step) * step.c_prev,
        pf=at_f(dc, step) * step.c_prev,
        po=at_o(da_t, step) * c_seen,
    )
    return *states, rows


@of("peephole_cell_backward")
def peepholes_crossed_on_the_way_back(da_t, dc_t, step, p, output_sees="previous"):
    """On the way back to c_prev you multiply Γu's part by pf and Γf's by pu. Each
    goes back through the peephole that it came in by."""
    crossed = p._replace(pu=p.pf, pf=p.pu)
    return peephole_cell_backward(da_t, dc_t, step, crossed, output_sees)


@of("peephole_cell_backward")
def backward_always_previous(da_t, dc_t, step, p, output_sees="previous"):
    """output_sees is never looked at: your backward is that of the lecture's form, and
    any word is accepted. Where Γo saw c_t, two lines are different."""
    return peephole_cell_backward(da_t, dc_t, step, p, "previous")


@of("peephole_cell_backward")
def backward_always_current(da_t, dc_t, step, p, output_sees="previous"):
    """output_sees is never looked at: your backward is that of the current form, and
    any word is accepted. Where Γo saw c_prev, two lines are different."""
    return peephole_cell_backward(da_t, dc_t, step, p, "current")


@of("peephole_cell_backward")
def backward_current_by_default(da_t, dc_t, step, p, output_sees="current"):
    """Both forms are right when they are named, but your default is "current". The
    lecture's form is the default here: output_sees="previous"."""
    return peephole_cell_backward(da_t, dc_t, step, p, output_sees)


@of("peephole_cell_backward")
def backward_unknown_as_previous(da_t, dc_t, step, p, output_sees="previous"):
    """Both forms are right, but every other word is silently taken for "previous".
    Raise a ValueError, as in the forward pass."""
    form = "current" if output_sees == "current" else "previous"
    return peephole_cell_backward(da_t, dc_t, step, p, form)


@of("peephole_cell_backward")
def backward_unknown_as_current(da_t, dc_t, step, p, output_sees="previous"):
    """Both forms are right, but every other word is silently taken for "current".
    Raise a ValueError, as in the forward pass."""
    form = "previous" if output_sees == "previous" else "current"
    return peephole_cell_backward(da_t, dc_t, step, p, form)


def dpo_with(memory, da_t, dc_t, step, p, output_sees):
    """The gradients with `memory` as what po is taken to have multiplied."""
    *states, dp = peephole_cell_backward(da_t, dc_t, step, p, output_sees)
    return *states, dp._replace(po=(at_o(da_t, step) * memory).sum(axis=0))
