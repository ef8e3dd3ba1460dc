"""What is asked of the parameters in ONNX's layout."""

import numpy as np

from grader.checks import draw
from grader.checks.compare import difference, is_number
from grader.checks.expect import Checks, holds, kept, same, unchanged
from grader.reference import peephole as reference

CHECKS = Checks()


@CHECKS.check("peephole_to_onnx")
def peephole_to_onnx(student, rng):
    """The same parameters as ONNX's LSTM wants them: W, R, B and P."""
    p = draw.peephole_params(rng, 4, 5)
    answer = student.peephole_to_onnx(p)
    yield from laid_out(answer, reference.peephole_to_onnx(p))
    yield unchanged("the parameters are left unchanged", answer)
    n_x, n = draw.sizes(rng, 2)
    p = draw.peephole_params(rng, n_x, n)
    answer = student.peephole_to_onnx(p)
    yield from laid_out(answer, reference.peephole_to_onnx(p), " for other sizes")
    p = draw.peephole_params(rng, 4, 5, np.float32)
    answer = student.peephole_to_onnx(p)
    yield from laid_out(answer, reference.peephole_to_onnx(p), " in float32")
    yield kept("float32 in, float32 out", answer, np.float32)


def laid_out(answer, expected, where=""):
    """W, R and P as they stand; of B only the sum of its halves, which is what acts."""
    for name in ("W", "R", "P"):
        yield same(f"{name}{where}", answer[name], expected[name])
    wanted = expected["B"]
    yield holds(
        f"B, its two halves added{where}",
        answer["B"],
        lambda B: same_biases(B, wanted),
        f"expected an array of shape {wanted.shape} whose two halves, Wb and Rb, add "
        "up to the biases in ONNX's order",
    )


def same_biases(got, expected):
    """Does `got` have the shape of `expected`, and do its halves add up to the same?"""
    if not is_number(got) or np.shape(got) != expected.shape:
        return False
    return difference(halves_added(got), halves_added(expected)) is None


def halves_added(B):
    """Wb + Rb of B = [Wb, Rb] (1, 8n): (1, 4n)."""
    Wb, Rb = np.split(B, 2, axis=1)
    return Wb + Rb
