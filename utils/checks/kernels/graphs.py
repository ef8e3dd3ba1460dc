"""Visible check of a captured step, on a CPU, with a torch.cuda that is pretended."""

import numpy as np

from utils.checks.kernels.messages import MESSAGES
from utils.checks.report import Report

WARMUP = 2


def capture(function):
    """Replays equal the step, on buffers that stay; the step runs where it should."""
    from utils.fixtures.graphs import PretendedCUDA, Step
    from utils.fixtures.tensors import array, plain, tensor

    report = Report("capture", function, MESSAGES)
    rng = np.random.default_rng(9)

    def inputs(m=5):
        return [tensor(rng.normal(size=(m, size))) for size in (4, 3)]

    def captured(kind, given, **how):
        cuda, A = PretendedCUDA(), tensor(np.full((4, 3), 0.25))
        step = Step(kind, A.clone(), cuda)
        replay = report.run(lambda: function(step, given, cuda=cuda, **how))
        if not callable(replay):
            found = f"a {type(replay).__name__}"
            report.fail("returns a function", found, "replay(*new)", "graph_replay")
        return replay, step, cuda

    examples = inputs()
    before = plain(*examples)
    replay, step, cuda = captured("one", examples, warmup=WARMUP)
    log = list(cuda.log)
    for number in ("first", "second"):
        x, y = inputs()
        got = array(report.run(lambda x=x, y=y: replay(x, y)))
        expected = np.tanh(array(x) @ array(step.A)) + array(y)
        label = f"the {number} replay computes with its own inputs"
        report.equal(label, got, expected, "graph_inputs")
    steps = [where for what, *where in log if what == "step"]
    side = sum(where[0].startswith("side") for where in steps)
    label = "the step is called `warmup` times on a side stream"
    report.equal(label, side, WARMUP, "graph_warm")
    recorded = steps.count(["the capture"])
    report.equal("and once while it is recorded", recorded, 1, "graph_once")
    replays = cuda.log[len(log) :]
    label, found = "a replay is one launch, and calls no step", str(replays)
    right = replays == [("replay",)] * 2
    report.holds(label, right, found, "graph.replay(), and no more", "graph_launch")
    waits = [who[0].startswith("side") for what, *who in log if what == "waits"]
    label, wanted = "side stream and current stream wait for each other", "both ways"
    report.holds(label, waits == [True, False], str(log), wanted, "graph_waits")
    pairs = zip(before, plain(*examples), strict=True)
    same = all(np.array_equal(*pair) for pair in pairs)
    label = "the examples are left as they were"
    report.holds(label, same, "other numbers", "the same", "graph_own")
    for label, new in (
        ("another shape is a ValueError", inputs(6)),
        ("another dtype is a ValueError", [t.float() for t in inputs()]),
    ):
        report.refuses(label, lambda new=new: replay(*new), ValueError, "graph_kind")
    replay, step, _ = captured("trained", inputs(), warmup=3)
    weights = array(step.A).copy()
    report.run(lambda: replay(*inputs()))
    label, found = "a replay of a training step moves the weights", "they stay"
    moved = not np.allclose(weights, array(step.A))
    report.holds(label, moved, found, "new weights", "graph_launch")
    report.end()
