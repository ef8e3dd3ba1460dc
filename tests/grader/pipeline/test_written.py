"""An answer in words, from the master to the page that hands its comment back."""

import copy

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.build.expand import expand
from grader.build.leaks import secrets
from grader.build.master import read_master
from grader.build.release import WRITE_HERE, released, uncovered
from grader.build.tree import Tree
from grader.judge.assignment import grade_id
from grader.pipeline.executor import Executor
from grader.pipeline.gradebook import Grades
from grader.pipeline.grading import grade_class
from grader.pipeline.results import document, in_order
from grader.pipeline.submissions import students
from grader.pipeline.writer import Writer
from grader.report.feedback import write_feedback
from grader.report.summary import summary_page
from grader.report.table import print_table
from tests.grader.pipeline.small import HEAD, NAME, _pair, hand_in, make_course

ANSWER = "your_unit"
WRITTEN = """
# %% [markdown] written="your_unit" points=6 minutes=20
# ### BEGIN SOLUTION
# The model answer, which no learner may see: a GRU, since a step must be cheap.
# ### END SOLUTION
"""
HOSTILE = "My unit <script>alert(1)</script><img src=x onerror=alert(2)> and **why**."


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    (folder / "solutions").mkdir()
    master = folder / "solutions" / f"{NAME}.py"
    master.write_text(HEAD + _pair("sigmoid") + WRITTEN, encoding="utf-8")
    source = expand(read_master(master))
    return Tree(folder), source, released(source), uncovered(source)


def with_words(solved, words):
    """The bytes of the solved notebook with this answer; None: without its cell."""
    notebook = copy.deepcopy(solved)
    cells = [c for c in notebook.cells if words is not None or grade_id(c) != ANSWER]
    for cell in cells:
        if grade_id(cell) == ANSWER:
            cell.source = words
    notebook.cells = cells
    return nbformat.writes(notebook).encode()


@pytest.fixture
def course(made, tmp_path):
    _, source, _, solved = made
    words = {
        "writes": "A GRU, for a step must be cheap.",
        "leaves-stub": WRITE_HERE,
        "loses-cell": None,
        "hostile": HOSTILE,
    }
    handed_in = {who: with_words(solved, said) for who, said in words.items()}
    return make_course(tmp_path / "course", source, handed_in)


def grade(course):
    assignment = course.assignment(NAME)
    with Grades(course.db_url) as grades:
        writer, runs = Writer(course, grades), Executor(2, course.limits)
        who = students(course.submitted)
        done = in_order(grade_class(course, [assignment], who, runs, writer))
    return {result.student: result for result in done}


def by_hand(course, student, score, comment):
    """What formgrader does when an instructor gives points and a comment."""
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(ANSWER, NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        found = gradebook.find_comment(ANSWER, NAME, NAME, student)
        found.manual_comment = comment
        gradebook.db.commit()


def waits(course, student):
    with Gradebook(course.db_url) as gradebook:
        return gradebook.find_grade(ANSWER, NAME, NAME, student).needs_manual_grade


def page(course, student):
    outcomes = dict(write_feedback(course.config, NAME, [student]))
    assert outcomes == {student: None}
    return (course.root / "feedback" / student / NAME / f"{NAME}.html").read_text()


def test_the_build_makes_an_answer_that_nbgrader_grades_by_hand(made):
    tree, source, release, solved = made
    for notebook, words in (
        (release, WRITE_HERE),
        (solved, "The model answer, which no learner may see"),
    ):
        (cell,) = (c for c in notebook.cells if grade_id(c) == ANSWER)
        assert cell.cell_type == "markdown"
        assert words in cell.source
        assert "SOLUTION" not in cell.source
        kept = cell.metadata.nbgrader
        assert (kept.grade, kept.solution, kept.locked) == (True, True, False)
        assert kept.points == 6
        assert cell.metadata.course.number == 2
    assert any("The model answer" in line for line in secrets(tree))
    assert "model answer" not in nbformat.writes(release)
    assert "model answer" in nbformat.writes(source)


def test_what_was_written_waits_for_a_person_and_a_stub_does_not(course, capsys):
    results = grade(course)
    said = document(results.values(), sandbox=True)["students"]
    written = {who: each[NAME]["written"][ANSWER] for who, each in said.items()}
    nobody = {"max_score": 6, "comment": None}
    assert written == {
        "writes": {"score": None, "answered": True, **nobody},
        "hostile": {"score": None, "answered": True, **nobody},
        "leaves-stub": {"score": 0, "answered": False, **nobody},
        "loses-cell": {"score": 0, "answered": False, **nobody},
    }
    assert {each[NAME]["max_score"] for each in said.values()} == {8}
    assert {each[NAME]["score"] for each in said.values()} == {2}
    assert said["loses-cell"][NAME]["flags"] == ["exercise cell missing: your_unit"]
    assert waits(course, "writes")
    assert not waits(course, "leaves-stub")
    print_table(results.values())
    out = capsys.readouterr().out
    assert "to be read: your_unit" in out
    assert "2 answers in words are still to be read" in out
    assert summary_page(list(results.values())).count("to be read by hand") == 2


def test_points_and_comment_stay_when_it_is_graded_again(course):
    grade(course)
    by_hand(course, "writes", 4.5, "Good. What would it cost?")
    again = grade(course)["writes"].verdict
    assert (again.score, again.max_score, again.waiting) == (6.5, 8, [])
    assert again.written[ANSWER].comment == "Good. What would it cost?"
    assert not waits(course, "writes")
    assert waits(course, "hostile")


def test_another_text_is_to_be_read_again_and_keeps_its_points_until_then(course, made):
    grade(course)
    by_hand(course, "writes", 4.5, "Good.")
    hand_in(course, "writes", with_words(made[-1], "Something else altogether."))
    again = grade(course)["writes"].verdict
    assert (again.score, again.waiting) == (6.5, [ANSWER])
    assert waits(course, "writes")
    once_more = grade(course)["writes"].verdict
    assert (once_more.score, once_more.waiting) == (6.5, [ANSWER])
    assert waits(course, "writes")  # nobody has read it meanwhile


def test_the_page_says_that_it_waits_and_then_shows_points_and_comment(course):
    grade(course)
    before = page(course, "writes")
    assert "your instructor will read it: up to 6" in before
    assert "6 more are still to be given by hand" in before
    assert "What to fix first" not in before
    by_hand(course, "writes", 4.5, "Good. What would it cost?")
    after = page(course, "writes")
    assert "4.5 of 6" in after
    assert "Good. What would it cost?" in after
    assert "A GRU, for a step must be cheap." in after
    assert "your instructor will read it" not in after
    assert "still to be given by hand" not in after


def test_a_hostile_answer_is_shown_and_does_nothing(course):
    grade(course)
    text = page(course, "hostile")
    assert "<script" not in text
    assert "onerror=" not in text.replace("onerror=alert(2)&gt;", "")
    assert "<strong>why</strong>" in text
