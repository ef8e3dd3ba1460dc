"""One update, and a training run."""

from contextlib import nullcontext
from copy import deepcopy

import torch


def train_step(
    model,
    batch,
    state=None,
    *,
    loss_fn,
    optimizer,
    max_norm=1.0,
    autocast=None,
    scaler=None,
):
    """One update of the model from one batch: (loss, state), both detached.

    Forward on the model's device, under autocast to the dtype `autocast`, None: as it
    is; the loss in float32; backward from the loss scaled up by the GradScaler
    `scaler`, None: not scaled; the gradients scaled back; those of all parameters, g,
    times min(1, max_norm / |g|), unless `max_norm` is None; the optimiser's step, which
    a scaler leaves out if a gradient is not finite; the scaler's update.

    model(x, state) -> (out, state); `batch` is (x, *targets), on the CPU;
    loss_fn(out, *targets) -> a scalar tensor. The loss is that before the update.
    """
    device = next(model.parameters()).device
    x, *targets = (part.to(device, non_blocking=True) for part in batch)
    narrow = torch.autocast(device.type, autocast) if autocast else nullcontext()
    with narrow:
        out, state = model(x, state)
    loss = loss_fn(out.float() if autocast else out, *targets)
    if scaler is None:
        scaler = torch.amp.GradScaler(device.type, enabled=False)  # passes all through
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    if max_norm is not None:
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.detach(), detached(state)


def detached(state):
    """A state without its history: a tensor, a tuple of them, or None."""
    if isinstance(state, (tuple, list)):
        return tuple(detached(part) for part in state)
    return None if state is None else state.detach()


def fit(
    model,
    step,
    batches,
    *,
    epochs,
    validate=None,
    patience=None,
    carry_state=False,
    seed=0,
    first_epoch=0,
    progress=iter,
):
    """Train for some epochs and keep the best: a dict of "train", "valid", "best".

    step(model, batch, state) -> (loss, state); validate(model) -> a number, in eval
    mode and without gradients; `patience` epochs in a row without a new lowest end the
    run. With `carry_state` an epoch's batches hand their state on. `seed` is set once,
    None not at all; `progress` wraps range(first_epoch, epochs). The model ends with
    the weights of its best epoch, which is told by its number.
    """
    if seed is not None:
        torch.manual_seed(seed)
    history, kept = {"train": [], "valid": [], "best": None}, None
    for epoch in progress(range(first_epoch, epochs)):
        model.train()
        losses, state = [], None
        for batch in batches:
            loss, state = step(model, batch, state if carry_state else None)
            losses.append(loss)  # still on its device: read once, below
        history["train"].append(torch.stack(losses).mean().item())
        if validate is None:
            continue
        model.eval()
        with torch.no_grad():
            history["valid"].append(float(validate(model)))
        best = history["best"]
        before = None if best is None else history["valid"][best - first_epoch]
        if before is None or history["valid"][-1] < before:
            history["best"], kept = epoch, deepcopy(model.state_dict())
        elif patience is not None and epoch - best >= patience:
            break
    if kept is not None:
        model.load_state_dict(kept)
    return history
