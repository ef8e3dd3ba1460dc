# slip: the loss is printed at every step
# named: printed_on_the_way
def epoch_without_waits(model, batches, *, loss_fn, optimizer, max_norm):
    seen = []
    for number, (x, y, mask) in enumerate(batches):
        scores = model(x)[0]
        loss = loss_fn(scores, y, mask)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        print("batch", number, loss.detach())
        right = ((scores.argmax(-1) == y) & mask).sum()
        seen.append((loss.detach(), norm, right, mask.sum()))
    losses, norms, right, real = (torch.stack(column) for column in zip(*seen))
    return {
        "loss": losses.mean(),
        "worst": losses.max(),
        "clipped": (norms > max_norm).sum(),
        "right": right.sum() / real.sum(),
    }
