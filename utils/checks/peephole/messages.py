"""What the visible checks of the peephole notebook say."""

from utils.checks.lstm.messages import MESSAGES as LSTM
from utils.checks.why import Why

MESSAGES = LSTM | {
    "peep_half": Why(
        "the sigmoid is missing, or another function took its place",
        "with all parameters 0, each gate is the sigmoid of 0",
    ),
    "peep_bias": Why(
        "the two gates are swapped, or share one bias, or a bias is left out",
        "Γu takes Wu, pu and bu and is returned first; Γf takes Wf, pf and bf",
    ),
    "peep_out": Why(
        "the bias is left out, or that of another gate is used",
        "Γo takes Wo, po and bo",
    ),
    "peep_order": Why(
        "x<t> stands before a<t-1>, c<t-1> took its place, or another W is used",
        "the first n_a columns of W belong to a<t-1>, the rest to the input",
    ),
    "peep_product": Why(
        "the peephole is missing, or that of another gate, or a matrix product is used",
        "p is a vector: multiply it by the memory element by element, and add",
    ),
    "peep_only": Why(
        "the memory reaches the gate in another way than through p",
        "W acts on a<t-1> and x<t>; of the memory only p * c is added",
    ),
    "peep_one": Why(
        "a product that sums over the memory, so that all gates see all of it",
        "p * c, with no sum: one to one",
    ),
    "peep_cell_half": Why(
        "the new memory: Γu * c̃ is added to Γf * c<t-1>, nothing else",
        "c<t> does not depend on output_sees, which is about Γo alone",
    ),
    "peep_cell_candidate": Why(
        "the memory reaches the candidate",
        "c̃ is a function of a<t-1> and x<t>; only gates have peepholes",
    ),
    "peep_cell_sees": Why(
        "the output gate is shown the other memory, or the form is ignored",
        "'previous' shows it c<t-1>; 'current' shows it c<t>, computed before",
    ),
    "peep_default": Why(
        "the default of output_sees",
        "leave the first line of the function as it was: output_sees is 'previous'",
    ),
    "peep_refuse": Why(
        "any other word is taken for one of the two forms",
        "if output_sees is neither 'previous' nor 'current', raise ValueError",
    ),
    "peep_forward_form": Why(
        "output_sees isn't passed on to the cell",
        "give the cell its fifth argument",
    ),
    "peep_way_f": Why(
        "c<t-1> reaches c<t> through Γf as well, by pf",
        "to dc * Γf add what comes back through the forget gate: dzf * pf",
    ),
    "peep_way_u": Why(
        "c<t-1> reaches c<t> through Γu as well, by pu",
        "dzu * pu goes back to c<t-1>",
    ),
    "peep_way_o_previous": Why(
        "Γo has seen c<t-1>: dzo * po goes there, once, or a factor is off",
        "add dzo * po to dc_prev; the way through tanh is a separate one",
    ),
    "peep_way_o_current": Why(
        "Γo has seen c<t>: dzo * po belongs to dc, before dc is split",
        "complete dc first, from dc_t, tanh and dzo * po; then continue from it",
    ),
    "peep_back_pu": Why(
        "pu has seen c<t-1>; the sum over the batch, or the slope, is off",
        "dzu times the memory that was seen, element by element, summed over rows",
    ),
    "peep_back_pf": Why(
        "pf has seen c<t-1>; the sum over the batch, or the slope, is off",
        "dzf times the memory that was seen, element by element, summed over rows",
    ),
    "peep_back_po": Why(
        "po is paired with the other memory, or the sum over the batch is missing",
        "dzo times the memory that Γo has seen, in this form, summed over rows",
    ),
    "peep_back_dc_prev": Why(
        "c<t-1> reaches the step in three ways, in the lecture's form in four",
        "Γf itself, pu, pf; and po where Γo has seen c<t-1>",
    ),
    "influence_off": Why(
        "an outer product or a full matrix where most entries are 0",
        "element j of the memory reaches element j of the gate and no other",
    ),
    "influence_slope": Why(
        "a factor is missing: the sigmoid's slope, or pf",
        "the slope of σ is Γf (1 - Γf); then the chain rule brings pf",
    ),
    "influence_gate": Why(
        "another gate's slope or peephole, or another example's",
        "use the forget gate, the second one, and pf; each example has its matrix",
    ),
    "onnx_keys": Why(
        "a key is missing, misspelt, or extra, or no dict is returned",
        "return a dict with the keys W, R, B and P",
    ),
    "onnx_blocks": Why(
        "blocks in another order, or the columns of a and x changed places",
        "rows: Γu, Γo, Γf, c̃; R takes the first n columns of each W, W the rest",
    ),
    "onnx_columns": Why(
        "rows are in another order within a block, or a block is transposed",
        "stack the four weights as they are, then cut the columns",
    ),
    "onnx_peepholes": Why(
        "the peepholes in another order than ONNX's i, o, f",
        "pu, then po, then pf",
    ),
    "onnx_bias": Why(
        "ONNX adds two biases: one is counted twice, or the order is another",
        "the biases in the weights' order in one half, zeros in the other",
    ),
}
