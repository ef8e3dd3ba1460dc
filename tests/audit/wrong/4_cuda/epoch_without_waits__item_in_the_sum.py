# slip: the loss is read at every step
# named: numbers_read_on_the_way
def epoch_without_waits(model, batches, *, loss_fn, optimizer, max_norm):
    device = next(model.parameters()).device
    total, losses = 0.0, []
    clipped = torch.zeros((), device=device)
    hits = torch.zeros((), device=device)
    steps = torch.zeros((), device=device)
    for x, y, mask in batches:
        out, _ = model(x)
        loss = loss_fn(out, y, mask)
        model.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        total += loss.item()
        losses.append(loss.detach())
        clipped += norm > max_norm
        hits += torch.where(mask, out.argmax(-1) == y, False).sum()
        steps += mask.sum()
    mean = torch.tensor(total / len(batches), dtype=losses[0].dtype, device=device)
    worst = torch.stack(losses).max()
    return {"loss": mean, "worst": worst, "clipped": clipped, "right": hits / steps}
