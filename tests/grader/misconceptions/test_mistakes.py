"""A mistake changes the text of the reference: it applies once, or is refused."""

import numpy as np
import pytest

from grader import checks, reference
from grader.misconceptions.mistakes import MistakeError, Mistakes
from grader.misconceptions.slips import slips_of
from grader.misconceptions.source import as_cell, wrong_version
from tests.grader.judging import MISTAKES, RIGHT

GRU = "grader.reference.gru"


def parsed(text, function="gru_gates"):
    mistakes = Mistakes(GRU)
    mistakes.of(function, text)
    return mistakes[function]


def test_a_change_a_hint_and_a_name_make_a_mistake():
    (mistake,) = parsed("""
        a_name
          p.br  →  p.bu
          Both gates have one bias. Look at
          the end of the line.
    """)
    assert mistake.name == "a_name"
    assert mistake.hint == "Both gates have one bias. Look at the end of the line."
    c, x = np.ones((2, 3)), np.ones((2, 4))
    rng = np.random.default_rng(0)
    p = reference.for_notebook("1_gru")  # any namespace will do for the type
    params = p["gru_cell"].__globals__["GRUParams"]
    p = params(*rng.normal(size=(3, 3, 7)), *rng.normal(size=(3, 3)))
    wrong = wrong_version(mistake)(c, x, p)
    right = RIGHT["1_gru"]["gru_gates"](c, x, p._replace(br=p.bu))
    assert np.array_equal(wrong[1], right[1])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a_name\n  p.nothing  →  p.bu\n  A hint.", "stands 0 times"),
        ("a_name\n  concat  →  other\n  A hint.", "stands 4 times"),
        ("a_name\n  A hint alone.", "takes a change and a hint"),
        ("a_name\n  p.br  →  p.bu", "takes a change and a hint"),
        ("A Name\n  p.br  →  p.bu\n  A hint.", "no name of a mistake"),
        ("a_name\n  + p.bu\n  A hint.", "take the place of"),
    ],
)
def test_what_does_not_fit_the_reference_once_is_refused(text, says):
    with pytest.raises(MistakeError, match=says):
        parsed(text)


def test_two_mistakes_of_one_name_are_refused():
    with pytest.raises(MistakeError, match="already"):
        parsed("a\n  p.br  →  p.bu\n  One.\na\n  p.Wr  →  p.Wu\n  Two.")


def test_a_function_that_no_module_has_is_refused():
    with pytest.raises(MistakeError, match="none of"):
        parsed("a\n  p.br  →  p.bu\n  One.", function="nothing")


def test_several_lines_become_several_with_their_indentation():
    (mistake,) = parsed(
        """
        longer
          - gamma_u = sigmoid(concat @ p.Wu.T + p.bu)
          - gamma_r = sigmoid(concat @ p.Wr.T + p.br)
          + gamma_u = gamma_r = concat[:, :3]
          + if True:
          +     gamma_r = 0 * gamma_r
          A hint.
        """
    )
    wrong = wrong_version(mistake)
    gates = wrong(np.ones((2, 3)), np.ones((2, 4)), None)
    assert gates[0].tolist() == np.ones((2, 3)).tolist()
    assert not gates[1].any()


def test_changes_that_touch_each_other_make_no_version():
    one, other = parsed("""
        one
          p.Wr.T + p.br  →  p.Wr.T
          One.
        other
          + p.br  →  - p.br
          Other.
    """)
    assert wrong_version(one, other) is None


def test_a_caller_gets_the_mistake_of_what_it_calls():
    mistake = next(
        m for m in MISTAKES["1_gru"]["gru_gates"] if m.name == "gates_swapped"
    )
    rng = np.random.default_rng(0)
    params = RIGHT["1_gru"]["gru_cell"].__globals__["GRUParams"]
    p = params(*rng.normal(size=(3, 3, 7)), *rng.normal(size=(3, 3)))
    c, x = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    step = wrong_version(mistake, function="gru_cell")(c, x, p)
    right = RIGHT["1_gru"]["gru_cell"](c, x, p)
    assert np.array_equal(step.gamma_u, right.gamma_r)


@pytest.mark.parametrize("nb", list(MISTAKES))
def test_every_mistake_is_a_cell_that_defines_its_function(nb):
    exercises = set(checks.for_notebook(nb))
    for function, mistakes in MISTAKES[nb].items():
        for mistake in mistakes:
            source = as_cell(mistake, exercises)
            assert "grader" not in source, mistake.name
            compile(source, mistake.name, "exec")
            assert f"def {function}(" in source or f"class {function}(" in source


def test_slips_are_read_off_every_line_and_differ_from_the_reference():
    right = RIGHT["1_gru"]["gru_cell_backward"]
    slips = slips_of(right)
    assert len(slips) > 100
    assert len({slip.edits for slip in slips}) == len(slips)
    hints = " ".join(slip.hint for slip in slips)
    assert "the factor Γu is missing" in hints
    assert "Γr stands where Γu should" in hints
