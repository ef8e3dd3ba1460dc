"""What the check of the epoch that waits for nothing says."""

from utils.checks.why import Why

HUNT = {
    "hunt_dict": Why(
        "another kind of result, or other names",
        "return a dict of loss, worst, clipped and right",
    ),
    "hunt_loss": Why(
        "the sum, or the last batch's loss",
        "stack the batches' losses after the loop, and take their mean",
    ),
    "hunt_worst": Why(
        "it begins at 0, and no loss is above that, or it is another batch's",
        "the maximum of the losses that came, whatever their sign",
    ),
    "hunt_clipped": Why(
        "the norm is looked at after clipping, or every update is counted",
        "clip_grad_norm_ returns the norm before it: compare that with max_norm",
    ),
    "hunt_right": Why(
        "padded steps are counted, or the batches' shares are averaged",
        "right steps under the mask, all added up, over all real steps",
    ),
    "hunt_weights": Why(
        "no clearing, no clipping, or the step before the clipping",
        "clear, backward, clip, step: in this order, once for each batch",
    ),
    "hunt_tensors": Why(
        "a result is a Python number, or holds the history of its step",
        "detach the losses that you keep; return tensors and read none of them",
    ),
    "hunt_waits": Why(
        ".item(), float, int, bool, if or print of a tensor; or an index by a mask",
        "keep tensors, compare tensors; & and sum() in place of an index by a mask",
    ),
    "hunt_device": Why(
        "a tensor is made on a fixed device, or something is read",
        "make what you need from what you were given, and read nothing",
    ),
}
