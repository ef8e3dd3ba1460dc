"""Answers that were not written for the grader get what they deserve.

A part of them is graded each day, another the next day; `make audit` grades all.
"""

import datetime

import pytest

from grader.checks import NOTEBOOKS
from tests.audit.answers import answers, read
from tests.audit.running import graded, tasks

PARTS = 12
TODAY = datetime.date.today().toordinal() % PARTS
PART = [answer for i, answer in enumerate(answers()) if i % PARTS == TODAY]


@pytest.fixture(scope="module")
def outcomes():
    """The outcome of each answer of today's part."""
    found = graded(tasks(PART, []))
    return {outcome.label: outcome for outcome in found}


@pytest.mark.parametrize("answer", PART, ids=lambda answer: answer.label)
def test_an_answer_gets_what_it_deserves(outcomes, answer):
    assert outcomes[answer.label].trouble == ""


def test_there_are_answers_of_each_kind_for_each_notebook():
    for notebook in NOTEBOOKS:
        for kind in ("wrong", "honest", "hostile"):
            assert answers(kind, notebook), (kind, notebook)


@pytest.mark.parametrize("name", ["gru_gates.py", "__slug.py", "gru_gates__.py"])
def test_a_file_without_function_or_slug_is_refused(tmp_path, name):
    folder = tmp_path / "wrong" / "1_gru"
    folder.mkdir(parents=True)
    (folder / name).write_text("# named: x\n")
    with pytest.raises(ValueError, match="FUNCTION__SLUG"):
        read(folder / name)


def test_a_wrong_answer_without_a_name_is_refused(tmp_path):
    folder = tmp_path / "wrong" / "1_gru"
    folder.mkdir(parents=True)
    file = folder / "gru_gates__slip.py"
    file.write_text("# slip: none\n")
    with pytest.raises(ValueError, match="named"):
        read(file)
