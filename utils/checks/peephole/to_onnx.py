"""The visible check of ONNX's layout, in which a number marks each block."""

import numpy as np

from utils.checks.draws import cast, random_peephole_step, zero_peephole
from utils.checks.peephole.messages import MESSAGES
from utils.checks.report import Report

BLOCKS = {"u": 1.0, "o": 2.0, "f": 3.0, "c": 4.0}
"""In ONNX's order i, o, f, c: the number that marks each block."""


def peephole_to_onnx(function):
    """W (1, 4n, n_x), R (1, 4n, n), B (1, 8n) and P (1, 3n), blocks in i, o, f, c."""
    report = Report("peephole_to_onnx", function, MESSAGES)
    p, *_ = random_peephole_step()
    shapes = {"W": (1, 20, 4), "R": (1, 20, 5), "B": (1, 40), "P": (1, 15)}
    for label, dtype in (("shapes", "float64"), ("keeps float32", "float32")):
        got = report.call(*cast(dtype, p))
        is_dict = isinstance(got, dict)
        found = str(sorted(map(str, got))) if is_dict else f"a {type(got).__name__}"
        right = is_dict and set(got) == set(shapes)
        report.holds("keys W, R, B, P", right, found, "W, R, B, P", "onnx_keys")
        report.arrays(label, got, shapes, dtype)
    marked = zero_peephole(2, 3)
    for name, number in BLOCKS.items():
        getattr(marked, f"W{name}")[:, :3] = number
        getattr(marked, f"W{name}")[:, 3:] = -number
        getattr(marked, f"b{name}")[:] = number
    peepholes = {f"p{name}": np.full(3, BLOCKS[name]) for name in "uof"}
    got = report.call(marked._replace(**peepholes))
    rows = np.repeat(list(BLOCKS.values()), 3)
    wanted = np.tile(rows, (3, 1)).T[None]
    label = "R acts on a<t-1>: blocks u, o, f, c"
    report.equal(label, got["R"], wanted, "onnx_blocks", tol=0)
    label = "W acts on x<t>: blocks u, o, f, c"
    report.equal(label, got["W"], -wanted[:, :, :2], "onnx_blocks", tol=0)
    report.equal("P: blocks u, o, f", got["P"], rows[None, :9], "onnx_peepholes", tol=0)
    halves = np.split(got["B"], 2, axis=1)
    label = "B: its two halves add up to the biases"
    report.equal(label, sum(halves), rows[None], "onnx_bias", tol=1e-12)
    got = report.call(p)
    label = "each row of R and W in its place"
    report.equal(label, got["R"][0, :5], p.Wu[:, :5], "onnx_columns", tol=0)
    report.equal(label, got["W"][0, -5:], p.Wc[:, 5:], "onnx_columns", tol=0)
    report.equal("each element of P", got["P"][0, 10:], p.pf, "onnx_peepholes", tol=0)
    report.end()
