"""What may cross comes out as it went in; whatever else comes raises WireError."""

import json
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.sandbox.inside import wire
from utils.params import GRUParams, GRUStep

MOST = 2**22
DTYPES = ["bool", "int8", "uint16", "int64", "float16", "float32", "float64"]
DTYPES += ["complex64", "complex128"]

numbers = st.one_of(
    st.booleans(),
    st.none(),
    st.integers(-(2**3000), 2**3000),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=50).filter(lambda text: wire.clean_text(text) == text),
)
arrays = npst.arrays(
    st.sampled_from([*DTYPES, ">f8", "<i4"]),
    npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3),
)
values = st.recursive(
    numbers | arrays,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
        st.lists(inner, min_size=6, max_size=6).map(lambda items: GRUStep(*items)),
    ),
    max_leaves=12,
)


def crossed(value, **how):
    """`value` after it has gone through."""
    return wire.unpack(*wire.pack(value, **how), max_bytes=MOST)


def same(got, sent):
    """Are both the same, types, shapes and bits?"""
    if isinstance(sent, np.ndarray):
        return (
            (got.dtype, got.shape) == (sent.dtype, sent.shape)
            and got.flags.writeable
            and got.tobytes() == sent.tobytes()
        )
    if type(got) is not type(sent):
        return False
    if isinstance(sent, dict):
        return got.keys() == sent.keys() and all(same(got[k], sent[k]) for k in sent)
    if isinstance(sent, (tuple, list)):
        pairs = zip(got, sent, strict=True)
        return len(got) == len(sent) and all(same(a, b) for a, b in pairs)
    if isinstance(sent, complex):
        return same(got.real, sent.real) and same(got.imag, sent.imag)
    if isinstance(sent, float):
        return got == sent or (math.isnan(got) and math.isnan(sent))
    return got == sent


@given(values)
@settings(deadline=None)
def test_all_that_may_cross_comes_out_as_it_went_in(value):
    assert same(crossed(value), value)


@pytest.mark.parametrize("dtype", DTYPES)
def test_numpy_scalars_keep_their_dtype(dtype):
    scalar = np.ones((), dtype)[()]
    assert same(crossed([scalar]), [scalar])


def test_strided_and_readonly_arrays_cross_by_value():
    array = np.arange(24.0).reshape(4, 6)[::2, ::-1]
    array.flags.writeable = False
    got = crossed(array)
    assert np.array_equal(got, array)
    got[...] = 7
    assert array[0, 0] == 5


def test_torch_tensors_cross_with_their_dtype():
    torch = pytest.importorskip("torch")
    for dtype in map(torch.__dict__.get, wire.TORCH_DTYPES.split()):
        tensor = torch.ones(2, 3, dtype=dtype).T
        got = crossed({"t": tensor})["t"]
        assert got.dtype == dtype
        assert torch.equal(got, tensor)
    tracked = torch.ones(2, requires_grad=True)
    assert not crossed(tracked).requires_grad
    assert crossed(torch.ones(2, device="meta")).type_name == "Tensor on meta"


def test_handles_cross_as_numbers():
    got = crossed({"f": wire.Remote(3)})["f"]
    assert (type(got), got.number) == (wire.Remote, 3)


@pytest.mark.parametrize("value", [print, object(), {1, 2}, b"b", np.array([None])])
def test_what_may_not_cross_is_refused_or_named(value):
    with pytest.raises(wire.WireError):
        wire.pack([value])
    [got] = crossed([value], strict=False)
    assert got.type_name == type(value).__name__


def test_a_value_that_contains_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(wire.WireError, match="nested too deeply"):
        wire.pack(endless)
    with pytest.raises(wire.WireError, match="too long"):
        wire.pack(10**5000)


def test_an_array_of_objects_or_a_pickle_is_never_read():
    pickled = json.dumps(["array", "|O", [1], 0, 8])
    with pytest.raises(wire.WireError):
        wire.unpack(pickled, bytes(8), max_bytes=MOST)


