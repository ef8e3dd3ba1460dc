# slip: a run that goes on does as many epochs again
# named: as_many_epochs_again
def fit(
    model, step, batches, *, epochs, validate=None, patience=None, carry_state=False,
    seed=0, first_epoch=0, progress=iter,
):  # fmt: skip
    if seed is not None:
        torch.manual_seed(seed)
    out = {"train": [], "valid": [], "best": None}
    lowest, weights, since = float("inf"), None, 0
    for number in progress(range(first_epoch, first_epoch + epochs)):
        model.train()
        state, total, count = None, 0.0, 0
        for batch in batches:
            if not carry_state:
                state = None
            loss, state = step(model, batch, state)
            total, count = total + loss.detach(), count + 1
        out["train"].append(float(total / count))
        if validate is not None:
            model.eval()
            with torch.no_grad():
                value = float(validate(model))
            out["valid"].append(value)
            since += 1
            if value < lowest:
                lowest, since, out["best"] = value, 0, number
                weights = deepcopy(model.state_dict())
            if patience is not None and since >= patience:
                break
    if weights is not None:
        model.load_state_dict(weights)
    return out
