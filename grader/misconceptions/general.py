"""Mistakes of form, which every function may have; an expectation names them."""

FORM = {
    "inputs_changed": (
        "The values are right, but your function changes the arrays it is given, and "
        "the caller still needs them. Look for +=, *=, out= or an index on the left of "
        "=, and work on a new array or a copy there."
    ),
    "callers_arrays_shared": (
        "What you return holds the caller's own arrays. When the caller fills them "
        "with the next numbers, your record of this step changes too: store copies."
    ),
    "dtype_lost": (
        "The values are right, but float32 went in and another dtype came out. One "
        "float64 array makes everything after it float64: look for np.zeros, np.ones, "
        "np.array or astype, and take the dtype of what you were given."
    ),
    "warns": (
        "The values are right, but NumPy warns on the way: exp overflows far from "
        "zero. Use the stable sigmoid, and np.tanh rather than one made of exp."
    ),
    "answer_reused": (
        "Your function hands out the same array or list each time, so that an answer "
        "changes when the function is called again. Make a new one in every call."
    ),
    "too_slow": (
        "Your function had not answered when its time was up. Does every loop end? If "
        "it is a gradient: differences of the forward pass take one run for each "
        "number, so they can't answer a question of real size. Derive the formula."
    ),
    "unknown_form_accepted": (
        "The values are right, but a form that doesn't exist is taken for one that "
        "does. Raise a ValueError for it."
    ),
    "not_refused": (
        "The values are right, but what has no answer is given one, or ends in another "
        "exception. Ask for it first, and raise a ValueError that says what is wrong."
    ),
    "refused_without_a_word": (
        "You raise a ValueError, but it doesn't say which name it was. Put the name "
        "into its message, so that a slip of the pen is found quickly."
    ),
    "not_whole": (
        "The number is right, but it is a float. What is counted is a whole number: "
        "divide with //, or turn the result into an int."
    ),
    "kernel_launches": (
        "The values are right, but they are not one kernel's: there is more than one "
        "launch each way, or none, or torch does a part of the arithmetic. Do all of "
        "it between one set of loads and one set of stores."
    ),
    "kernel_loads": (
        "The values are right, but the kernel loads a number twice, or more than it "
        "needs. Load it into a name once, and use the name."
    ),
    "kernel_stores": (
        "The values are right, but the kernel stores a number twice, or more than is "
        "needed. What backward can compute again from its inputs need not be stored."
    ),
}
"""Name -> hint. Expectations of form, and calls, carry the names."""
