"""The benchmark compares like with like, and its page says what was measured."""

import json

import pytest
import torch

from grader.bench import measure
from grader.bench.__main__ import main
from grader.bench.page import NOT_YET, write_page
from grader.bench.ways import (
    BUILT_IN,
    KERNEL,
    LOOP,
    ON_CPU,
    ON_GPU,
    SEQUENCE,
    UNITS,
    Shape,
    in_chunks,
    ways,
)
from grader.reference.cuda.layers import GRULayer, PeepholeLSTMLayer
from utils.kernels import why_not

CPU = torch.device("cpu")
SMALL = Shape(23, 2, 3, 4)


def test_the_shapes_are_those_of_the_course():
    assert [(s.T, s.batch, s.n_x, s.n) for s in ON_CPU] == [
        (100, 32, 64, 128),
        (200, 64, 128, 256),
        (1000, 1, 64, 128),
        (50, 128, 256, 512),
    ]
    assert len(ON_GPU) == 18
    assert {s.dtype for s in ON_GPU} == {"bfloat16", "float32"}


@pytest.mark.parametrize("unit", UNITS)
def test_all_ways_of_a_unit_give_outputs_of_one_shape_with_a_way_back(unit):
    x = torch.randn(SMALL.T, SMALL.batch, SMALL.n_x)
    found = ways(unit, SMALL, CPU, compiled=False)
    assert next(iter(found)) == BUILT_IN
    assert (SEQUENCE in found) == (unit != "LSTM")
    assert (KERNEL in found) == (unit == "peephole LSTM" and why_not() is None)
    for f in found.values():
        out = f(x)
        assert out.shape == (SMALL.T, SMALL.batch, SMALL.n)
        assert out.requires_grad


@pytest.mark.parametrize("unit", UNITS)
def test_the_courses_ways_compute_the_same_and_the_same_gradients(unit):
    x = torch.randn(SMALL.T, SMALL.batch, SMALL.n_x, requires_grad=True)
    found = ways(unit, SMALL, CPU, compiled=False)
    del found[BUILT_IN]
    outputs = [f(x) for f in found.values()]
    gradients = [torch.autograd.grad(out.sum(), x)[0] for out in outputs]
    for out, gradient in zip(outputs, gradients, strict=True):
        torch.testing.assert_close(out, outputs[0])
        torch.testing.assert_close(gradient, gradients[0])


@pytest.mark.parametrize("kind", [GRULayer, PeepholeLSTMLayer])
def test_a_layer_in_chunks_computes_what_the_layer_does(kind):
    layer, x = kind(3, 4).double(), torch.randn(23, 2, 3).double()
    torch.testing.assert_close(in_chunks(layer)(x), layer(x)[0])


def test_ways_take_turns_and_ratios_are_of_the_same_round(monkeypatch):
    order, clock = [], iter([1.0, 3.0, 2.0, 4.0, 4.0, 4.0])
    monkeypatch.setattr(measure, "seconds", lambda run, device: next(clock))
    runs = {name: lambda x, n=name: order.append(n) or x for name in (BUILT_IN, LOOP)}
    times = measure.interleaved(runs, torch.zeros(1), "forward", 3)
    assert order == [BUILT_IN] * 2 + [LOOP] * 2  # the warm-up
    assert times == {BUILT_IN: [1.0, 2.0, 4.0], LOOP: [3.0, 4.0, 4.0]}
    _, loop = measure.rows(times, unit="GRU")
    assert loop["ratio"] == {"paired median": 2.0, "of minima": 3.0}
    assert loop["seconds"] == {"median": 4.0, "min": 3.0}


def test_the_quick_command_writes_json_page_and_figure(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("grader.bench.measure.shapes", lambda device: [SMALL])
    threads = str(torch.get_num_threads())  # it sets them for the whole process
    main(["--quick", "--device", "cpu", "--threads", threads, "--into", str(tmp_path)])
    assert "shape 1 of 1, T=23 B=2 n_x=3 n=4: GRU" in capsys.readouterr().out
    document = json.loads((tmp_path / "bench-cpu.json").read_text("utf-8"))
    assert document["versions"]["torch"] == torch.__version__
    left_out = ["torch.compile: not asked for"]
    left_out += [] if why_not() is None else [f"{KERNEL}: {why_not().rstrip('.')}"]
    assert document["left_out"] == left_out
    ways_of_units = 4 + 2 + (5 if why_not() is None else 4)
    assert len(document["results"]) == 2 * ways_of_units
    page = (tmp_path / "bench.md").read_text("utf-8")
    assert page.endswith(f"## On a GPU\n\n{NOT_YET}\n")
    assert "| peephole LSTM | T=23 B=2 n_x=3 n=4 |" in page
    assert (tmp_path / "bench-cpu.png").read_bytes().startswith(b"\x89PNG")


def test_the_page_tells_a_gpus_kernels(tmp_path):
    row = {"shape": vars(SMALL), "unit": "GRU", "way": LOOP}
    row |= {"seconds": {"median": 1.0, "min": 1.0}}
    row |= {"ratio": {"paired median": 2.0, "of minima": 2.5}}
    document = {
        "device": "a GPU",
        "threads": 1,
        "versions": {"torch": "2"},
        "rounds": 3,
        "left_out": [],
        "results": [row | {"passes": p} for p in measure.PASSES],
        "kernels": {"GRU small": {"kernel_of_cudnn": 7}},
    }
    (tmp_path / "bench-cuda.json").write_text(json.dumps(document))
    page = write_page(tmp_path).read_text("utf-8")
    assert "- GRU small: `kernel_of_cudnn` × 7" in page
    assert "| GRU | T=23 B=2 n_x=3 n=4 | 2.00 (2.50) |" in page
    assert NOT_YET not in page.split("## On a GPU")[1]
