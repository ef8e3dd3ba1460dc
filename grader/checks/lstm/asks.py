"""What the LSTM checks have in common."""

from itertools import product

import numpy as np

from grader.checks.expect import kept, same

FAR = 1000.0  # a sum at which a gate is fully shut or open
LSTMS = ("torch.nn.LSTM", "torch.nn.LSTMCell", "torch.lstm", "torch.lstm_cell")


def far_biases(rng):
    """Biases of eight units whose gates are shut or open, each combination once."""
    combinations = rng.permutation(list(product([-FAR, FAR], repeat=3)))
    return dict(zip(("bu", "bf", "bo"), combinations.T, strict=True))


def in_float32(answer, expected):
    """What is asked of the answer to a question in float32."""
    yield same("values in float32", answer, expected)
    yield kept("float32 in, float32 out", answer, np.float32)
