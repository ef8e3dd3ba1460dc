"""Answers that were not written for the grader, each a cell in place of an exercise.

``KIND/NOTEBOOK/FUNCTION__SLUG.py`` is one answer. KIND is `wrong` (a single slip in
somebody's own style), `honest` (right, however odd) or `hostile` (wants points that it
has not earned, or what isn't its own). A wrong answer's first lines say what the slip
is, and what the judge may call it:

    # slip: the two gates change places in the return
    # named: gates_swapped | parts_exchanged
"""

import re
from dataclasses import dataclass
from pathlib import Path

from grader.checks import NOTEBOOKS

FOLDER = Path(__file__).parent
KINDS = ("wrong", "honest", "hostile")


@dataclass(frozen=True)
class Answer:
    """One answer: which exercise it is of, its source, and the names that are right."""

    kind: str
    notebook: str
    function: str
    slug: str
    source: str
    names: tuple = ()

    @property
    def label(self):
        """Its path without the ending."""
        return f"{self.kind}/{self.notebook}/{self.function}__{self.slug}"


def answers(kind=None, notebook=None, folder=FOLDER):
    """All answers of a kind and a notebook, or of all, in the order of their paths."""
    kinds = [kind] if kind else KINDS
    notebooks = [notebook] if notebook else NOTEBOOKS
    return [
        read(path)
        for kind in kinds
        for name in notebooks
        for path in sorted(folder.glob(f"{kind}/{name}/*.py"))
    ]


def read(path):
    """The answer in a file; raises ValueError where its header or name is off."""
    function, between, slug = path.stem.partition("__")
    if not all((function, between, slug)):
        raise ValueError(f"{path}: a name is FUNCTION__SLUG.py")
    source, kind = path.read_text(encoding="utf-8"), path.parts[-3]
    found = re.search(r"^# named: (.+)$", source, re.MULTILINE)
    if kind == "wrong" and not found:
        raise ValueError(f"{path}: a line `# named: …` is missing")
    names = tuple(found[1].split(" | ")) if found else ()
    return Answer(kind, path.parent.name, function, slug, source, names)
