"""What a CUDA GPU must do as a CPU does. Without one these are skipped, and counted."""

import numpy as np
import pytest
import torch

from grader.reference.cuda.device import pick_device
from grader.reference.kernels.timing import time_it
from tests.grader.reference.test_cuda import UNITS, question
from tests.grader.reference.test_kernels import SEQUENCES

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA GPU here"),
]


def there(arrays):
    return [torch.tensor(a, device="cuda", requires_grad=True) for a in arrays]


@pytest.mark.parametrize("name", UNITS)
def test_a_layer_there_computes_what_numpy_does(name):
    unit, Layer, args = UNITS[name]
    p, x, states, _ = question(unit)
    layer = Layer(4, 5, *args).double().cuda()
    layer.load_params(p)
    x_t, *states_t = there((x, *states))
    out, _ = layer(x_t, tuple(states_t) if unit.states > 1 else states_t[0])
    expected, _ = unit.forward(x, *states, p)
    np.testing.assert_allclose(out.detach().cpu(), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_sequence_function_there_has_the_gradients_of_numpy(name):
    unit, function, sees = SEQUENCES[name]
    p, x, states, upstream = question(unit, seed=1)
    things = there((x, *states, *p))
    k = 1 + len(states)
    out = function(*things[:k], type(p)(*things[k:]), *sees)
    found = torch.autograd.grad(out, things, torch.tensor(upstream, device="cuda"))
    _, steps = unit.forward(x, *states, p)
    dx, *dstate, dp = unit.backward(upstream, steps, p)
    for got, wanted in zip(found, (dx, *dstate, *dp), strict=True):
        np.testing.assert_allclose(got.cpu(), wanted, rtol=0, atol=1e-9)


def test_the_device_is_the_gpu_and_the_clock_waits_for_it():
    assert pick_device().type == "cuda"
    square = torch.rand(4096, 4096, device="cuda")
    marks = [torch.cuda.Event(enable_timing=True) for _ in range(2)]
    square @ square
    torch.cuda.synchronize()
    marks[0].record()
    square @ square
    marks[1].record()
    torch.cuda.synchronize()
    median, _ = time_it(lambda: square @ square, repeats=10)
    assert median > 0.5e-3 * marks[0].elapsed_time(marks[1])
