"""Plain data between the judge and the learner's process: one JSON tree, one blob.

What may cross: numbers, strings, None, NumPy arrays of number or bool, torch tensors,
tuples, lists, dicts of those, the NamedTuples of `utils.params`, and handles; of a
random generator, a seed drawn from it. Nothing is pickled or evaluated in either
direction. The receiver checks every size, dtype and shape before it uses them: it
must hold up whatever bytes it is given.
"""

import json
import math
import re
import sys

import numpy as np

from utils import params

NAMED_TUPLES = {
    cls._fields: cls
    for cls in vars(params).values()
    if isinstance(cls, type) and hasattr(cls, "_fields")
}
KINDS = "biufc"
DTYPE = re.compile(r"[<>|=]?[biufc][0-9]{1,2}")
TORCH_DTYPES = "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64"
MAX_DEPTH = 12
MAX_NODES = 60_000
MAX_TEXT = 20_000
MAX_TREE = 4 * 2**20  # of text: a list of 3 characters takes 70 bytes here
MAX_DIMENSIONS = 8
MAX_BITS = 12_000  # of a whole number


class WireError(ValueError):
    """The data cannot cross, or what came is not well formed."""


# What reading a malformed value may raise.
MALFORMED = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)


class Remote:
    """An opaque handle: the name of something that stays in the learner's process."""

    def __init__(self, number):
        self.number = number


class Alien:
    """Stands for a value that could not cross: only its type's name did."""

    def __init__(self, type_name):
        self.type_name = type_name


def pack(value, *, strict=True):
    """``(text, blob)`` for `value`.

    What cannot cross raises `WireError`; with ``strict=False`` its type's name crosses
    in its place, to be received as an `Alien`.
    """
    parts, size = [], 0

    def add(array):
        nonlocal size
        data = np.ascontiguousarray(array).tobytes()
        parts.append(data)
        size += len(data)
        return [size - len(data), len(data)]

    def tree(value, depth):
        if depth > MAX_DEPTH:
            raise WireError("the data is nested too deeply")
        if value is None or isinstance(value, bool):
            return value
        if type(value) in (int, float, complex):
            return [type(value).__name__, _number_text(value)]
        if isinstance(value, str):
            return ["str", str(value)]
        if isinstance(value, Remote):
            return ["remote", value.number]
        if isinstance(value, np.random.Generator):  # another, seeded by this one
            return ["generator", str(value.integers(2**63))]
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return ["scalar", value.dtype.str, *add(np.asarray(value))]
        if isinstance(value, np.ndarray) and value.dtype.kind in KINDS:
            return ["array", value.dtype.str, list(value.shape), *add(value)]
        if isinstance(value, dict):
            items = [[str(k), tree(v, depth + 1)] for k, v in value.items()]
            return ["dict", items]
        if isinstance(value, (tuple, list)):
            items = [tree(item, depth + 1) for item in value]
            if isinstance(value, list):
                return ["list", items]
            cls = NAMED_TUPLES.get(getattr(value, "_fields", None))
            return ["named", cls.__name__, items] if cls else ["tuple", items]
        torch = sys.modules.get("torch")
        tensors = getattr(torch, "Tensor", None)
        if isinstance(tensors, type) and isinstance(value, tensors):
            return _tensor_tree(torch, value, add)
        if strict:
            raise WireError(f"a {type(value).__name__} cannot cross")
        return ["alien", type(value).__name__[:100]]

    return json.dumps(tree(value, 0)), b"".join(parts)


def unpack(text, blob, *, max_bytes):
    """The value in ``(text, blob)``, or `WireError` if it is not well formed."""
    if len(text) > MAX_TREE or len(text) + len(blob) > max_bytes:
        raise WireError(f"the value is larger than {max_bytes} bytes")
    try:
        return _Reader(blob).read(json.loads(text), 0)
    except WireError:
        raise
    except MALFORMED as error:
        raise WireError(f"the value is not well formed ({error})") from None


