"""What the checks of layers say, and those of sequence functions of the units."""

from utils.checks.why import Why

UNITS = {
    "unit_module": Why(
        "the class does not inherit from nn.Module, or __init__ is not its own",
        "begin __init__ with super().__init__()",
    ),
    "unit_half": Why(
        "a sigmoid or the blend of old memory and candidate",
        "with all parameters zero every gate is 1/2 and the candidate is 0",
    ),
    "unit_keep": Why(
        "update and keep swapped, or the state isn't passed on, or not the given one",
        "where nothing is written the memory must come through to the last step",
    ),
    "unit_take": Why(
        "a gate takes another gate's rows, or a bias or a tanh is left out",
        "stack and cut the gates in one and the same order",
    ),
    "unit_add": Why(
        "1 - Γu in the place of the forget gate, as in a GRU, or gates mixed up",
        "two gates of their own: Γu for the candidate, Γf for the old memory",
    ),
    "unit_reset": Why(
        "Γr after the product or on x<t>, or the columns of state and input swapped",
        "the first n columns belong to the state: cut there, then Γr * c before Wc",
    ),
    "unit_order": Why(
        "the weights' columns: the first n belong to the state, the rest to the input",
        "cut W at column n, and use the left part for the state",
    ),
    "unit_peephole": Why(
        "a peephole is missing, at another gate, or Γo sees the other memory",
        "Γu and Γf see c_prev; Γo sees c_prev or, if told so, the new c",
    ),
    "unit_word": Why(
        "any other word is taken for one of the two",
        "raise a ValueError unless output_sees is previous or current",
    ),
    "unit_last": Why(
        "the state returned is another step's, or its parts are swapped",
        "return what the loop's variables hold at the end; for an LSTM a, then c",
    ),
    "unit_state": Why(
        "a part of the state is not taken in, or not returned, as it is",
        "two halves must give what the whole gives: use the state that is given",
    ),
    "unit_none": Why(
        "without a state another one than zeros is used, or one is kept from before",
        "make zeros like x, in forward, and keep no state in the module",
    ),
    "unit_gradient": Why(
        "something was cut off from autograd: detach, .data, no_grad, or in place",
        "only load_params stands under no_grad; forward makes new tensors",
    ),
    "unit_load": Why(
        "load_params puts new parameters in the place of the old ones",
        "write into those that are there: copy_, under torch.no_grad()",
    ),
    "unit_device": Why(
        "a tensor is made on a fixed device, or brought back by .cpu() or .numpy()",
        "make zeros with x.new_zeros, and everything else out of what was given",
    ),
    "unit_outside": Why(
        "each step multiplies its own x<t> by the weights",
        "one product with the whole of x (T, m, n_x) before the loop",
    ),
}
