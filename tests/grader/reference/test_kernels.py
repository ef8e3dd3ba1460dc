"""The kernels reference against NumPy's and numerical gradients, and clocks."""

import time

import numpy as np
import pytest
import torch

from grader.checks.cuda.layers import CURRENT, GRU, PREVIOUS
from grader.checks.kernels.gates import expected_of
from grader.checks.kernels.gates import question as gates_question
from grader.reference.kernels.gates import fused_gates
from grader.reference.kernels.gru_sequence import gru_sequence
from grader.reference.kernels.peephole_sequence import peephole_sequence
from grader.reference.kernels.timing import floor_seconds, step_cost, time_it
from tests.grader.reference.test_cuda import close, question, tensors
from utils.fixtures import PretendedDevice

SEQUENCES = {
    "GRU": (GRU, gru_sequence, ()),
    "peephole, previous": (PREVIOUS, peephole_sequence, ("previous",)),
    "peephole, current": (CURRENT, peephole_sequence, ("current",)),
}


@pytest.mark.parametrize("name", SEQUENCES)
@pytest.mark.parametrize("sizes", [{}, {"batch": 1}, {"T": 1}])
def test_sequence_functions_equal_numpy_every_gradient_included(name, sizes):
    unit, function, args = SEQUENCES[name]
    p, x, state, upstream = question(unit, **sizes)
    things = tensors((x, *state, *p))
    k = 1 + len(state)
    out = function(*things[:k], type(p)(*things[k:]), *args)
    found = torch.autograd.grad(out, things, torch.tensor(upstream))
    expected, steps = unit.forward(x, *state, p)
    dx, *dstate, dp = unit.backward(upstream, steps, p)
    close(out, expected)
    for got, wanted in zip(found, (dx, *dstate, *dp), strict=True):
        close(got, wanted)


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequence_functions_pass_gradcheck(name):
    unit, function, args = SEQUENCES[name]
    p, x, state, _ = question(unit, T=5, batch=2, n_x=3, n=4)
    k = 1 + len(state)

    def run(*things):
        return function(*things[:k], type(p)(*things[k:]), *args)

    assert torch.autograd.gradcheck(run, tensors((x, *state, *p)))


def test_an_unknown_output_sees_is_refused():
    p, x, state, _ = question(PREVIOUS)
    with pytest.raises(ValueError, match="future"):
        peephole_sequence(*tensors((x, *state)), p, "future")


# all gates of one step


@pytest.mark.parametrize("sees", ["previous", "current"])
@pytest.mark.parametrize("sizes", [(3, 5), (1, 4), (7, 1)])
def test_fused_gates_equal_numpy_every_gradient_included(sees, sizes):
    asked = gates_question(np.random.default_rng(0), *sizes)
    things = tensors(asked[:-1])
    outs = fused_gates(*things, sees)
    upstream = [torch.tensor(part) for part in asked[-1]]
    found = *outs, *torch.autograd.grad(outs, things, upstream)
    for got, wanted in zip(found, expected_of(asked, sees), strict=True):
        close(got, wanted)


@pytest.mark.parametrize("sees", ["previous", "current"])
def test_fused_gates_pass_gradcheck(sees):
    asked = gates_question(np.random.default_rng(1), 2, 3)
    given = tensors(asked[:-1])
    assert torch.autograd.gradcheck(lambda *things: fused_gates(*things, sees), given)


# time


def test_time_it_tells_the_time_of_the_device_and_not_of_the_host():
    device = PretendedDevice(first=2.0, each=[0.1], launch=1e-4)
    how = {"clock": device.clock, "synchronise": device.synchronise}
    median, spread = time_it(device.launch, repeats=5, **how)
    assert median == pytest.approx(0.1001)
    assert spread == pytest.approx(0, abs=1e-9)


def test_time_it_on_this_machine():
    calls = []
    median, _ = time_it(lambda: calls.append(time.sleep(0.002)), warmup=1, repeats=5)
    assert len(calls) == 6
    assert median >= 0.002


def test_costs_of_a_step_by_hand():
    # W (6, 5), [state, x] (1, 5), result (1, 6): 30 + 5 + 6 numbers of 4 bytes
    assert step_cost(m=1, n_x=3, n=2, gates=3) == (60, 164)
    assert floor_seconds(60, 164, peak=30, bandwidth=100) == (60 / 164, 2.0)
    assert floor_seconds(60, 164, peak=60, bandwidth=41) == (60 / 164, 4.0)
