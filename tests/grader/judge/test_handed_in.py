"""Ways in which real notebooks come back, and what is said of each."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from grader.build import Tree
from grader.judge import Assignment, Status, grade_submission
from grader.judge.assignment import grade_id, kind
from grader.sandbox.limits import Limits

NB = "1_gru"
ASSIGNMENT = Assignment.read(Tree().release(NB))
STUB = "def gru_gates(c_prev, x_t, p):\n    raise NotImplementedError('Exercise 2')"


def solved():
    return nbformat.read(Tree().solved(NB), as_version=4)


def source_of(notebook, name):
    return next(cell for cell in notebook.cells if grade_id(cell) == name).source


def graded(notebook):
    data = notebook
    if not isinstance(notebook, bytes):
        data = nbformat.writes(notebook).encode()
    return grade_submission(data, ASSIGNMENT, b"one learner's seed", Limits()).verdict


def lost(verdict):
    return {c.function for c in verdict.checks.values() if c.score < c.max_score}


def messages(verdict, function):
    found = verdict.checks[f"check_{function}"].expectations
    return [e.message for e in found if e.message]


def with_answer(name, source, extra=None, below=None):
    """The solved notebook with another answer, and perhaps a cell of one's own."""
    notebook = solved()
    for cell in notebook.cells:
        if grade_id(cell) == name:
            cell.source = source
    if extra:
        place = [grade_id(cell) for cell in notebook.cells].index(below)
        notebook.cells.insert(place + 1, new_code_cell(extra, id="own"))
    return notebook


def test_an_answer_below_its_check_is_told_where_it_was_found():
    right = source_of(solved(), "gru_gates")
    verdict = graded(with_answer("gru_gates", STUB, right, "check_gru_gates"))
    assert lost(verdict) == {"gru_gates"}
    (first, *others) = messages(verdict, "gru_gates")
    assert "right below its check" in first
    assert "move it into the exercise's own cell" in first
    assert set(others) == {"not run: there is no such function yet"}


def test_an_answer_at_the_end_is_told_where_it_was_found():
    right = source_of(solved(), "gru_gates")
    last = [grade_id(cell) for cell in solved().cells if grade_id(cell)][-1]
    verdict = graded(with_answer("gru_gates", STUB, right, last))
    assert "is defined" in messages(verdict, "gru_gates")[0]
    assert verdict.checks["check_gru_gates"].score == 0


def test_an_exercise_that_is_not_written_says_so_once():
    verdict = graded(with_answer("gru_gates", STUB))
    said = messages(verdict, "gru_gates")
    assert said.count("it is not written yet") == 1
    assert lost(verdict) == {"gru_gates"}


@pytest.mark.parametrize("place", ["above", "inside"])
def test_the_stubs_raise_that_was_left_is_named(place):
    right = source_of(solved(), "gru_gates")
    if place == "above":
        source = f"raise NotImplementedError()\n\n{right}"
    else:
        source = (
            "def gru_gates(c_prev, x_t, p):\n"
            "    raise NotImplementedError('Exercise 2')\n    return c_prev, x_t"
        )
    verdict = graded(with_answer("gru_gates", source))
    assert verdict.checks["check_gru_gates"].score == 0
    assert "the stub's raise still stands" in messages(verdict, "gru_gates")[0]


def test_lost_metadata_is_one_flag_and_costs_nothing():
    notebook = solved()
    for i, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"cell-{i}"
    verdict = graded(notebook)
    assert lost(verdict) == set()
    assert len(verdict.flags) == 1
    assert "lost its cell metadata" in verdict.flags[0]


SETTINGS = """
import warnings
import numpy as np
np.seterr(all="raise")
warnings.simplefilter("error")
np.set_printoptions(precision=1)
"""


def test_settings_of_the_whole_process_cost_no_function_points():
    source = source_of(solved(), "sigmoid")
    verdict = graded(with_answer("sigmoid", source, SETTINGS, "sigmoid"))
    assert lost(verdict) == set()


DAMAGED = {
    "merge markers": (b"{\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}", "merge markers"),
    "empty": (b"  \n", "it is empty"),
    "a zip": (b"PK\x03\x04rest", "zip file"),
    "a web page": (b"<!DOCTYPE html><html></html>", "web page"),
    "cut": (json.dumps({"cells": ["x" * 50]})[:30].encode(), "breaks off"),
    "another JSON": (b'{"a": 1}', "no notebook's JSON"),
    "bytes": (b"\xff\xfe\x00{", "UTF-8"),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_file_is_told_what_it_is(what):
    data, words = DAMAGED[what]
    verdict = graded(data)
    assert verdict.status == Status.UNREADABLE
    assert words in verdict.reason


# what could do the exercise is not there

BY_TORCH = """
import importlib
t = importlib.import_module("to" + "rch")
def gru_cell_backward(dc_t, step, p):
    x = t.tensor(dc_t, requires_grad=True)
    return x, x, p
"""
BY_NAME = """
import importlib
def gru_cell_reset_after(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    nn = importlib.import_module("torch.nn")
    return getattr(nn, "GRU" + "Cell")(1, 1)(x_t)
"""
FROM_DISK = """
import importlib.util, sys, sysconfig
def gru_cell_backward(dc_t, step, p):
    sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "Finder"]
    sys.modules.pop("torch", None)
    import torch
    return torch.tensor(dc_t), torch.tensor(dc_t), p
"""


@pytest.mark.parametrize(
    ("function", "source", "said"),
    [
        ("gru_cell_backward", BY_TORCH, "torch isn't available"),
        ("gru_cell_reset_after", BY_NAME, "torch isn't available"),
        ("gru_cell_backward", FROM_DISK, ""),
    ],
    ids=["autograd", "a unit by a name put together", "past the stand-in"],
)
def test_a_library_that_could_do_it_is_not_there(function, source, said):
    verdict = graded(with_answer(function, source))
    assert verdict.checks[f"check_{function}"].score == 0
    assert lost(verdict) == {function}
    assert said in " ".join(messages(verdict, function))


def test_importing_such_a_library_for_something_else_costs_nothing():
    source = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
    source += source_of(solved(), "sigmoid")
    assert lost(graded(with_answer("sigmoid", source))) == set()


def test_differences_of_the_forward_pass_run_out_of_time_and_are_told():
    source = """
def gru_cell_backward(dc_t, step, p):
    def loss(p): return float((gru_cell(step.c_prev, step.x_t, p).c_t * dc_t).sum())
    def put(k): return lambda v: loss(p._replace(**{k: v}))
    grads = [numerical_gradient(put(k), getattr(p, k)) for k in p._fields]
    def of(f, x): return numerical_gradient(f, x)
    dc = of(lambda c: float((gru_cell(c, step.x_t, p).c_t * dc_t).sum()), step.c_prev)
    dx = of(lambda x: float((gru_cell(step.c_prev, x, p).c_t * dc_t).sum()), step.x_t)
    return dc, dx, type(p)(*grads)
"""
    verdict = graded(with_answer("gru_cell_backward", source))
    assert verdict.checks["check_gru_cell_backward"].score == 0
    assert verdict.checks["check_gru_cell_backward"].named == ["too_slow"]
    assert lost(verdict) == {"gru_cell_backward"}


def test_every_released_exercise_is_in_the_solved_notebook():
    cells = ASSIGNMENT.notebook.cells
    exercises = {grade_id(cell) for cell in cells if kind(cell) == "exercise"}
    assert exercises <= {grade_id(cell) for cell in solved().cells}
