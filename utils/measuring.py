"""What is measured of a device beside times: what it can do, and what it is told."""

NO_WORK = {
    "alias", "as_strided", "chunk", "detach", "empty", "empty_like", "empty_strided",
    "expand", "flatten", "narrow", "new_empty", "new_empty_strided", "permute",
    "reshape", "select", "slice", "split", "split_with_sizes", "squeeze", "t",
    "to", "transpose", "unbind", "unflatten", "unsqueeze", "view", "_reshape_alias",
    "_unsafe_view", "lift_fresh", "resolve_conj", "resolve_neg", "result_type",
    "set_", "resize_", "accumulate_grad", "unsafe_split", "unsafe_chunk", "result",
}  # fmt: skip
"""Operators that look at numbers in another way, or make room, and compute nothing."""


def launches(f):
    """How many operators that compute ``f()`` calls, as torch's profiler counts them.

    Of operators that call others the innermost are counted; on a GPU each of them is
    one kernel, or very few.
    """
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CPU]) as seen:
        f()
    inner = [e for e in seen.events() if not _calls_others(e)]
    names = [e.name.removeprefix("aten::") for e in inner if "aten::" in e.name]
    return sum(name not in NO_WORK for name in names)


def device_limits(time_it, device, size=1024):
    """(peak, bandwidth): operations and bytes in a second, as large products reach them.

    peak: a product of square matrices of `size`; bandwidth: a product of a matrix of
    16 size² numbers, which fits into no cache, and a vector; both in float32.
    time_it: f -> (median, spread), like the notebook's.
    """
    import torch

    square = torch.rand(size, size, device=device)
    seconds, _ = time_it(lambda: square @ square)
    long, vector = torch.rand(16 * size, size, device=device), square[0].clone()
    reading, _ = time_it(lambda: long @ vector)
    return 2 * size**3 / seconds, long.numel() * 4 / reading


def _calls_others(event):
    """True where an operator only hands its work on to others that compute."""
    inner = event.cpu_children
    return any(
        child.name.removeprefix("aten::") not in NO_WORK or _calls_others(child)
        for child in inner
    )
