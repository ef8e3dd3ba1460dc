"""What the visible checks of the notebook on which unit say."""

from utils.checks.why import Why

MESSAGES = {
    "not_whole": Why(
        "a division by /, a square root, or nothing after return",
        "what is counted is an int: divide with //, or take int(...) of the result",
    ),
    "count_plain": Why(
        "one block: the bias, or a part of the matrix, is missing or too much",
        "write the matrix down: n rows of n + n_x weights; then n for the bias",
    ),
    "count_gru": Why(
        "the number of blocks: two gates and a candidate",
        "list what a GRU computes with weights of its own, and count",
    ),
    "count_lstm": Why(
        "the number of blocks: three gates and a candidate",
        "list what an LSTM computes with weights of its own, and count",
    ),
    "count_peephole": Why(
        "the peepholes: how many gates have them, and how long each is",
        "pu, pf and po, each a vector of n elements, on top of the LSTM's parameters",
    ),
    "count_unknown": Why(
        "the name isn't looked up before it is used, or the error doesn't mention it",
        "if it is none of the four, raise ValueError with the name in its message",
    ),
    "width_count": Why(
        "one too far, another unit's count, or more counted than the unit",
        "compare parameter_count with the budget; and does it pass its own check?",
    ),
    "width_exceeds": Why(
        "a width that costs more than the budget",
        "the last width within the budget counts, not the first or nearest beyond it",
    ),
    "width_exact": Why(
        "a width that costs exactly the budget is refused, or one too few is tried",
        "within the budget means <=",
    ),
    "width_inputs": Why(
        "n_x isn't passed on, or not in its place",
        "parameter_count takes the unit, then n_x, then the width",
    ),
    "width_large": Why(
        "the search ends at a number that was thought large enough",
        "let the budget end it",
    ),
    "width_none": Why(
        "0, or nothing, is returned where not even one cell fits",
        "ask first whether a width of 1 is within the budget; if not, raise ValueError",
    ),
    "interval_parts": Why(
        "one number, or an array, where the two ends should be",
        "return low, high",
    ),
    "interval_order": Why(
        "the two ends have changed places",
        "(1 - level)/2 gives the low end, (1 + level)/2 the high one; low comes first",
    ),
    "interval_values": Why(
        "picks isn't used, or it is used as if it held values",
        "it holds places: values[picks] are the values drawn, one draw a row",
    ),
    "interval_medians": Why(
        "something other than the median of each row, or level isn't used",
        "one median a row, axis=1; then the quantiles of those five medians",
    ),
    "interval_ends": Why(
        "the shares at which the ends are cut, or a rule other than np.quantile's",
        "(1 - level)/2 and (1 + level)/2, passed to np.quantile without a method",
    ),
    "interval_list": Why(
        "a list can't be indexed by an array",
        "np.asarray(values) first",
    ),
    "told_kind": Why(
        "something other than a comparison is returned, or nothing",
        "return what low > 0 or high < 0 gives",
    ),
    "told_pairs": Why(
        "the results aren't taken in pairs: two intervals, two medians, or sorted",
        "subtract run by run, and take one interval, that of the differences",
    ),
    "told_less": Why(
        "only one direction counts as a difference",
        "zero is outside if low is above it or if high is below it",
    ),
    "told_within": Why(
        "zero is within the interval: the sign of the differences was lost, or the "
        "question is turned round",
        "keep the signs, and say True only where low > 0 or high < 0",
    ),
    "told_level": Why(
        "level isn't passed on to interval",
        "interval takes it as its third argument",
    ),
    "told_zero": Why(
        "an end that is exactly zero counts as outside",
        "compare with > and <, not with >= and <=",
    ),
    "told_medians": Why(
        "a mean, which one run that went wrong decides",
        "take the interval of the differences with your function interval",
    ),
    "told_lengths": Why(
        "results are paired that are no pairs: NumPy stretches one number, zip cuts",
        "compare the lengths first, and raise ValueError if they differ",
    ),
    "step_alone": Why(
        "the whole step is returned, as in gru_cell",
        "return c_t and nothing else",
    ),
    "step_half": Why(
        "the blend, or a gate that isn't a sigmoid",
        "with zero weights Γu = 1/2 and c̃ = 0: half of the memory is left",
    ),
    "step_keep": Why(
        "Γu and 1 - Γu are swapped, or the two gates are, or a bias is left out",
        "where Γu = 0 nothing may be written: c<t> is c<t-1>, to the last bit",
    ),
    "step_order": Why(
        "x<t> stands before c<t-1>, or a gate has another's weights",
        "the first n columns of each W belong to the memory, the rest to the input",
    ),
    "step_candidate": Why(
        "the candidate's tanh or its bias, or the candidate isn't taken whole",
        "c̃ = tanh(Wc[Γr * c<t-1>, x<t>] + bc); where Γu = 1 it is c<t>",
    ),
    "step_relevance": Why(
        "Γr is left out, is another gate, acts after the product, or x<t> comes first",
        "Γr * c<t-1>, joined with x<t>, and only then Wc",
    ),
    "stack_first": Why(
        "a layer doesn't start from its own c0, or its memory isn't carried on",
        "layer k begins with c0[k]; the memory a step made is c_prev of its next one",
    ),
    "stack_bottom": Why(
        "the bottom layer reads something other than x[t], or isn't the first",
        "start with x and the first parameters in the list",
    ),
    "stack_reads": Why(
        "an upper layer reads x again, another step, or has another's parameters",
        "at step t it reads the memory that the layer below has just made at step t",
    ),
}
