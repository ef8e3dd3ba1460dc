"""A small GRU notebook of three functions, and a course folder round it."""

import inspect

import nbformat

from grader.build.expand import expand
from grader.build.master import read_master
from grader.build.release import released, uncovered
from grader.pipeline.course import Course
from grader.pipeline.registration import register
from grader.reference import gru as reference

NAME = "1_gru"
FUNCTIONS = ("sigmoid", "gru_gates", "gru_candidate")
POINTS = {"sigmoid": 2, "gru_gates": 4, "gru_candidate": 3}
HEAD = """\
# %% [markdown]
# # A small notebook
#
# The maths stays: $\\\\Gamma_u = \\\\sigma(z)$.

# %%
import numpy as np
from utils.params import GRUParams, GRUStep
"""
PAIR = """
# %% exercise="{name}" points={points} minutes=5
{head}
    ### BEGIN SOLUTION
{body}
    ### END SOLUTION

# %% check="{name}"
print("{name} is here:", callable({name}))
"""


def notebooks(folder):
    """The source, the release and the solved version, from a master in `folder`."""
    master = folder / f"{NAME}.py"
    master.write_text(HEAD + "".join(map(_pair, FUNCTIONS)), encoding="utf-8")
    source = expand(read_master(master))
    return source, released(source), uncovered(source)


def make_course(folder, source, submissions):
    """A prepared `Course` with these submissions, student -> bytes or None."""
    course = Course(folder)
    for student, content in submissions.items():
        hand_in(course, student, content)
    course.submitted.mkdir(parents=True, exist_ok=True)
    assert course.prepare({NAME: source}, released) == []
    register(course.db_url, NAME, source, course.assignment(NAME).notebook)
    return course


def hand_in(course, student, content):
    """Put a submission's bytes where they belong; the file's path."""
    folder = course.submitted / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{NAME}.ipynb"
    if content is not None:
        file.write_bytes(content)
    return file


def answered(notebook, answers):
    """The bytes of a notebook with other sources in its exercise cells."""
    notebook = nbformat.from_dict(notebook)
    cells = [nbformat.from_dict(cell) for cell in notebook.cells]
    for cell in cells:
        exercise = cell.metadata.get("course", {}).get("exercise")
        cell.source = answers.get(exercise, cell.source)
    notebook.cells = cells
    return nbformat.writes(notebook).encode()


def _pair(name):
    lines = inspect.getsource(getattr(reference, name)).rstrip().splitlines()
    body = inspect.cleandoc(getattr(reference, name).__doc__).splitlines()
    code_from = 1 + next(
        i for i, line in enumerate(lines[1:], 1) if line.rstrip().endswith('"""')
    )
    head = f'{lines[0]}\n    """{body[0]}"""'
    return PAIR.format(
        name=name, points=POINTS[name], head=head, body="\n".join(lines[code_from:])
    )
