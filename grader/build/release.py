"""From nbgrader's source notebook to the one that learners get.

The work is done by nbgrader's own preprocessors, run in this process.
"""

import copy

from nbgrader import preprocessors as nbgrader

from grader.build.master import BEGIN, END

WRITE_HERE = "*Write your answer here, in place of this line.*"


class ClearSolutions(nbgrader.ClearSolutions):
    """nbgrader's own, but each stub says which exercise it is.

    The course's ``nbgrader_config.py`` may name it in place of the stock one.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Put the stub in place of the solution."""
        self.code_stub = {"python": stub(cell)}
        self.text_stub = WRITE_HERE
        return super().preprocess_cell(cell, resources, cell_index)


class UncoverSolutions(nbgrader.NbGraderPreprocessor):
    """Takes the markers of the solutions away and leaves the solutions."""

    def preprocess_cell(self, cell, resources, cell_index):
        """Drop the two marker lines, where there are any."""
        lines = cell.source.split("\n")
        cell.source = "\n".join(x for x in lines if x.strip() not in (BEGIN, END))
        return cell, resources


# In nbgrader's order: checksums last, of what is left when the rest is cleared.
BEFORE = (nbgrader.LockCells,)
AFTER = (
    nbgrader.ClearOutput,
    nbgrader.CheckCellMetadata,
    nbgrader.ClearHiddenTests,
    nbgrader.ClearMarkScheme,
    nbgrader.ComputeChecksums,
    nbgrader.CheckCellMetadata,
)


def released(source):
    """The learners' version of a source notebook: stubs, no outputs, no hidden text."""
    return _through((*BEFORE, ClearSolutions, *AFTER), source)


def uncovered(source):
    """The solved version of a source notebook, not yet executed."""
    return _through((*BEFORE, UncoverSolutions, *AFTER), source)


def stub(cell):
    """What stands in place of a solution."""
    course = cell.metadata.get("course", {})
    if "exercise" not in course:
        return "raise NotImplementedError()"
    task = f"Exercise {course['number']}: {course['exercise']}"
    return f'raise NotImplementedError("{task}")'


def _through(steps, notebook):
    notebook, resources = copy.deepcopy(notebook), {}
    for step in steps:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook
