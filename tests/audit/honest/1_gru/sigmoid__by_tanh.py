import numpy as np


def sigmoid(z):
    return 0.5 * (np.tanh(0.5 * z) + 1)
