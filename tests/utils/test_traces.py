"""A trace says who called what, and which of it computes."""

import json

import pytest
import torch

from utils import traces

# Two operators, one of which calls others; a product that copies for its own use.
EVENTS = [
    ["forward", 0.0, 50.0, "host"],
    ["aten::lstm_cell", 1.0, 30.0, "host"],
    ["aten::t", 2.0, 3.0, "host"],
    ["aten::addmm", 6.0, 20.0, "host"],
    ["aten::copy_", 7.0, 2.0, "host"],
    ["aten::tanh", 27.0, 3.0, "host"],
    ["aten::mul", 40.0, 5.0, "host"],
]
KERNEL = ["some_gemm_kernel", 10.0, 4.0, "device"]


def names(events):
    return [event[0].removeprefix("aten::") for event in events]


@pytest.fixture(scope="module")
def recorded():
    return traces.record(traces.lstm_loop(), calls=3)


def test_what_is_called_from_outside_and_what_computes():
    assert names(traces.outermost(EVENTS)) == ["lstm_cell", "mul"]
    assert names(traces.computing(EVENTS)) == ["addmm", "tanh", "mul"]


def test_on_a_gpu_what_the_device_does_is_what_computes():
    assert traces.busy({"events": EVENTS}) == (28, 50)
    assert traces.busy({"events": [*EVENTS, KERNEL]}) == (4, 50)


def test_three_steps_have_three_cells_of_two_products_each_and_a_backward_pass(
    recorded,
):
    events = recorded["events"]
    assert names(traces.outermost(events)).count("lstm_cell") == 3
    assert names(traces.computing(events)).count("addmm") == 6
    assert [event[0] for event in events if event[0] in traces.PARTS] == [
        "forward",
        "backward",
    ]
    assert any("AddmmBackward0" in event[0] for event in events)


def test_one_call_is_kept_from_its_beginning(recorded):
    computed, whole = traces.busy(recorded)
    assert 0 < computed < whole
    assert min(event[1] for event in recorded["events"]) >= 0
    assert len({event[3] for event in recorded["events"]}) == 1


def test_recording_writes_nothing(capfd):
    traces.record(lambda: torch.ones(2).exp(), calls=2)
    assert capfd.readouterr() == ("", "")


def test_a_trace_is_read_as_it_was_written(tmp_path, recorded):
    traces.write(recorded, tmp_path / "t.json")
    assert traces.read(tmp_path / "t.json") == recorded


def test_the_kept_trace_is_small_and_has_names_and_times_only():
    text = traces.THREE_STEPS.read_text("utf-8")
    assert len(text) < 60_000
    found = json.loads(text)
    assert set(found) == {"unit", "events"}
    for name, start, lasts, thread in found["events"]:
        assert "/" not in name
        assert start >= 0
        assert lasts >= 0
        assert thread == "host"
    assert names(traces.outermost(found["events"])).count("lstm_cell") == 3
