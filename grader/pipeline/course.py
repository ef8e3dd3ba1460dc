"""A course folder: where its files are, and how it comes into being.

`submitted/<student>/<notebook>/<notebook>.ipynb` is enough to begin with. What else
nbgrader and the judge need is added where it is missing; what is there is kept.
"""

import fcntl
import hashlib
import os
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from grader.checks import for_notebook
from grader.judge.assignment import Assignment, grade_id
from grader.judge.seeds import course_secret
from grader.sandbox.limits import NOT_IN_THE_FILE, Limits

CONFIG = '''"""nbgrader's configuration for this course folder. Yours to change.

Without the first two calls nbgrader cannot grade these notebooks: their check cells
are sealed, and every function would score 0.
"""

from pathlib import Path

from grader.pipeline import nbgrader_hooks
from grader.report import feedback

c = get_config()  # noqa: F821
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
nbgrader_hooks.configure(c)  # nbgrader autograde asks the judge
feedback.configure(c)  # feedback pages hold nothing that could run

# Another database than gradebook.db in this folder:
# c.CourseDirectory.db_url = "postgresql+psycopg://user@host/gradebook"
'''


class CourseError(Exception):
    """A course folder cannot be graded as it is; the message says what to do."""


class Course:
    """The files of one course, under `root`."""

    def __init__(self, root, db_url=None):
        self.root = Path(root).absolute()
        self.submitted = self.root / "submitted"
        self.limits_file = self.root / "grader.toml"
        self.config_file = self.root / "nbgrader_config.py"
        self.summary_file = self.root / "summary.html"
        self._db_url = db_url

    def source(self, notebook):
        """nbgrader's source version of a notebook: what grading goes by."""
        return self.root / "source" / notebook / f"{notebook}.ipynb"

    def release(self, notebook):
        """What learners were given."""
        return self.root / "release" / notebook / f"{notebook}.ipynb"

    @property
    def verdicts(self):
        """The folder of the verdicts that are kept from run to run."""
        return self.root / "verdicts"

    def autograded(self, student, notebook):
        """The notebook that shows the verdict."""
        return self.root / "autograded" / student / notebook / f"{notebook}.ipynb"

    def feedback(self, student, notebook):
        """The page that goes back to the learner."""
        return self.root / "feedback" / student / notebook / f"{notebook}.html"

    @property
    def secret(self):
        """The course's secret, made at the first use."""
        return course_secret(self.root)

    @property
    def limits(self):
        """The limits of `grader.toml`, or the defaults; no box sees this folder."""
        there = self.limits_file.exists()
        limits = Limits.read(self.limits_file) if there else Limits()
        return replace(limits, hidden=(str(self.root),))

    @property
    def config(self):
        """nbgrader's configuration of this course, traitlets' way."""
        loader = PyFileConfigLoader(self.config_file.name, path=str(self.root))
        config = loader.load_config()
        config.CourseDirectory.root = str(self.root)
        if self._db_url:
            config.CourseDirectory.db_url = self._db_url
        return config

    @property
    def db_url(self):
        """SQLAlchemy's URL of the gradebook: given, configured, or `gradebook.db`."""
        return self._db_url or CourseDirectory(config=self.config).db_url

    @contextmanager
    def alone(self):
        """Hold the course while one run writes to it; `CourseError` where one does."""
        folder = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise CourseError(f"{self.root} is being graded by another run.") from None
        finally:
            os.close(folder)

    def assignment(self, notebook):
        """The `Assignment` that submissions are held against: what was released."""
        return Assignment.read(self.release(notebook))

    def read_source(self, notebook):
        """The source version of a notebook as it lies in this course."""
        return nbformat.read(self.source(notebook), as_version=4)

    def prepare(self, sources, released):
        """Add what is missing, and say in words what an instructor should know.

        `sources` maps each notebook's name to its source version as built now, and
        ``released(source)`` makes the learners' version of one. A course that has
        another source keeps it: it is what its learners were given. Raises
        `CourseError` where checks, source and release do not fit together.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        write_missing(self.config_file, CONFIG)
        write_missing(self.limits_file, limits_text())
        course_secret(self.root)
        notes = []
        for name, built in sources.items():
            if not self.source(name).exists():
                write_missing(self.source(name), nbformat.writes(built) + "\n")
            source = self.read_source(name)
            if _fingerprint(source) != _fingerprint(built):
                notes.append(self._stale(name, source))
            if not self.release(name).exists():
                write_missing(self.release(name), nbformat.writes(released(source)))
            if _worth(source) != self.assignment(name).checks:
                raise CourseError(
                    f"release/{name} and source/{name} have other check cells or "
                    f"points. Run: nbgrader generate_assignment {name} --force"
                )
        return notes

    def _stale(self, name, source):
        checks = for_notebook(name)
        unknown = [f for f, _ in _worth(source).values() if f not in checks]
        shown = self.source(name).relative_to(self.root)
        if unknown:
            raise CourseError(
                f"{shown} asks for {', '.join(unknown)}, and there is no check of that "
                f"name. Grade with the version of the course that made it, or move "
                f"{shown}, the release beside it and the gradebook away to start anew."
            )
        return (
            f"{shown} differs from the notebook as it would be built now. It is kept, "
            "and grading goes by it: it is what this course's learners were given."
        )


def write_missing(path, text):
    """Write a file that appears whole or not at all; leave one that is there."""
    if not path.exists():
        write_whole(path, text)


def write_whole(path, text):
    """Write a file under another name, then put it in its place in one step."""
    stage(path, text).replace(path)


def stage(path, text):
    """Write `text` beside `path`, safe on the disk; the path it lies under for now.

    text: a string, written as UTF-8, or bytes, written as they are.
    """
    if isinstance(text, str):
        text = text.encode("utf-8", errors="backslashreplace")
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    with open(beside, "xb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return beside


def limits_text():
    """A `grader.toml` that states every limit's default in a comment."""
    lines = [
        "# Limits on what a submission may use. Sizes in bytes, times in seconds.",
        "# Take the # away from a line to change it.",
        "[limits]",
    ]
    for field in fields(Limits):
        if field.name in NOT_IN_THE_FILE:
            continue
        value = field.default
        shown = str(value).lower() if isinstance(value, bool) else value
        lines.append(f"# {field.name} = {shown}")
    return "\n".join(lines) + "\n"


def _worth(source):
    """grade_id -> (function, points) of a source notebook's check cells."""
    return Assignment("", source).checks


def _fingerprint(notebook):
    """A digest of what grading goes by: ids, kinds, points and locked sources."""
    digest = hashlib.sha256()
    for cell in notebook.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        course = cell.metadata.get("course", {})
        solution = nbgrader.get("solution", False)
        ids = (grade_id(cell), course.get("exercise"), course.get("check"))
        worth = (cell.cell_type, solution, nbgrader.get("points"))
        source = None if solution else cell.source
        digest.update(repr((ids, worth, source)).encode())
    return digest.hexdigest()
