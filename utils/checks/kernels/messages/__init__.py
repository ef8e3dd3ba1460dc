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

MESSAGES = {**UNITS, **SEQUENCES, **NUMBERS, **GRAPHS}
