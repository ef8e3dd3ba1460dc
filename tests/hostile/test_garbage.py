"""Files that are no notebooks, or hardly: each gets a status, none stops the judge."""

import json
import time

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.judge import Status, grade_submission, session
from tests.hostile.attack import CLASS, EARNED, LIMITS, SEED, attacked, graded, scores
from tests.hostile.test_answers import Actor

CELL = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "1"}


def notebook(cells, **fields):
    """The bytes of a notebook of these cells."""
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps({**whole, **fields}).encode()


UNREADABLE = {
    "nothing": b"",
    "no text": bytes(range(256)),
    "another encoding": "{}".encode("utf-16"),
    "no JSON": b"# GRU",
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "no cells": b"{}",
    "cells that are no list": notebook({}),
    "cells that are no cells": notebook([[], 7, None]),
    "nested deeply": b'{"cells":' + b"[" * 500_000,
    "nested deeply in a cell": notebook([]).replace(b"[]", b"[" * 9000 + b"]" * 9000),
    "a number of a million digits": b'{"cells":' + b"9" * 1_000_000 + b"}",
    "100,000 cells": notebook([CELL] * 100_000),
    "a million empty cells": notebook([{}] * 1_000_000),
    "cut off": attacked("")[:-300],
}
HARDLY = {
    "no cell of the release": notebook([CELL]),
    "outputs that are malformed, by the hundred thousand": notebook(
        [{**CELL, "outputs": [{"output_type": "stream"}] * 100_000}]
    ),
    "numbers that are none": notebook([{**CELL, "execution_count": float("nan")}]),
    "a source that is no text": notebook([{**CELL, "source": {"a": 1}}]),
    "a source of two million lines": notebook([{**CELL, "source": ["a"] * 2_000_000}]),
    "metadata that is none": notebook([{**CELL, "metadata": None}]),
    "a kind of cell that is none": notebook([{**CELL, "cell_type": ["code"]}]),
    "ten megabytes of text": notebook(
        [{"cell_type": "markdown", "metadata": {}, "source": "x" * 10_000_000}]
    ),
    "a format of the future": notebook([CELL], nbformat=10**400, nbformat_minor=-1),
}


@pytest.mark.parametrize("file", UNREADABLE)
def test_what_is_no_notebook_gets_that_status_at_once(file):
    begun = time.monotonic()
    verdict = graded(UNREADABLE[file])
    assert verdict.status is Status.UNREADABLE
    assert verdict.reason
    assert scores(verdict) == [0, 0]
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("file", HARDLY)
def test_what_is_hardly_a_notebook_is_graded(file, monkeypatch):
    monkeypatch.setattr(session, "Box", Actor("null"))
    begun = time.monotonic()
    verdict = graded(HARDLY[file])
    assert verdict.status is Status.GRADED
    assert scores(verdict) == [0, 0]
    assert time.monotonic() - begun < 10


def test_a_byte_order_mark_and_odd_characters_cost_nothing():
    text = attacked("x = '\\u0000\\ud800 and more'").decode()
    odd = text.replace("and more", "\\u0000\\ud800").encode()
    assert scores(graded(b"\xef\xbb\xbf" + odd)) == [EARNED, 0]


def test_what_is_shown_of_odd_characters_can_be_written():
    odd = notebook([{**CELL, "source": "'\ud800' # \0"}])
    shown = grade_submission(odd, CLASS, SEED, LIMITS).notebook
    assert "\\ud800" not in nbformat.writes(shown)
    assert nbformat.writes(shown).encode("utf-8")


def test_a_cell_of_a_megabyte_is_not_run():
    verdict = graded(attacked("x = '" + "a" * 1_000_000 + "'"))
    assert scores(verdict) == [EARNED, 0]
    assert any("not run: it is longer" in flag for flag in verdict.flags)


whatever = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "metadata", "nbgrader", "grade_id", "source"]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_no_bytes_make_the_judge_fail(data):
    assert graded(data).status is Status.UNREADABLE


@given(st.lists(whatever, max_size=5))
@settings(deadline=None)
def test_no_cells_make_the_judge_fail(cells):
    before, session.Box = session.Box, Actor("null")
    try:
        assert scores(graded(notebook(cells))) == [0, 0]
    finally:
        session.Box = before


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_change_to_a_submission_makes_the_judge_fail(data):
    whole = json.loads(attacked(""))
    for _ in range(data.draw(st.integers(1, 4))):
        part = whole
        while isinstance(part, (dict, list)) and part:
            names = list(part) if isinstance(part, dict) else range(len(part))
            name = data.draw(st.sampled_from(names))
            if data.draw(st.booleans()):
                part[name] = data.draw(whatever)
                break
            part = part[name]
    before, session.Box = session.Box, Actor("null")
    try:
        verdict = graded(json.dumps(whole).encode("utf-8", "surrogatepass"))
    finally:
        session.Box = before
    assert sum(scores(verdict)) == 0
