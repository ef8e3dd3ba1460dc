# slip: the losses are put together by torch.tensor
# named: made_of_a_list
def epoch_without_waits(model, batches, *, loss_fn, optimizer, max_norm):
    losses, clipped, hits, steps = [], 0, 0, 0
    for x, y, mask in batches:
        scores, _ = model(x)
        loss = loss_fn(scores, y, mask)
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(loss.detach())
        clipped = clipped + (norm > max_norm)
        hits = hits + torch.logical_and(scores.argmax(2) == y, mask).sum()
        steps = steps + mask.sum()
    device = losses[0].device
    losses = torch.tensor(losses, device=device)
    return {
        "loss": losses.mean(),
        "worst": losses.amax(),
        "clipped": clipped,
        "right": hits / steps,
    }
