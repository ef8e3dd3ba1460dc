"""Which mistake is it? Wrong versions run here, in the judge, on the learner's inputs.

A mistake accounts for an answer if its version gives the learner's *values* in every
call that came back. What is of form (precision, warnings, changed inputs) has names of
its own. The simplest account is taken: one mistake of the function's list; one of a
function that it is built on; a simple relation of the wrong parts to the right ones; a
slip in a line; two of these together; at last, one that accounts for some of the parts.
"""

import re
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from grader.checks.student import Here, Student
from grader.judge.evidence import Evidence
from grader.judge.score import run_check
from grader.judge.seeds import generator
from grader.misconceptions import general
from grader.misconceptions.slips import slips_of
from grader.misconceptions.source import wrong_version
from utils import fixtures
from utils.checks.raised import kind_of

MOST = 2  # names of one answer
PART_OF = "This is about the part that {} plays here. "
RAISED = re.compile(r"it raised (\w+): (.*) \(line \d", re.DOTALL)
CANDIDATES = 24  # that pairs are made of


@dataclass(frozen=True)
class Naming:
    """What a wrong answer is called, and what to tell the learner, one for each."""

    names: tuple = ()
    hints: tuple = ()


@np.errstate(all="ignore")  # a learner's numbers may be anything
def named(check, calls, expectations, mistakes, seed, references, failed_by=None):
    """What is known of a wrong answer, as a `Naming`.

    `calls` are all that the check made, `mistakes` the notebook's by function, and
    `references` its right functions. Nothing is named where no call came back, nor
    where the reference itself fits. ``failed_by(mistake)`` gives the names of the
    expectations that a mistake fails; by default its version is put to the check.
    """
    own = [call for call in calls if call.function == check.function]
    if not any(call.problem is None or call.error for call in own):
        found = Naming()
    elif check.by_properties:
        ask = failed_by or partial(_failed_by, check, seed, references)
        found = _by_properties(failures(expectations), mistakes, check.function, ask)
    else:
        found = _by_values(check.function, own, mistakes, references)
    if not found.names:
        found = _by_exception(expectations)
    seen = [call.mistake for call in own]
    seen += [e.mistake for e in expectations if e.passed is False]
    return _and_form(found, filter(None, seen))


def _by_values(function, calls, mistakes, references):
    right = references[function]
    evidence = Evidence(calls, right)
    if not evidence.wrong:
        return Naming()
    below = [
        (name, PART_OF.format(name))
        for name in _built_on(right, references)
        if references[name].__module__ == right.__module__
    ]
    own = mistakes.get(function, ())
    listed = [(own, "")]
    listed += [(mistakes.get(name, ()), words) for name, words in below]
    unlisted = [(slips_of(right), "")]
    unlisted += [(slips_of(references[name]), words) for name, words in below]
    tried = []
    for found, words in listed:
        versions = [_Version(function, (m,), words, found is own) for m in found]
        tried += versions
        fitting = list(_fitting(versions, evidence))
        if fitting:
            return _told(fitting)
    relations = evidence.relations()
    if relations:
        return Naming(*zip(*relations[:MOST], strict=True))
    for found, words in unlisted:
        versions = [_Version(function, (slip,), words) for slip in found]
        tried += versions
        for fitting in _fitting(versions, evidence):
            return _told([fitting])
    return _together(tried, evidence)


def _fitting(versions, evidence):
    """The versions that account for the answer, each with how sure that is."""
    for version in versions:
        fit = evidence.fit(version.wrong)
        if fit:
            yield version, fit


