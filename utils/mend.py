"""A learner's notebook laid along the one that was given out, and put right."""

import ast
from copy import deepcopy
from dataclasses import dataclass, field

from utils import released
from utils.released import course, grade_id


@dataclass
class Mended:
    """The notebook to hand in, what was put right in it, and what nobody else can."""

    notebook: dict
    repaired: list = field(default_factory=list)
    unsafe: list = field(default_factory=list)


def mend(notebook, name):
    """Lay `notebook`, which stays as it is, along the release of `name`: a `Mended`.

    Put right: locked cells that were changed, are missing, doubled or out of order,
    and what is noted in cells. Never touched: the text of an answer. Two different
    answers to one exercise are for the learner to settle, and so is a notebook of
    which no cell is known. Raises LookupError where the course has none of that name.
    """
    pristine = released.cells(name)
    mended = Mended(deepcopy(notebook))
    if not any(grade_id(cell) in pristine for cell in notebook.cells):
        mended.unsafe.append(
            "no cell of this notebook is known: another program took the notes off "
            "its cells, or it is of another edition. Copy your answers into a fresh one"
        )
        return mended
    mended.notebook.cells = _without_doubles(mended, pristine)
    _put_back(mended, pristine)
    _put_in_order(mended, pristine)
    _answers_below_their_checks(mended, pristine)
    mended.notebook.nbformat, mended.notebook.nbformat_minor = 4, 5
    return mended


def is_answer(cell):
    """Is a released cell one that the learner writes in?"""
    return bool(course(cell).get("exercise") or course(cell).get("written"))


def _without_doubles(mended, pristine):
    """The cells, each released one once: the copy that says more is kept."""
    kept, at = [], {}
    for cell in mended.notebook.cells:
        name = grade_id(cell)
        if name not in pristine or name not in at:
            if name in pristine:
                at[name] = len(kept)
            kept.append(cell)
            continue
        first, stub = kept[at[name]], pristine[name].source.strip()
        here, there = cell.source.strip(), first.source.strip()
        if not is_answer(pristine[name]) or here in (there, stub, ""):
            mended.repaired.append(f"a second copy of the cell {name} is left out")
        elif there in (stub, ""):
            kept[at[name]] = cell
            mended.repaired.append(f"an empty copy of the cell {name} is left out")
        else:
            mended.unsafe.append(
                f"two cells of {name} hold different answers, and the first counts: "
                "delete the other"
            )
    return kept


def _put_back(mended, pristine):
    """Locked cells as they were given out, missing cells in, notes in order."""
    for name, cell in pristine.items():
        there = {grade_id(c): c for c in mended.notebook.cells}
        mine = there.get(name)
        if mine is None:
            _find_or_insert(mended, pristine, name)
            continue
        if not is_answer(cell) and mine.source.rstrip() != cell.source.rstrip():
            mine.source = cell.source
            mended.repaired.append(f"the locked cell {name} was changed")
        if mine.cell_type != cell.cell_type:
            retype(mine, cell.cell_type)
            kind = "a code cell" if cell.cell_type == "code" else "a text cell"
            mended.repaired.append(f"the cell {name} is {kind} again")
        mine.metadata = deepcopy(cell.metadata)


def _find_or_insert(mended, pristine, name):
    """A missing cell: the learner's own one that defines its name, or the release's."""
    cells = mended.notebook.cells
    own = [c for c in cells if grade_id(c) not in pristine and defines(c, name)]
    if not is_answer(pristine[name]):
        mended.repaired.append(f"the cell {name} was missing")
    elif len(own) == 1:
        own[0].metadata = deepcopy(pristine[name].metadata)
        mended.repaired.append(f"the cell that defines {name} had lost its notes")
        return
    elif own:
        mended.unsafe.append(f"{len(own)} cells define {name}: delete all but one")
        return
    else:
        mended.unsafe.append(
            f"the cell of {name} is gone, with its answer: an unwritten one is there"
        )
    before = [*pristine][: [*pristine].index(name)]
    places = [i for i, c in enumerate(cells) if grade_id(c) in before]
    cells.insert(max(places, default=-1) + 1, deepcopy(pristine[name]))


def _put_in_order(mended, pristine):
    """Released cells in the release's order; the learner's own stay below theirs."""
    order = {name: number for number, name in enumerate(pristine)}
    blocks, block = [], (-1, [])
    for cell in mended.notebook.cells:
        if grade_id(cell) in order:
            blocks.append(block)
            block = (order[grade_id(cell)], [])
        block[1].append(cell)
    blocks.append(block)
    in_order = sorted(blocks, key=lambda each: each[0])
    if in_order != blocks:
        mended.repaired.append("cells were out of their order")
    mended.notebook.cells = [cell for _, cells in in_order for cell in cells]


def _answers_below_their_checks(mended, pristine):
    """Say where a cell of the learner's own defines an exercise below its check."""
    checked = []
    for cell in mended.notebook.cells:
        name = grade_id(cell)
        if name in pristine:
            checked.append(course(pristine[name]).get("check"))
            continue
        for answer in filter(None, checked):
            if defines(cell, answer):
                mended.unsafe.append(
                    f"a cell of your own defines {answer} below its check, where it "
                    "counts for nothing: put these lines into the exercise's cell"
                )


def defines(cell, name):
    """Does a code cell define `name`, as a function, a class or a value?"""
    if cell.cell_type != "code":
        return False
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError:
        return False
    names = set()
    for each in statements:
        names.add(getattr(each, "name", None))
        names |= {getattr(x, "id", None) for x in getattr(each, "targets", ())}
    return name in names


def retype(cell, kind):
    """Make `cell` a cell of `kind`, code or markdown, with its source."""
    cell.cell_type = kind
    if kind == "code":
        cell.outputs, cell.execution_count = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
