"""What is asked of each function, one module per stage; a check reads like a test."""

from importlib import import_module

NOTEBOOKS = {
    "1_gru": "gru",
    "2_lstm": "lstm",
    "3_peephole": "peephole",
    "4_cuda": "cuda",
    "5_kernels": "kernels",
    "6_which_unit": "which_unit",
}
"""Notebook -> the name of its modules in checks, misconceptions, and utils.checks."""


def for_notebook(notebook):
    """The `Checks` of a notebook, by function."""
    return import_module(f"grader.checks.{NOTEBOOKS[notebook]}").CHECKS
