"""Grading a submission: errors carry forward, mistakes are named, mishaps stay small.

Each test runs a real learner's process in the sandbox.
"""

from dataclasses import replace

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.checks.expect import same
from grader.checks.gru import CHECKS
from grader.judge import Assignment, Status, grade_submission
from grader.judge.session import Session
from grader.sandbox.limits import Limits
from tests.grader.judge.small_notebook import (
    FUNCTIONS,
    assignment,
    code,
    right_answer,
    submission,
)

WHOLE = assignment()
GATES = assignment(["sigmoid", "gru_gates", "gru_candidate", "gru_cell"])
LIMITS = replace(Limits(), cell_seconds=3, call_seconds=2)
SEED = b"seed" * 8


def graded(data, released=GATES, limits=LIMITS, seed=SEED):
    return grade_submission(data, released, seed, limits).verdict


def lost(verdict):
    return [c.function for c in verdict.checks.values() if c.score < c.max_score]


def test_the_right_answers_score_full():
    verdict = graded(submission(WHOLE), WHOLE)
    assert (verdict.status, verdict.score) == (Status.GRADED, WHOLE.max_score)
    assert verdict.flags == []


def test_the_released_stubs_score_nothing():
    stubs = {name: f"def {name}(*a): raise NotImplementedError" for name in FUNCTIONS}
    verdict = graded(submission(WHOLE, stubs), WHOLE)
    assert [c.score for c in verdict.checks.values()] == [0.0] * len(FUNCTIONS)
    messages = {e.message for c in verdict.checks.values() for e in c.expectations}
    assert "it is not written yet" in messages


@pytest.mark.parametrize("name", ["sigmoid", "gru_gates", "gru_cell"])
@pytest.mark.parametrize(
    "slip",
    [
        "",
        "def {name}(*args): return None",
        "def {name}(*args): raise ValueError('no')",
        "{name} = 3",
        "del np",
        "syntax error here",
    ],
)
def test_a_slip_costs_its_own_function_and_no_other(name, slip):
    verdict = graded(submission(GATES, {name: slip.format(name=name)}))
    assert lost(verdict) == [name]
    assert verdict.checks[f"check_{name}"].score == 0


def test_a_closed_function_helps_those_that_follow_and_not_itself():
    verdict = graded(submission(WHOLE, {"gru_cell": "gru_cell = None"}), WHOLE)
    assert lost(verdict) == ["gru_cell"]


def test_a_mistake_is_named_with_its_hint():
    source = right_answer("gru_gates").replace(
        "gamma_u, gamma_r\n", "gamma_r, gamma_u\n"
    )
    verdict = graded(submission(GATES, {"gru_gates": source}))
    check = verdict.checks["check_gru_gates"]
    assert check.named == ["gates_swapped"]
    assert "changed places" in check.hints[0]
    assert lost(verdict) == ["gru_gates"]


def test_messages_hold_no_hidden_values():
    verdict = graded(submission(GATES, {"sigmoid": "def sigmoid(z): return z * 0.0"}))
    texts = [e.message for e in verdict.checks["check_sigmoid"].expectations]
    assert any("values differ" in text for text in texts)
    assert not any("array(" in text or "0." in text for text in texts)


def test_the_same_submission_gets_the_same_verdict():
    data = submission(GATES, {"gru_cell": "def gru_cell(c, x, p): return c"})
    assert graded(data).document() == graded(data).document()


def test_another_learner_gets_other_inputs():
    source = right_answer("sigmoid") + "\n    print(z)"
    data = submission(
        GATES, {"sigmoid": source.replace("return", "print(z)\n    return")}
    )
    assert graded(data, seed=b"a" * 32).score == graded(data, seed=b"b" * 32).score


def test_an_endless_function_costs_itself_and_the_process_lives_on():
    loop = "def gru_gates(*args):\n    while True: pass"
    verdict = graded(submission(GATES, {"gru_gates": loop}))
    assert lost(verdict) == ["gru_gates"]
    assert verdict.status == Status.GRADED
    assert verdict.flags == ["gru_gates: it ran for more than 2 s and was stopped"]


def test_a_process_that_ends_is_started_again_at_most_twice():
    die = "import os\ndef {}(*args): os._exit(1)"
    two = {name: die.format(name) for name in ("sigmoid", "gru_gates")}
    verdict = graded(submission(GATES, two))
    assert lost(verdict) == ["sigmoid", "gru_gates"]
    assert verdict.status == Status.GRADED
    three = {**two, "gru_candidate": die.format("gru_candidate")}
    verdict = graded(submission(GATES, three))
    assert lost(verdict) == ["sigmoid", "gru_gates", "gru_candidate", "gru_cell"]
    assert verdict.status == Status.PARTLY_GRADED
    assert "2 restarts" in verdict.reason


def test_a_cell_that_ends_the_process_costs_its_own_function():
    verdict = graded(submission(GATES, {"gru_gates": "import os; os._exit(1)"}))
    assert lost(verdict) == ["gru_gates"]
    message = verdict.checks["check_gru_gates"].expectations[0].message
    assert "not defined: its cell was stopped: its process ended" in message


def test_the_time_for_a_submission_is_bounded():
    slow = "import time\ndef sigmoid(z): time.sleep(1.5); return z"
    limits = replace(LIMITS, total_seconds=4)
    verdict = graded(submission(GATES, {"sigmoid": slow}), limits=limits)
    assert verdict.status == Status.PARTLY_GRADED
    assert verdict.score < GATES.max_score
    assert "time" in verdict.reason


