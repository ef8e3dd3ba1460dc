"""Which libraries could do a notebook's exercises, and are hidden while it is graded.

A name put together at run time is seen by no scan of the text. What isn't there can't
be used, by whatever name: the box hides these packages, and a stand-in says so.
"""

import ast

TORCH = ("torch", "torchgen", "functorch", "torchvision", "torchaudio")
OTHERS = (
    *("onnx", "onnxruntime", "onnxscript", "jax", "jaxlib", "flax", "equinox", "haiku"),
    *("tensorflow", "keras", "tf_keras", "mxnet", "paddle", "tinygrad", "mlx"),
    *("autograd", "numdifftools", "theano", "aesara", "pytensor", "casadi"),
)


def absent_from(assignment):
    """The libraries that are not there for a notebook: none that its set-up imports."""
    imported = set()
    for cell in assignment.notebook.cells:
        course = cell.metadata.get("course", {})
        if cell.cell_type == "code" and not {"exercise", "check", "show"} & set(course):
            imported |= _imports(cell.source)
    torch = () if "torch" in imported else TORCH
    return tuple(name for name in (*torch, *OTHERS) if name not in imported)


def _imports(source):
    """The top-level packages that a released cell imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
