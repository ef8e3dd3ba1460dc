"""The check of capture takes every right way, and its pretended graph is one."""

import pytest
import torch

from tests.grader.judging import RIGHT, SEEDS, failures
from utils.fixtures.graphs import PretendedCUDA, Step, replayed
from utils.fixtures.tensors import tensors_in

NB = "5_kernels"


class Captured:
    """A class with a method, static tensors by empty_like, begin and end by hand."""

    def __init__(self, step, inputs, warmup, cuda):
        self.static = tuple(torch.empty_like(x).copy_(x) for x in inputs)
        stream = cuda.Stream()
        stream.wait_stream(cuda.current_stream())
        with cuda.stream(stream):
            k = 0
            while k < warmup:
                step(*self.static)
                k += 1
        stream.synchronize()
        cuda.current_stream().wait_stream(stream)
        cuda.synchronize()
        self.graph = cuda.CUDAGraph()
        with cuda.graph(self.graph, stream=stream):
            self.out = step(*self.static)

    def __call__(self, *xs):
        if len(xs) != len(self.static):
            raise ValueError("another number of inputs")
        for mine, x in zip(self.static, xs, strict=True):
            if mine.size() != x.size() or mine.dtype is not x.dtype:
                raise ValueError("another kind")
        torch._foreach_copy_(list(self.static), list(xs))
        self.graph.replay()
        return self.out


def capture_by_a_class(step, inputs, *, warmup=3, cuda=torch.cuda):
    return Captured(step, inputs, warmup, cuda)


def capture_with_copies_returned(step, inputs, *, warmup=3, cuda=torch.cuda):
    replay = RIGHT[NB]["capture"](step, inputs, warmup=warmup, cuda=cuda)

    def copied(*new):
        found = replay(*new)
        if isinstance(found, tuple):
            return tuple(tensor.clone() for tensor in found)
        return found.clone()

    return copied


@pytest.mark.parametrize("style", [capture_by_a_class, capture_with_copies_returned])
def test_a_right_answer_in_another_style_scores_full(style):
    for seed in SEEDS[NB][:2]:
        assert failures(NB, "capture", style, seed) == []


@pytest.mark.parametrize("kind", ["one", "two", "trained"])
def test_a_replay_of_the_pretended_graph_is_the_step(kind):
    torch.manual_seed(0)
    cuda, A = PretendedCUDA(), torch.randn(4, 3).double()
    step, eager = Step(kind, A.clone(), cuda), Step(kind, A.clone(), cuda)
    examples = torch.randn(5, 4).double(), torch.randn(5, 3).double()
    replay = RIGHT[NB]["capture"](step, examples, warmup=2, cuda=cuda)
    for _ in range(2):
        eager(*examples)
    assert torch.equal(step.A, eager.A)  # recording computes nothing
    for _ in range(3):
        new = torch.randn(5, 4).double(), torch.randn(5, 3).double()
        got, wanted = tensors_in(replayed(replay, *new)), tensors_in(eager(*new))
        for mine, theirs in zip(got, wanted, strict=True):
            torch.testing.assert_close(mine, theirs, rtol=0, atol=1e-12)


def test_what_comes_out_of_a_capture_is_unknown_until_a_replay():
    cuda, graph = PretendedCUDA(), None
    x, graph = torch.ones(3), cuda.CUDAGraph()
    with pytest.raises(RuntimeError, match="captured nothing"):
        graph.replay()
    with cuda.graph(graph):
        y = 2 * x
    assert y.isnan().all()
    graph.replay()
    assert y.tolist() == [2, 2, 2]
    x.fill_(3)
    graph.replay()
    assert y.tolist() == [6, 6, 6]


@pytest.mark.parametrize(
    "reads",
    [
        lambda x: x.sum().item(),
        lambda x: bool(x.sum() > 0),
        lambda x: x[x > 0],
        lambda x: x.nonzero(),
    ],
)
def test_reading_is_not_permitted_while_capturing(reads):
    cuda = PretendedCUDA()
    with (
        pytest.raises(RuntimeError, match="not permitted"),
        cuda.graph(cuda.CUDAGraph()),
    ):
        reads(torch.ones(3))
