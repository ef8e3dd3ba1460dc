"""Wrong answers that people give for one update."""

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
    loss_in_float16
      out.float() if autocast else  →  out.float() if autocast is torch.bfloat16 else
      Under float16 the loss is computed in float16, where 65504 is the largest number.
      Take out.float() whatever the dtype of autocast is.
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
    not_clipped_under_a_scaler
      if max_norm is not None:  →  if max_norm is not None and not scaler.is_enabled():
      With a scaler you do not clip. Clip with it, too: after scaler.unscale_, before
      scaler.step.
    scaled_back_by_hand
      - scaler.unscale_(optimizer)
      + for parameter in model.parameters():
      +     if parameter.grad is not None:
      +         parameter.grad /= scaler.get_scale()
      You divide the gradients by the scale, and scaler.step does so again, for it knows
      nothing of yours. Leave it to scaler.unscale_(optimizer), which it remembers.
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
