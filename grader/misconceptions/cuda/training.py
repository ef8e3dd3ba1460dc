"""Wrong answers that people give for one update, and for a training run."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.training")

MISTAKES.of(
    "train_step",
    """
    clipped_after_the_step
      - if max_norm is not None:
      + optimizer.step()
      + if max_norm is not None:
      - optimizer.step()
      - return
      + return
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
      - loss.backward()
      + loss.backward()
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
      - loss = loss_fn(out.float() if bfloat16 else out, *targets)
      + with narrow:
      +     out, state = model(x, state)
      +     loss = loss_fn(out, *targets)
      The loss is computed inside autocast from bfloat16 outputs: eight bits are too few
      to sum up. Leave autocast first, and take out.float().
    bfloat16_ignored
      - torch.autocast(device.type, torch.bfloat16) if bfloat16 else nullcontext()
      + nullcontext()
      bfloat16=True changes nothing: the forward pass stays in float32. Put it under
      torch.autocast.
    whole_model_in_bfloat16
      - with narrow:
      -     out, state = model(x, state)
      - loss = loss_fn(out.float() if bfloat16 else out, *targets)
      + if bfloat16:
      +     model, x = model.bfloat16(), x.bfloat16()
      + out, state = model(x, state)
      + loss = loss_fn(out, *targets)
      The parameters themselves become bfloat16, and small updates vanish in the
      rounding. Autocast narrows the products and leaves the parameters float32.
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
