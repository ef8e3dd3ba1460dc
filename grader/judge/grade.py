"""Grading one submission: one pure function of the submission and its inputs."""

import time

import nbformat

from grader import checks, misconceptions, reference
from grader.checks.student import Student
from grader.judge.align import Unreadable, align, read_submission
from grader.judge.naming import named
from grader.judge.score import run_check, score
from grader.judge.seeds import generator
from grader.judge.session import Session
from grader.judge.verdict import CheckVerdict, Graded, NotebookVerdict, Status


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
    with Session(limits, references) as session:
        shown = list(_walk(places, session, assignment, seed, verdict))
    verdict.flags += session.flags
    if session.over:
        verdict.status, verdict.reason = Status.PARTLY_GRADED, session.over
    seconds = {**session.seconds, "total": time.monotonic() - begun}
    return Graded(verdict, _notebook(assignment, shown), seconds)


def unjudged(assignment, status, reason):
    """The verdict on a submission of which nothing could be run: 0 on every check."""
    verdict = NotebookVerdict(status, assignment.max_score, reason=reason)
    all_checks = checks.for_notebook(assignment.name)
    for grade_id, (function, points) in assignment.checks.items():
        title = all_checks[function].title
        verdict.checks[grade_id] = CheckVerdict(grade_id, function, title, 0.0, points)
    return Graded(verdict, _notebook(assignment, _blank(assignment)))


def _walk(places, session, assignment, seed, verdict):
    """Run and judge place by place; yields the cells of the notebook to be shown."""
    problems = {}
    for place in places:
        cell = nbformat.from_dict(place.released)
        if place.kind == "exercise":
            cell.source = place.answer or ""
            if cell.source.strip():
                ran = session.run(cell.source, place.grade_id)
                cell.outputs, problems[place.grade_id] = ran
            else:
                problems[place.grade_id] = "its cell is missing or empty"
        elif place.kind == "setup":
            cell.outputs, _ = session.run(cell.source, place.grade_id)
        elif place.kind == "check":
            verdict.checks[place.grade_id] = _judge(
                place.grade_id, session, assignment, seed, problems
            )
        yield cell
        for number, (cell_type, source) in enumerate(place.extras, 1):
            extra = _extra_cell(cell_type, source)
            if extra.cell_type == "code":
                label = f"own cell {number} below {place.grade_id or 'the text'}"
                extra.outputs, _ = session.run(source, label)
            yield extra


def _judge(grade_id, session, assignment, seed, problems):
    """The verdict of one check at its place; closes the function if it lost points."""
    function, points = assignment.checks[grade_id]
    check = checks.for_notebook(assignment.name)[function]
    calls = []
    session.begin_check()
    student = Student(session, calls)
    expectations = run_check(check, student, generator(seed, function))
    session.end_check()
    verdict = CheckVerdict(
        grade_id,
        function,
        check.title,
        score(expectations, points),
        points,
        expectations=expectations,
    )
    if verdict.score < points:
        variants = misconceptions.for_notebook(assignment.name).get(function, [])
        references = session.references
        found = named(check, calls, expectations, variants, seed, references)
        verdict.named = [variant.__name__ for variant in found]
        verdict.hints = [misconceptions.hint(variant) for variant in found]
        _explain(expectations, function, problems.get(function))
        session.close(function)
    return verdict


def _explain(expectations, function, problem):
    """Where a function is undefined because its cell failed, say what the cell said."""
    for expectation in expectations:
        if problem and expectation.message == f"{function} is not defined":
            expectation.message += f": {problem}"


def _extra_cell(cell_type, source):
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
    }.get(cell_type, nbformat.v4.new_raw_cell)
    return make(source)


def _blank(assignment):
    return [nbformat.from_dict(cell) for cell in assignment.notebook.cells]


def _notebook(assignment, cells):
    notebook = nbformat.from_dict(assignment.notebook)
    notebook.cells = cells
    for number, cell in enumerate(cells):
        if "course" not in cell.metadata and "nbgrader" not in cell.metadata:
            cell.id = f"cell-{number}"  # an extra's: the same whenever graded
    return notebook
