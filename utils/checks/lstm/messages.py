"""What the visible checks of the LSTM notebook say."""

from utils.checks.why import Why

MESSAGES = {
    "lstm_gates_half": Why(
        "the sigmoid is missing, or another function took its place",
        "with all weights and biases 0, each gate is the sigmoid of 0",
    ),
    "lstm_gates_bias": Why(
        "gates are returned in another order, share a bias, or a bias is left out",
        "update, forget, output: each with its own W and its own b",
    ),
    "lstm_gates_order": Why(
        "x<t> stands before a<t-1>, or a gate takes another gate's weights",
        "the first n_a columns belong to a<t-1>; Γu takes Wu, Γf Wf, Γo Wo",
    ),
    "lstm_candidate_tanh": Why(
        "the tanh or the bias is missing, or the sigmoid took the tanh's place",
        "c̃ is a new value for the memory, between -1 and 1, not a gate",
    ),
    "lstm_candidate_order": Why(
        "x<t> stands before a<t-1>, a<t-1> is left out, or another W is used",
        "the first n_a columns of Wc belong to a<t-1>, the rest to the input",
    ),
    "lstm_cell_half": Why(
        "the new memory: Γu * c̃ is added to Γf * c<t-1>, nothing else",
        "with zero weights Γf = 1/2 and c̃ = 0: half of c<t-1> is left",
    ),
    "lstm_cell_keep": Why(
        "the memory is kept by another gate than Γf, or squashed on its way",
        "where Γf = 1 and Γu = 0, c<t> is c<t-1>, to the last bit",
    ),
    "lstm_cell_apart": Why(
        "one gate does the work of the other, or 1 - Γ that of a gate",
        "Γu says how much is written, Γf how much is kept; both may be 1",
    ),
    "lstm_cell_shown": Why(
        "the tanh is missing or inside out, or another memory or gate is used",
        "a<t> is Γo times the tanh of the new memory c<t>",
    ),
    "lstm_cell_hidden": Why(
        "the output gate is missing, or it touches the memory itself",
        "where Γo = 0 nothing is shown, and c<t> is as if it were 1",
    ),
    "lstm_cell_sees": Why(
        "gates or candidate look at c<t-1>, as those of the GRU do",
        "gates and candidate are functions of a<t-1> and x<t>",
    ),
    "lstm_cell_fields": Why(
        "two fields of LSTMStep changed places",
        "fill the fields by name: LSTMStep(a_prev=…, c_prev=…, …)",
    ),
    "lstm_copies": Why(
        "the step holds the caller's own arrays, which the caller may use again",
        "give the step copies of a_prev, c_prev and x_t",
    ),
    "lstm_forward_halves": Why(
        "the memory isn't passed on, or does not begin with c0",
        "c<t> of one step is c_prev of the next; the first one gets c0",
    ),
    "lstm_forward_activation": Why(
        "the activation isn't passed on, or does not begin with a0",
        "a<t> of one step is a_prev of the next; the first one gets a0",
    ),
    "lstm_forward_shown": Why(
        "memories are returned, or activations in another order or one step late",
        "a[t] is the a_t of step t",
    ),
    "lstm_back_zero": Why(
        "something is added that comes neither from da_t nor from dc_t",
        "every term of every gradient has one of the two as a factor",
    ),
    "lstm_back_keep": Why(
        "dc_t is not used, or dc_prev lacks the factor Γf or has another",
        "where Γf = 1 and da_t = 0, the gradient of the memory comes through whole",
    ),
    "lstm_back_through_a": Why(
        "what arrives at a<t> does not reach c<t>, or a factor on that way is off",
        "a<t> = Γo * tanh(c<t>): the factors are Γo and 1 - tanh²(c<t>)",
    ),
    "lstm_back_bias": Why(
        "a mean or nothing where a sum over the batch should be, or a lost slope",
        "one bias serves all rows: its gradient is the sum over them",
    ),
    "lstm_back_dc_prev": Why(
        "dc_prev has another factor than Γf, or not all that arrives at c<t>",
        "first add up all that arrives at c<t>, then multiply by Γf",
    ),
    "lstm_back_da_prev": Why(
        "a<t-1> goes into three gates and the candidate; one is missing, or one extra",
        "four terms, each through the first n_a columns of its W",
    ),
    "lstm_back_dx_t": Why(
        "x<t> goes into three gates and the candidate; one is missing",
        "four terms, each through the last n_x columns of its W",
    ),
    "lstm_back_u": Why(
        "the gradient of the update gate",
        "Γu multiplies c̃ and nothing else; then comes the sigmoid's slope",
    ),
    "lstm_back_f": Why(
        "the gradient of the forget gate",
        "Γf multiplies the old memory c<t-1>; then comes the sigmoid's slope",
    ),
    "lstm_back_o": Why(
        "the gradient of the output gate",
        "it starts from da_t alone; Γo multiplies tanh(c<t>)",
    ),
    "lstm_back_c": Why(
        "the gradient of the candidate",
        "Γu times all that arrives at c<t>, then the slope of tanh",
    ),
    "lstm_time_memory": Why(
        "the memory's gradient is not carried from step to step",
        "what leaves step t as dc_prev is the dc_t of step t - 1",
    ),
    "lstm_time_activation": Why(
        "the activation's gradient is not carried, or da[t] is left out or doubled",
        "what leaves step t as da_prev is added to da[t - 1], once",
    ),
    "lstm_time_start": Why(
        "da0 and dc0 changed places, or are not what the first step carries back",
        "begin with the last step; nothing arrives at the last memory from later",
    ),
    "lstm_time_params": Why(
        "gradients of the parameters are overwritten or averaged, not added up",
        "one set of weights serves all steps: add over time",
    ),
    "lstm_time_dx": Why(
        "the list of dx_t is in reverse order, or from another step",
        "steps are visited from the last to the first; dx is in order of time",
    ),
    "init_range": Why(
        "another range: take the square root of n_a, the number of rows",
        "draw from the uniform distribution between -1/√n_a and 1/√n_a",
    ),
    "init_fills": Why(
        "another distribution, or another number under the root",
        "a uniform draw is even up to both of its ends, here ±1/√n_a",
    ),
    "init_own": Why(
        "one draw serves several weights",
        "draw a matrix for each of the four",
    ),
    "init_rng": Why(
        "the numbers come from somewhere other than the rng you are given",
        "call the method of rng; neither np.random nor a generator of your own",
    ),
    "init_forget": Why(
        "forget_bias is not used, or is put on another gate",
        "each element of bf is forget_bias",
    ),
    "init_zero": Why(
        "a bias other than bf is not zero",
        "bu, bo and bc start at zero",
    ),
    "hold_forget": Why(
        "the forget gate is not open, or depends on the input",
        "zero weights and a large positive bias hold a gate open",
    ),
    "hold_write": Why(
        "the update gate is not shut, so something is written at each step",
        "zero weights and a large negative bias hold a gate shut",
    ),
    "hold_listens": Why(
        "a gate listens: its weights let a large input open or shut it",
        "with zero weights the biases alone decide",
    ),
    "hold_arrives": Why(
        "the gates aren't far enough open or shut: a small loss, a thousand times over",
        "how far from 1 is σ(b)? About exp(-b); it adds up over a thousand steps",
    ),
    "relevance_open": Why(
        "something other than Γr differs from the LSTM, or Γr is not from br",
        "where Γr = 1 it is the plain LSTM: the same a<t>, the same c<t>",
    ),
    "relevance_shut": Why(
        "Γr does not cut a<t-1> out of the candidate, or cuts more than that",
        "Γr * a<t-1> is what the candidate sees; the gates see a<t-1> itself",
    ),
    "relevance_before": Why(
        "Γr multiplies after the product, or multiplies x<t> or the memory",
        "Γr acts on the elements of a<t-1>, and only then comes Wc",
    ),
    "relevance_shown": Why(
        "the output: only one variation at a time",
        "here a<t> is still Γo * tanh(c<t>), returned before c<t>",
    ),
    "to_torch_keys": Why(
        "a key is missing, misspelt, or extra",
        "weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0",
    ),
    "to_torch_rows": Why(
        "blocks of rows in another order",
        "torch stacks i, f, g, o: its i is Γu and its g is c̃",
    ),
    "to_torch_columns": Why(
        "the columns of a and x changed places, or are mixed",
        "the first n_a columns of each W go to weight_hh, the rest to weight_ih",
    ),
    "to_torch_bias": Why(
        "a bias is counted twice or in another order than the weights",
        "torch adds its two biases: one may hold everything and the other zeros",
    ),
}
