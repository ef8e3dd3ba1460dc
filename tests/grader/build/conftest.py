"""A working tree with the small master in it, built and not."""

import shutil

import pytest

from grader import checks
from grader.build import Tree, build
from tests.grader.build.small import plant


def know_small(monkeypatch):
    """Let the grader have a check for each of the small master's functions."""
    monkeypatch.setattr(checks, "NOTEBOOKS", {"0_small": "small"})
    monkeypatch.setattr(checks, "for_notebook", lambda name: {"double", "halve"})


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A `Tree` with one small notebook whose two functions have checks."""
    know_small(monkeypatch)
    return Tree(plant(tmp_path / "tree"))


@pytest.fixture(scope="session")
def built_once(tmp_path_factory):
    """The small tree, built; not to be changed."""
    tree = Tree(plant(tmp_path_factory.mktemp("built")))
    with pytest.MonkeyPatch.context() as monkeypatch:
        know_small(monkeypatch)
        assert build(tree=tree, say=lambda text: None) == []
    return tree


@pytest.fixture
def built(built_once, tmp_path, monkeypatch):
    """A copy of the small tree, built."""
    know_small(monkeypatch)
    return Tree(shutil.copytree(built_once.root, tmp_path / "tree"))
