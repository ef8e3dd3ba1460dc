"""Which libraries could do a notebook's exercises, and are hidden while it is graded.

A name put together at run time is seen by no scan of the text. What isn't there can't
be used, by whatever name: the box hides these packages, and a stand-in says so.
"""

import ast
from dataclasses import replace

from grader.judge.assignment import kind

TORCH = ("torch", "torchgen", "functorch", "torchvision", "torchaudio")
OTHERS = (
    *("onnx", "onnxruntime", "onnxscript", "jax", "jaxlib", "flax", "equinox", "haiku"),
    *("tensorflow", "keras", "tf_keras", "mxnet", "paddle", "tinygrad", "mlx"),
    *("autograd", "numdifftools", "theano", "aesara", "pytensor", "casadi"),
)


def libraries_of(assignment, limits):
    """`limits` with what is not there for a notebook, and what its boxes import first.

    Nothing is absent that the released set-up imports.
    """
    modules = set()
    for cell in assignment.notebook.cells:
        if cell.cell_type == "code" and kind(cell) == "setup":
            modules |= _imports(cell.source)
    imported = {name.partition(".")[0] for name in modules}
    torch = () if "torch" in imported else TORCH
    absent = tuple(name for name in (*torch, *OTHERS) if name not in imported)
    return replace(limits, absent=absent, preload=tuple(sorted(modules)))


def _imports(source):
    """The modules that a released cell imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found
