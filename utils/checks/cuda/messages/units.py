"""What the checks of layers, sequence functions and ports say."""

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
    "sequence_apply": Why(
        "the function's class is not called through .apply",
        "return YourFunction.apply(…), with each parameter as an argument of its own",
    ),
    "sequence_x": Why(
        "dx lacks a gate, or its rows are in another order of time",
        "the gradients at all gates, times the columns of W that saw x",
    ),
    "sequence_c": Why(
        "a way back to the memory is missing or counted twice",
        "what is carried out of the first step is the gradient of the first state",
    ),
    "sequence_a": Why(
        "the way back through the gates' products with a_prev",
        "da of step t - 1 gets the gradients at all gates, times W's columns for a",
    ),
    "sequence_W": Why(
        "the wrong factor: memory where Γr * memory was seen, or c where c_prev was",
        "each W: its gate's gradients, transposed, times what that W saw",
    ),
    "sequence_b": Why(
        "a sum over the batch only, or a gate's gradient in another's place",
        "a bias serves all examples and all steps: sum over both",
    ),
    "sequence_p": Why(
        "a peephole's gradient lacks the memory it saw, or takes the other one",
        "the gate's gradient times the memory it saw, summed over steps and examples",
    ),
    "sequence_graph": Why(
        "the loop is recorded by autograd, one step after the other",
        "loop inside the forward of a torch.autograd.Function",
    ),
    "sequence_large": Why(
        "a product over one step's examples is made in each step on the way back",
        "keep the gradients at the gates of all steps, and multiply once at the end",
    ),
}

PORTS = {
    "port_kind": Why(
        "something other than torch's unit is returned",
        "make an nn.LSTM and copy the weights into it",
    ),
    "port_sizes": Why(
        "n_x and n_a swapped, or taken from the wrong axis",
        "W is (n_a, n_a + n_x), and b has n_a elements",
    ),
    "port_half": Why(
        "a bias of torch's own is left as it was drawn",
        "torch has two biases, which add up: fill one and set the other to zero",
    ),
    "port_keep": Why(
        "rows in another order than i, f, g, o, or a bias counted twice",
        "stack u, f, c, o, and give the bias to one of the two only",
    ),
    "port_take": Why(
        "rows in another order than i, f, g, o, or a bias counted twice",
        "stack u, f, c, o, and give the bias to one of the two only",
    ),
    "port_add": Why(
        "rows in another order than i, f, g, o, or a bias counted twice",
        "stack u, f, c, o, and give the bias to one of the two only",
    ),
    "port_order": Why(
        "columns of the state and of the input are swapped",
        "the first n_a columns go to weight_hh_l0, the rest to weight_ih_l0",
    ),
    "from_state": Why(
        "another order of gates, or state and input swapped",
        "rows i, f, g, o of weight_hh_l0 are the first columns of Wu, Wf, Wc, Wo",
    ),
    "from_input": Why(
        "another order of gates, or state and input swapped",
        "rows i, f, g, o of weight_ih_l0 are the last columns of Wu, Wf, Wc, Wo",
    ),
    "from_bias": Why(
        "one of the two biases only, or another order of gates",
        "add bias_ih_l0 and bias_hh_l0",
    ),
    "from_own": Why(
        "the arrays share their memory with the LSTM's parameters",
        "numpy() looks at the same numbers: make copies",
    ),
    "like_half": Why(
        "a sigmoid or the blend",
        "with zero weights r = z = 1/2 and n = 0: half of the state is left",
    ),
    "like_keep": Why(
        "z and 1 - z are swapped, or the blocks are in another order than r, z, n",
        "torch's z keeps: h_t = (1 - z) * n + z * h",
    ),
    "like_step": Why(
        "r multiplies before the product, or b_hn stands outside r * (…)",
        "r multiplies the third block of all of W_hh h + b_hh",
    ),
    "like_time": Why(
        "the state isn't passed on from step to step",
        "h of one step is the h that the next one reads",
    ),
    "like_back": Why(
        "something was cut off from autograd",
        "no detach, no .data, no NumPy on the way",
    ),
}
