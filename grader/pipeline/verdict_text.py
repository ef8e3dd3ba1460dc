"""A verdict in words, as plain text and as HTML: what a learner reads.

What failed comes first, then the named mistakes with their hints, then one next step.
Only names and messages of expectations are shown: never a hidden value.
"""

import re
from html import escape

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
MARKS = {True: "✓", False: "✗", None: "–"}


def as_text(check):
    """The verdict on one function as lines of text."""
    lines = [_headline(check), check.title, ""]
    lines += [f"  {MARKS[e.passed]} {_line(e)}" for e in _not_held(check)]
    lines += [f"  {MARKS[True]} {_count_held(check)}"]
    if check.hints:
        lines += ["", _introduction(check)]
        lines += [f"  * {hint}" for hint in check.hints]
    lines += ["", f"Next: {next_step(check)}"]
    return "\n".join(lines)


def as_html(check):
    """The same as HTML, of plain tags and a few classes: everything is escaped."""
    missed = "".join(map(_item, _not_held(check)))
    held = "".join(_item(e) for e in check.expectations if e.passed)
    hints = "".join(f"<li>{escape(hint)}</li>" for hint in check.hints)
    parts = (
        f"<p><strong>{escape(_headline(check))}</strong><br>{escape(check.title)}</p>",
        f"<ul>{missed}</ul>" if missed else "",
        f"<details><summary>{_count_held(check)}</summary><ul>{held}</ul></details>",
        f"<p><strong>{_introduction(check)}</strong></p><ul>{hints}</ul>"
        if hints
        else "",
        f"<p><strong>Next:</strong> {escape(next_step(check))}</p>",
    )
    return f'<div class="verdict {_outcome(check)}">{"".join(parts)}</div>'


def next_step(check):
    """One thing to do now."""
    if not check.expectations:
        return "see the note at the top of this page."
    missed = [e for e in check.expectations if e.passed is False]
    messages = " ".join(e.message for e in missed)
    if not missed and check.score >= check.max_score:
        return "nothing to do here; go on."
    if not missed:
        return "ask your instructor: no expectation of this check could be run."
    if "it is not written yet" in messages:
        return f"this exercise is still open: write {check.function} and hand in again."
    if "is not defined" in messages:
        return (
            f"define a function named {check.function} in its exercise cell, and run "
            "the whole notebook from the top before you hand in."
        )
    if check.hints:
        return f"hold the hint against your {check.function}, line by line."
    if all(e.form for e in missed):
        return "the values are right; look only at how the function treats its arrays."
    return (
        f"run check.{check.function}({check.function}) in the notebook, then hold your "
        f"lines against the equation; begin with {missed[0].name!r}."
    )


def visible(graded):
    """`graded` with no control character in what it says, whoever said it.

    They could hide or forge lines in a terminal, or turn the order of a text round.
    """
    verdict = graded.verdict
    verdict.flags = [visible_text(flag) for flag in verdict.flags]
    verdict.reason = visible_text(verdict.reason)
    for check in verdict.checks.values():
        for expectation in check.expectations:
            expectation.message = visible_text(expectation.message)
    return graded


def visible_text(text):
    """`text` with a mark for each control character, and a space for white space."""
    return CONTROL.sub(lambda found: " " if found[0] in "\t\n\r" else "\ufffd", text)


def points(value):
    """A number of points as people write it: 4, 3.5, 2.67."""
    return f"{round(value, 2):g}"


_CLASSES = {True: "held", False: "failed", None: "not-run"}


def _headline(check):
    score = f"{points(check.score)} of {points(check.max_score)} points"
    return f"{check.function}: {score}"


def _line(expectation):
    if expectation.message and not expectation.passed:
        return f"{expectation.name}: {expectation.message}"
    return expectation.name


def _item(expectation):
    mark, words = MARKS[expectation.passed], escape(_line(expectation))
    return f'<li class="{_CLASSES[expectation.passed]}">{mark} {words}</li>'


def _not_held(check):
    """What failed, then what was not run."""
    missed = [e for e in check.expectations if not e.passed]
    return sorted(missed, key=lambda e: e.passed is None)


def _count_held(check):
    run = [e for e in check.expectations if e.passed is not None]
    return f"{sum(bool(e.passed) for e in run)} of {len(run)} expectations held"


def _outcome(check):
    if check.score >= check.max_score:
        return "full"
    return "partly" if check.score > 0 else "none"


def _introduction(check):
    if len(check.hints) == 1:
        return "This looks like a well-known slip:"
    return "This looks like one of these well-known slips:"
