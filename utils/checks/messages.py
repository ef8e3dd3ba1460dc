"""What every visible check may say: the likely cause, and the next step."""

from utils.checks.why import Why

GENERAL = {
    "not_callable": Why(
        "the name was given to something else after the function was defined",
        "run the exercise's cell again, then this one",
    ),
    "empty": Why(
        "nothing is wrong: that exercise is not written yet",
        "put your lines where it says raise NotImplementedError; it has two hints",
    ),
    "needs": Why(
        "this exercise is tested with your own earlier functions",
        "go back to that exercise and run its check",
    ),
    "changed": Why(
        "an operation in place (+=, *=, out=, an index on the left of =)",
        "make a new array, or copy first",
    ),
    "warned": Why(
        "an overflow, a division by zero, or 0 · infinity on the way",
        "find the intermediate value that leaves the range of floats",
    ),
    "parts": Why(
        "something is missing after return, or there is too much",
        "compare the docstring's last line with your return",
    ),
    "record": Why(
        "a plain tuple, or another type, was returned",
        "build the named tuple that the docstring names, with all its fields",
    ),
    "no_array": Why(
        "a Python number or list where an array should be",
        "keep the arithmetic in NumPy all the way",
    ),
    "shape": Why(
        "a transpose, a wrong axis, or a sum too many",
        "rows are examples: write each shape beside its line until one is off",
    ),
    "dtype": Why(
        "an array made without a dtype (np.zeros is float64) or a fixed float64",
        "make new arrays like the ones you were given: np.zeros_like, empty_like",
    ),
    "not_finite": Why(
        "an overflow in exp, or a division by zero",
        "find the intermediate value that is not finite",
    ),
    "gates_range": Why(
        "the sigmoid is missing or another function took its place",
        "a gate is always the sigmoid of something",
    ),
    "rows": Why(
        "examples of the batch are mixed: a sum or mean over the wrong axis",
        "work row by row: row i of the result may use row i of the inputs only",
    ),
    "forward_steps": Why(
        "a step is left out, or the list is in another order",
        "one GRUStep for each time, the first first",
    ),
    "forward_causal": Why(
        "the sequence runs along another axis, or backwards",
        "x[t] is the batch at time t: time is the first axis",
    ),
}