def test_a_borrowed_unit_is_worth_nothing_and_the_learner_is_told():
    source = "import torch\ndef gru_cell(c, x, p): return torch.nn.GRUCell(3, 4)(x)"
    verdict = graded(submission(GATES, {"gru_cell": source}))
    check = verdict.checks["check_gru_cell"]
    assert check.score == 0
    assert "torch.nn.GRUCell" in check.expectations[0].message


def test_what_is_no_notebook_scores_nothing_and_says_why():
    verdict = graded(b"not json")
    assert verdict.status == Status.UNREADABLE
    assert "not a notebook" in verdict.reason
    assert [c.score for c in verdict.checks.values()] == [0.0] * 4


def test_without_a_sandbox_the_verdict_says_so():
    verdict = graded(submission(GATES), limits=replace(LIMITS, sandbox=False))
    assert verdict.score == GATES.max_score
    assert verdict.flags == ["graded without a sandbox"]


def test_the_notebook_shown_has_the_released_cells_and_the_learners_answers():
    def edit(cells):
        cells[1].source = "# changed set-up"
        cells.append(new_code_cell("print('mine')", metadata=cells[2].metadata))

    result = grade_submission(submission(GATES, edit=edit), GATES, SEED, LIMITS)
    shown = result.notebook.cells
    released = [cell.id for cell in GATES.notebook.cells]
    assert [cell.id for cell in shown if cell.id in released] == released
    assert shown[1].source == GATES.notebook.cells[1].source
    assert shown[-1].outputs[0].text == "mine\n"


REUSING = {
    "an array": """
kept = {}
def gru_gates(c_prev, x_t, p):
    if c_prev.shape not in kept:
        kept[c_prev.shape] = np.empty_like(c_prev), np.empty_like(c_prev)
    u, r = kept[c_prev.shape]
    c_x = np.concatenate([c_prev, x_t], axis=1)
    u[:], r[:] = sigmoid(c_x @ p.Wu.T + p.bu), sigmoid(c_x @ p.Wr.T + p.br)
    return u, r
""",
    "a list": """
def gru_gates(c_prev, x_t, p, gates=[]):
    c_x = np.concatenate([c_prev, x_t], axis=1)
    gates += [sigmoid(c_x @ p.Wu.T + p.bu), sigmoid(c_x @ p.Wr.T + p.br)]
    return gates
""",
}


@pytest.mark.parametrize("name", REUSING)
def test_an_answer_that_a_later_call_changes_costs_its_own_function(name):
    verdict = graded(submission(GATES, {"gru_gates": REUSING[name]}))
    assert lost(verdict) == ["gru_gates"]
    first = verdict.checks["check_gru_gates"].expectations[0]
    assert "changes when it is called again" in first.message


def test_a_check_that_an_answer_breaks_scores_nothing_and_is_told(monkeypatch):
    def breaking(student, rng):
        yield same("a", student.gru_gates(np.ones(2)), 1.0)
        raise OverflowError("of no kind")

    check = replace(CHECKS["gru_gates"], run=breaking)
    monkeypatch.setitem(CHECKS, "gru_gates", check)
    verdict = graded(submission(GATES, {}))
    assert verdict.checks["check_gru_gates"].score == 0
    assert verdict.flags == ["gru_gates: its check ended: OverflowError('of no kind')"]
    assert verdict.checks["check_gru_cell"].score == 4


def test_a_name_that_only_a_show_cell_imports_is_there_for_who_uses_it():
    shown = code("show_1", "import math as m\nraise SystemExit", show=True)
    cells = [*GATES.notebook.cells[:2], shown, *GATES.notebook.cells[2:]]
    released = Assignment("1_gru", new_notebook(cells=cells))
    with_m = right_answer("sigmoid").replace('"""\n', '"""\n    m.exp(1)\n', 1)
    assert "m.exp" in with_m
    verdict = graded(submission(released, {"sigmoid": with_m}), released)
    assert lost(verdict) == []


@pytest.mark.parametrize(
    ("where", "answer", "own", "ran"),
    [
        (2, '    """Use slow."""  # slow', "", False),
        (2, "    slow.exp(1)", "", True),
        (2, '    eval("slow.exp(1)")', "", True),
        (10, "    slow.exp(1)", "", False),  # below the last check
        (10, "    slow.exp(1)", "slow.exp(2)", True),
    ],
)
def test_of_a_show_cell_only_imports_that_may_be_used_are_run(
    monkeypatch, where, answer, own, ran
):
    shown = code("show_1", "import math as slow", show=True)
    cells = [*GATES.notebook.cells[:where], shown, *GATES.notebook.cells[where:]]
    released = Assignment("1_gru", new_notebook(cells=cells))
    noted = right_answer("sigmoid").replace("(z):\n", f"(z):\n{answer}\n", 1)
    sources, run = [], Session.run

    def noting(self, source, label):
        sources.append(source)
        return run(self, source, label)

    def edit(cells):
        if own:
            cells.append(new_code_cell(own))

    monkeypatch.setattr(Session, "run", noting)
    graded(submission(released, {"sigmoid": noted}, edit), released)
    assert ("import math as slow" in sources) is ran


def test_a_helper_of_the_learners_outlives_anothers_slip():
    """Set-up is run again after a slip, and does not take the learner's own names."""
    own = """
def GRUStep(*fields, note=""):
    import utils.params
    return utils.params.GRUStep(*fields)
"""
    noted = right_answer("gru_cell").replace("c_tilde, c_t)", "c_tilde, c_t, note=1)")
    assert "note=1" in noted
    wrong = "def gru_gates(c_prev, x_t, p): return 0, 0"
    answers = {"gru_gates": wrong, "gru_cell": noted}
    verdict = graded(
        submission(GATES, answers, lambda cells: cells.insert(2, new_code_cell(own)))
    )
    assert lost(verdict) == ["gru_gates"]
