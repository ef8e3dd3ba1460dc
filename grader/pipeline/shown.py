"""The notebook that shows a verdict: nbgrader's autograded version of a submission.

Structure comes from the release. What a learner's file says of its cells (metadata,
tags, attachments, a kernel) has no place in it.
"""

import copy

from nbformat.v4 import new_markdown_cell, new_output

from grader.judge.assignment import grade_id, kind
from grader.judge.verdict import Status
from grader.pipeline.verdict_text import as_html, as_text, next_step

NEXT_STEPS = {
    Status.MISSING: "Hand in the notebook under its own name.",
    Status.UNREADABLE: "Open it in JupyterLab; if it does not open there, begin again "
    "from the release and copy your answers over. Save, then hand in that file.",
    Status.REFUSED: "Hand in the notebook itself, as one plain file.",
}


def shown(graded, assignment):
    """A notebook with the verdicts as outputs of the released check cells."""
    verdict = graded.verdict
    release = {grade_id(c): c for c in assignment.notebook.cells if grade_id(c)}
    notebook = copy.deepcopy(assignment.notebook)
    if graded.notebook is not None:
        notebook.cells = _with_structure_of(release, graded.notebook.cells)
    for cell in notebook.cells:
        if kind(cell) == "check":
            check = verdict.checks.get(grade_id(cell))
            cell.outputs = _outputs(check)
            if check is not None:  # for the head of the feedback page
                told = {"hints": list(check.hints), "next": next_step(check)}
                cell.metadata["course"] = {**cell.metadata["course"], "verdict": told}
            cell.execution_count = None
    if verdict.reason:
        notebook.cells.insert(0, _notice(verdict))
    return notebook


def _with_structure_of(release, cells):
    """The cells, each with its released counterpart's metadata, or with none."""
    kept, unused = [], dict(release)
    for number, cell in enumerate(cells):
        cell = copy.deepcopy(cell)
        original = unused.pop(grade_id(cell), None)
        if original is not None and original.cell_type != cell.cell_type:
            original = None
        cell.metadata = copy.deepcopy(original.metadata) if original else {}
        cell.id = original.id if original else f"extra-{number}"
        cell.pop("attachments", None)
        if original is not None and not original.metadata.nbgrader.get("solution"):
            cell.source = original.source
            if "attachments" in original:
                cell.attachments = copy.deepcopy(original.attachments)
        kept.append(cell)
    return kept


def _outputs(check):
    if check is None:
        return []
    data = {"text/html": as_html(check), "text/plain": as_text(check)}
    return [new_output("display_data", data=data)]


def _notice(verdict):
    step = NEXT_STEPS.get(verdict.status, "Ask your instructor to look at it.")
    what = str(verdict.status).replace("_", " ")
    safe = "".join(c if c.isalnum() or c in " .,:;/-_" else " " for c in verdict.reason)
    source = f"**This notebook is {what}**: {safe}\n\n**Next:** {step}"
    return new_markdown_cell(source, id="verdict-notice")
