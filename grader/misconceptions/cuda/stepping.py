"""Wrong versions of train_step."""

import torch

from grader.misconceptions import Misconceptions
from grader.reference.cuda.training import detached, train_step

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


def stepped(
    model,
    batch,
    state,
    *,
    loss_fn,
    optimizer,
    max_norm=1.0,
    bfloat16=False,
    clear=True,
    clip=torch.nn.utils.clip_grad_norm_,
    clip_late=False,
    loss_inside=False,
    keep=detached,
):
    """The update with a part of it changed."""
    device = next(model.parameters()).device
    x, *targets = (part.to(device, non_blocking=True) for part in batch)
    where = "cpu" if device.type == "meta" else device.type
    with torch.autocast(where, torch.bfloat16, enabled=bfloat16):
        out, state = model(x, state)
        if loss_inside:
            loss = loss_fn(out, *targets)
    if not loss_inside:
        loss = loss_fn(out.float() if bfloat16 else out, *targets)
    if clear:
        optimizer.zero_grad()
    loss.backward()
    if clip_late:
        optimizer.step()
    if max_norm is not None:
        clip(model.parameters(), max_norm)
    if not clip_late:
        optimizer.step()
    return loss.detach(), keep(state)


@of("train_step")
def clipped_after_the_step(model, batch, state=None, **how):
    """The gradients are clipped when the optimiser has already moved: too late to help.
    The order is backward, clip, step."""
    return stepped(model, batch, state, **how, clip_late=True)


@of("train_step")
def each_parameter_clipped_alone(model, batch, state=None, **how):
    """Each parameter's gradient is clipped by its own norm, which turns the direction.
    The norm is that of all gradients together."""

    def clip(parameters, norm):
        for parameter in parameters:
            torch.nn.utils.clip_grad_norm_([parameter], norm)

    return stepped(model, batch, state, **how, clip=clip)


@of("train_step")
def clipped_by_value(model, batch, state=None, **how):
    """Each number of the gradients is cut at max_norm by itself, which turns their
    direction. The norm of all of them together is scaled: clip_grad_norm_."""
    clip = torch.nn.utils.clip_grad_value_
    return stepped(model, batch, state, **how, clip=clip)


@of("train_step")
def cleared_after_backward(model, batch, state=None, *, optimizer, **how):
    """The gradients are cleared between backward and the step: there is nothing left to
    move by. Clear them before backward."""
    return stepped(model, batch, state, **how, optimizer=Cleared(optimizer))


class Cleared:
    """An optimiser whose gradients are cleared before it steps."""

    def __init__(self, optimizer):
        self.optimizer, self.zero_grad = optimizer, optimizer.zero_grad

    def step(self):
        """No step."""
        self.zero_grad()
        self.optimizer.step()


@of("train_step")
def always_scaled_to_max_norm(model, batch, state=None, **how):
    """Short gradients are made longer: you scale to max_norm always. Only what is
    longer is scaled down."""

    def clip(parameters, norm):
        parameters = list(parameters)
        total = torch.sqrt(sum(p.grad.square().sum() for p in parameters))
        for parameter in parameters:
            parameter.grad *= norm / total

    return stepped(model, batch, state, **how, clip=clip)


@of("train_step")
def gradients_not_cleared(model, batch, state=None, **how):
    """backward() adds to the gradients that are there: those of all earlier batches
    are still in them. Clear them first."""
    return stepped(model, batch, state, **how, clear=False)


@of("train_step")
def state_not_detached(model, batch, state=None, **how):
    """The state comes back with its history: the next backward goes into a chunk that
    is over, and fails or takes ever longer. Detach it between chunks."""
    return stepped(model, batch, state, **how, keep=lambda state: state)


@of("train_step")
def state_taken_for_a_tensor(model, batch, state=None, **how):
    """You take the state for one tensor. An LSTM's state is a tuple of two, and
    some models have none: look which it is, and detach each part."""
    return stepped(model, batch, state, **how, keep=lambda state: state.detach())


@of("train_step")
def state_dropped(model, batch, state=None, **how):
    """The state you were given is not handed to the model: each chunk begins anew."""
    return stepped(model, batch, None, **how)


@of("train_step")
def loss_in_bfloat16(model, batch, state=None, **how):
    """The loss is computed inside autocast from bfloat16 outputs: eight bits are too
    few to sum up. Leave autocast first, and take out.float()."""
    return stepped(model, batch, state, **how, loss_inside=True)


@of("train_step")
def bfloat16_ignored(model, batch, state=None, *, bfloat16=False, **how):
    """bfloat16=True changes nothing: the forward pass stays in float32. Put it under
    torch.autocast."""
    return train_step(model, batch, state, **how)


@of("train_step")
def whole_model_in_bfloat16(model, batch, state=None, *, bfloat16=False, **how):
    """The parameters themselves become bfloat16, and small updates vanish in the
    rounding. Autocast narrows the products and leaves the parameters float32."""
    if not bfloat16:
        return train_step(model, batch, state, **how)
    x, *targets = batch
    batch = (x.bfloat16(), *targets)
    return stepped(model.bfloat16(), batch, state, **how, loss_inside=True)


@of("train_step")
def batch_left_on_the_cpu(model, batch, state=None, *, bfloat16=False, **how):
    """The batch stays where it is. Ask the model's parameters for their device and
    move every part of the batch there, or it runs on the CPU only."""
    if next(model.parameters()).device.type != "cpu":
        raise RuntimeError("tensors on two devices")
    return train_step(model, batch, state, bfloat16=bfloat16, **how)


@of("train_step")
def loss_as_a_number(model, batch, state=None, **how):
    """You return loss.item(): each step then waits until the device is done. Return
    the tensor, detached, and look at it once in a while."""
    loss, state = train_step(model, batch, state, **how)
    return loss.item(), state


@of("train_step")
def copies_that_wait(model, batch, state=None, **how):
    """The copies to the device make the CPU wait for each. With non_blocking=True, and
    the batch in pinned memory, they go on beside the computing."""
    device = next(model.parameters()).device
    batch = tuple(part.to(device) for part in batch)
    return train_step(model, batch, state, **how)


@of("train_step")
def loss_after_the_update(model, batch, state=None, *, loss_fn, **how):
    """The loss is computed anew after the step: a second forward pass for a number that
    was there already. Return the one that you went back from."""
    before = state
    _, state = train_step(model, batch, state, loss_fn=loss_fn, **how)
    device = next(model.parameters()).device
    x, *targets = (part.to(device, non_blocking=True) for part in batch)
    with torch.no_grad():
        out, _ = model(x, before)
        return loss_fn(out, *targets), state
