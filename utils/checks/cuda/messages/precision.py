"""What the checks of 16-bit formats say."""

from utils.checks.why import Why

PRECISION = {
    "format_new": Why(
        "the limit is another one, or versions are compared as text",
        "from (8, 0) on, that included, torch.bfloat16: compare the tuple with >=",
    ),
    "format_old": Why(
        "bfloat16 where it is only emulated, or nothing where float16 is fast",
        "from (7, 0) on, and below (8, 0), torch.float16",
    ),
    "format_none": Why(
        "a 16-bit format where there are no tensor cores to make it fast",
        "below (7, 0) the dtype is None",
    ),
    "format_cpu": Why(
        "float16 or nothing on a CPU",
        "torch.bfloat16, the format that autocast takes there",
    ),
    "format_mps": Why(
        "a 16-bit format that not every Mac or torch can train in",
        "on mps the dtype is None",
    ),
    "format_scaler": Why(
        "a scaler is left out where small gradients vanish, or used where none does",
        "True with float16, False with everything else",
    ),
    "format_name": Why(
        "any other name gets an answer",
        "raise a ValueError unless the name is cuda, cpu or mps",
    ),
    "format_here": Why(
        "the GPU's own capability is not asked for",
        "where capability is None, take torch.cuda.get_device_capability()",
    ),
    "step_narrow": Why(
        "the model was cast, autocast is missing, or its dtype is a fixed one",
        "torch.autocast of the device's type, in the dtype given, around the forward "
        "pass alone",
    ),
    "step_wide": Why(
        "the loss is computed under autocast, or from 16-bit outputs",
        "leave autocast first, and compute it from out.float()",
    ),
    "step_unscaled": Why(
        "the scaled loss is returned",
        "scale it for backward alone, and return the loss itself",
    ),
    "step_scaler": Why(
        "gradients are not scaled back, or scaled back twice",
        "scale the loss, backward, unscale_, clip, scaler.step, scaler.update",
    ),
    "step_update": Why(
        "the scaler is not used, not updated, or another one is made",
        "scaler.step(optimizer), then scaler.update(), of the one that was given",
    ),
    "step_order": Why(
        "gradients are clipped while they are still scaled up, or not at all",
        "scaler.unscale_(optimizer) between backward and clipping",
    ),
    "step_overflow": Why(
        "the optimiser moves though a gradient is not finite",
        "leave the step to scaler.step(optimizer): it looks first",
    ),
}
