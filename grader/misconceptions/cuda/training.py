"""Wrong answers that people give for one update, and for a training run."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.training")

MISTAKES.of(
    "train_step",
    """
    clipped_after_the_step
      - if max_norm is not None:
      + scaler.step(optimizer)
      + if max_norm is not None:
      - scaler.step(optimizer)
      - scaler.update()
      + scaler.update()
      The gradients are clipped when the optimiser has already moved: too late to help.
      The order is backward, clip, step.
    each_parameter_clipped_alone
      - torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
      + for parameter in model.parameters():
      +     torch.nn.utils.clip_grad_norm_([parameter], max_norm)
      Each parameter's gradient is clipped by its own norm, which turns the direction.
      The norm is that of all gradients together.
    clipped_by_value
      clip_grad_norm_  →  clip_grad_value_
      Each number of the gradients is cut at max_norm by itself, which turns their
      direction. The norm of all of them together is scaled: clip_grad_norm_.
    cleared_after_backward
      - optimizer.zero_grad()
      - scaler.scale(loss).backward()
      + scaler.scale(loss).backward()
      + optimizer.zero_grad()
      The gradients are cleared between backward and the step: there is nothing left to
      move by. Clear them before backward.
    always_scaled_to_max_norm
      - torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
      + parameters = list(model.parameters())
      + total = torch.sqrt(sum(p.grad.square().sum() for p in parameters))
      + for parameter in parameters:
      +     parameter.grad *= max_norm / total
      Short gradients are made longer: you scale to max_norm always. Only what is longer
      is scaled down.
    gradients_not_cleared
      optimizer.zero_grad()  →  pass
      backward() adds to the gradients that are there: those of all earlier batches are
      still in them. Clear them first.
    state_not_detached
      detached(state)  →  state
      The state comes back with its history: the next backward goes into a chunk that is
      over, and fails or takes ever longer. Detach it between chunks.
    state_taken_for_a_tensor
      detached(state)  →  state.detach()
      You take the state for one tensor. An LSTM's state is a tuple of two, and some
      models have none: look which it is, and detach each part.
    state_dropped
      model(x, state)  →  model(x, None)
      The state you were given is not passed to the model: each chunk starts from
      scratch.
    loss_in_bfloat16
      - with narrow:
      -     out, state = model(x, state)
      - loss = loss_fn(out.float() if autocast else out, *targets)
      + with narrow:
      +     out, state = model(x, state)
      +     loss = loss_fn(out, *targets)
      The loss is computed inside autocast from bfloat16 outputs: eight bits are too few
      to sum up. Leave autocast first, and take out.float().
    autocast_ignored
      - torch.autocast(device.type, autocast) if autocast else nullcontext()
      + nullcontext()
      `autocast` changes nothing: the forward pass stays in float32. Put it under
      torch.autocast.
    always_bfloat16
      - torch.autocast(device.type, autocast)
      + torch.autocast(device.type, torch.bfloat16)
      The forward pass is in bfloat16, whichever dtype was asked for. Hand `autocast` on
      to torch.autocast as its dtype.
    whole_model_cast
      - with narrow:
      -     out, state = model(x, state)
      - loss = loss_fn(out.float() if autocast else out, *targets)
      + if autocast:
      +     model, x = model.to(autocast), x.to(autocast)
      + out, state = model(x, state)
      + loss = loss_fn(out, *targets)
      The parameters themselves become 16-bit numbers, and small updates vanish in the
      rounding. Autocast narrows the products and leaves the parameters float32.
    clipped_while_scaled
      - scaler.unscale_(optimizer)
      You clip gradients that are still scaled up, so that after scaling back next to
      nothing is left of them. Call scaler.unscale_(optimizer) between backward and
      clipping.
    scaler_ignored
      - if scaler is None:
      -     scaler = torch.amp.GradScaler(device.type, enabled=False)
      + scaler = torch.amp.GradScaler(device.type, enabled=False)
      The scaler you were given is not used, so small gradients vanish in float16. Scale
      the loss, unscale_ the gradients, clip, scaler.step, scaler.update.
    scaler_made_anew
      - if scaler is None:
      -     scaler = torch.amp.GradScaler(device.type, enabled=False)
      + if scaler is not None:
      +     scaler = torch.amp.GradScaler(device.type)
      + else:
      +     scaler = torch.amp.GradScaler(device.type, enabled=False)
      You make a scaler of your own in each step. It must be the one that was given: it
      remembers its scale from step to step.
    scaler_not_updated
      - scaler.update()
      The scaler's update() is missing: the scale never changes, and a second step is
      an error. It comes last.
    updated_before_the_step
      - scaler.step(optimizer)
      - scaler.update()
      + scaler.update()
      + scaler.step(optimizer)
      The scaler is updated before its step: it then no longer knows that the gradients
      were scaled back, and does so again. First step, then update.
    stepped_past_the_scaler
      scaler.step(optimizer)  →  optimizer.step()
      The optimiser moves whatever the gradients are. scaler.step(optimizer) leaves out
      a step in which one of them is not finite.
    never_scaled_back
      - scaler.unscale_(optimizer)
      - if max_norm is not None:
      + if max_norm is not None:
      - scaler.step(optimizer)
      - scaler.update()
      + optimizer.step()
      The optimiser moves by gradients that are still scaled up, thousands of times too
      far. Call scaler.unscale_(optimizer) first, then scaler.step(optimizer).
    loss_not_scaled
      scaler.scale(loss).backward()  →  loss.backward()
      You go back from the loss as it is, and only afterwards use the scaler. Go back
      from scaler.scale(loss).
    scaled_loss_returned
      return loss.detach(), detached  →  return scaler.scale(loss).detach(), detached
      You return the scaled loss, a number that depends on the scaler. Scale for
      backward alone, and return the loss itself.
    batch_left_on_the_cpu
      - x, *targets = (part.to(device, non_blocking=True) for part in batch)
      + x, *targets = batch
      The batch stays where it is. Ask the model's parameters for their device and move
      every part of the batch there, or it runs on the CPU only.
    loss_as_a_number
      loss.detach(), detached  →  loss.item(), detached
      You return loss.item(): each step then waits until the device is done. Return the
      tensor, detached, and look at it once in a while.
    copies_that_wait
      - , non_blocking=True
      +
      The copies to the device make the CPU wait for each. With non_blocking=True, and
      the batch in pinned memory, they go on beside the computing.
    loss_after_the_update
      out, state = model(x, state)  →  before, (out, state) = state, model(x, state)
      - return loss.detach(), detached(state)
      + with torch.no_grad():
      +     return loss_fn(model(x, before)[0], *targets), detached(state)
      The loss is computed again after the step: a second forward pass for a number that
      was there already. Return the one that you went back from.
    """,
)

MISTAKES.of(
    "fit",
    """
    best_weights_lost
      deepcopy(model.state_dict())  →  model.state_dict()
      The model ends with the weights of its last epoch. Either the best ones are not
      put back, or what you kept of them went on changing: state_dict() gives the
      weights themselves, so copy them (copy.deepcopy).
    left_in_eval_mode
      - for epoch in progress(range(first_epoch, epochs)):
      -     model.train()
      + model.train()
      + for epoch in progress(range(first_epoch, epochs)):
      After the first validation the model stays in eval mode: no more dropout. Call
      model.train() at the start of each epoch.
    validated_in_train_mode
      model.eval()  →  pass
      The model is validated in train mode, with dropout. Call model.eval() before, and
      model.train() again after.
    validated_with_gradients
      with torch.no_grad():  →  with torch.enable_grad():
      Gradients are recorded while you validate, which costs memory and time for
      nothing: torch.no_grad().
    state_carried_into_the_next_epoch
      - history, kept = {"train": [], "valid": [], "best": None}, None
      + history, kept, state = {"train": [], "valid": [], "best": None}, None, None
      losses, state = [], None  →  losses = []
      The last state of an epoch goes into the next, which begins somewhere else. Each
      epoch begins with None.
    state_never_carried
      state if carry_state else None  →  None
      carry_state=True changes nothing: every batch begins with None. Hand on the state
      that the step gave back.
    seeded_every_epoch
      - model.train()
      + model.train()
      + torch.manual_seed(seed)
      You seed in each epoch: all of them see the same order and the same noise. Once,
      at the start.
    never_seeded
      torch.manual_seed(seed)  →  pass
      The seed is not used: two runs are never equal. Hand it to torch.manual_seed
      before anything is drawn.
    patience_not_renewed
      - history, kept = {"train": [], "valid": [], "best": None}, None
      + history, kept, worse = {"train": [], "valid": [], "best": None}, None, 0
      - elif patience is not None and epoch - best >= patience:
      -     break
      + else:
      +     worse += 1
      +     if patience is not None and worse >= patience:
      +         break
      All bad epochs count towards your patience, though good ones came between. A new
      lowest loss starts the count again.
    patience_one_too_long
      epoch - best >= patience  →  epoch - best > patience
      You stop one epoch too late. After `patience` epochs without a new lowest loss it
      is over.
    later_of_two_equals
      history["valid"][-1] < before  →  history["valid"][-1] <= before
      An epoch that is only as good as the best replaces it. New is what is lower: <,
      not <=.
    losses_added_up
      torch.stack(losses).mean()  →  torch.stack(losses).sum()
      You report the sum of an epoch's losses. The mean does not depend on how many
      batches there are.
    progress_not_told
      progress(range(first_epoch, epochs))  →  range(first_epoch, epochs)
      `progress` is never called, so nobody sees how far the run is. Go over
      progress(range(first_epoch, epochs)).
    first_epoch_ignored
      - progress(range(first_epoch, epochs))
      + progress(range(epochs))
      history["valid"][best - first_epoch]  →  history["valid"][best]
      Your run begins at epoch 0, whatever first_epoch says, so that one that goes on
      repeats itself. Go over range(first_epoch, epochs).
    as_many_epochs_again
      range(first_epoch, epochs)  →  range(first_epoch, first_epoch + epochs)
      A run that goes on does `epochs` more. `epochs` says where the run ends, not how
      much is left: range(first_epoch, epochs).
    best_counted_from_the_first_one_run
      - history["best"], kept = epoch, deepcopy(model.state_dict())
      + history["best"], kept = epoch - first_epoch, deepcopy(model.state_dict())
      history["valid"][best - first_epoch]  →  history["valid"][best]
      epoch - best >= patience  →  epoch - first_epoch - best >= patience
      The best epoch is counted from where the run went on. Give its number, which is
      first_epoch or more.
    best_looked_up_by_its_number
      history["valid"][best - first_epoch]  →  history["valid"][best]
      You look up the best loss under the epoch's number, but the list begins at
      first_epoch: its place there is best - first_epoch.
    none_is_a_seed
      - if seed is not None:
      -     torch.manual_seed(seed)
      + torch.manual_seed(0 if seed is None else seed)
      With seed=None you seed all the same, and a run that goes on draws other numbers
      than an uncut one. Leave the generator as it is.
    batches_listed_once
      - history, kept = {"train": [], "valid": [], "best": None}, None
      + history, kept = {"train": [], "valid": [], "best": None}, None
      + batches = list(batches)
      The batches are put into a list before the first epoch, so every epoch gets the
      same ones. A loader shuffles again each time you iterate over it: loop over it in
      every epoch.
    """,
)
