"""Right in values, wrong in form: inputs, precision, and what comes back."""

import copy

import numpy as np
import torch


def inputs_changed(right):
    """Right, but adds one to each array and tensor that it was given."""

    def spoil(thing):
        if isinstance(thing, dict):
            thing = list(thing.values())
        if isinstance(thing, (tuple, list)):
            for part in thing:
                spoil(part)
        elif isinstance(thing, torch.Tensor):
            thing.data += 1
        elif isinstance(thing, np.ndarray):
            thing += 1

    def copied(thing):
        if isinstance(thing, torch.Tensor):
            return thing.clone()  # through which gradients still come
        if isinstance(thing, dict):
            return {key: copied(item) for key, item in thing.items()}
        if isinstance(thing, (tuple, list)):
            items = [copied(item) for item in thing]
            return thing._make(items) if hasattr(thing, "_make") else type(thing)(items)
        return copy.copy(thing)

    def function(*args, **kwargs):
        given = copied(args)
        spoil(args)
        return right(*given, **kwargs)

    return function


def widened(right):
    """Right, but in float64."""

    def wide(value):
        if isinstance(value, tuple):
            return getattr(value, "_make", tuple)(map(wide, value))
        if isinstance(value, dict):
            return {key: wide(item) for key, item in value.items()}
        return value.double() if hasattr(value, "double") else np.float64(value)

    return lambda *args, **kwargs: wide(right(*args, **kwargs))


def widened_layer(right):
    """A right layer whose outputs are always in float64."""

    def build(*args):
        layer = right(*args)
        layer.register_forward_hook(lambda layer, x, out: (out[0].double(), out[1]))
        return layer

    return build


def narrowed(right):
    """Right, but in float32."""

    def narrow(value):
        if isinstance(value, tuple):
            return value._make(map(narrow, value))
        return value.float() if hasattr(value, "float") else np.float32(value)

    return lambda *args, **kwargs: narrow(right(*args, **kwargs))
