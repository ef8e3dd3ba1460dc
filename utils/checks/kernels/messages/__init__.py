"""What the visible checks of the kernels notebook say."""

from utils.checks.cuda.messages.units import UNITS
from utils.checks.why import Why

NUMBERS = {
    "cost_whole": Why(
        "a division or a float on the way",
        "whole numbers only",
    ),
    "cost_operations": Why(
        "a multiplication and an addition are two; every gate has its own rows",
        "2 · rows · columns for each example; the bias is left out",
    ),
    "cost_moved": Why(
        "one of the three is missing: the weights, what they read, what they make",
        "count each number once, times its size",
    ),
    "floor_intensity": Why(
        "the fraction is upside down",
        "operations for each byte",
    ),
    "floor_seconds": Why(
        "the sum or the smaller of the two times",
        "a device computes and moves at the same time: the longer one counts",
    ),
    "time_wait": Why(
        "the clock is read while the device is still working",
        "synchronise after f() and before the clock is read",
    ),
    "time_idle": Why(
        "the work of the calls before is still going on when the clock starts",
        "synchronise before the first reading of the clock, too",
    ),
    "time_warm": Why(
        "the first call, which sets things up, is measured",
        "call f `warmup` times before you measure",
    ),
    "time_runs": Why(
        "too many calls, or too few",
        "`warmup` calls, then `repeats` calls, each measured by itself",
    ),
    "time_median": Why(
        "the mean, which one slow run spoils",
        "np.median of the times",
    ),
    "time_spread": Why(
        "the standard deviation, or the whole range",
        "the 0.75 quantile minus the 0.25 quantile",
    ),
}

SEQUENCES = {
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

GRAPHS = {
    "graph_replay": Why(
        "the graph, or the outputs, are returned",
        "define a function inside that copies, replays and returns the outputs",
    ),
    "graph_inputs": Why(
        "the new inputs aren't copied, or outputs are returned that no replay fills",
        "copy each new tensor into its buffer, replay, return what was recorded",
    ),
    "graph_warm": Why(
        "the warm-up is missing, on the current stream, or inside the capture",
        "with cuda.stream(side): call the step `warmup` times on the buffers",
    ),
    "graph_once": Why(
        "the step is recorded more than once, or not at all",
        "with cuda.graph(graph): one call of the step, its outputs kept",
    ),
    "graph_launch": Why(
        "the step is called again, or the graph is never replayed",
        "graph.replay(), once; the step is not called any more",
    ),
    "graph_waits": Why(
        "one of the two streams goes on before the other is done",
        "side waits for the current one before the warm-up, the current one after it",
    ),
    "graph_own": Why(
        "the caller's tensors are the buffers",
        "buffers of your own: a clone of each example",
    ),
    "graph_kind": Why(
        "what doesn't fit is stretched, rounded, or an error of torch's",
        "compare shapes and dtypes before you copy anything; raise a ValueError",
    ),
}

GATES = {
    "gates_half": Why(
        "a gate is missing, or c_prev, or the tanh of c_t",
        "with z and peepholes zero each gate is 1/2: a_t = tanh(c_prev / 2) / 2",
    ),
    "gates_order": Why(
        "the four parts of z are taken in another order, or interleaved",
        "columns 0 to n - 1 are zu, then zf, zo and zc, n columns each",
    ),
    "gates_peephole": Why(
        "a peephole is left out, or goes to another gate",
        "before each sigmoid, add the gate's peephole times the memory it sees",
    ),
    "gates_seen": Why(
        "the output gate sees the other memory",
        'with "previous" it sees c_prev, with "current" it sees c_t',
    ),
    "gates_views": Why(
        "the numbers are read as if they stood one after the other",
        "call contiguous() on each tensor that a kernel gets, on the way back too",
    ),
    "gates_own": Why(
        "autograd has recorded the operators, and makes the gradients",
        "return YourFunction.apply(…), and write its backward in formulas",
    ),
    "gates_z": Why(
        "a gate's slope, or a way that dc arrives: from da, from dc, by way of Γo",
        "dc is whole before dzu, dzf and dzc are made of it",
    ),
    "gates_c_prev": Why(
        "a way back to c_prev is missing or counted twice",
        "by Γf directly, and through each gate that sees c_prev, by its peephole",
    ),
    "gates_p": Why(
        "another memory than the gate saw, or no sum over the batch",
        "the gate's dz times the memory that it saw, summed over the examples",
    ),
    "gates_launch": Why(
        "the twin ran where a kernel can, or the work is spread over several",
        "ask kernels_run_on(z), and launch one kernel that does all of it",
    ),
    "gates_twice": Why(
        "a number is loaded or stored again, or one that isn't needed",
        "load each number once, into a name; store each result once",
    ),
}

MESSAGES = {**UNITS, **SEQUENCES, **NUMBERS, **GRAPHS, **GATES}
