"""What an exception means: by its type and its first line, the cause and the next step.

The first kind that fits is taken. Sources: what NumPy 1.26 to 2.4 and torch 2.6 to 2.13
say, tried in the tests.
"""

import re
from typing import NamedTuple

from utils.checks.why import Why

MOST = 160  # characters of an exception's first line that are shown


class Kind(NamedTuple):
    """Exceptions of one cause: their types' names, what they say, and the reason."""

    name: str
    types: str
    says: str
    why: Why


KINDS = (
    Kind(
        "two_devices",
        "RuntimeError|NotImplementedError|TypeError",
        r"same device|mixes tensors on|not on the expected device|on device meta"
        r"|must be on the (current|default) device",
        Why(
            "two tensors are on different devices: one was made on the default device",
            "make it where its input is: torch.zeros(..., device=x.device), or "
            "x.new_zeros(...)",
        ),
    ),
    Kind(
        "waits_for_the_device",
        "RuntimeError|NotImplementedError|TypeError",
        r"meta tensors?\b|meta device type|nonzero",
        Why(
            "a value is fetched from the device: .item(), float(), if, printing, or an "
            "index by a mask each wait for it",
            "keep it a tensor: torch.where(mask, x, 0) instead of x[mask], "
            "and .detach() instead of .item()",
        ),
    ),
    Kind(
        "two_dtypes",
        "RuntimeError|ValueError",
        r"same dtype|expected scalar type|dtype.*(mismatch|must match)|data type",
        Why(
            "float32 meets float64: one of the two was made with another dtype",
            "make new tensors in the dtype of what you were given, and copy parameters "
            "in with .to(...) or copy_",
        ),
    ),
    Kind(
        "leaf_changed",
        "RuntimeError",
        r"leaf Variable that requires grad|a view of a leaf",
        Why(
            "a parameter is changed in place while autograd is watching it",
            "put the change inside with torch.no_grad(): and use copy_, add_ or sub_",
        ),
    ),
    Kind(
        "changed_before_backward",
        "RuntimeError",
        r"modified by an inplace operation",
        Why(
            "a tensor that the backward pass needs was overwritten (+=, [t] = …)",
            "make a new tensor, or collect the steps in a list and torch.stack them",
        ),
    ),
    Kind(
        "graph_freed",
        "RuntimeError",
        r"backward through the graph a second time|have already been freed",
        Why(
            "backward() runs twice through one graph: the state of the last batch is "
            "still attached, or the loss is used again",
            "run the forward pass again for each backward, and detach() a state that "
            "is carried on",
        ),
    ),
    Kind(
        "no_graph",
        "RuntimeError",
        r"does not require grad|grad can be implicitly created only for scalar",
        Why(
            "nothing leads back from this tensor to the parameters, or it isn't one "
            "number: no_grad, detach(), .item() or a missing mean",
            "call backward() on the loss itself: one number, made outside no_grad",
        ),
    ),
    Kind(
        "tensor_to_numpy",
        "RuntimeError|TypeError",
        r"call numpy\(\) on|convert .* tensor to numpy",
        Why(
            "NumPy can't read a tensor that is on a device or that autograd watches",
            "stay in torch, or take .detach().cpu().numpy() for a plot",
        ),
    ),
    Kind(
        "file_damaged",
        "RuntimeError|EOFError|OSError|UnpicklingError|BadZipFile",
        r"PytorchStreamReader|PytorchStreamWriter|central directory|Ran out of input"
        r"|zip|unexpected pos|miniz|pickle|Errno 22|^$",
        Why(
            "the file is only half there: the run ended while it was written",
            "write to a file beside it first, then os.replace it, so that the path "
            "always holds a whole checkpoint",
        ),
    ),
    Kind(
        "state_keys",
        "RuntimeError",
        r"loading state_dict|Missing key|Unexpected key|size mismatch for",
        Why(
            "the names or shapes in the state are not those of this model",
            "compare list(state) with list(model.state_dict()): what is missing?",
        ),
    ),
    Kind(
        "key_missing",
        "KeyError",
        r"",
        Why(
            "the dictionary has no entry of that name",
            "print its keys, and compare with what was put in",
        ),
    ),
    Kind(
        "none_used",
        "TypeError|AttributeError",
        r"NoneType",
        Why(
            "something is None here: an option that is off, or a function that "
            "returns nothing",
            "ask `if … is not None` before it is used, or look for a missing return",
        ),
    ),
    Kind(
        "kernel_not_masked",
        "InterpreterError|IndexError",
        r"the kernel (loads|stores) beyond",
        Why(
            "the last block reaches beyond the numbers that there are, and its mask is "
            "missing or wrong",
            "give each tl.load and tl.store a mask that is true where the element's "
            "number is below m times n",
        ),
    ),
    Kind(
        "shapes",
        "RuntimeError|ValueError|IndexError|AxisError",
        r"shape|broadcast|[Ss]ize|dimension|aligned|equal division|axis|axes|ambiguous"
        r"|out of (range|bounds)|too many indices",
        Why(
            "shapes that do not fit: a missing transpose, or parts in another order",
            "print the shapes just before that line, and compare with the equation",
        ),
    ),
    Kind(
        "number_of_parts",
        "ValueError",
        r"values to unpack",
        Why(
            "a result is taken apart into more or fewer names than it has parts",
            "look up in the docstring what that function returns",
        ),
    ),
    Kind(
        "no_such_name",
        "NameError|UnboundLocalError",
        r"",
        Why(
            "a name that is not defined here: misspelt, or set further down",
            "compare it with the function's arguments and the lines above",
        ),
    ),
    Kind(
        "no_such_field",
        "AttributeError",
        r"",
        Why(
            "it has no field or method of that name",
            "print its type: fields of the course's records are named in the docstring",
        ),
    ),
    Kind(
        "called_otherwise",
        "TypeError",
        r"argument",
        Why(
            "a function is called with more, fewer or other arguments than it takes",
            "compare the call with the function's first line",
        ),
    ),
    Kind(
        "not_a_number",
        "TypeError",
        r"",
        Why(
            "a list, tuple or module stands where a number or an array should",
            "print the type of each thing in that line",
        ),
    ),
    Kind(
        "endless",
        "RecursionError",
        r"",
        Why(
            "the function calls itself without end, perhaps through a name given twice",
            "look for its own name inside it",
        ),
    ),
)

OTHERWISE = Why(
    "shapes that do not fit, a number where an array was expected, or a wrong name",
    "print kinds and shapes just before that line, and compare with the equation",
)


def kind_of(error, text):
    """The `Kind` of an exception, by its type's name and what it says; None if none."""
    for kind in KINDS:
        if re.fullmatch(kind.types, error) and re.search(kind.says, text):
            return kind
    return None


def why_of(error, text):
    """The likely cause of an exception, and the next step, as a `Why`."""
    kind = kind_of(error, text)
    return kind.why if kind else OTHERWISE


def first_line(text):
    """What is worth showing of an exception's text: its first line, not too long."""
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= MOST else line[: MOST - 1].rstrip() + "…"
