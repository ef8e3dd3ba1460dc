"""A class made by code: what hands in such a class hands in, and what goes wrong.

Every submission comes from the solved notebook, so that each shows one thing.
"""

import copy

import nbformat
from nbformat.v4 import new_code_cell

from grader import checks, misconceptions
from grader.judge.assignment import grade_id, kind
from grader.misconceptions.source import as_cell

NOTEBOOK = "1_gru"  # what the demo class hands in
SLIPS = {  # student -> (function, misconception)
    "swapped-gates": ("gru_gates", "gates_swapped"),
    "reset-after": ("gru_candidate", "reset_after_product"),
    "update-and-keep-swapped": ("gru_cell", "update_and_keep_swapped"),
    "nothing-carried-back": ("gru_backward", "nothing_carried"),
}
SYNTAX_ERROR = "def gru_cell(c_prev, x_t, p)\n    return GRUStep(c_prev, x_t\n"
ENDLESS_LOOP = "def gru_forward(x, c0, p):\n    while True:\n        pass\n"
KERNEL_KILLER = (
    "import os\n\n\ndef gru_candidate(c_prev, x_t, gamma_r, p):\n    os._exit(1)\n"
)


def demo_class(name, solved, release):
    """Student -> the bytes of what they hand in; None for one who hands in nothing.

    `solved` and `release` are the solved and the released notebook.
    """
    exercises = [grade_id(cell) for cell in release.cells if kind(cell) == "exercise"]
    stubs = {grade_id(cell): cell.source for cell in release.cells if grade_id(cell)}
    open_half = {name: stubs[name] for name in exercises[len(exercises) // 2 :]}
    submissions = {
        "perfect": with_sources(solved, {}),
        "empty": release,
        "half-done": with_sources(solved, open_half),
        "syntax-error": with_sources(solved, {"gru_cell": SYNTAX_ERROR}),
        "endless-loop": with_sources(solved, {"gru_forward": ENDLESS_LOOP}),
        "kernel-killer": with_sources(solved, {"gru_candidate": KERNEL_KILLER}),
        "pasted-twice": _pasted_twice(solved, exercises[0]),
    }
    for student, (function, mistake) in SLIPS.items():
        slip = slipped(name, function, mistake)
        submissions[student] = with_sources(solved, {function: slip})
    files = {who: nbformat.writes(nb).encode() for who, nb in submissions.items()}
    files["not-json"] = files["perfect"][: len(files["perfect"]) // 3]
    files["no-file"] = None
    return files


def write_demo(submitted, notebooks):
    """Fill the folder `submitted`; `notebooks` maps name -> (solved, release).

    Files that are there already are left as they are. Gives the number of students.
    """
    students = set()
    for name, (solved, release) in notebooks.items():
        for student, content in demo_class(name, solved, release).items():
            folder = submitted / student / name
            folder.mkdir(parents=True, exist_ok=True)
            students.add(student)
            file = folder / f"{name}.ipynb"
            if content is not None and not file.exists():
                file.write_bytes(content)
    return len(students)


def slipped(notebook, function, mistake):
    """The source of a cell in which `function` makes a well-known mistake."""
    mistakes = misconceptions.for_notebook(notebook)[function]
    wanted = next(m for m in mistakes if m.name == mistake)
    return as_cell(wanted, set(checks.for_notebook(notebook)))


def with_sources(solved, sources):
    """A copy of the solved notebook with other sources in some of its cells."""
    notebook = copy.deepcopy(solved)
    for cell in notebook.cells:
        cell.source = sources.get(grade_id(cell), cell.source)
    return notebook


def _pasted_twice(solved, wanted):
    """One cell stands twice, id and all, as after copy and paste; one is a helper."""
    notebook = copy.deepcopy(solved)
    place = next(i for i, c in enumerate(notebook.cells) if grade_id(c) == wanted)
    again = copy.deepcopy(notebook.cells[place])
    again.id = f"{again.id}-again"
    helper = new_code_cell("notes = 'my own cell'", id="my-own-cell")
    notebook.cells[place + 1 : place + 1] = [again, helper]
    return notebook
