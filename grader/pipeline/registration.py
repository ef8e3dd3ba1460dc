"""Makes an assignment known to the gradebook, as `nbgrader generate_assignment` does.

With nbgrader's own preprocessors, in this process.
"""

import copy

from nbgrader.api import MissingEntry
from nbgrader.preprocessors import ComputeChecksums, LockCells, SaveCells
from nbgrader.utils import is_grade, is_locked, is_solution

from grader.judge.assignment import grade_id
from grader.pipeline.course import CourseError
from grader.pipeline.gradebook import open_gradebook


def register(db_url, name, source, release):
    """Record assignment and notebook `name`, its cells and points, in the gradebook.

    Recorded is what nbgrader records: the source with the solutions cleared and the
    check cells still sealed, so that a plain nbgrader fails closed. Does nothing
    where that is recorded already. Raises `CourseError` where the gradebook has grades
    for cells that `source` does not have, or the other way round.
    """
    cleared = _cleared(source, release)
    with open_gradebook(db_url) as gradebook:
        if _is_recorded(gradebook, name, cleared):
            return
        gradebook.update_or_create_assignment(name)
    ids = {"notebook": name, "assignment": name, "db_url": db_url}
    try:
        SaveCells().preprocess(cleared, {"nbgrader": ids})
    except RuntimeError as error:
        raise CourseError(
            f"The gradebook holds grades for another version of {name}: {error}. Put "
            f"the source/{name} back that it was made with, or move the gradebook away."
        ) from None


def _cleared(source, release):
    """The source with the release's stubs in place of its solutions."""
    stubs = {grade_id(c): c.source for c in release.cells if is_solution(c)}
    cleared = copy.deepcopy(source)
    for cell in cleared.cells:
        if is_solution(cell):
            cell.source = stubs[grade_id(cell)]
    resources = {"nbgrader": {}}
    for preprocessor in (LockCells(), ComputeChecksums()):
        cleared, resources = preprocessor.preprocess(cleared, resources)
    return cleared


def _is_recorded(gradebook, name, cleared):
    """Does the gradebook hold exactly the cells and points of `cleared`?"""
    try:
        notebook = gradebook.find_notebook(name, name)
    except MissingEntry:
        return False
    kept = [c for c in cleared.cells if is_grade(c) or is_solution(c) or is_locked(c)]
    sources = {(grade_id(cell), cell.source) for cell in kept}
    points = {
        grade_id(c): float(c.metadata.nbgrader.points) for c in filter(is_grade, kept)
    }
    solutions = {grade_id(cell) for cell in filter(is_solution, kept)}
    return (
        sources == {(cell.name, cell.source) for cell in notebook.source_cells}
        and points == {cell.name: cell.max_score for cell in notebook.grade_cells}
        and solutions == {cell.name for cell in notebook.solution_cells}
    )