class _Reader:
    """Builds a value from a tree, trusting nothing in it."""

    def __init__(self, blob):
        self.blob, self.nodes = memoryview(blob), 0

    def read(self, tree, depth):
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("the value is nested too deeply or has too many parts")
        if tree is None or isinstance(tree, bool):
            return tree
        tag, *rest = tree
        return getattr(self, f"read_{_known(tag)}")(depth, *rest)

    def read_int(self, depth, text):
        return int(_text(text, 4000))

    def read_float(self, depth, text):
        return float.fromhex(_text(text, 100))

    def read_complex(self, depth, text):
        real, imag = _text(text, 200).split()
        return complex(float.fromhex(real), float.fromhex(imag))

    def read_str(self, depth, text):
        return _text(text, MAX_TEXT)

    def read_remote(self, depth, number):
        if type(number) is not int:
            raise WireError("a handle's number is not a whole number")
        return Remote(number)

    def read_generator(self, depth, text):
        return np.random.default_rng(self.read_int(depth, text))

    def read_alien(self, depth, name):
        return Alien(_text(name, 100))

    def read_scalar(self, depth, dtype, start, size):
        return self._array(dtype, [], start, size)[()]

    def read_array(self, depth, dtype, shape, start, size):
        return self._array(dtype, shape, start, size)

    def read_list(self, depth, items):
        return [self.read(item, depth + 1) for item in items]

    def read_tuple(self, depth, items):
        return tuple(self.read_list(depth, items))

    def read_named(self, depth, name, items):
        cls = {c.__name__: c for c in NAMED_TUPLES.values()}[_text(name, 100)]
        return cls._make(self.read_list(depth, items))

    def read_dict(self, depth, items):
        return {_text(k, 1000): self.read(v, depth + 1) for k, v in items}

    def read_tensor(self, depth, name, dtype, shape, start, size):
        torch = sys.modules.get("torch")
        if torch is None:  # a stage that asks for tensors has imported it
            return Alien("Tensor")
        if name not in TORCH_DTYPES.split():
            raise WireError(f"{str(name)[:50]!r} is no dtype of torch")
        array = self._array(dtype, shape, start, size)
        tensor = torch.from_numpy(array)
        if name == "bfloat16" and tensor.dtype == torch.int16:
            tensor = tensor.view(torch.bfloat16)
        if str(tensor.dtype) != f"torch.{name}":
            raise WireError("a tensor's dtype and its data do not agree")
        return tensor

    def _array(self, dtype, shape, start, size):
        if not DTYPE.fullmatch(_text(dtype, 10)) or len(shape) > MAX_DIMENSIONS:
            raise WireError("an array's dtype or number of dimensions is not allowed")
        dtype = np.dtype(dtype)
        if not all(type(n) is int and n >= 0 for n in [*shape, start, size]):
            raise WireError("an array's shape or place is not made of whole numbers")
        if math.prod(shape) * dtype.itemsize != size or start + size > len(self.blob):
            raise WireError("an array's shape and its data do not agree")
        data = self.blob[start : start + size]
        return np.frombuffer(data, dtype).reshape(shape).copy()


def _tensor_tree(torch, value, add):
    tensor = value.detach()
    if tensor.device.type == "meta" or tensor.layout != torch.strided:
        return ["alien", f"Tensor on {tensor.device.type}"]
    name = str(tensor.dtype).removeprefix("torch.")
    tensor = tensor.cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    array = tensor.resolve_conj().resolve_neg().numpy()
    return ["tensor", name, array.dtype.str, list(array.shape), *add(array)]


def _number_text(value):
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise WireError("a whole number is too long")
        return str(value)
    if isinstance(value, float):
        return value.hex()
    return f"{value.real.hex()} {value.imag.hex()}"


def _known(tag):
    if not isinstance(tag, str) or not hasattr(_Reader, f"read_{tag}"):
        raise WireError(f"unknown kind of value {str(tag)[:50]!r}")
    return tag


def _text(text, longest):
    if not isinstance(text, str) or len(text) > longest:
        raise WireError(f"a text is longer than {longest} characters, or no text")
    return clean_text(text)


def mapped(value, leaf):
    """`value` with ``leaf(item)`` in place of each item that is no container."""
    if isinstance(value, dict):
        return {key: mapped(item, leaf) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        items = [mapped(item, leaf) for item in value]
        return value._make(items) if hasattr(value, "_make") else type(value)(items)
    return leaf(value)


def clean_text(text):
    """`text` without lone surrogates and null characters, which storage refuses."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
