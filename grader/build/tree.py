"""Where the masters and what is made of them lie."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Tree:
    """The working tree with ``solutions/`` and ``notebooks/`` in it."""

    root: Path = ROOT

    @property
    def names(self):
        """The names of all notebooks: one for each master, in order."""
        return sorted(path.stem for path in (self.root / "solutions").glob("*.py"))

    def master(self, name):
        """The hand-written source of a notebook."""
        return self.root / "solutions" / f"{name}.py"

    def release(self, name):
        """The notebook that learners get."""
        return self.root / "notebooks" / f"{name}.ipynb"

    def pristine(self, name):
        """The released cells of a notebook, which learners keep beside it."""
        return self.root / "utils" / "released" / f"{name}.ipynb"

    def solved(self, name):
        """The notebook with the solutions in it, executed."""
        return self.root / "solutions" / f"{name}.ipynb"


def write(path, content):
    """Put text or bytes at `path`, whole or not at all; False if they were there."""
    data = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)
    return True
