"""Which of the 16-bit formats autocast should use on a device."""

import torch


def autocast_dtype(device_type, capability=None):
    """The dtype for autocast on a device, and whether its loss takes a GradScaler.

    device_type: "cuda", "cpu" or "mps"; another name is a ValueError. capability: of a
    CUDA GPU, (major, minor); None: that of the GPU that is here.

    bfloat16 on a CPU, and on a GPU from capability 8.0 on; float16 and a scaler from
    7.0 on; below, and on mps, None: all stays in float32.
    """
    if device_type == "cpu":
        return torch.bfloat16, False
    if device_type == "mps":
        return None, False
    if device_type != "cuda":
        raise ValueError(f"{device_type!r} is none of cuda, cpu and mps")
    if capability is None:
        capability = torch.cuda.get_device_capability()
    if capability >= (8, 0):
        return torch.bfloat16, False
    if capability >= (7, 0):
        return torch.float16, True
    return None, False
