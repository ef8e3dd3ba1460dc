"""From the hand-written masters to everything that is made of them.

``solutions/NB.py`` is the only notebook source that anyone edits. What is built:

- ``build(names=(), check=False, force=False, tree=Tree(), say=print)`` writes
  ``notebooks/NB.ipynb`` and ``solutions/NB.ipynb`` and gives the list of problems,
  empty where all is well. With ``check=True`` it writes and runs nothing and a file
  that is out of date is a problem.
- ``source_notebook(name, tree=Tree())`` is nbgrader's source version as a notebook
  node: what `Assignment` and a course folder's ``source/NB/NB.ipynb`` are made of.
- ``write_table(tree=Tree())`` writes ``docs/checks.md``: what grading asks.
- ``release_bundle(dest, tree=Tree())`` writes the learners' zip into the folder
  `dest` and gives its path.

What is wrong with a master is a `BuildError` that names the file and the line.
"""

from grader.build.asked import write_table
from grader.build.bundle import release_bundle
from grader.build.errors import BuildError
from grader.build.products import build, source_notebook
from grader.build.tree import Tree

__all__ = [
    "BuildError",
    "Tree",
    "build",
    "release_bundle",
    "source_notebook",
    "write_table",
]
