"""What the LSTM checks have in common."""

import numpy as np

from grader.checks.expect import kept, same

FAR = 1000.0  # a sum at which a gate is fully shut or open
LSTMS = ("torch.nn.LSTM", "torch.nn.LSTMCell", "torch.lstm", "torch.lstm_cell")


def in_float32(answer, expected):
    """What is asked of the answer to a question in float32."""
    yield same("values in float32", answer, expected)
    yield kept("float32 in, float32 out", answer, np.float32)
