"""What the visible checks of the GRU notebook say."""

from utils.checks.why import Why

MESSAGES = {
    "sigmoid_value": Why(
        "the sign of the exponent, or the 1 in the denominator",
        "try z = 0 and z = ln 3 on paper: they give 1/2 and 3/4",
    ),
    "sigmoid_large": Why(
        "exp of a large positive number is infinite",
        "for negative z use the other form of the fraction, so that exp sees -|z|",
    ),
    "sigmoid_tail": Why(
        "1 - (something close to 1) has no digits left, or z was clipped",
        "for negative z put exp(z) in the numerator",
    ),
    "gates_half": Why(
        "the sigmoid is missing, or another function took its place",
        "with all weights and biases 0, each gate is the sigmoid of 0",
    ),
    "gates_bias": Why(
        "the two gates are swapped, or share one bias, or a bias is left out",
        "Γu takes Wu and bu and is returned first; Γr takes Wr and br",
    ),
    "gates_order": Why(
        "x<t> stands before c<t-1> in the concatenation",
        "the weights' first n_c columns belong to the memory, the rest to the input",
    ),
    "candidate_tanh": Why(
        "the tanh is missing, or the sigmoid took its place",
        "c̃ is a new value for the memory, between -1 and 1, not a gate",
    ),
    "candidate_order": Why(
        "x<t> stands before c<t-1> in the concatenation, or c<t-1> is left out",
        "the first n_c columns of Wc belong to the memory, the rest to the input",
    ),
    "candidate_cut": Why(
        "the memory reaches the candidate past the gamma_r that is given",
        "Γr multiplies c<t-1> before the two are put side by side with x<t>",
    ),
    "candidate_before": Why(
        "Γr multiplies after the matrix product, or multiplies x<t> too",
        "the gate acts on the memory's elements, and only then comes Wc",
    ),
    "candidate_given": Why(
        "gamma_r is computed again inside, and the one you were given isn't used",
        "use the argument gamma_r as it is",
    ),
    "cell_half": Why(
        "the blend: the two shares must add up to one",
        "with zero weights Γu = 1/2 and c̃ = 0: half of the memory is left",
    ),
    "cell_keep": Why(
        "Γu and 1 - Γu are swapped, or the old memory is taken from elsewhere",
        "where Γu = 0 nothing may be written: c<t> is c<t-1>, to the last bit",
    ),
    "cell_take": Why(
        "Γu and 1 - Γu are swapped, or something of the old memory is added",
        "where Γu = 1 the memory is replaced: c<t> is c̃",
    ),
    "cell_relevance": Why(
        "the candidate is not made with the relevance gate",
        "gru_candidate takes gamma_r, the second of the two gates",
    ),
    "cell_fields": Why(
        "two fields changed places in GRUStep",
        "its order is c_prev, x_t, gamma_u, gamma_r, c_tilde, c_t; names are safer",
    ),
    "copies": Why(
        "the step holds the caller's own arrays, which the caller may use again",
        "give the step copies of c_prev and x_t",
    ),
    "forward_halves": Why(
        "the memory isn't passed on from one step to the next",
        "c<t> of one step is c_prev of the next; the first one gets c0",
    ),
    "difference_value": Why(
        "the quotient: what is divided, and by what",
        "the two points are 2·eps apart",
    ),
    "difference_central": Why(
        "a one-sided difference, or a step that is not eps",
        "step to both sides, by eps each; for x³ the result is then 3x² + eps²",
    ),
    "difference_one": Why(
        "several elements are moved at once, or not put back before the next",
        "move one element, ask f, and put it back",
    ),
    "back_zero": Why(
        "something is added that does not come from dc_t",
        "every term of every gradient has dc_t as a factor",
    ),
    "back_keep": Why(
        "dc_prev lacks the direct way or has the wrong share, or a slope is off",
        "where Γu = 0 the step is c<t> = c<t-1>: the gradient comes through whole",
    ),
    "back_bias": Why(
        "a mean or nothing where a sum over the batch should be, or a lost slope",
        "one bias serves all rows: its gradient is the sum over them",
    ),
    "back_dc_prev": Why(
        "c<t-1> reaches c<t> in four ways and one is missing or wrong",
        "keep, Γu, Γr, and Γr * c<t-1> inside the candidate: four terms",
    ),
    "back_dx_t": Why(
        "x<t> goes into both gates and the candidate; one is missing",
        "three terms, each through the last n_x columns of its W",
    ),
    "back_u": Why(
        "the gradient of the update gate",
        "how does c<t> change with Γu? By c̃ - c<t-1>; then the sigmoid's slope",
    ),
    "back_r": Why(
        "the gradient of the relevance gate",
        "it acts through the candidate only: Wc's memory columns, times c<t-1>",
    ),
    "back_c": Why(
        "the gradient of the candidate",
        "Γu · dc_t, then the slope of tanh; Wc saw Γr * c<t-1>, not c<t-1>",
    ),
    "time_carried": Why(
        "what a step carries back is dropped, or something is counted twice",
        "what leaves step t as dc_prev is added to dc[t-1], once",
    ),
    "time_start": Why(
        "the steps are visited in another order, or dc0 is taken from elsewhere",
        "begin with the last step; dc0 is what the first step carries back, no more",
    ),
    "time_upstream": Why(
        "the upstream gradient of some steps is left out or counted twice",
        "each dc[t] is added once, to what comes from the later steps",
    ),
    "time_params": Why(
        "gradients of the parameters are overwritten or averaged, not added up",
        "one set of weights serves all steps: add over time",
    ),
    "time_dx": Why(
        "the list of dx_t is in reverse order, or from another step",
        "steps are visited from the last to the first; dx is in order of time",
    ),
    "torch_half": Why(
        "the blend or a sigmoid",
        "with zero weights r = z = 1/2 and n = 0: half of the state is left",
    ),
    "torch_keep": Why(
        "z and 1 - z are swapped, blocks are in another order, or a bias is left out",
        "torch's z keeps; it is the second block of rows, and has a bias on each side",
    ),
    "torch_inside": Why(
        "r multiplies before the product, or b_hh's third block is outside r * (…)",
        "r multiplies all of W_hn h + b_hn, bias included",
    ),
    "torch_input": Why(
        "a bias or a weight of the input side is left out, or inside r * (…)",
        "W_in x + b_in stands outside r * (…)",
    ),
}
