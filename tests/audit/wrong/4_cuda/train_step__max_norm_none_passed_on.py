# slip: clips although max_norm is None
# named: none_used | clipping_always
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
    """One update of the model from one batch: (loss, state).

    The batch goes to the model's device, forward, loss, backward, the gradients of all
    parameters together are scaled down to the norm `max_norm` where they are longer,
    then the optimiser moves.

    model: model(x, state) -> (out, state); state is None, a tensor, or a tuple of
    tensors, on the model's device already.
    batch: a tuple (x, *targets) of CPU tensors; loss_fn(out, *targets) -> a scalar.
    max_norm: None: no clipping.
    autocast: a dtype (torch.bfloat16, torch.float16): forward under torch.autocast in
    it; the loss is computed in float32, outside, from out.float(); the parameters stay
    float32. None: no autocast.
    scaler: a torch.amp.GradScaler: backward from the scaled loss; the gradients are
    scaled back before they are clipped; the scaler makes the step and is updated.
    None: no scaling.
    Returns the loss before the update, a detached scalar tensor, not scaled, and the
    new state, detached: of the same kind as the model's, None if it has none.
    """
    device = next(model.parameters()).device
    x, *targets = [part.to(device, non_blocking=True) for part in batch]
    narrow = torch.autocast(device.type, autocast) if autocast else nullcontext()
    with narrow:
        out, state = model(x, state)
    loss = loss_fn(out.float() if autocast else out, *targets)

    # one that is not enabled passes everything on as it is
    scaler = scaler or torch.amp.GradScaler(device.type, enabled=False)
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()

    if isinstance(state, torch.Tensor):
        state = state.detach()
    elif state is not None:
        state = tuple(part.detach() for part in state)
    return loss.detach(), state
