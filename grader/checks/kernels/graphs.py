"""The check of capture: replays equal the step itself, on buffers that stay.

On a CPU it is asked with a pretended torch.cuda (utils/fixtures/graphs.py) that notes
on which stream each call of the step runs, and does again what was recorded.
"""

import numpy as np

from grader.checks import draw
from grader.checks.asking import after, made, on_gpu, told
from grader.checks.expect import Checks, clue, holds, raises, same
from grader.reference.kernels.graphs import capture as reference
from utils.fixtures import graphs, tensors

CHECKS = Checks()
M, N_X, N = 5, 4, 3
HERE, CAPTURE = "the current stream", "the capture"


@CHECKS.check("capture", by_properties=True)
def capture(student, rng):
    """A step recorded once, replayed on new inputs as one launch."""
    ask = Captured(student, rng, "one", warmup=2)
    for number in ("first", "second"):
        got, expected = ask.replayed()
        yield same(f"the {number} replay equals the step", got, expected, weight=2)
    log, values = told(student, "noted", ask.cuda), got
    yield from as_it_should(log, values)
    examples, now = ask.inputs, told(student, "plain", *ask.given)
    yield after(values, same("the examples are left unchanged", now, examples))
    again, before = ask.replayed(scribble=True), ask.replayed()
    yield same("the caller's tensors may be used again", *again)
    yield same("and no later replay minds", *before)
    shape = ask.refused(draw.normal(rng, M + 1, N_X), draw.normal(rng, M + 1, N))
    yield after(values, raises("another shape is refused", shape, ValueError))
    narrow = (np.float32(draw.normal(rng, *s)) for s in ((M, N_X), (M, N)))
    yield after(values, raises("another dtype", ask.refused(*narrow), ValueError))

    two = Captured(student, rng, "two", warmup=1)
    yield same("a step with two outputs", *two.replayed())
    trained = Captured(student, rng, "trained", warmup=3)
    yield same("the weights after warming up", *trained.weights())
    for number in ("first", "second"):
        yield same(f"the loss of the {number} update", *trained.replayed())
    yield same("the weights after them", *trained.weights(), weight=2)
    none = Captured(student, rng, "trained", warmup=0)
    yield same("an update with no warm-up before it", *none.replayed())

    def gpu():
        there = Captured(student, rng, "one", warmup=2, on="cuda")
        return same("the same on a GPU", *there.replayed())

    yield on_gpu("the same on a GPU", student, gpu)


def as_it_should(log, values):
    """What is known of how it came about; it counts where the values held."""

    def steps(log):
        return [where for what, *where in log if what == "step"]

    def ran(log, where):
        return sum(each == [where] for each in steps(log))

    side = holds(
        "the warm-up runs on a side stream",
        log,
        lambda log: sum(w[0].startswith("side") for w in steps(log)) == 2,
        "call the step `warmup` times in a stream of its own",
        weight=2,
    )
    yield after(values, side)
    once = holds(
        "the step is recorded once, in the capture",
        log,
        lambda log: ran(log, CAPTURE) == 1,
        "one call of the step inside `with cuda.graph(graph)`, and nothing else there",
        weight=2,
    )
    yield after(values, once)
    never = holds(
        "a replay is one launch, and calls no step",
        log,
        lambda log: (len(steps(log)), log.count(["replay"])) == (3, 2),
        "a replay copies the inputs and calls graph.replay(), once; the step never",
        weight=12,
    )
    yield after(values, never)
    first = holds(
        "the side stream waits for the current one first",
        log,
        lambda log: waited(log, True) is not None and waited(log, True) < begun(log),
        "side.wait_stream(cuda.current_stream()) before the warm-up",
    )
    yield after(values, first)
    back = holds(
        "the current stream waits for it in the end",
        log,
        lambda log: waited(log, False) is not None and waited(log, False) > begun(log),
        "cuda.current_stream().wait_stream(side) after the warm-up",
    )
    yield after(values, back)
    yield clue("warmed up on the current stream", log, lambda log: ran(log, HERE) == 2)
    yield clue("warmed up in the capture", log, lambda log: ran(log, CAPTURE) == 3)
    yield clue("not warmed up", log, lambda log: len(steps(log)) == 1)


def begun(log):
    """Where in the log the first call of the step is."""
    return next(k for k, entry in enumerate(log) if entry[0] == "step")


def waited(log, side):
    """Where one kind of stream last waits for the other; None: nowhere."""
    found = [
        k
        for k, (what, *who) in enumerate(log)
        if (what == "waits" and who[0].startswith("side") is side)
        or (what == "host waits" and not side)
    ]
    return found[0 if side else -1] if found else None


class Captured:
    """A step captured over there, and the same step here, called as it is."""

    def __init__(self, student, rng, kind, *, warmup, on="cpu"):
        self.student, self.rng, self.on = student, rng, on
        A, self.inputs = draw.normal(rng, N_X, N), self.drawn()
        self.cuda = made(student, "pretended_cuda" if on == "cpu" else "real_cuda")
        self.given = [self.sent(values) for values in self.inputs]
        matrix = made(student, "tensor", A, None, on)
        self.step = made(student, "step_to_capture", kind, matrix, self.cuda)
        examples = made(student, "together", *self.given)
        self.replay = student.keeping.capture(
            self.step, examples, warmup=warmup, cuda=self.cuda
        )
        here = graphs.pretended_cuda()
        self.here = graphs.step_to_capture(kind, A, here)
        examples = [tensors.tensor(values) for values in self.inputs]
        self.expected = reference(self.here, examples, warmup=warmup, cuda=here)

    def drawn(self):
        """New inputs x and y."""
        return [draw.normal(self.rng, M, size) for size in (N_X, N)]

    def sent(self, values):
        return made(self.student, "tensor", values, None, self.on)

    def replayed(self, *, scribble=False):
        """(got, expected) of a replay on new inputs; scribble: which are then lost."""
        student, values = self.student, self.drawn()
        given = [self.sent(each) for each in values]
        if scribble:
            told(student, "scribbled_over", *self.given)
        found = student.keeping.probe("replayed", self.replay, *given)
        expected = self.expected(*map(tensors.tensor, values))
        return told(student, "plain", found), tensors.plain(expected)

    def refused(self, *values):
        """The answer to inputs of another kind."""
        given = [self.sent(each) for each in values]
        return self.student.probe("replayed", self.replay, *given)

    def weights(self):
        """(got, expected) of the step's matrix as it is now."""
        matrix = self.student.keeping.probe("matrix_of", self.step)
        got = told(self.student, "plain", matrix)
        return got, tensors.plain(graphs.matrix_of(self.here))