MALFORMED = [
    "",
    "nope",
    "7",
    "NaN",
    "[]",
    "{}",
    '"str"',
    '["str"]',
    '["str", 7]',
    '["str", "a", "b"]',
    '["float", "0x1p99999"]',
    '["float", "x"]',
    '["complex", "1"]',
    '["int", "' + "9" * 4001 + '"]',
    '["int", 7]',
    '["remote", 1e400]',
    '["remote", "1"]',
    '["remote", true]',
    '["array", "<f8", [2], 0, 8]',
    '["array", "<f8", [-1], 0, 8]',
    '["array", "<f8", [1.0], 0, 8]',
    '["array", "<f8", [true], 0, 8]',
    '["array", "<f8", [1], -8, 8]',
    '["array", "<f8", [1], 16, 8]',
    '["array", "<f8", [0, 99999999999999999999], 0, 0]',
    '["array", "<f8", [0, 0, 0, 0, 0, 0, 0, 0, 0], 0, 0]',
    '["array", "<f8", 1, 0, 8]',
    '["array", "|O", [1], 0, 8]',
    '["array", "<M8", [1], 0, 8]',
    '["array", "f8,f8", [1], 0, 16]',
    '["array", "<U2", [1], 0, 8]',
    '["array", "(2,)f8", [1], 0, 16]',
    '["array", "<f7", [1], 0, 7]',
    '["array", "f8", [1], 0, 8, 9]',
    '["list", 7]',
    '["list", [["nope"]]]',
    '["dict", [["a"]]]',
    '["dict", [[1, null]]]',
    '["named", "GRUStep", []]',
    '["named", "GRUPaths", []]',
    '["named", ["GRUStep"], []]',
    '["tensor", "bfloat16", "<f8", [1], 0, 8]',
    '["tensor", "float64", "<f4", [1], 0, 4]',
    '["tensor", "quint8", "|u1", [1], 0, 1]',
    '["__init__", []]',
    '["array_", []]',
    '[["list"], []]',
    "[" * 100_000,
    '["list", [' * 20 + "]]" * 20,
    '["list", [' + "null," * 70_000 + "null]]",
    "[" + "[]," * 2_000_000 + "[]]",
    '["str", "' + "a" * 30_000 + '"]',
]


@pytest.mark.parametrize("text", MALFORMED, ids=range(len(MALFORMED)))
def test_what_is_malformed_raises_wire_error_and_nothing_else(text):
    pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(wire.WireError):
            wire.unpack(text, bytes(16), max_bytes=2**24)


tags = [name.removeprefix("read_") for name in vars(wire._Reader) if "read_" in name]
junk = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**80), 2**80),
        st.floats(),
        st.text(max_size=6),
        st.sampled_from([*tags, "<f8", "|b1", "<f16", "<c32", "GRUStep", "bfloat16"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.tuples(st.sampled_from(tags), inner, inner).map(list)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=20,
)


@given(junk, st.binary(max_size=40))
@settings(max_examples=400, deadline=None)
def test_no_tree_raises_anything_but_wire_error(tree, blob):
    try:
        wire.unpack(json.dumps(tree), blob, max_bytes=MOST)
    except wire.WireError:
        pass


@given(values, st.data())
@settings(deadline=None)
def test_no_change_to_a_sound_text_raises_anything_but_wire_error(value, data):
    text, blob = wire.pack(value)
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.text(max_size=3)) + text[at + 1 :]
    try:
        wire.unpack(changed, blob[: data.draw(st.integers(0, 9))], max_bytes=MOST)
    except wire.WireError:
        pass


def test_sizes_are_capped():
    text, blob = wire.pack(np.zeros(1000))
    with pytest.raises(wire.WireError, match="larger than 8000"):
        wire.unpack(text, blob, max_bytes=8000)
    assert wire.unpack(text, blob, max_bytes=8100).shape == (1000,)


def test_text_comes_out_fit_to_be_stored():
    got = wire.unpack('["str", "a\\u0000\\ud800b"]', b"", max_bytes=100)
    assert got == "a\ufffd?b"
    got.encode("utf-8")


def test_every_named_tuple_of_the_course_crosses():
    for cls in wire.NAMED_TUPLES.values():
        sent = cls(*map(float, range(len(cls._fields))))
        assert same(crossed(sent), sent)
    assert GRUParams in wire.NAMED_TUPLES.values()
