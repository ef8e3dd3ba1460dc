"""Cells that know nothing, whatever the exercise: they must earn nothing."""

BODIES = {
    "nothing": "return None",
    "its first argument": "return args[0] if args else None",
    "its last argument": "return args[-1] if args else None",
    "all its arguments": "return args",
    "a number": "return 0.5",
    "zeros like its first argument": "return np.zeros_like(args[0])",
    "a copy of its first argument, twice": "return np.copy(args[0]), np.copy(args[0])",
    "arguments in a record": (
        "from utils import params\n"
        "    kind = {6: params.GRUStep, 9: params.LSTMStep}\n"
        "    count = 6 if len(args) == 3 else 9\n"
        "    kept = [np.copy(a) for a in args if isinstance(a, np.ndarray)]\n"
        "    fill = [np.zeros_like(kept[0])] * (count - len(kept))\n"
        "    return kind[count](*kept, *fill)"
    ),
    "random numbers": "return np.random.default_rng(0).normal(size=np.shape(args[0]))",
    "always an error": "raise ValueError('unknown')",
    "the step's own fields": (
        "step = next(a for a in args if hasattr(a, '_fields'))\n"
        "    return step[0], step[1], step"
    ),
    "its parameters as gradients": (
        "p = args[-1]\n"
        "    zero = np.zeros_like(args[0])\n"
        "    return (zero, zero, p)[: 2 + hasattr(p, '_fields')]"
    ),
}


def cell(kind, function):
    """The source of a cell in which `function` is worthless in that way."""
    body = BODIES[kind]
    return f"import numpy as np\n\n\ndef {function}(*args, **kwargs):\n    {body}\n"
