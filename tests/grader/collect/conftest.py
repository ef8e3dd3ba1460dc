"""A course folder for each test, and collecting into it."""

import pytest

from grader.collect import collect
from grader.pipeline.course import Course
from tests.grader.collect.downloads import NOTEBOOKS, everything, zipped


@pytest.fixture
def course(tmp_path):
    """A course in which there is nothing yet."""
    return Course(tmp_path / "course")


@pytest.fixture
def collected(course, tmp_path):
    """A function that collects files, or a path: rows by the file's name."""

    def run(files, name="download.zip", **options):
        path = zipped(tmp_path / name, files) if isinstance(files, dict) else files
        found, run.people = collect(course, path, NOTEBOOKS, **options)
        return {row.file: row for row in found}

    return run


@pytest.fixture
def submitted(course):
    """A function: what is in submitted/ now, path -> bytes."""
    return lambda: everything(course.submitted) if course.submitted.exists() else {}
