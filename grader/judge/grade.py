"""Grading one submission: one pure function of the submission and its inputs."""

import time

import nbformat

from grader import checks, misconceptions, reference
from grader.checks.expect import Expectation
from grader.checks.student import Handle, Student
from grader.judge.align import Unreadable, align, read_submission
from grader.judge.borrowing import libraries_of
from grader.judge.imports import (
    defined_in,
    imports_of,
    names_in,
    without_imports_of,
)
from grader.judge.naming import named
from grader.judge.scan import forbidden_use
from grader.judge.score import run_check, score
from grader.judge.seeds import generator
from grader.judge.session import Session
from grader.judge.unwritten import OPEN, found_later, moved_below, stub_left
from grader.judge.verdict import (
    CheckVerdict,
    Graded,
    NotebookVerdict,
    Status,
    Written,
)
from grader.sandbox.command import SandboxUnavailable

LONGEST_MESSAGE = 500
NOT_WRITTEN = "not run: there is no such function yet"
UNFIT = "what came back is of no kind that can be judged"
BORROWED = "it uses {}: writing that yourself is the exercise"


def grade_submission(submission, assignment, seed, limits):
    """Grade the bytes of a submitted notebook against a released one, as `Graded`.

    Nothing that a learner can hand in makes this raise: what cannot be graded gets a
    status instead. The same arguments on the same kind of machine give the same
    verdict. Raises `SandboxUnavailable` where learners' code cannot be boxed.
    """
    begun = time.monotonic()
    try:
        cells = read_submission(submission, limits)
    except Unreadable as error:
        return unjudged(assignment, Status.UNREADABLE, str(error))
    places, flags = align(assignment, cells)
    if not limits.sandbox:
        flags.insert(0, "graded without a sandbox")
    verdict = NotebookVerdict(Status.GRADED, assignment.max_score, flags=flags)
    references = reference.for_notebook(assignment.name)
    limits = libraries_of(assignment, limits)
    with Session(limits, references) as session:
        grading = _Grading(session, assignment, seed, verdict, places)
        shown = [cell for place in places for cell in grading.pass_through(place)]
    verdict.flags += session.flags
    if session.over:
        verdict.status, verdict.reason = Status.PARTLY_GRADED, session.over
    seconds = {**session.seconds, "total": time.monotonic() - begun}
    return Graded(verdict, _notebook(assignment, shown), seconds)


def unjudged(assignment, status, reason):
    """The verdict on a submission of which nothing could be run: 0 on every check."""
    verdict = NotebookVerdict(status, assignment.max_score, reason=reason)
    for grade_id, (_, points) in assignment.written.items():
        verdict.written[grade_id] = Written(points, answered=False)
    all_checks = checks.for_notebook(assignment.name)
    for grade_id, (function, points) in assignment.checks.items():
        title = all_checks[function].title
        verdict.checks[grade_id] = CheckVerdict(grade_id, function, title, 0.0, points)
    return Graded(verdict, _notebook(assignment, _blank(assignment)))


