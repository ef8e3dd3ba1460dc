"""The hidden references: plain NumPy; PyTorch in `cuda` and in `kernels`."""

from importlib import import_module

MODULES = {
    "1_gru": ("gru",),
    "2_lstm": ("lstm",),
    "3_peephole": ("peephole",),
    "4_cuda": (
        "cuda.device",
        "cuda.layers",
        "cuda.batches",
        "cuda.precision",
        "cuda.training",
        "cuda.hunt",
        "cuda.checkpoints",
    ),
    "5_kernels": (
        "kernels.timing",
        "kernels.gru_sequence",
        "kernels.peephole_sequence",
        "kernels.graphs",
        "kernels.gates",
    ),
    "6_which_unit": ("which_unit",),
}
"""Notebook -> the modules that answer for its functions."""


def for_notebook(notebook):
    """The reference functions of a notebook, by name."""
    modules = [import_module(f"grader.reference.{name}") for name in MODULES[notebook]]
    return {
        name: function
        for module in modules
        for name, function in vars(module).items()
        if callable(function)
        and getattr(function, "__module__", None) == module.__name__
    }
