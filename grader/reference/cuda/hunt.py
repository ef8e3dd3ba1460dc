"""An epoch that asks the device for nothing on the way."""

import torch


def epoch_without_waits(model, batches, *, loss_fn, optimizer, max_norm):
    """One epoch of updates: a dict of scalar tensors, where the model is.

    "loss": the mean of the batches' losses; "worst": the largest of them; "clipped":
    how many updates had gradients longer than `max_norm`; "right": the share of the
    real steps of all batches at which the largest score is the target's.

    model(x) -> (scores (T, m, classes), state); `batches` of (x, y (T, m), mask (T, m))
    on the model's device; loss_fn(scores, y, mask) -> a scalar tensor. Nothing is read.
    """
    losses, norms, right, real = [], [], [], []
    for x, y, mask in batches:
        scores, _ = model(x)
        loss = loss_fn(scores, y, mask)
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(loss.detach())
        norms.append(norm)
        hits = (scores.argmax(dim=2) == y) & mask
        right.append(hits.sum())
        real.append(mask.sum())
    losses, norms = torch.stack(losses), torch.stack(norms)
    return {
        "loss": losses.mean(),
        "worst": losses.max(),
        "clipped": (norms > max_norm).sum(),
        "right": torch.stack(right).sum() / torch.stack(real).sum(),
    }
