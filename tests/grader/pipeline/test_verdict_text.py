"""A learner reads what failed, what it may be, and what to do next."""

from html.parser import HTMLParser

import pytest

from grader.checks.expect import Expectation
from grader.judge.verdict import CheckVerdict
from grader.pipeline.verdict_text import as_html, as_text, next_step


def verdict(*expectations, score=1.0, hints=()):
    return CheckVerdict(
        "check_gru_cell",
        "gru_cell",
        "One step.",
        score,
        4.0,
        hints=list(hints),
        expectations=list(expectations),
    )


HELD = Expectation("c_tilde", True)
WRONG = Expectation("c_t", False, "the shape is (3, 4), expected (3, 5)")
SKIPPED = Expectation("on a GPU", None, "there is no GPU here")


def test_what_failed_comes_before_hints_and_the_next_step():
    text = as_text(verdict(HELD, SKIPPED, WRONG, hints=["Look at the gates."]))
    parts = (
        "gru_cell: 1 of 4 points",
        "✗ c_t: the shape is (3, 4), expected (3, 5)",
        "– on a GPU: there is no GPU here",
        "1 of 2 expectations held",
        "Look at the gates.",
        "Next: ",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_two_hints_that_fit_are_offered_as_alternatives():
    assert "one of these well-known slips" in as_text(
        verdict(WRONG, hints=["One.", "Two."])
    )


PLAIN = ("div", "p", "strong", "br", "ul", "li", "details", "summary")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


def test_a_learners_error_text_cannot_become_markup():
    hostile = Expectation("c_t", False, "it raised ValueError('<script>x</script>')")
    parsed = Tags()
    parsed.feed(as_html(verdict(hostile, hints=["<img src=x>"])))
    assert parsed.tags <= set(PLAIN)
    assert "<script>x</script>" in parsed.text


@pytest.mark.parametrize(
    ("made", "step"),
    [
        (verdict(HELD, score=4.0), "nothing to do"),
        (verdict(), "top of this page"),
        (verdict(SKIPPED, score=0.0), "ask your instructor"),
        (verdict(Expectation("c_t", False, "it is not written yet")), "still open"),
        (verdict(Expectation("c_t", False, "gru_cell is not defined")), "define a"),
        (verdict(WRONG, hints=["A hint."]), "hold the hint"),
        (verdict(HELD, Expectation("kept", False, "", form=True)), "values are right"),
        (verdict(WRONG), "check.gru_cell(gru_cell)"),
    ],
)
def test_the_next_step_fits_what_happened(made, step):
    assert step in next_step(made)
