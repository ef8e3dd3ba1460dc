"""What is shipped to learners, and read by them, does none of their exercises."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

from grader import reference
from grader.checks import NOTEBOOKS

UTILS = Path(__file__).parents[2] / "utils"
MODULES = [
    ".".join(path.relative_to(UTILS.parent).with_suffix("").parts)
    for path in UTILS.rglob("*.py")
    if path.stem not in ("__init__", "__main__")
]
OTHER_FIT = "utils.training", "fit"  # a loop in NumPy, of another signature
PRODUCTS = {"einsum", "matmul", "dot", "tensordot", "addmm", "linear"}


def shipped():
    """Every function that is defined in utils."""
    for name in MODULES:
        for thing in vars(import_module(name)).values():
            if inspect.isfunction(thing) and thing.__module__ == name:
                yield thing


SHIPPED = list(shipped())


def test_nothing_that_is_shipped_is_called_as_an_exercise_and_computes():
    graded = {name for nb in NOTEBOOKS for name in reference.for_notebook(nb)}
    for function in SHIPPED:
        where = function.__module__, function.__name__
        drawn_or_asked = where[0].startswith(("utils.figures.", "utils.checks."))
        if not drawn_or_asked and where != OTHER_FIT:
            assert where[1] not in graded, where[0]


@pytest.mark.parametrize(
    "path", sorted(UTILS.rglob("*.py")), ids=lambda path: path.stem
)
def test_no_function_that_is_shipped_computes_a_gate(path):
    """A gate or a candidate is a product that goes through σ or tanh."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert not computes_a_gate(node), node.name


def computes_a_gate(definition):
    """Is there a matrix product in a function, a σ, and a tanh?"""
    inner = list(ast.walk(definition))
    called = {ast.unparse(n.func) for n in inner if isinstance(n, ast.Call)}
    ends = {name.rpartition(".")[2] for name in called}
    operators = [n.op for n in inner if isinstance(n, ast.BinOp)]
    product = any(isinstance(operator, ast.MatMult) for operator in operators)
    squashes = "tanh" in ends and ends & {"sigmoid", "expit", "_sigmoid"}
    return bool((product or ends & PRODUCTS) and squashes)


def test_the_rule_sees_a_unit():
    source = inspect.getsource(import_module("grader.experiments.side_by_side"))
    (forward,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == "forward"
    )
    assert computes_a_gate(forward)
