# slip: a mean of the batches' shares
# named: mean_of_the_shares
def epoch_without_waits(model, batches, *, loss_fn, optimizer, max_norm):
    results = {"loss": [], "clipped": [], "right": []}
    for x, y, mask in batches:
        scores = model(x)[0]
        loss = loss_fn(scores, y, mask)
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        right = (scores.argmax(2).eq(y) & mask).sum() / mask.sum()
        for name, value in (("loss", loss), ("clipped", norm > max_norm)):
            results[name].append(value.detach().float())
        results["right"].append(right)
    stacked = {name: torch.stack(values) for name, values in results.items()}
    return {
        "loss": stacked["loss"].mean(),
        "worst": stacked["loss"].max(),
        "clipped": stacked["clipped"].sum(),
        "right": stacked["right"].mean(),
    }
