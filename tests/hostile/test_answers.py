"""Attacks by the answers themselves, whatever process they come from: none gets far.

The box is played by an object that unpacks what an attacker would send, so that
thousands of answers can be tried.
"""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.judge import session
from grader.sandbox.box import CellRun
from grader.sandbox.inside import wire
from tests.hostile.attack import CLASS, attacked, graded, scores

BAD_TREES = [
    "7",
    "[]",
    '["str"]',
    '["array", "<f8", [1], 0, 8]',
    '["dict", [["value", ["float", "0x1p99999"]]]]',
    '["dict", [["value", ["array", "<f8", [-1], 0, 8]]]]',
    '["dict", [["value", ["array", "|O", [1], 0, 8]]]]',
    '["dict", [["value", ["array", "<f8", [0, 99999999999999999999], 0, 0]]]]',
    '["dict", [["value", ["array", "<f16", [1], 0, 16]]]]',
    '["dict", [["error", ["array", "<f8", [2], 0, 16]]]]',
    '["dict", [["error", ["dict", []]], ["message", ["list", []]], ["line", true]]]',
    '["dict", [["warnings", ["list", [["remote", 1e400]]]]]]',
    '["dict", [["warnings", ["list", [["array", "<f8", [2], 0, 16]]]]]]',
    '["dict", [["value", ["remote", 10000000000000000000000]]]]',
    '["dict", [["value", ["named", "GRUStep", []]]]]',
    '["dict", [["value", ["tensor", "bfloat16", "<f8", [1], 0, 8]]]]',
    '["dict", [["value", ["__init__", []]]]]',
    '["dict", [["args_after", ["str", "all of them"]]]]',
    '["dict", [["args_after", ["dict", []]]]]',
    '["dict", [["value", ["int", "' + "9" * 5000 + '"]]]]',
    '["dict", [["value", ["dict", [["' + "k" * 900 + '", null]]]]]]',
    "[" * 20_000,
    "[" + "[]," * 70_000 + "[]]",
    "NaN",
    '["dict", [["error", ["str", "\\ud800\\u0000"]]]]',
]


class Actor:
    """Plays a box in which every question gets the same answer."""

    def __init__(self, text):
        self.text = text

    def __call__(self, limits, references):
        """Play the box that a session starts."""
        return self

    def run_cell(self, source, seconds=None):
        """Every cell runs well."""
        return CellRun([])

    def call(self, *args, **kwargs):
        """The answer, as `Box` would unpack it."""
        answer = wire.unpack(self.text, bytes(16), max_bytes=2**23)
        if not isinstance(answer, dict):
            raise wire.WireError("the answer is no dict")
        return answer

    def close_function(self, function):
        """Nothing is closed here."""

    def close(self):
        """Nothing was opened."""


def judged(text):
    """The verdict where every answer is `text`."""
    before, session.Box = session.Box, Actor(text)
    try:
        return graded(attacked(""))
    finally:
        session.Box = before


def test_a_malformed_answer_is_no_answer():
    for text in BAD_TREES:
        verdict = judged(text)
        assert scores(verdict) == [0, 0], text[:100]
        assert len(verdict.checks) == len(CLASS.checks)


def test_no_message_of_a_learner_is_long_or_unfit_to_be_stored():
    keys = ",".join(f'["{"k" * 900}{i}", null]' for i in range(500))
    long = f'["str", "{"long" * 4000}\\ud800\\u0000"]'
    for text in (
        f'["dict", [["value", ["dict", [{keys}]]]]]',
        f'["dict", [["error", {long}], ["message", {long}], ["line", {long}]]]',
        f'["dict", [["warnings", ["list", [{long}, {long}]]]]]',
    ):
        document = json.dumps(judged(text).document(), ensure_ascii=False)
        assert len(document.encode("utf-8")) < 40_000
        assert "\0" not in document


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(
        [
            "str",
            "int",
            "float",
            "array",
            "scalar",
            "tuple",
            "named",
            "dict",
            "<f8",
            "GRUStep",
        ]
    ),
)
junk = st.recursive(scalars, lambda inner: st.lists(inner, max_size=5), max_leaves=20)
values = st.one_of(
    st.builds(
        lambda shape, count: ["array", "<f8", shape, 0, count],
        st.lists(st.integers(-1, 3), max_size=3),
        st.sampled_from([0, 8, 16]),
    ),
    st.builds(
        lambda name, items: ["named", name, items],
        st.sampled_from(["GRUStep", "GRUParams"]),
        st.lists(st.none(), max_size=7),
    ),
    st.builds(lambda items: ["tuple", items], st.lists(junk, max_size=3)),
    st.builds(lambda text: ["str", text], st.text(max_size=8)),
    junk,
)
keys = st.sampled_from(["value", "error", "message", "line", "warnings", "args_after"])
answers = st.builds(
    lambda items: ["dict", [list(item) for item in items]],
    st.lists(st.tuples(keys, values), max_size=6),
)


@given(answers | junk)
@settings(max_examples=60, deadline=None)
def test_no_answer_at_all_makes_the_judge_fail_or_gains_a_point(tree):
    verdict = judged(json.dumps(tree))
    assert scores(verdict) == [0, 0]


def test_an_answer_without_end_costs_no_more_memory_than_its_text():
    many = "[" + "[]," * (wire.MAX_TREE // 3) + "[]]"
    assert len(many) > wire.MAX_TREE
    assert scores(judged(many)) == [0, 0]


def test_a_right_value_forged_for_another_call_is_wrong():
    half = np.full(7, 0.5).tobytes()
    assert half  # what sigmoid gives at zero alone
    text = '["dict", [["value", ["scalar", "<f8", 0, 8]]]]'
    assert scores(judged(text)) == [0, 0]
