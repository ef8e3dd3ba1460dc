"""The well-known wrong answers: this line of the reference becomes that, and a hint."""

from importlib import import_module

from grader.checks import NOTEBOOKS


def for_notebook(notebook):
    """Function -> the mistakes that are made in it, for the functions of a notebook."""
    return import_module(f"grader.misconceptions.{NOTEBOOKS[notebook]}").MISTAKES
