"""Closed functions are answered, nothing else is, and the judge is never held up."""

import os
import signal
import socket
import struct
import time
from contextlib import closing

import numpy as np
import pytest

from grader.reference import gru
from grader.sandbox.inside import frames, wire
from grader.sandbox.reference_server import ReferenceServer

FUNCTIONS = {"sigmoid": gru.sigmoid, "gru_forward": gru.gru_forward}
MOST = 2**20


@pytest.fixture
def server():
    """A server that answers at its door."""
    made = ReferenceServer(FUNCTIONS, max_calls=20, max_bytes=MOST)
    yield made
    made.stop()


def line(server):
    """A line of one's own to the server."""
    link, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(server.door, [b"?"], [theirs.fileno()])
    return link


def exchange(server, text, blob=b"", seconds=20.0):
    """The answer to one request of this text."""
    with closing(line(server)) as link:
        link.settimeout(seconds)
        frames.send(link, text.encode(), blob)
        text, blob = frames.receive(link, longest=2**24)
    return wire.unpack(text.decode(), blob, max_bytes=2**24)


def ask(server, function, *args, **kwargs):
    """The answer to a call."""
    request = {"function": function, "args": args, "kwargs": kwargs}
    return exchange(server, *wire.pack(request))


def test_a_closed_function_is_answered_and_no_other(server):
    server.close_function("sigmoid")
    z = np.array([-1.0, 0.0, 700.0])
    assert np.array_equal(ask(server, "sigmoid", z)["value"], gru.sigmoid(z))
    for name in ("gru_forward", "gru_cell", "closed", "", None):
        assert "not closed" in ask(server, name, z)["error"]
    server.close_function("gru_forward")
    assert "does not take" in ask(server, "gru_forward", z)["error"]
    assert ask(server, "sigmoid", z=0.0)["value"] == 0.5


def test_no_message_of_the_reference_is_passed_on(server):
    server.close_function("sigmoid")
    error = ask(server, "sigmoid", "a canary")["error"]
    assert error.startswith("sigmoid (closed) does not take these arguments")
    assert "canary" not in error
    assert "File" not in error


@pytest.mark.parametrize(
    "text",
    ["", "7", "null", "[" * 50_000, '["dict", []]', '["dict", [["function", null]]]'],
)
def test_a_malformed_request_is_told_so(server, text):
    server.close_function("sigmoid")
    assert "not well formed" in exchange(server, text)["error"]
    assert ask(server, "sigmoid", 0.0)["value"] == 0.5


def test_what_announces_too_much_is_hung_up_on(server):
    server.close_function("sigmoid")
    with closing(line(server)) as link:
        link.settimeout(20)
        link.sendall(struct.pack(">QQ", 2**63, 2**63))
        assert link.recv(10) == b""
    assert ask(server, "sigmoid", 0.0)["value"] == 0.5


def test_calls_are_counted(server):
    server.close_function("sigmoid")
    answers = [ask(server, "sigmoid", 0.0) for _ in range(22)]
    assert ["value" in answer for answer in answers] == [True] * 20 + [False] * 2
    assert "too often" in answers[-1]["error"]


def test_memory_is_bounded_and_what_comes_after_is_answered(server):
    server.close_function("gru_forward")
    server.close_function("sigmoid")
    wide = np.ones((1, 100_000))
    p = gru.GRUParams(*[np.ones((100_000, 1))] * 3, *[0.0] * 3)
    x, c0 = np.ones((1, 100_000, 1)), np.ones((100_000, 0))
    assert wide.nbytes < MOST
    request = {"function": "gru_forward", "args": [x, c0, p], "kwargs": {}}
    with pytest.raises(ConnectionError):  # it is larger than may be sent
        exchange(server, *wire.pack(request))
    p = gru.GRUParams(*[np.ones((30_000, 1))] * 3, *[0.0] * 3)
    x, c0 = np.ones((1, 30_000, 1)), np.ones((30_000, 0))
    assert "MemoryError" in ask(server, "gru_forward", x, c0, p)["error"]
    assert ask(server, "sigmoid", 0.0)["value"] == 0.5


def test_a_process_that_was_killed_is_started_again_by_the_next_closing(server):
    server.close_function("sigmoid")
    assert ask(server, "sigmoid", 0.0)["value"] == 0.5
    os.kill(server._process, signal.SIGKILL)
    time.sleep(0.1)
    server.close_function("gru_forward")
    assert ask(server, "sigmoid", 0.0)["value"] == 0.5


def test_a_request_without_end_or_a_silent_link_does_not_hold_up_the_judge(server):
    server.close_function("gru_forward")
    endless = {"function": "gru_forward", "args": [], "kwargs": {}}
    endless["args"] = [np.ones((2**40, 1, 0)), np.ones((1, 2)), None]
    with closing(line(server)) as silent, closing(line(server)) as link:
        silent.sendall(b"\0")
        text, blob = wire.pack(endless)
        frames.send(link, text.encode(), blob)
        begun = time.monotonic()
        server.close_function("sigmoid")
        server.stop()
        assert time.monotonic() - begun < 5


def test_nothing_is_started_for_one_who_loses_nothing(server):
    assert server._process is None


def test_an_empty_blob_is_no_error_when_the_other_side_has_gone():
    """The other side may have answered and gone before nothing is sent."""
    here, there = socket.socketpair()
    with here, there:
        frames.send(here, b"text", b"")
        assert frames.receive(there, longest=100) == (b"text", b"")
