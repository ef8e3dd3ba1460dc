"""An epoch as one often sees it, and a count of how often it waits for the device."""

from collections import Counter

WAITS = {
    "_local_scalar_dense": "a number was read (.item(), float, int, if)",
    "nonzero": "a size had to be counted (nonzero)",
    "masked_select": "a size had to be counted (masked_select)",
    "equal": "two tensors were compared as wholes (torch.equal)",
    "index": "a size had to be counted (an index by a mask)",
    "_unique2": "a size had to be counted (unique)",
    "bincount": "a size had to be counted (bincount)",
}
"""Operator -> why the host waits for it. Copies to the CPU are counted besides."""

CALLS = {
    "__repr__": "a tensor was printed",
    "tolist": "numbers were read (.tolist())",
    "tensor": "numbers were read (torch.tensor of tensors)",
    "as_tensor": "numbers were read (torch.tensor of tensors)",
}
"""Call -> why the host waits for it, where tensors on the CPU show no such operator."""


def epoch_that_waits(model, batches, *, loss_fn, optimizer, max_norm):
    """One epoch; at each step it waits for the device in seven places, or eight."""
    import torch

    loss_sum, worst, clipped, right, real = 0.0, float("-inf"), 0, 0, 0
    for sequences, target, is_real in batches:
        scores, _ = model(sequences)
        loss = loss_fn(scores, target, is_real)
        optimizer.zero_grad()
        loss.backward()
        length = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        loss_sum += loss.item()
        if loss > worst:
            worst = loss.item()
        if length > max_norm:
            clipped += 1
        said = scores.argmax(dim=2)
        right += int((said[is_real] == target[is_real]).sum())
        real += int(is_real.sum())
    mean = loss_sum / len(batches)
    return {"loss": mean, "worst": worst, "clipped": clipped, "right": right / real}


def waits(f):
    """Why a host would wait while ``f()`` runs: a dict of reasons and how often each.

    It counts, on whatever device, the operators in `WAITS`, the calls in `CALLS` and
    the copies to the CPU.
    """
    from utils.fixtures.watching import Waiting

    with Waiting() as waiting:
        f()
    return dict(Counter(waiting.seen))