def _together(versions, evidence):
    """Two mistakes that account for the answer, or one that does for some of it."""
    partly = [(v, evidence.parts(v.wrong)) for v in versions if v.wrong]
    partly = [(v, parts) for v, parts in partly if parts.explained]
    partly.sort(key=lambda found: -len(found[1].explained))
    for (one, a), (other, b) in combinations(partly[:CANDIDATES], 2):
        if evidence.complete(a, b) or evidence.fit(_both(one, other)):
            return _two(one, other)
    composed = _composed(versions, evidence)
    if composed:
        return composed
    for version, parts in partly:
        if not parts.contradicted:
            where = ", ".join(sorted(parts.explained)[:4])
            hint = (
                f"For {where}, at least: {version.hint} There is something else, too."
            )
            return Naming((version.name,), (hint,))
    return Naming()


def _composed(versions, evidence):
    """Two of the function's own mistakes that make the answer only together."""
    for one, other in combinations([v for v in versions if v.own], 2):
        if evidence.fit(_both(one, other)):
            return _two(one, other)
    return None


def _two(one, other):
    hints = f"Two things. First: {one.hint}", f"And then: {other.hint}"
    return Naming((one.name, other.name), hints)


def _both(one, other):
    if one.mistakes[0].module != other.mistakes[0].module:
        return None
    return wrong_version(*one.mistakes, *other.mistakes, function=one.function)


class _Version:
    """A wrong version of `function`: what it is called, and the function itself."""

    def __init__(self, function, mistakes, words, own=False):
        self.function, self.mistakes = function, mistakes
        self.name, self.hint = mistakes[0].name, words + mistakes[0].hint
        self.own = own
        self.wrong = wrong_version(*mistakes, function=function)


def _told(fitting):
    """The `Naming` of one version that fits, or of two that can't be told apart."""
    (first, fit), *others = fitting[:MOST]
    doubt = "Probably: " if fit == "partly" else ""
    if not others:
        return Naming((first.name,), (doubt + first.hint,))
    second = others[0][0]
    hints = f"{doubt}Either: {first.hint}", f"Or: {second.hint}"
    return Naming((first.name, second.name), hints)


def _built_on(function, references):
    """The graded functions that `function` calls, and those that they call."""
    found, waiting = [], [function]
    while waiting:
        code = getattr(waiting.pop(), "__code__", None)
        for name in code.co_names if code else ():
            if name in references and name not in found:
                found.append(name)
                waiting.append(references[name])
    return found


def failures(expectations):
    """The names of the expectations that failed, those with a name of form aside."""
    return {e.name for e in expectations if e.passed is False and not e.mistake}


def _by_properties(failed, mistakes, function, failed_by):
    """The mistakes of which the same set of expectations fails."""
    ours = mistakes.get(function, ())
    fitting = [mistake for mistake in ours if failed_by(mistake) == failed]
    if not fitting or len(fitting) > MOST:
        return Naming()
    hints = [mistake.hint for mistake in fitting]
    if len(fitting) == MOST:
        hints = [f"Either: {hints[0]}", f"Or: {hints[1]}"]
    return Naming(tuple(mistake.name for mistake in fitting), tuple(hints))


def _by_exception(expectations):
    """What the exceptions mean that made expectations fail, if they all mean one."""
    told = [RAISED.match(e.message) for e in expectations if e.passed is False]
    kinds = {kind_of(*found.groups()) for found in told if found}
    if len(kinds) != 1 or None in kinds:
        return Naming()
    (kind,) = kinds
    hint = (
        f"It ends with an exception. Likely: {kind.why.cause}. Next: {kind.why.step}."
    )
    return Naming((kind.name,), (hint,))


def _failed_by(check, seed, references, mistake):
    functions = {**references, check.function: wrong_version(mistake)}
    student = Student(Here(functions, fixtures.BUILDERS, fixtures.PROBES))
    rng = generator(seed, check.function)
    return failures(run_check(check, student, rng))


def _and_form(found, seen):
    """`found`, and the mistakes of form that were seen, up to the most."""
    names, hints = list(found.names), list(found.hints)
    for name in dict.fromkeys(seen):
        if name not in names and len(names) < MOST:
            names.append(name)
            hints.append(general.FORM[name])
    return Naming(tuple(names), tuple(hints))
