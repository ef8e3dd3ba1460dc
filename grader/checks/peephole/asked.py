"""What is asked in the same words of several functions of the peephole notebook."""

import numpy as np

from grader.checks.expect import kept, refuses, same

FORMS = ("previous", "current")  # of output_sees
UNKNOWN = "prev"  # a form that there is not, and a part of one that there is
FAR = 1000.0  # far beyond where exp overflows
UNITS = (
    "torch.nn.LSTM",
    "torch.nn.LSTMCell",
    "torch.lstm",
    "torch.lstm_cell",
    "onnx.reference.ReferenceEvaluator",
)


def shut_and_open(rng):
    """Large biases for two gates of size 4: all four ways of shut and open."""
    ways = np.array([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]])
    bu, bf = FAR * rng.permutation(ways, axis=1)
    return {"bu": bu, "bf": bf}


def in_float32(answer, expected, of="values"):
    """What is asked of the answer to a question in float32."""
    yield same(f"{of} in float32", answer, expected)
    yield kept(f"{of}: float32 in, float32 out", answer, np.float32)


def refused(answer, right):
    """An unknown `output_sees` is a ValueError; it counts where `right` held."""
    return refuses("an unknown output_sees is a ValueError", answer, ValueError, right)


def each_gradient(names, grads, expected, form):
    """Every gradient on its own: the states' by `names`, then those of dp."""
    for k, name in enumerate(names):
        yield same(f"{name}, output sees {form}", grads[k], expected[k])
    for field, gradient in expected[-1]._asdict().items():
        got = getattr(grads[len(names)], field)
        yield same(f"d{field}, output sees {form}", got, gradient)
