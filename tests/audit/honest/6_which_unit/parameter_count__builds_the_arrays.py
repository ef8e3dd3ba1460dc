import numpy as np
from utils import params

kinds = {"gru": params.GRUParams, "lstm": params.LSTMParams, "peephole": params.PeepholeParams}


def parameter_count(unit, n_x, n):
    if unit == "plain":
        fields = ["W", "b"]
    elif unit in kinds:
        fields = kinds[unit]._fields
    else:
        raise ValueError("I don't know any unit called %s!" % unit)
    shape = {"W": (n, n + n_x), "b": (n,), "p": (n,)}
    return sum(np.prod(shape[f[0]]) for f in fields)
