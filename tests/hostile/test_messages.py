"""Attacks on the judge by what a learner's process sends: malformed, endless, huge.

Every one ends in a verdict, and the function that is right keeps its points wherever
the process still answers for it.
"""

import pytest

from grader.judge import Status
from tests.hostile.attack import EARNED, attacked, graded, scores

REPLY = """
kernel = get_ipython().kernel
def answer_with(make):
    def call_request(stream, ident, parent):
        make(kernel, stream, ident, parent)
    kernel.shell_handlers["call_request"] = call_request
def reply(kernel, stream, ident, parent, content, buffers=()):
    kernel.session.send(stream, "call_reply", content, parent, ident=ident,
                        buffers=list(buffers))
"""


def replying(content, buffers="()"):
    """Code that answers each call with an expression for the content."""
    return f"""{REPLY}
answer_with(lambda kernel, stream, ident, parent:
    reply(kernel, stream, ident, parent, {content}, {buffers}))
"""


REPLIES = {
    "no answer": replying("{}"),
    "an answer that is no text": replying("{'answer': [[1]]}"),
    "content that is no dict": replying("[1, 2]"),
    "lists by the million": replying("{'answer': '[' + '[],' * 300_000 + '7]'}"),
    "content nested deeply": replying("eval('[' * 60 + ']' * 60)"),
    "no reply to any call": REPLY + "answer_with(lambda *args: None)",
    "text in the blob's place": replying(
        "{'answer': '[\"array\", \"<f8\", [9], 0, 72]'}", "[b'a', b'b', b'c']"
    ),
    "a large answer": replying("{'answer': 'a' * 30_000_000}"),
    "a large blob": replying("{'answer': '[]'}", "[bytes(60_000_000)]"),
    "many parts": replying("{'answer': '[]'}", "[b'x'] * 200_000"),
    "half a gigabyte in parts": replying("{'answer': '[]'}", "[bytes(6_000_000)] * 90"),
    "dates that are none": replying("{'answer': '[]', 'date': '9999-99-99T99:99:99Z'}"),
}


@pytest.mark.parametrize("attack", REPLIES)
def test_a_reply_that_no_kernel_would_send_is_no_answer(attack):
    verdict = graded(attacked(REPLIES[attack]), restarts=0)
    assert scores(verdict) == [0, 0]


FLOOD = """
kernel = get_ipython().kernel
raw, session = kernel.iopub_thread.socket, kernel.session
def signed(kind, content):
    message = session.msg(kind, content, parent=kernel.get_parent())
    return [b"x", *session.serialize(message)]
"""
FLOODS = {
    "wrong signatures": """
while True: raw.send_multipart([b"x", b"<IDS|MSG>", b"?", b"{}", b"{}", b"{}", b"{}"])
""",
    "no frames that mean anything": "while True: raw.send_multipart([b'x'] * 9)",
    "endless small outputs": """
while True: raw.send_multipart(signed("stream", {"name": "stdout", "text": "x"}))
""",
    "endless large outputs": """
text = "x" * 10**6
while True: raw.send_multipart(signed("stream", {"name": "stdout", "text": text}))
""",
    "endless parts of one message": """
while True: raw.send(bytes(4 * 10**6), flags=2)
""",
    "endless tiny parts of one message": """
while True: raw.send(b"x", flags=2)
""",
    "content nested as deep as may be": """
raw.send_multipart([b"x", b"<IDS|MSG>", *(lambda parts: [session.sign(parts), *parts])(
    [b'{"msg_id": "1", "msg_type": "stream"}', b"{}", b"{}", b"[" * 200_000])])
""",
    "a header that is a list": """
raw.send_multipart([b"x", b"<IDS|MSG>", *(lambda parts: [session.sign(parts), *parts])(
    [b'[]', b"[]", b"[]", b"[]"])])
""",
    "outputs that are malformed": """
for content in ({}, [], {"name": 3, "text": {}}, {"data": []}, {"transient": 7},
                {"data": {"text/plain": {"a": 1}}, "transient": {"display_id": []}}):
    for kind in ("stream", "display_data", "execute_result", "error", "comm_msg",
                 "update_display_data", "clear_output", "comm_open", "xx"):
        raw.send_multipart(signed(kind, content))
""",
    "widgets that keep a state in the judge": """
while True: raw.send_multipart(signed("comm_open", {"comm_id": str(id(object())),
    "target_name": "jupyter.widget", "data": {"state": {"a": "x" * 10**6}}}))
""",
    "the end of a cell that has not ended": """
raw.send_multipart(signed("status", {"execution_state": "idle"}))
while True: pass
""",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_ends_in_a_verdict(flood):
    verdict = graded(attacked(FLOOD + FLOODS[flood]), restarts=0)
    assert scores(verdict)[1] == 0
    assert scores(verdict)[0] <= EARNED
    assert verdict.status in (Status.GRADED, Status.PARTLY_GRADED)


def test_replies_forged_on_the_shell_are_no_answers():
    code = """
import threading
kernel = get_ipython().kernel
stream = kernel.shell_stream
def forge():
    while True:
        kernel.session.send(stream, "call_reply", {"answer": "[]"}, ident=b"1")
threading.Thread(target=forge, daemon=True).start()
"""
    assert scores(graded(attacked(code), restarts=0))[1] == 0


@pytest.mark.parametrize(
    "code",
    [
        "print('x' * 3_000_000)",
        "while True: print('x' * 1000)",
        "print('\\r' * 50_000 + 'x' * 50_000)",
        "for _ in range(20_000): display(1)",
        "raise ValueError('\\ud800\\0' * 1000)",
        "print('\\ud800', '\\0')",
        "x = '\\ud800'\nx",
    ],
)
def test_output_of_any_amount_or_kind_costs_nothing(code):
    verdict = graded(attacked(code))
    assert scores(verdict) == [EARNED, 0]
