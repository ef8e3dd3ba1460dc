"""What was called and when: a trace of torch's profiler, reduced to what is read of it.

A trace is a dict: "unit", "microseconds"; "events", a list of [name, start, duration,
thread]. The thread is "host", "host 2", … for what Python and autograd call, and
"device" for what a GPU did. `python -m utils.traces` makes the one that is kept here.
"""

import json
import os
import tempfile
from pathlib import Path

from utils.measuring import NO_WORK, silent_stderr

THREE_STEPS = Path(__file__).with_name("three_steps.json")
KINDS = {"cpu_op": "host", "user_annotation": "host"}
KINDS |= dict.fromkeys(("kernel", "gpu_memcpy", "gpu_memset"), "device")
CALL = "call"
PARTS = ("forward", "backward")
"""What the recorded code calls its parts, by `torch.profiler.record_function`."""


def record(f, calls=20):
    """The trace of the quickest of some calls of ``f()``.

    On a machine with a GPU what it does is in the trace, too.
    """
    from torch.profiler import profile, record_function, supported_activities

    with silent_stderr(), profile(activities=supported_activities()) as seen:
        for _ in range(calls):
            with record_function(CALL):
                f()
                _wait()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trace.json")
        seen.export_chrome_trace(path)
        events = json.loads(Path(path).read_text("utf-8"))["traceEvents"]
    return _reduced(events)


def lstm_loop(device="cpu", steps=3, m=32, n_x=27, n_a=64):
    """A function to record: some steps of torch's LSTM cell, forward and backward."""
    import torch
    from torch.profiler import record_function

    torch.manual_seed(0)
    cell = torch.nn.LSTMCell(n_x, n_a).to(device)
    x = torch.randn(steps, m, n_x).to(device)

    def forward_and_backward():
        state = None
        with record_function("forward"):
            for x_t in x:
                state = cell(x_t, state)
            loss = state[0].square().mean()
        with record_function("backward"):
            loss.backward()

    return forward_and_backward


def write(trace, path=THREE_STEPS):
    """Write a trace as JSON, an event a line."""
    lines = ",\n".join(json.dumps(event) for event in trace["events"])
    text = f'{{"unit": "{trace["unit"]}", "events": [\n{lines}\n]}}\n'
    Path(path).write_text(text, encoding="utf-8")


def read(path=THREE_STEPS):
    """The trace of a file that `write` made."""
    return json.loads(Path(path).read_text("utf-8"))


def outermost(events):
    """The events of one thread that no other has called, parts aside."""
    found, end = [], float("-inf")
    for event in sorted(_operators(events), key=lambda event: (event[1], -event[2])):
        if event[1] + event[2] > end:
            found.append(event)
            end = event[1] + event[2]
    return found


def computing(events):
    """The operators of one thread that compute themselves, and call no other for it.

    What only looks at numbers in another way isn't one (see `NO_WORK`); a copy that an
    operator makes for its own use belongs to it.
    """
    found = [e for e in _operators(events) if e[3] == "device" or "aten::" in e[0]]
    work = [e for e in found if _plain(e) not in NO_WORK]
    asked = [e for e in work if _plain(e) not in ("copy_", "fill_")]
    return outermost(e for e in work if not any(_within(other, e) for other in asked))


def busy(trace):
    """(computed, whole), microseconds: when something is computed, and all of it."""
    events = trace["events"]
    by_device = [event for event in events if event[3] == "device"]
    computed = sum(duration for _, _, duration, _ in computing(by_device or events))
    ends = [start + duration for _, start, duration, _ in events]
    return computed, max(ends) - min(start for _, start, _, _ in events)


def _operators(events):
    return [event for event in events if event[0] not in PARTS]


def _plain(event):
    return event[0].removeprefix("aten::")


def _within(inner, outer):
    """Does an event lie within another one of its thread?"""
    if inner is outer or inner[3] != outer[3]:
        return False
    begins, ends = inner[1] >= outer[1], inner[1] + inner[2] <= outer[1] + outer[2]
    return begins and ends and inner[2] < outer[2]


def _reduced(events):
    """The quickest call's events, its start at 0, by thread and time."""
    events = [e for e in events if e.get("ph") == "X" and e["cat"] in KINDS]
    calls = [e for e in events if (e["name"], e["cat"]) == (CALL, "user_annotation")]
    whole = min(calls, key=lambda call: call["dur"])
    start, end = whole["ts"], whole["ts"] + whole["dur"]
    events = [e for e in events if start <= e["ts"] < end and e is not whole]
    hosts = dict.fromkeys(e["tid"] for e in events if KINDS[e["cat"]] == "host")
    names = {tid: "host" if k == 1 else f"host {k}" for k, tid in enumerate(hosts, 1)}
    kept = []
    for event in events:
        device = KINDS[event["cat"]] == "device"
        thread = "device" if device else names[event["tid"]]
        begin, lasts = round(event["ts"] - start, 2), round(event["dur"], 2)
        kept.append([event["name"], begin, lasts, thread])
    kept.sort(key=lambda event: (event[3], event[1], -event[2]))
    return {"unit": "microseconds", "events": kept}


def _wait():
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()