class _Grading:
    """The way through one submission, place by place."""

    def __init__(self, session, assignment, seed, verdict, places):
        self.session, self.assignment = session, assignment
        self.seed, self.verdict = seed, verdict
        self.sources = []  # the learner's code, in the order in which it ran
        self.own = {}  # label of a learner's cell -> the functions it defines
        self.words = set().union(*map(names_in, _code(places)))
        self.places, self.own_cells = places, 0
        self.left = sum(place.kind == "check" or _has_code(place) for place in places)
        self.setup = []  # the released set-up cells that ran
        self.problems = {}  # exercise -> why its cell did not run to its end

    def pass_through(self, place):
        """Run or judge what is at `place`; the cells to be shown for it."""
        cell = nbformat.from_dict(place.released)
        name = place.grade_id
        if place.kind == "exercise":
            cell.source = place.answer or ""
            cell.outputs, self.problems[name] = self._run(cell.source, name)
        elif place.kind == "written":  # for a person to read
            stub, points = self.assignment.written[name]
            cell.source = place.answer or ""
            answered = cell.source.strip() not in ("", stub.strip())
            self.verdict.written[name] = Written(points, answered, waiting=answered)
        elif place.kind == "setup":
            self.setup.append(cell.source)
            cell.outputs, _ = self.session.run(cell.source, name)
        elif place.kind == "show" and self.left:  # only imports that may be used
            used = imports_of(cell.source, wanted=self.words.__contains__)
            if used:
                self.session.run(used, name)
        elif place.kind == "check":
            self.verdict.checks[name] = self._judge(name)
        self.left -= place.kind == "check" or _has_code(place)
        shown = [cell]
        for number, (cell_type, source) in enumerate(place.extras, 1):
            self.own_cells += 1
            extra = _own_cell(cell_type, source, self.own_cells)
            if cell_type == "code":
                label = f"own cell {number} below {name or 'the text'}"
                extra.outputs, _ = self._run(source, label)
            shown.append(extra)
        return shown

    def _run(self, source, label):
        if not source.strip():
            return [], "its cell is missing or empty"
        if len(source) <= self.session.limits.cell_characters:
            self.sources.append(source)
            self.own[label] = defined_in(source)
        return self.session.run(source, label)

    def _judge(self, grade_id):
        """The verdict of one check; its function is closed if it lost points."""
        function, points = self.assignment.checks[grade_id]
        check = checks.for_notebook(self.assignment.name)[function]
        calls, session = [], self.session
        exercises = [name for name, _ in self.assignment.checks.values()]
        library = forbidden_use(self.sources, function, check.forbids, exercises)
        session.begin_check()
        transport = session if library is None else NotAsked(BORROWED.format(library))
        rng = generator(self.seed, function)
        try:
            expectations = run_check(check, Student(transport, calls), rng)
        except SandboxUnavailable:
            raise
        except Exception as error:  # answers that no check is prepared for
            expectations = [Expectation("answers that can be judged", False, UNFIT)]
            self.verdict.flags.append(f"{function}: its check ended: {error!r:.200}")
        session.end_check()
        verdict = CheckVerdict(grade_id, function, check.title, 0.0, points)
        verdict.expectations = expectations
        for expectation in expectations:  # parts of it may be the learner's words
            expectation.message = expectation.message[:LONGEST_MESSAGE]
        verdict.score = score(expectations, points)
        if verdict.score < points:
            self._name(verdict, check, calls)
            _explain(expectations, function, self._why_not_found(function))
            session.close(function)
            self._set_up_again(function)
        verdict.expectations = [e for e in expectations if not e.clue]
        for expectation in expectations:  # a verdict is plain data and can be sent on
            expectation.call = None
        return verdict

    def _why_not_found(self, function):
        """Why there is no such function at its check, though somebody wrote one."""
        here = next((p.answer for p in self.places if p.grade_id == function), None)
        left = stub_left(here or "", function)
        where = found_later(self.places, function)
        later = moved_below(function, where) if where else None
        return left or later or self.problems.get(function)

    def _set_up_again(self, function):
        """A slip may have cost a name that others need; what is the learner's stays."""
        others = [names for label, names in self.own.items() if label != function]
        kept = set().union(*others)
        for source in self.setup:
            self.session.run(without_imports_of(source, kept), "set-up")

    def _name(self, verdict, check, calls):
        mistakes = misconceptions.for_notebook(self.assignment.name)
        found = named(
            check,
            calls,
            verdict.expectations,
            mistakes,
            self.seed,
            self.session.references,
        )
        verdict.named, verdict.hints = list(found.names), list(found.hints)


class NotAsked:
    """A transport for a function that is not called at all, and the reason."""

    def __init__(self, problem):
        self.problem = problem

    def call(self, call):
        """The call is not made."""
        call.problem = self.problem

    def build(self, builder, args):
        """Nothing is built."""
        return Handle(0)


def _explain(expectations, function, problem):
    """Where there is no such function, say why, and say it once."""
    missing = f"{function} is not defined"
    lost = [e for e in expectations if e.message in (missing, OPEN)]
    for expectation in lost[:1]:
        if problem and expectation.message == missing:
            expectation.message += f": {problem}"
        elif problem:
            expectation.message = problem
    if lost and all(e in lost for e in expectations if e.passed is not None):
        for expectation in expectations:
            if expectation is not lost[0]:
                expectation.passed, expectation.message = None, NOT_WRITTEN


def _code(places):
    """The cells of code that the learner wrote."""
    extras = [source for p in places for kind, source in p.extras if kind == "code"]
    return [*(p.answer or "" for p in places if p.kind == "exercise"), *extras]


def _has_code(place):
    """Are there cells of the learner's own below it?"""
    return any(kind == "code" for kind, _ in place.extras)


def _own_cell(cell_type, source, number):
    """A cell that the learner added, with an id that is the same whenever graded."""
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
    }.get(cell_type, nbformat.v4.new_raw_cell)
    return make(source, id=f"own-{number}")


def _blank(assignment):
    return [nbformat.from_dict(cell) for cell in assignment.notebook.cells]


def _notebook(assignment, cells):
    notebook = nbformat.from_dict(assignment.notebook)
    notebook.cells = cells
    return notebook
