"""Wrong versions of fit."""

from copy import deepcopy

import torch

from grader.misconceptions import Misconceptions
from grader.reference.cuda.training import fit

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


def run(
    model,
    step,
    batches,
    *,
    epochs,
    validate=None,
    patience=None,
    carry_state=False,
    seed=0,
    progress=iter,
    copied=deepcopy,
    train_again=True,
    evaluating=True,
    recording=False,
    reset_state=True,
    mean=True,
    seeded="once",
    better=lambda new, old: new < old,
    in_a_row=True,
):
    """The run with a part of it changed."""
    if seeded:
        torch.manual_seed(seed)
    history, kept, state, worse = (
        {"train": [], "valid": [], "best": None},
        None,
        None,
        0,
    )
    model.train()
    for epoch in progress(range(epochs)):
        if seeded == "each epoch":
            torch.manual_seed(seed)
        if train_again:
            model.train()
        state, losses = None if reset_state else state, []
        for batch in batches:
            loss, state = step(model, batch, state if carry_state else None)
            losses.append(loss)
        total = torch.stack(losses).sum() if not mean else torch.stack(losses).mean()
        history["train"].append(total.item())
        if validate is None:
            continue
        if evaluating:
            model.eval()
        with torch.set_grad_enabled(recording):
            history["valid"].append(float(validate(model)))
        best, new = history["best"], history["valid"][-1]
        if best is None or better(new, history["valid"][best]):
            history["best"], kept = epoch, copied(model.state_dict())
            worse = worse if not in_a_row else 0
        else:
            worse += 1
            if patience is not None and worse >= patience:
                break
    if kept is not None:
        model.load_state_dict(kept)
    return history


@of("fit")
def best_weights_lost(model, step, batches, **how):
    """The model ends with the weights of its last epoch. Either the best ones are not
    put back, or what you kept of them went on changing: state_dict() gives the weights
    themselves, so copy them (copy.deepcopy)."""
    return run(model, step, batches, **how, copied=lambda state: state)


@of("fit")
def left_in_eval_mode(model, step, batches, **how):
    """After the first validation the model stays in eval mode: no more dropout. Call
    model.train() at the start of each epoch."""
    return run(model, step, batches, **how, train_again=False)


@of("fit")
def validated_in_train_mode(model, step, batches, **how):
    """The model is validated in train mode, with dropout. Call model.eval() before, and
    model.train() again after."""
    return run(model, step, batches, **how, evaluating=False)


@of("fit")
def validated_with_gradients(model, step, batches, **how):
    """Gradients are recorded while you validate, which costs memory and time for
    nothing: torch.no_grad()."""
    return run(model, step, batches, **how, recording=True)


@of("fit")
def state_carried_into_the_next_epoch(model, step, batches, **how):
    """The last state of an epoch goes into the next, which begins somewhere else. Each
    epoch begins with None."""
    return run(model, step, batches, **how, reset_state=False)


@of("fit")
def state_never_carried(model, step, batches, *, carry_state=False, **how):
    """carry_state=True changes nothing: every batch begins with None. Hand on the state
    that the step gave back."""
    return run(model, step, batches, **how)


@of("fit")
def seeded_every_epoch(model, step, batches, **how):
    """You seed in each epoch: all of them see the same order and the same noise. Once,
    at the start."""
    return run(model, step, batches, **how, seeded="each epoch")


@of("fit")
def never_seeded(model, step, batches, **how):
    """The seed is not used: two runs are never equal. Hand it to torch.manual_seed
    before anything is drawn."""
    return run(model, step, batches, **how, seeded=None)


@of("fit")
def patience_not_renewed(model, step, batches, **how):
    """All bad epochs count towards your patience, though good ones came between. A new
    lowest loss starts the count again."""
    return run(model, step, batches, **how, in_a_row=False)


@of("fit")
def patience_one_too_long(model, step, batches, *, patience=None, **how):
    """You stop one epoch too late. After `patience` epochs without a new lowest loss
    it is over."""
    patience = None if patience is None else patience + 1
    return run(model, step, batches, patience=patience, **how)


@of("fit")
def later_of_two_equals(model, step, batches, **how):
    """An epoch that is only as good as the best replaces it. New is what is lower: <,
    not <=."""
    return run(model, step, batches, **how, better=lambda new, old: new <= old)


@of("fit")
def losses_added_up(model, step, batches, **how):
    """You report the sum of an epoch's losses. The mean does not depend on how many
    batches there are."""
    return run(model, step, batches, **how, mean=False)


@of("fit")
def progress_not_told(model, step, batches, *, progress=iter, **how):
    """`progress` is never called, so nobody sees how far the run is. Go over
    progress(range(epochs))."""
    return fit(model, step, batches, **how)
