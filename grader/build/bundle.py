"""The learners' bundle: a zip that works alone and holds nothing of the grader's."""

import io
import tomllib
import zipfile
from pathlib import Path
from string import Template

import nbformat

from grader.build.errors import BuildError
from grader.build.leaks import leaked, secrets
from grader.build.products import pristine_text, release_text
from grader.build.tree import Tree, write

LEARNER = Path(__file__).parent / "learner"
AS_THEY_ARE = (
    "AGENTS.md",
    "LICENSE",
    "LICENSE-prose",
    "constraints.txt",
    "environment.yml",
)
# The earliest date a zip can hold: the same content gives the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def release_bundle(dest, tree=None):
    """Write ``<course>-<version>.zip`` into the folder `dest` and give its path.

    Two bundles of the same tree are byte-equal. The notebooks are made from their
    masters. Raises `BuildError` where a line of a solution would go out.
    """
    tree = tree or Tree()
    project = _project(tree)
    files = bundle_files(tree, project)
    _refuse_leaks(files, tree)
    stem = f"{project['name']}-{project['version']}"
    path = Path(dest) / f"{stem}.zip"
    write(path, _zipped({f"{stem}/{name}": data for name, data in files.items()}))
    return path


def bundle_files(tree, project):
    """Path in the bundle -> bytes, of everything that learners get."""
    files = {
        f"notebooks/{name}.ipynb": release_text(name, tree).encode()
        for name in tree.names
    }
    for path in (tree.root / "utils").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            files[path.relative_to(tree.root).as_posix()] = path.read_bytes()
    for name in tree.names:
        files[f"utils/released/{name}.ipynb"] = pristine_text(name, tree).encode()
    for name in AS_THEY_ARE:
        files[name] = (tree.root / name).read_bytes()
    files |= _templates(project)
    return dict(sorted(files.items()))


def _templates(project):
    words = {
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "requires_python": project["requires-python"],
        "dependencies": "\n".join(f'  "{x}",' for x in project["dependencies"]),
    }
    return {
        path.stem: Template(path.read_text("utf-8")).substitute(words).encode()
        for path in LEARNER.glob("*.in")
    }


def _refuse_leaks(files, tree):
    secret_lines = secrets(tree)
    for name, data in files.items():
        text = readable(name, data)
        for line in leaked(text, secret_lines):
            number = [x.strip() for x in text.splitlines()].index(line) + 1
            raise BuildError(name, number, f"a line of a solution: {line!r}")


def readable(name, data):
    """The text of a file; of a notebook, the text of its cells."""
    text = data.decode("utf-8", errors="replace")
    if not name.endswith(".ipynb"):
        return text
    notebook = nbformat.reads(text, as_version=4)
    return "\n".join(cell.source for cell in notebook.cells)


def _zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, data)
    return buffer.getvalue()


def _project(tree):
    return tomllib.loads((tree.root / "pyproject.toml").read_text("utf-8"))["project"]
