"""The small notebook, and course folders round it."""

import pytest

from tests.grader.pipeline.small import make_course, notebooks


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The small notebook's (source, release, solved); not to be changed."""
    return notebooks(tmp_path_factory.mktemp("master"))


@pytest.fixture(scope="session")
def empty_course(tmp_path_factory, small):
    """A prepared course in which nobody handed anything in; not to be changed."""
    return make_course(tmp_path_factory.mktemp("empty") / "course", small[0], {})


@pytest.fixture
def course(empty_course, tmp_path):
    """A prepared course of its own for each test."""
    import shutil

    from grader.pipeline.course import Course

    return Course(shutil.copytree(empty_course.root, tmp_path / "course"))
